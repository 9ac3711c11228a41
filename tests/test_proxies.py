"""A proxy in front of the service: nginx and Caddy, as the how-to sets them up."""

from __future__ import annotations

import json
import re
import signal
import socket
import ssl
import subprocess
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from shutil import which

import pytest

from tests.clerk import CATALOGUE, CLIENTS, TERMS, Clerk, process
from tests.patience import PATIENCE
from web.streams import ALIVE_SECONDS

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "serve-a-ledger.md"
NAME = "bids.example.com"
PASSWORD = "slow hammer, patient room"  # noqa: S105 (of this test)
NGINX = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {block}
}}
"""
CADDY = """\
{{
    admin off
    auto_https off
    grace_period 1s
    storage file_system {folder}/caddy
}}
{block}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def block_of(program, *, port, behind, cert, key):
    """Return what the how-to has a proxy do, at ports of ours."""
    text = re.search(
        rf"^```text title=\"{program}\"\n(.*?)^```$",
        PAGE.read_text("utf-8"),
        re.DOTALL | re.MULTILINE,
    )[1]
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    text = text.replace("/etc/ssl/bids.pem", cert).replace("/etc/ssl/bids.key", key)
    if program == "nginx.conf":
        return text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    site = f"https://{NAME}:{port} {{\n    bind 127.0.0.1\n    tls {cert} {key}"
    return text.replace(f"{NAME} {{", site)


@pytest.fixture(scope="module")
def clerk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("proxied")
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("LOTLEDGER_REHEARSAL")
        patched.setenv("LOTLEDGER_KEYS", str(folder / "keys"))
        (folder / "house").mkdir()
        clerk = Clerk(folder / "house")
        terms = clerk.writes("terms.toml", TERMS.replace("2026-05-20", "2096-05-20"))
        clerk.does("sale announce {f}", f=terms)
        clerk.does("catalogue import MAY26 {f}", f=clerk.writes("l.csv", CATALOGUE))
        clerk.does("client import MAY26 {f}", f=clerk.writes("c.csv", CLIENTS))
        clerk.does("user add u-anna")
        clerk.does("user key u-anna")
        clerk.does("role grant u-anna administrator")
        password = clerk.writes("password", f"{PASSWORD}\n")
        clerk.does("user password u-anna --from {f}", f=password)
        yield clerk


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return a certificate for the name of the proxy, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    if which("openssl") is None:
        pytest.skip("openssl is not here: apt install openssl")
    cert, key = folder / "bids.pem", folder / "bids.key"
    words = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
        f"-days 2 -subj /CN={NAME} -addext subjectAltName=DNS:{NAME}"
    ).split()
    command = [*words, "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (our own)
    return str(cert), str(key)


@contextmanager
def started(words, port):
    """Run a program of others until it is no longer needed."""
    program = subprocess.Popen(  # noqa: S603 (our own words)
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + PATIENCE
        while True:
            assert program.poll() is None, "it stopped by itself"
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < until, "it does not listen"
                time.sleep(0.05)
        yield
    finally:
        program.terminate()
        try:
            program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait(PATIENCE)


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxied(request, clerk, certificate, tmp_path_factory):
    """Serve behind a proxy; returns what opens a connection to it."""
    if (program := which(request.param)) is None:
        pytest.skip(f"{request.param} is not here: apt install {request.param}")
    folder = tmp_path_factory.mktemp(request.param)
    port, (cert, key) = free_port(), certificate
    words = ["--ledger", str(clerk.ledger), "serve", "--port", "0", "--workers", "1"]
    service = process([*words, "--proxy", f"https://{NAME}"], cwd=clerk.folder)
    try:
        line = service.stdout.readline()
        behind = int(line.split("127.0.0.1:")[1].split(".")[0])
        names = {"port": port, "behind": behind, "cert": cert, "key": key}
        if request.param == "nginx":
            file, frame = folder / "nginx.conf", NGINX
            command = [program, "-p", str(folder), "-c", str(file)]
        else:
            file, frame = folder / "Caddyfile", CADDY
            command = [program, "run", "--config", str(file), "--adapter", "caddyfile"]
        text = frame.format(folder=folder, block=block_of(file.name, **names))
        file.write_text(text, "utf-8")
        context = ssl.create_default_context(cafile=cert)

        def connect():
            connection = HTTPSConnection(NAME, timeout=PATIENCE, context=context)
            plain = socket.create_connection(("127.0.0.1", port), PATIENCE)
            connection.sock = context.wrap_socket(plain, server_hostname=NAME)
            return connection

        with started(command, port):
            yield connect
    finally:
        service.send_signal(signal.SIGTERM)
        _, err = service.communicate(timeout=PATIENCE)
        assert "Traceback" not in err


def ask(connect, method, path, said=None, **headers):
    connection = connect()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named |= {"Content-Type": "application/json"}
    connection.request(method, path, None if said is None else json.dumps(said), named)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    return answer, told


def signs_in(connect, **headers):
    said = {"name": "u-anna", "password": PASSWORD}
    return ask(connect, "POST", "/api/v1/session", said, **headers)


def test_a_session_is_of_the_name_that_the_proxy_has(proxied):
    answer, told = signs_in(proxied, Origin=f"https://{NAME}")
    assert answer.status == 201, told
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lotledger=")
    assert {"Secure", "HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    sent = {"Cookie": cookie.partition(";")[0], "X_Form_Token": told["form_token"]}
    elsewhere = ask(
        proxied, "DELETE", "/api/v1/session", Origin="http://127.0.0.1", **sent
    )
    assert elsewhere[1]["code"] == "other-origin"
    out = ask(proxied, "DELETE", "/api/v1/session", Origin=f"https://{NAME}", **sent)
    assert out[0].status == 200, out[1]


def test_nobody_signs_in_from_a_page_of_others(proxied):
    assert signs_in(proxied, Origin="https://evil.example")[0].status == 403


def test_a_stream_comes_through_as_it_is_told(proxied, clerk, request):
    # Who leads a lot already changes nothing that a stream tells: one for each proxy.
    lot = {"nginx": 2, "caddy": 3}[request.node.callspec.params["proxied"]]
    token = json.loads(clerk.does("token new --client C-1 --json"))["token"]
    connection = proxied()
    connection.request("GET", "/api/v1/sales/MAY26/events")
    stream = connection.getresponse()
    assert stream.readline().startswith(b"id: ")
    said = {"paddle": "101", "maximum": f"{time.monotonic_ns() // 10**9 * 50}"}
    answer, told = ask(
        proxied,
        *("POST", f"/api/v1/sales/MAY26/lots/{lot}/bids", said),
        Authorization=f"Bearer {token}",
        Idempotency_Key=f"{time.monotonic()}",
    )
    assert answer.status == 201, told
    answered = time.monotonic()
    while not stream.readline().startswith(b"event: lot"):
        pass
    # A proxy that gathers keeps it for as long as the next line takes to come.
    assert time.monotonic() - answered < ALIVE_SECONDS
    connection.close()


def test_who_asks_is_known_by_the_address_behind_the_proxy(proxied):
    wrong = {"name": "u-nobody", "password": "not this one, surely"}
    headers = {"Origin": f"https://{NAME}", "X_Forwarded_For": "203.0.113.7"}
    answers = [
        ask(proxied, "POST", "/api/v1/session", wrong, **headers)[0].status
        for _ in range(11)
    ]
    assert answers[-1] == 429
    # What somebody says of their own address is not believed of them.
    assert signs_in(proxied, Origin=f"https://{NAME}")[0].status == 201


@pytest.mark.parametrize(
    ("options", "source", "said", "known"),
    [
        ("", "127.0.0.1", "203.0.113.21", "203.0.113.21"),
        ("", "127.0.0.5", "203.0.113.22", "127.0.0.5"),
        ("--proxy-from 127.0.0.5", "127.0.0.5", "203.0.113.23", "203.0.113.23"),
        ("--proxy-from 127.0.0.4/30", "127.0.0.6", "203.0.113.24", "203.0.113.24"),
        ("--proxy-from 127.0.0.4/30", "127.0.0.8", "203.0.113.25", "127.0.0.8"),
    ],
)
def test_a_proxy_is_believed_where_it_is_named_and_nowhere_else(
    clerk, options, source, said, known
):
    words = ["--ledger", str(clerk.ledger), "serve", "--port", "0", "--workers", "0"]
    words += ["--proxy", f"https://{NAME}", *options.split()]
    service = process(words, cwd=clerk.folder)
    try:
        port = int(service.stdout.readline().split("127.0.0.1:")[1].split(".")[0])
        asking = HTTPConnection("127.0.0.1", port, 30, source_address=(source, 0))
        with closing(asking) as connection:
            # A name that failed often is not tried, and no address is counted for it.
            wrong = json.dumps({"name": f"u-{said}", "password": "not this one"})
            headers = {"Content-Type": "application/json", "X-Forwarded-For": said}
            headers |= {"Host": NAME, "Origin": f"https://{NAME}"}
            connection.request("POST", "/api/v1/session", wrong, headers)
            assert connection.getresponse().status == 401
    finally:
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=PATIENCE)
    listed = json.loads(clerk.does("user failed-sign-ins --json"))
    addresses = {each["network_address"] for each in listed}
    assert known in addresses
    assert said == known or said not in addresses
