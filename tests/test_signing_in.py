"""Signing in with a password: sessions, whose pages write, how often it is tried."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from ledger.damage import LedgerDamaged
from ledger.entry import KnownBy
from ledger.events import Looked
from ledger.house import users
from ledger.identity import ClientId, Role, UserId
from ledger.refusals import KeyErased, PasswordUnfit
from ledger.value import replace
from ledger.vault import passwords
from ledger.vault.passwords import is_password, remove_password, set_password
from ledger.vault.tokens import (
    AUDITED,
    Token,
    TokenKind,
    make_token,
    revoke_tokens,
    tokens,
)
from ledger.verification.pages import Page
from ledger.verification.permissions import Permissions
from tests.sale_of_tests import all_entries, by
from tests.served import as_administrator, give_roles, served, the_hour
from web.gathering import Gathering
from web.handing_over import Work, work_of
from web.limits import Limit
from web.own_pages import COOKIE

pytestmark = pytest.mark.slow

LOT = "/api/v1/sales/MAY26/lots/1"
BIDS = f"{LOT}/bids"
BID = {"paddle": "101", "maximum": "150"}
SESSION = "/api/v1/session"
PASSWORD, WRONG = "correct horse battery", "not this one at all"
HERE = "http://testserver"


@pytest.fixture(scope="module")
def house_with_roles(tmp_path_factory):
    with served(tmp_path_factory.mktemp("roles"), give_roles) as service:
        granted = users.grant(UserId("u-administrator"), Role.ADMINISTRATOR)
        service.house.do(granted, by=by())
        administrator = as_administrator()
        for role in (Role.CLERK, Role.ACCOUNTANT):
            service.house.do(users.grant(UserId("u-clerk"), role), by=administrator)
        for who in ("u-clerk", "u-administrator", "u-developer", "C-101"):
            set_password(service.vault, who, PASSWORD)
        yield service


@pytest.fixture
def fresh(tmp_path):
    with served(tmp_path) as service:
        set_password(service.vault, "C-101", PASSWORD)
        yield service


@pytest.fixture(scope="module", autouse=True)
def quick_hashes():
    """Let a password be tried fast: how slow it is, is the library's business."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_HASHER", quick)
        yield


def sign_in(service, name="C-101", password=PASSWORD, **more):
    headers = more.pop("headers", {})
    said = {"name": name, "password": password, **more}
    return service.client.post(SESSION, json=said, headers=headers)


def cookie(answer):
    return answer.headers["set-cookie"].partition(";")[0]


def pages(answer, *, key="k-1", origin=HERE, form=None):
    """Return what a page of the session sends with what it writes."""
    headers = {"Cookie": cookie(answer), "Idempotency-Key": key}
    form = answer.json()["form_token"] if form is None else form
    headers |= {"X-Form-Token": form} if form else {}
    return headers | ({"Origin": origin} if origin else {})


# Passwords


@pytest.fixture
def vault(fresh):
    return fresh.vault


@pytest.mark.parametrize("wrong", ["", "x", PASSWORD[:-1], PASSWORD + " ", "x" * 9999])
def test_a_password_is_the_very_one(vault, wrong):
    assert is_password(vault, "C-101", PASSWORD)
    assert not is_password(vault, "C-101", wrong)
    assert not is_password(vault, "C-102", PASSWORD)


def test_a_password_is_the_same_from_every_keyboard(vault):
    set_password(vault, "u-anna", "b\u00e4ume und gr\u00e4ser")
    assert is_password(vault, "u-anna", "ba\u0308ume und gra\u0308ser")


@pytest.mark.parametrize("unfit", ["", "short", "x" * 201])
def test_a_password_is_long(vault, unfit):
    with pytest.raises(PasswordUnfit):
        set_password(vault, "u-anna", unfit)
    assert not is_password(vault, "u-anna", unfit)


def test_the_vault_holds_nothing_that_can_be_tried(vault):
    content = vault.file.read_bytes()
    assert b"argon2" not in content
    assert PASSWORD.encode() not in content


def test_another_password_takes_the_place_of_the_first(vault):
    set_password(vault, "C-101", "another password")
    assert not is_password(vault, "C-101", PASSWORD)
    remove_password(vault, "C-101")
    assert not is_password(vault, "C-101", "another password")


def test_who_is_erased_signs_in_no_more(fresh):
    signed_in = sign_in(fresh)
    fresh.vault.destroy("person", "C-101")
    assert not is_password(fresh.vault, "C-101", PASSWORD)
    with pytest.raises(KeyErased):
        set_password(fresh.vault, "C-101", PASSWORD)
    asked = fresh.client.get(SESSION, headers={"Cookie": cookie(signed_in)})
    assert asked.status_code == 401


# Sessions


def test_a_session_stands_in_a_cookie_that_pages_cannot_read(fresh):
    answer = sign_in(fresh)
    assert answer.status_code == 201
    name, _, text = cookie(answer).partition("=")
    assert name == COOKIE == "__Host-lotledger"
    assert len(text) * 6 >= 256
    flags = answer.headers["set-cookie"].split("; ")[1:]
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"} < set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)
    assert answer.headers["cache-control"] == "no-store"
    assert text not in answer.text
    assert text.encode() not in fresh.vault.file.read_bytes()


def test_who_has_a_session_acts_as_who_signed_in(house_with_roles):
    service = house_with_roles
    answer = sign_in(service, "u-clerk", role="clerk")
    told = answer.json()
    assert (told["actor"], told["role"], told["client"]) == ("u-clerk", "clerk", None)
    shown = service.client.get(SESSION, headers={"Cookie": cookie(answer)}).json()
    assert shown == told
    bid = service.client.post(BIDS, json=BID, headers=pages(answer))
    assert bid.status_code == 201
    who = all_entries(service.house)[-1].by
    assert (who.actor, who.role, who.known) == (
        "u-clerk",
        Role.CLERK,
        KnownBy.SIGNED_IN,
    )
    assert who.session == told["id"]


def test_a_bidder_signs_in_as_the_client_that_they_are(fresh):
    answer = sign_in(fresh)
    assert answer.json()["role"] == "bidder"
    bid = fresh.client.post(BIDS, json=BID, headers=pages(answer))
    assert bid.status_code == 201
    other = {**BID, "paddle": "102"}
    refused = fresh.client.post(BIDS, json=other, headers=pages(answer, key="k-2"))
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("name", "role", "status"),
    [
        ("u-clerk", None, 403),
        ("u-clerk", "accountant", 201),
        ("u-clerk", "administrator", 403),
        ("u-administrator", None, 201),
        ("u-developer", None, 403),
        ("u-developer", "developer", 403),
        ("C-101", "clerk", 403),
        ("C-101", "bidder", 201),
    ],
)
def test_a_session_is_for_one_role_that_one_has(house_with_roles, name, role, status):
    more = {} if role is None else {"role": role}
    answer = sign_in(house_with_roles, name, **more)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "role-needed"
        assert "set-cookie" not in answer.headers


def test_whoever_is_unknown_is_answered_as_who_mistyped(house_with_roles):
    answers = [
        sign_in(house_with_roles, name, password=WRONG)
        for name in (
            "u-clerk",
            "u-auditor",
            "u-nobody",
            "C-101",
            "C-999",
            "?",
            "U-CLERK",
        )
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)


def test_signing_out_ends_a_session_at_once(fresh):
    answer = sign_in(fresh)
    out = fresh.client.delete(SESSION, headers=pages(answer))
    assert out.json() == {"id": answer.json()["id"], "elsewhere": None}
    assert "Max-Age=0" in out.headers["set-cookie"]
    asked = fresh.client.get(SESSION, headers={"Cookie": cookie(answer)})
    assert (asked.status_code, asked.json()["code"]) == (401, "not-signed-in")
    assert asked.headers["www-authenticate"] == "Bearer"


def test_a_session_is_revoked_as_a_token_is(fresh):
    answer = sign_in(fresh)
    revoke_tokens(fresh.vault, [answer.json()["id"]], the_hour())
    asked = fresh.client.get(SESSION, headers={"Cookie": cookie(answer)})
    assert asked.status_code == 401


def test_signing_in_again_ends_the_session_before(fresh):
    first = sign_in(fresh)
    again = sign_in(fresh, headers={"Cookie": cookie(first)})
    assert again.status_code == 201
    asked = fresh.client.get(SESSION, headers={"Cookie": cookie(first)})
    assert asked.status_code == 401


def test_a_session_is_no_token_and_a_token_no_session(fresh):
    text = cookie(sign_in(fresh)).partition("=")[2]
    shown = {"Authorization": f"Bearer {text}"}
    assert fresh.client.get(SESSION, headers=shown).status_code == 401
    shown = {"Cookie": f"{COOKIE}={fresh.tokens[Role.CLERK]}"}
    assert fresh.client.get(SESSION, headers=shown).status_code == 401


def test_a_session_that_is_over_keeps_nobody_from_signing_in(fresh):
    answer = sign_in(fresh, headers={"Cookie": f"{COOKIE}=over"})
    assert answer.status_code == 201


def test_a_session_ends(fresh):
    sign_in(fresh)
    session = tokens(fresh.vault)[-1]
    assert session.kind is TokenKind.SESSION
    assert session.ends_at - session.made_at == timedelta(hours=12)


# Whose pages write


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"origin": "https://elsewhere.example"}, "other-origin"),
        ({"origin": "http://testserver.elsewhere.example"}, "other-origin"),
        ({"origin": "https://testserver"}, "other-origin"),
        ({"origin": "null"}, "other-origin"),
        ({"origin": None}, "other-origin"),
        ({"form": ""}, "form-token-needed"),
        ({"form": "0" * 64}, "form-token-needed"),
    ],
)
def test_what_another_page_writes_with_the_cookie_is_not_done(fresh, more, code):
    answer = sign_in(fresh)
    before = fresh.house.head()
    refused = fresh.client.post(BIDS, json=BID, headers=pages(answer, **more))
    assert (refused.status_code, refused.json()["code"]) == (403, code)
    gone = fresh.client.delete(SESSION, headers=pages(answer, **more))
    assert gone.status_code == 403
    assert fresh.house.head() == before


def test_a_form_token_is_of_one_session(fresh):
    first, second = sign_in(fresh), sign_in(fresh)
    form = first.json()["form_token"]
    refused = fresh.client.post(BIDS, json=BID, headers=pages(second, form=form))
    assert refused.json()["code"] == "form-token-needed"


def test_nobody_is_signed_in_from_another_page(fresh):
    answer = sign_in(fresh, headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "other-origin")
    assert sign_in(fresh, headers={"Origin": HERE}).status_code == 201


def test_a_token_needs_no_page(fresh):
    assert fresh.tell(BIDS, BID, Origin="https://elsewhere.example").status_code == 201


# How often it is tried


def test_a_name_is_tried_so_often(fresh):
    for _ in range(10):
        assert sign_in(fresh, password=WRONG).status_code == 401
    answer = sign_in(fresh)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-attempts")
    assert 0 < int(answer.headers["retry-after"]) <= 90
    for _ in range(10):
        sign_in(fresh, "u-nobody", password=WRONG)
    nobody = sign_in(fresh, "u-nobody")
    assert nobody.status_code == 429
    assert fresh.tell(BIDS, BID).status_code == 201


def test_a_limit_lets_so_many_at_once_and_then_one_by_one():
    now = 1000.0
    limit = Limit(3, 30.0, lambda: now)
    for _ in range(3):
        assert limit.wait("a") == 0
        limit.count("a")
    assert limit.wait("a") == pytest.approx(10)
    assert limit.wait("b") == 0
    now += 10
    assert limit.wait("a") == 0
    limit.count("a")
    assert limit.wait("a") == pytest.approx(10)
    now += 1000
    assert limit.wait("a") == 0


# Invitations


def invited(service, **more):
    moment = the_hour()
    token = Token(
        kind=TokenKind.INVITATION,
        id="i-1",
        user="C-102",
        role=Role.BIDDER,
        client=ClientId("C-102"),
        made_at=moment - timedelta(hours=1),
        ends_at=moment + timedelta(days=1),
    )
    return make_token(service.vault, replace(token, **more))


def accept(service, text, password=PASSWORD):
    said = {"invitation": text, "password": password}
    return service.client.post("/api/v1/invitation", json=said)


def test_an_invited_bidder_sets_a_password_and_is_in(fresh):
    answer = accept(fresh, invited(fresh))
    assert (answer.status_code, answer.json()["actor"]) == (201, "C-102")
    bid = {**BID, "paddle": "102"}
    assert fresh.client.post(BIDS, json=bid, headers=pages(answer)).status_code == 201
    assert sign_in(fresh, "C-102").status_code == 201


def test_an_invitation_is_good_once(fresh):
    text = invited(fresh)
    assert accept(fresh, text).status_code == 201
    again = accept(fresh, text, "of somebody who overheard")
    assert (again.status_code, again.json()["code"]) == (401, "not-invited")
    assert is_password(fresh.vault, "C-102", PASSWORD)


@pytest.mark.parametrize(
    "more",
    [
        {"revoked_at": the_hour()},
        {"ends_at": the_hour()},
        {"kind": TokenKind.TOKEN},
        {"kind": TokenKind.SESSION},
    ],
)
def test_what_invites_nobody_is_told_so(fresh, more):
    text = invited(fresh, **more)
    if "revoked_at" in more:
        revoke_tokens(fresh.vault, ["i-1"], the_hour())
    assert accept(fresh, text).status_code == 401
    assert sign_in(fresh, "C-102").status_code == 401


def test_a_short_password_uses_no_invitation_up(fresh):
    text = invited(fresh)
    assert accept(fresh, text, "short").status_code == 422
    assert accept(fresh, text).status_code == 201


def test_an_invitation_signs_nobody_in(fresh):
    text = invited(fresh)
    shown = {"Authorization": f"Bearer {text}"}
    assert fresh.client.get(SESSION, headers=shown).status_code == 401
    shown = {"Cookie": f"{COOKIE}={text}"}
    assert fresh.client.get(SESSION, headers=shown).status_code == 401


def test_an_auditors_token_is_marked_as_one(fresh):
    assert AUDITED in fresh.tokens[Role.AUDITOR]
    assert AUDITED not in fresh.tokens[Role.CLERK]


# An auditor


def looks(service):
    return [
        (entry.by.actor, entry.event.addresses, entry.event.session)
        for entry in all_entries(service.house)
        if isinstance(entry.event, Looked)
    ]


def test_what_an_auditor_reads_is_recorded_first_and_once(fresh):
    fresh.ask(LOT)
    assert looks(fresh) == []
    address = f"{LOT}?as_of={fresh.house.head()}"
    assert fresh.ask(address, Role.AUDITOR).status_code == 200
    read = ("u-auditor", (address,), "t-auditor")
    assert looks(fresh) == [read]
    fresh.ask(address, Role.AUDITOR)
    assert looks(fresh) == [read]
    fresh.ask("/api/v1/clients/C-101", Role.AUDITOR)
    assert len(looks(fresh)) == 2


@pytest.mark.parametrize("path", [LOT, "/api/v1/clients/C-101"])
def test_what_is_not_recorded_is_not_shown(fresh, monkeypatch, path):
    async def full(*_, **__):
        raise LedgerDamaged("its disk is full")

    monkeypatch.setattr(Gathering, "do", full)
    assert fresh.ask(path, Role.AUDITOR).status_code == 503
    assert fresh.ask(path, Role.COMPLIANCE).status_code == 200


def test_an_auditors_request_is_answered_where_it_is_recorded(fresh):
    for role, work in ((Role.CLERK, Work.QUESTIONS), (Role.AUDITOR, Work.COMMANDS)):
        shown = fresh.signed_in(role)["Authorization"]
        head = f"GET {LOT} HTTP/1.1\r\nAuthorization: {shown}\r\n\r\n"
        assert work_of(head.encode()) is work


def test_the_log_of_a_service_with_roles_verifies(house_with_roles):
    service = house_with_roles
    answer = sign_in(service)
    said = {"paddle": "101", "maximum": "190"}
    bid = service.client.post(f"{LOT[:-1]}2/bids", json=said, headers=pages(answer))
    assert bid.status_code == 201
    page = Page(rows=(), entries=tuple(all_entries(service.house)))
    assert [finding.what for finding in Permissions().hear(page)] == []
