"""Who may come in, on the command line: passwords, invitations, and what is safe."""

from __future__ import annotations

import json
import signal
import ssl
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.clerk import TERMS, Clerk, clerk_of_a_sale, process
from tests.identity_provider import CLIENT, SECRET, identity_provider
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow

PASSWORD = "slow hammer, patient room"  # noqa: S105
WRONG = "quick hammer, empty room"
BIDS = "/api/v1/sales/MAY26/lots/1/bids"
SESSION = "/api/v1/session"


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """Have a ledger of its own, its vault, and a client who is invited."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "house").mkdir()
    clerk = clerk_of_a_sale(tmp_path / "house")
    clerk.does("vault new")
    clerk.does("user add u-anna")
    for client in ("C-201", "C-202"):
        clerk.does(f"client add {client}")
    clerk.does("paddle issue MAY26 201 --client C-201")
    (clerk.folder / "password.txt").write_text(f"{PASSWORD}\n")
    return clerk


@contextmanager
def serving(clerk, *options):
    """Serve a ledger; yields its port, and what it wrote once it is stopped."""
    words = ["--ledger", str(clerk.ledger), "serve", "--port", "0", *options]
    started = process(words, cwd=clerk.folder)
    written = [started.stdout.readline()]
    try:
        assert "Serving" in written[0], started.stderr.read()
        yield int(written[0].partition(". Stop")[0].rpartition(":")[2]), written
    finally:
        started.send_signal(signal.SIGINT)
        written += started.communicate(timeout=PATIENCE)


def send(port, method, path, said=None, **headers):
    content = None if said is None else json.dumps(said)
    headers |= {} if said is None else {"Content-Type": "application/json"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()), answer.headers


def fetch(port, path, **headers):
    """Return the page at an address, as a browser that follows nothing."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers


def test_nothing_secret_is_written_by_the_service(clerk):
    invitation = json.loads(clerk.does("client invite C-201 --json"))["token"]
    line = "token new --client C-202 --json"
    token = json.loads(clerk.does(line))["token"]
    with serving(clerk, "--workers", "1") as (port, written):
        said = {"invitation": invitation, "password": PASSWORD}
        status, told, _ = send(port, "POST", "/api/v1/invitation", said)
        assert (status, told["actor"]) == (201, "C-201")
        for password, expected in ((WRONG, 401), (PASSWORD, 201)):
            said = {"name": "C-201", "password": password}
            status, told, headers = send(port, "POST", SESSION, said)
            assert status == expected
        cookie = headers["Set-Cookie"].partition(";")[0]
        assert send(port, "GET", SESSION, Cookie=cookie)[0] == 200
        bearer = {"Authorization": f"Bearer {token}"}
        assert send(port, "GET", SESSION, **bearer)[0] == 200
        odd = f"/api/v1/{invitation}?token={token}"
        assert send(port, "GET", odd, **bearer)[0] == 404
        said = {"paddle": "201", "maximum": "150"}
        bidding = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
        bidding |= {"X-Form-Token": told["form_token"], "Idempotency-Key": "k"}
        # By now the sale is over.
        assert send(port, "POST", BIDS, said, **bidding)[0] == 409
    text = "".join(written)
    secrets = (PASSWORD, WRONG, invitation, token, cookie.partition("=")[2])
    for secret in (*secrets, told["form_token"]):
        assert secret not in text
        assert secret.encode() not in clerk.ledger.read_bytes()


def test_a_user_signs_in_by_a_provider_and_nothing_of_it_is_written(clerk):
    clerk.does("user key u-anna")
    clerk.does("role grant u-anna administrator")
    with identity_provider() as provider:
        provider.clock = lambda: datetime.now(UTC)
        file = clerk.folder / "provider.toml"
        file.touch(mode=0o600)
        file.write_text(
            f'issuer = "{provider.issuer}"\nclient_id = "{CLIENT}"\n'
            f'client_secret = "{SECRET}"\n'
        )
        clerk.does(f"user oidc u-anna {provider.issuer} {provider.subject}")
        options = ("--log", "--workers", "1", "--oidc", str(file))
        with serving(clerk, *options) as (port, written):
            status, _, headers = fetch(port, "/sign-in/oidc")
            assert status == 303
            cookie = headers["Set-Cookie"].partition(";")[0]
            back = provider.sign_in(headers["Location"])
            status, page, headers = fetch(port, back, Cookie=cookie)
            assert status == 200, page
            session = headers.get_all("Set-Cookie")[0].partition(";")[0]
            told = send(port, "GET", SESSION, Cookie=session)[1]
            assert (told["actor"], told["role"]) == ("u-anna", "administrator")
    text = "".join(written)
    assert '"path": "/sign-in/oidc/callback"' in text
    spoken = (back.partition("?")[2], cookie, session, "code-0", "code=", SECRET)
    for secret in spoken:
        assert secret not in text


def test_sign_ins_that_failed_are_seen_and_outlive_the_service(clerk):
    file = clerk.folder / "password.txt"
    clerk.does("user password u-anna --from {file}", file=file)
    typed_as_a_name = "what was meant as a password"
    statuses = []
    for password in (WRONG, WRONG, PASSWORD):
        with serving(clerk) as (port, _):
            for name in ["u-anna"] * 5 + [typed_as_a_name]:
                said = {"name": name, "password": password}
                statuses.append(send(port, "POST", SESSION, said)[0])
    assert statuses == [401] * 12 + [429] * 5 + [401]
    listed = json.loads(clerk.does("user failed-sign-ins --json"))
    counted = {(each["by"], each["actor"]): each["failures"] for each in listed}
    assert counted == {
        ("name", "u-anna"): 10,
        ("name", None): 3,
        ("address", None): 13,
    }
    assert [each["network_address"] for each in listed].count("127.0.0.1") == 1
    waits = {each["actor"] for each in listed if each["waits_until"]}
    assert waits == {"u-anna"}
    told = clerk.does("user failed-sign-ins")
    assert "a name that nobody has" in told
    assert typed_as_a_name not in told
    (vault,) = (clerk.folder.parent / "keys").glob("*/vault")
    for plain in (typed_as_a_name, "127.0.0.1"):
        assert plain.encode() not in vault.read_bytes()


def test_where_nothing_failed_that_is_told(clerk):
    told = clerk.does("user failed-sign-ins")
    assert told == "No sign-in failed in the last 30 days.\n"


def test_accounts_are_bound_listed_and_taken_back(clerk):
    clerk.does("user add u-otto")
    line = "user oidc {who} https://login.example.com 7 --json"
    (bound,) = json.loads(clerk.does(line.replace("{who}", "u-anna")))
    assert (bound["user"], bound["subject"]) == ("u-anna", "7")
    assert json.loads(clerk.does(line.replace("{who}", "u-anna"))) == [bound]
    answer = clerk(line.replace("{who}", "u-otto"))
    assert (answer.code, "It signs u-anna in" in answer.err) == (2, True)
    assert "https://login.example.com" in clerk.does("user oidc u-anna")
    told = clerk.does("user oidc u-anna --remove")
    assert told == "No account signs u-anna in.\n"


def test_a_password_is_set_from_a_file_and_taken_away(clerk):
    file = clerk.folder / "password.txt"
    told = clerk.does("user password u-anna --from {file}", file=file)
    assert told.startswith("u-anna signs in with this password.")
    assert PASSWORD not in told
    told = clerk.does("user password u-anna --remove")
    assert told.startswith("u-anna signs in with a password no more.")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("user password u-nobody --from password.txt", "unknown-user"),
        ("user password u-anna --from none.txt", "cannot be read"),
        ("user password u-anna --from short.txt", "password-unfit"),
        ("user password u-anna --from password.txt --remove", "and not both"),
        ("client invite C-999", "unknown-client"),
        ("serve --host 0.0.0.0", "rehearsal"),
        ("serve --proxy http://bids.example.com", "no address of a proxy"),
        ("serve --proxy https://bids.example.com/sale", "no address of a proxy"),
        ("serve --proxy https://a.example --proxy-from *", "no address of a machine"),
        ("serve --proxy https://a.example --proxy-from 10.8.0.1/24", "host bits"),
        ("serve --proxy https://a.example --proxy-from 0.0.0.0/0", "strangers"),
        ("serve --proxy https://a.example --proxy-from 128.0.0.0/1", "strangers"),
        ("serve --proxy https://a.example --proxy-from ::/0", "strangers"),
        ("serve --proxy-from 10.89.8.1", "none is named"),
        ("serve --tls-cert password.txt", "takes both"),
        ("serve --oidc password.txt", "password.txt names no provider"),
        ("serve --oidc none.txt", "cannot be read"),
        ("user oidc u-anna https://a.example", "both: ISSUER and SUBJECT"),
        ("user oidc u-anna https://a.example 7 --remove", "a USER alone"),
        ("user oidc u-nobody https://a.example 7", "unknown-user"),
        ("serve --tls-cert password.txt --tls-key password.txt", "no certificate"),
    ],
)
def test_what_cannot_be_is_told_so(clerk, monkeypatch, line, words):
    monkeypatch.chdir(clerk.folder)
    (clerk.folder / "short.txt").write_text("short\n")
    answer = clerk(line)
    assert answer.code != 0
    assert words in answer.err


def certificate(folder):
    """Write a certificate of this machine, and its key, as files."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bids")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, SHA256())
    )
    cert, kept = folder / "bids.pem", folder / "bids.key"
    cert.write_bytes(made.public_bytes(Encoding.PEM))
    kept.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return cert, kept


def test_it_speaks_tls_with_a_certificate(clerk):
    cert, key = certificate(clerk.folder)
    options = ["--workers", "1", "--tls-cert", str(cert), "--tls-key", str(key)]
    with serving(clerk, *options) as (port, written):
        trusted = ssl.create_default_context(cafile=str(cert))
        connection = HTTPSConnection(
            "127.0.0.1", port, context=trusted, timeout=PATIENCE
        )
        connection.request("GET", "/api/v1/sales/MAY26/saleroom")
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
        connection.close()
    assert f"https://127.0.0.1:{port}" in written[0]


def test_a_live_service_that_speaks_tls_is_one_process_for_all_machines(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    (tmp_path / "house").mkdir()
    clerk = Clerk(tmp_path / "house")
    clerk.does("sale announce {f}", f=clerk.writes("terms.toml", TERMS))
    clerk.does("user add u-anna")
    token = json.loads(clerk.does("token new u-anna --role system --json"))["token"]
    cert, key = certificate(clerk.folder)
    options = ["--host", "0.0.0.0", "--tls-cert", str(cert), "--tls-key", str(key)]  # noqa: S104
    with serving(clerk, *options) as (port, written):
        trusted = ssl.create_default_context(cafile=str(cert))
        connection = HTTPSConnection(
            "127.0.0.1", port, context=trusted, timeout=PATIENCE
        )
        shown = {"Authorization": f"Bearer {token}"}
        connection.request("GET", "/metrics", headers=shown)
        figures = connection.getresponse().read().decode()
        connection.close()
    assert "lotledger_streams" in figures
    assert "lotledger_process_starts{" not in figures
    assert written[2] == ""
