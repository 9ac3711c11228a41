"""Signing in by a provider of identities, and each way in which that goes wrong."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from functools import partial

import pytest
from eventsourcing.persistence import OperationalError
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey

from ledger.house import House, users
from ledger.identity import ClientId, Role, UserId
from ledger.vault.accounts import ProviderAccount, accounts_of, bind_account, bound_user
from ledger.vault.people import Person, file_people
from ledger.vault.secrets import KeyKind
from ledger.vault.tokens import TokenKind, tokens
from tests.house_with_roles import ADMINISTRATOR, acting, give_roles
from tests.identity_provider import CLIENT, SECRET, identity_provider
from tests.served import served, the_hour
from web.challenges import SECONDS, Challenges
from web.oidc.pages import COOKIE as GOING_ON
from web.oidc.provider import BEGIN, FRESH_SECONDS, Provider
from web.oidc.settings import (
    ProviderFileInvalid,
    ProviderSettings,
    must_be_apart,
    read_provider,
)
from web.own_pages import COOKIE
from web.sending import HttpAnswer

pytestmark = pytest.mark.slow

CLERK = UserId("u-clerk")
NAMED = 'issuer = "https://a.example"\nclient_id = "x"\n'
CALLBACK = f"{BEGIN}/callback"
SESSION = "/api/v1/session"
NOW = int(the_hour().timestamp())


@pytest.fixture
def issuing():
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def lines():
    return []


def settings_of(issuing, **more):
    return ProviderSettings(
        issuer=issuing.issuer, client_id=CLIENT, client_secret=SECRET, **more
    )


@pytest.fixture
def service(tmp_path, issuing, clock, lines, request):
    settings = settings_of(issuing, by_email=getattr(request, "param", False))
    provider = Provider(settings, lambda: clock[0])
    with_ = {"providers": [provider], "log": lines.append}
    with served(tmp_path, give_roles, with_=with_) as service:
        administrator = acting(ADMINISTRATOR, Role.ADMINISTRATOR)
        service.house.keys_at_hand.vouched = lambda _: True
        service.house.do(users.grant(CLERK, Role.CLERK), by=administrator)
        service.client.follow_redirects = False
        yield service


@pytest.fixture
def bound(service, issuing):
    bind(service, issuing)
    return service


def bind(service, issuing, who=CLERK):
    account = ProviderAccount(
        issuer=issuing.issuer, subject=issuing.subject, who=who, bound_at=the_hour()
    )
    return bind_account(service.vault, account)


def begin(service, address=BEGIN):
    """Begin to sign in; return where the browser is sent, and its cookie."""
    service.client.cookies.clear()
    answer = service.client.get(address)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"], answer.headers["set-cookie"].partition(";")[0]


def finish(service, address, cookie):
    return service.client.get(
        address, headers={"Cookie": cookie.encode()} if cookie else {}
    )


def signs_in(service, issuing, address=BEGIN):
    location, cookie = begin(service, address)
    return finish(service, issuing.sign_in(location), cookie)


def cookies(answer):
    """Return the cookies that an answer sets, by name."""
    pairs = (each.partition("=") for each in answer.headers.get_list("set-cookie"))
    return {name: rest for name, _, rest in pairs}


def is_refused(service, answer, status=401):
    """See that nobody was signed in, and that a sentence says so."""
    assert answer.status_code == status, answer.text
    assert COOKIE not in cookies(answer)
    assert "<p>" in answer.text
    listed = {token.kind for token in tokens(service.vault)}
    assert TokenKind.SESSION not in listed
    return answer.text


def test_an_account_signs_in_the_user_to_whom_it_is_bound(bound, issuing):
    answer = signs_in(bound, issuing)
    assert answer.status_code == 200
    assert "signed in as u-clerk, clerk" in answer.text
    set_ = cookies(answer)
    assert set_[COOKIE].endswith("Secure; HttpOnly; SameSite=Strict")
    assert "Max-Age=0" in set_[GOING_ON]
    session = f"{COOKIE}={set_[COOKIE].partition(';')[0]}"
    shown = bound.client.get(SESSION, headers={"Cookie": session}).json()
    assert (shown["actor"], shown["role"]) == ("u-clerk", "clerk")
    (filed,) = (each for each in tokens(bound.vault) if each.id == shown["id"])
    assert (filed.kind, filed.user) == (TokenKind.SESSION, "u-clerk")


def test_a_browser_is_sent_with_what_binds_the_answer_to_it(bound):
    answer = bound.client.get(BEGIN)
    asked = answer.headers["location"]
    for word in ("state=", "nonce=", "code_challenge=", "S256", "scope=openid&"):
        assert word in asked
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{GOING_ON}=")
    assert f"Max-Age={int(SECONDS)}; Secure; HttpOnly; SameSite=Lax" in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert SECRET not in asked


def test_while_the_ledger_cannot_be_read_a_page_says_so(bound, monkeypatch):
    """Who begins is signed in already, in a role that only the ledger tells."""

    def is_gone(_):
        raise OperationalError("nobody leads")

    monkeypatch.setattr(House, "ledger", is_gone)
    answer = bound.ask(BEGIN, Role.CLERK)
    assert "The ledger cannot be used" in is_refused(bound, answer, 503)


def test_a_sign_in_is_finished_once(bound, issuing):
    location, cookie = begin(bound)
    address = issuing.sign_in(location)
    assert finish(bound, address, cookie).status_code == 200
    again = finish(bound, address, cookie)
    assert again.status_code == 401
    assert "done already" in again.text
    assert COOKIE not in cookies(again)


def test_another_browser_finishes_nothing(bound, issuing):
    location, _ = begin(bound)
    address = issuing.sign_in(location)
    _, other = begin(bound)
    words = is_refused(bound, finish(bound, address, other))
    assert "another browser" in words
    for none in (None, f"{GOING_ON}=", f"{GOING_ON}=\u00e4"):
        location, _ = begin(bound)
        is_refused(bound, finish(bound, issuing.sign_in(location), none))


@pytest.mark.parametrize("state", ["", "AAAA", "x" * 43 + "=", "*", "\u00e4"])
def test_another_state_finishes_nothing(bound, issuing, state):
    location, cookie = begin(bound)
    address = issuing.sign_in(location).partition("&state")[0]
    is_refused(bound, finish(bound, f"{address}&state={state}", cookie))


def test_a_code_is_good_for_who_began_alone(bound, issuing):
    location, _ = begin(bound)
    overheard = issuing.sign_in(location).partition("&state")[0]
    location, cookie = begin(bound)
    state = issuing.sign_in(location).partition("&state")[2]
    words = is_refused(bound, finish(bound, f"{overheard}&state{state}", cookie))
    assert "invalid_grant" in words


def test_a_code_is_good_once(bound, issuing):
    location, cookie = begin(bound)
    address = issuing.sign_in(location)
    issuing.codes.clear()
    assert "invalid_grant" in is_refused(bound, finish(bound, address, cookie))


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"iss": "https://elsewhere.example"}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": [CLIENT, "another"]}, "another service"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "another service"),
        ({"azp": "another"}, "another service"),
        ({"exp": NOW - 61}, "expired"),
        ({"exp": None}, "exp"),
        ({"iat": NOW + 61}, "future"),
        ({"iat": None}, "iat"),
        ({"sub": None}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "x" * 256}, "too long"),
    ],
)
def test_a_token_that_says_something_else_signs_nobody_in(bound, issuing, claims, why):
    issuing.claims = claims
    assert why in is_refused(bound, signs_in(bound, issuing))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "another"], "azp": CLIENT},
        {"exp": NOW - 59},
        {"iat": NOW + 59},
    ],
)
def test_a_token_may_say_it_in_more_ways(bound, issuing, claims):
    issuing.claims = claims
    assert signs_in(bound, issuing).status_code == 200


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_token_may_be_signed_by_ed25519_under_either_name(bound, issuing):
    issuing.key = OKPKey.generate_key("Ed25519", {"kid": "first", "use": "sig"})
    for name in ("Ed25519", "EdDSA"):
        signed = partial(jwt.encode, {"alg": name, "kid": "first"}, algorithms=[name])
        issuing.signed = partial(signed, key=issuing.key)
        assert signs_in(bound, issuing).status_code == 200, name


@pytest.fixture
def two(tmp_path, issuing):
    """Return a service that has two providers, and both."""
    with identity_provider() as other:
        other.subject = "another"
        settings = (
            settings_of(issuing),
            settings_of(other, name="group", label="the group <&>"),
        )
        with_ = {"providers": [Provider(each) for each in settings]}
        with served(tmp_path, give_roles, with_=with_) as service:
            administrator = acting(ADMINISTRATOR, Role.ADMINISTRATOR)
            service.house.keys_at_hand.vouched = lambda _: True
            service.house.do(users.grant(CLERK, Role.CLERK), by=administrator)
            service.client.follow_redirects = False
            yield service, issuing, other


def test_each_provider_signs_in_who_is_bound_there(two):
    service, issuing, other = two
    bind(service, other)
    assert "u-clerk, clerk" in signs_in(service, other, f"{BEGIN}/group").text
    is_unknown = signs_in(service, issuing)
    assert is_unknown.status_code == 403
    page = service.client.get("/sign-in").text
    assert f'href="{BEGIN}"' in page
    assert f'href="{BEGIN}/group"' in page
    assert "the group &lt;&amp;&gt;" in page


def test_what_was_begun_at_one_provider_is_finished_there(two):
    service, issuing, other = two
    bind(service, issuing)
    bind(service, other)
    location, cookie = begin(service, f"{BEGIN}/group")
    address = other.sign_in(location)
    assert address.startswith(f"{BEGIN}/group/callback?")
    elsewhere = address.replace("/group", "")
    is_refused(service, finish(service, elsewhere, cookie))


def test_who_signs_out_is_told_of_the_provider_that_knows_them(two):
    service, _, other = two
    bind(service, other)
    answer = signs_in(service, other, f"{BEGIN}/group")
    session = f"{COOKIE}={cookies(answer)[COOKIE].partition(';')[0]}"
    shown = service.client.get(SESSION, headers={"Cookie": session}).json()
    pages = {"Cookie": session, "Origin": "http://testserver"}
    pages["X-Form-Token"] = shown["form_token"]
    told = service.client.delete(SESSION, headers=pages).json()
    assert told["elsewhere"] == f"{other.issuer}/out?client_id={CLIENT}"


@pytest.mark.parametrize(
    ("other", "why"), [({"name": ""}, "name"), ({"issuer": "https://a"}, "issuer")]
)
def test_two_providers_are_told_apart(other, why):
    parts = {"issuer": "https://b", "client_id": CLIENT, "name": "other"}
    first = ProviderSettings(issuer="https://a", client_id=CLIENT)
    must_be_apart([first, ProviderSettings(**parts)])
    with pytest.raises(ProviderFileInvalid, match=why):
        must_be_apart([first, ProviderSettings(**{**parts, **other})])


def _unsigned(claims, _):
    parts = ({"alg": "none", "kid": "first"}, claims)
    texts = [urlsafe_b64encode(json.dumps(each).encode()) for each in parts]
    return b".".join(each.rstrip(b"=") for each in texts).decode() + "."


def _by_a_shared_secret(claims, _):
    shared = OctKey.import_key({"kty": "oct", "k": "c2VjcmV0", "kid": "shared"})
    return jwt.encode({"alg": "HS256", "kid": "shared"}, claims, shared)


def _by_the_public_half(claims, key):
    public = OctKey.import_key(key.as_pem(private=False).replace(b"-", b"."))
    return jwt.encode({"alg": "HS256", "kid": "first"}, claims, public)


def _by_another_key(claims, _):
    other = ECKey.generate_key("P-256", {"kid": "first"})
    return jwt.encode({"alg": "ES256", "kid": "first"}, claims, other)


@pytest.mark.parametrize(
    "forged",
    [_unsigned, _by_a_shared_secret, _by_the_public_half, _by_another_key],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_forged_token_signs_nobody_in(bound, issuing, monkeypatch, forged):
    key = issuing.key
    monkeypatch.setattr(issuing, "signed", lambda claims: forged(claims, key))
    is_refused(bound, signs_in(bound, issuing))


def test_a_key_that_is_new_is_asked_for_once(bound, issuing):
    assert signs_in(bound, issuing).status_code == 200
    issuing.rotate("second")
    assert signs_in(bound, issuing).status_code == 200
    assert issuing.asked.count("/keys") == 2
    assert signs_in(bound, issuing).status_code == 200
    assert issuing.asked.count("/keys") == 2


def test_a_key_that_is_gone_is_believed_for_an_hour_at_most(bound, issuing, clock):
    assert signs_in(bound, issuing).status_code == 200
    gone = issuing.key
    issuing.rotate("second")
    issuing.signed = lambda claims: jwt.encode(
        {"alg": "ES256", "kid": "first"}, claims, gone
    )
    assert signs_in(bound, issuing).status_code == 200
    clock[0] += FRESH_SECONDS
    answer = signs_in(bound, issuing)
    assert (answer.status_code, COOKIE in cookies(answer)) == (401, False)


def test_an_account_of_nobody_is_told_what_to_do(service, issuing):
    words = is_refused(service, signs_in(service, issuing), 403)
    command = f"lotledger user oidc USER {issuing.issuer} {issuing.subject}"
    assert command in words


def test_an_account_is_one_users(bound, issuing):
    assert not bind(bound, issuing, UserId("u-auctioneer"))
    assert bound_user(bound.vault, issuing.issuer, issuing.subject) == CLERK


def test_who_is_erased_is_signed_in_by_no_account(bound, issuing):
    bound.vault.destroy(KeyKind.PERSON, CLERK)
    is_refused(bound, signs_in(bound, issuing), 403)


def test_who_has_several_roles_names_one(bound, issuing):
    administrator = acting(ADMINISTRATOR, Role.ADMINISTRATOR)
    bound.house.do(users.grant(CLERK, Role.ACCOUNTANT), by=administrator)
    answer = signs_in(bound, issuing)
    assert answer.status_code == 403
    assert f'href="{BEGIN}?role=accountant"' in answer.text
    answer = signs_in(bound, issuing, f"{BEGIN}?role=accountant")
    assert "u-clerk, accountant" in answer.text
    answer = signs_in(bound, issuing, f"{BEGIN}?role=auctioneer")
    assert answer.status_code == 403
    assert bound.client.get(f"{BEGIN}?role=king").status_code == 422


@pytest.mark.parametrize("service", [True], indirect=True)
def test_a_verified_address_signs_in_the_user_of_whom_it_is_on_file(service, issuing):
    person = Person(client=ClientId(CLERK), name="Clara", email="Clara@example.org")
    file_people(service.vault, [person])
    issuing.claims = {"email": "clara@example.org", "email_verified": False}
    is_refused(service, signs_in(service, issuing), 403)
    issuing.claims["email_verified"] = True
    assert signs_in(service, issuing).status_code == 200
    (account,) = accounts_of(service.vault, CLERK)
    assert account.subject == issuing.subject
    issuing.subject = "who has the address next"
    answer = signs_in(service, issuing)
    assert (answer.status_code, COOKIE in cookies(answer)) == (403, False)


def test_an_address_signs_nobody_in_where_the_house_did_not_say_so(service, issuing):
    person = Person(client=ClientId(CLERK), name="Clara", email="clara@example.org")
    file_people(service.vault, [person])
    issuing.claims = {"email": "clara@example.org", "email_verified": True}
    is_refused(service, signs_in(service, issuing), 403)


@pytest.mark.parametrize("service", [True], indirect=True)
def test_an_address_of_two_users_signs_neither_in(service, issuing):
    file_people(
        service.vault,
        [
            Person(client=ClientId(who), name="Both", email="us@example.org")
            for who in (CLERK, "u-auctioneer")
        ],
    )
    issuing.claims = {"email": "us@example.org", "email_verified": True}
    is_refused(service, signs_in(service, issuing), 403)


def test_who_signs_out_is_told_where_else_to(bound, issuing):
    answer = signs_in(bound, issuing)
    session = f"{COOKIE}={cookies(answer)[COOKIE].partition(';')[0]}"
    shown = bound.client.get(SESSION, headers={"Cookie": session}).json()
    pages = {
        "Cookie": session,
        "Origin": "http://testserver",
        "X-Form-Token": shown["form_token"],
    }
    told = bound.client.delete(SESSION, headers=pages).json()
    assert told["elsewhere"] == f"{issuing.issuer}/out?client_id={CLIENT}"
    assert bound.client.get(SESSION, headers={"Cookie": session}).status_code == 401


def test_who_was_signed_in_there_is_so_no_more(bound, issuing):
    answer = signs_in(bound, issuing)
    session = f"{COOKIE}={cookies(answer)[COOKIE].partition(';')[0]}"
    begun = bound.client.get(BEGIN, headers={"Cookie": session})
    cookie = begun.headers["set-cookie"].partition(";")[0]
    address = issuing.sign_in(begun.headers["location"])
    assert finish(bound, address, cookie).status_code == 200
    assert bound.client.get(SESSION, headers={"Cookie": session}).status_code == 401


def test_nothing_of_it_is_written_down(bound, issuing, lines):
    answer = signs_in(bound, issuing)
    (code,) = (f"code-{n}" for n in range(len(issuing.codes), 1))
    secrets = (
        code,
        SECRET,
        *(each.partition(";")[0] for each in cookies(answer).values()),
    )
    written = "".join(lines)
    assert CALLBACK in written
    for secret in filter(None, secrets):
        assert secret not in written
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


def test_what_a_provider_says_is_shown_as_text(bound, issuing):
    location, cookie = begin(bound)
    state = issuing.sign_in(location).partition("&state=")[2]
    said = f"{CALLBACK}?error=<script>&state={state}"
    words = is_refused(bound, finish(bound, said, cookie))
    assert "&lt;script&gt;" in words
    assert "<script>" not in words


def test_an_answer_of_another_provider_signs_nobody_in(bound, issuing):
    location, cookie = begin(bound)
    address = f"{issuing.sign_in(location)}&iss=https://elsewhere.example"
    assert "another provider" in is_refused(bound, finish(bound, address, cookie))


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ({"issuer": "https://elsewhere.example"}, "is of https://elsewhere.example"),
        ({"token_endpoint": None}, "does not describe it"),
    ],
)
def test_a_provider_that_is_another_is_not_asked(service, issuing, metadata, why):
    issuing.metadata = metadata
    answer = service.client.get(BEGIN)
    assert answer.status_code == 502
    assert why in answer.text


def test_an_answer_that_is_nested_without_end_is_none(service, monkeypatch):
    deep = HttpAnswer(200, "application/json", b"[" * 20_000)
    monkeypatch.setattr("web.oidc.provider.sent", lambda *_, **__: deep)
    answer = service.client.get(BEGIN)
    assert answer.status_code == 502
    assert "gives no answer" in answer.text


def test_a_secret_is_sent_to_no_address_that_others_read(bound, issuing):
    issuing.metadata = {"token_endpoint": "http://elsewhere.example/token"}
    assert "safe on the way" in is_refused(bound, signs_in(bound, issuing))


def test_a_secret_is_shown_as_the_provider_takes_it(bound, issuing):
    issuing.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert signs_in(bound, issuing).status_code == 200


def test_nobody_signs_in_by_a_provider_where_there_is_none(tmp_path):
    with served(tmp_path) as service:
        assert service.client.get(BEGIN).status_code == 404


# The file that names a provider


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('client_id = "x"', "missing required field `issuer`"),
        ('issuer = "https://a.example"\nclient_id = 7', "Expected `str`"),
        ('issuer = "http://a.example"\nclient_id = "x"', "safe on the way"),
        ('issuer = "https://a.example"\nclient_id = "x"\nscope = ""', "unknown field"),
        ("issuer = ", "Invalid value"),
        (f'{NAMED}name = "callback"', "another"),
        (f'{NAMED}name = "a/b"', "name"),
    ],
)
def test_a_file_that_names_no_provider_is_told_so(tmp_path, text, why):
    file = tmp_path / "provider.toml"
    file.write_text(text)
    with pytest.raises(ProviderFileInvalid, match=why):
        read_provider(file)


def test_a_file_with_a_secret_is_its_owners_alone(tmp_path):
    file = tmp_path / "provider.toml"
    file.write_text(NAMED)
    file.chmod(0o644)
    assert read_provider(file).client_secret is None
    file.write_text(f'{NAMED}client_secret = "y"\n')
    with pytest.raises(ProviderFileInvalid, match="chmod 600"):
        read_provider(file)
    file.chmod(0o600)
    assert read_provider(file).client_secret == "y"  # noqa: S105


def test_a_sign_in_that_takes_too_long_is_over():
    now = 0.0
    begun = Challenges(lambda: now)
    state = begun.new("begun")
    now += SECONDS
    assert begun.use_up(state) is None
