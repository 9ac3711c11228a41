"""Tokens over HTTP: made by whoever has a session, revoked by an administrator too."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from ledger.identity import Role, UserId
from ledger.vault import passwords
from ledger.vault.passwords import set_password
from ledger.vault.tokens import tokens
from tests.served import give_roles, let_roles_hold, served

pytestmark = pytest.mark.slow

TOKENS = "/api/v1/tokens"
PASSWORD = "correct horse battery"  # noqa: S105 (of a test)
HERE = "http://testserver"


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, give_roles) as service, pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_HASHER", quick)
        first = UserId("u-administrator")
        let_roles_hold(service.house, Role.CLERK, Role.SYSTEM)
        for who in (first, "u-clerk", "C-101"):
            set_password(service.vault, who, PASSWORD)
        yield service


@pytest.fixture
def session(service):
    """Return what signs somebody in by a page, with what each of its forms sends."""

    def begun(name):
        said = {"name": name, "password": PASSWORD}
        answer = service.client.post("/api/v1/session", json=said)
        service.client.cookies.clear()
        cookie = answer.headers["set-cookie"].partition(";")[0]
        form_token = answer.json()["form_token"]
        return {"Cookie": cookie, "X-Form-Token": form_token, "Origin": HERE}

    return begun


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize(("name", "role"), [("u-clerk", "clerk"), ("C-101", "bidder")])
def test_whoever_has_a_session_makes_a_token_of_their_own(service, session, name, role):
    answer = service.client.post(TOKENS, json={"days": 7}, headers=session(name))
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    made = answer.json()
    filed = made["filed"]
    assert (filed["actor"], filed["role"], filed["kind"]) == (name, role, "token")
    listed = service.client.get(TOKENS, headers=bearer(made["token"])).json()
    assert filed in listed
    assert {each["actor"] for each in listed} == {name}


def test_a_token_makes_no_other(service, session):
    made = service.client.post(TOKENS, json={}, headers=session("u-clerk")).json()
    answer = service.client.post(TOKENS, json={}, headers=bearer(made["token"]))
    assert (answer.status_code, answer.json()["code"]) == (403, "session-needed")


def test_an_administrator_acts_in_nobodys_name(service, session):
    """A token of another's role would let them; with that of system nobody acts."""
    headers = session("u-administrator")
    refused = service.client.post(TOKENS, json={"user": "u-clerk"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    made = service.client.post(TOKENS, json={"user": "u-system"}, headers=headers)
    assert made.json()["filed"]["role"] == "system"
    figures = service.client.get("/metrics", headers=bearer(made.json()["token"]))
    assert figures.status_code == 200
    clerks = session("u-clerk")
    refused = service.client.post(TOKENS, json={"user": "u-system"}, headers=clerks)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


def test_tokens_are_revoked_by_their_owner_and_by_an_administrator(service, session):
    clerks, administrators = session("u-clerk"), session("u-administrator")
    names = [
        service.client.post(TOKENS, json={}, headers=clerks).json()["filed"]["id"]
        for _ in range(2)
    ]
    others = session("C-101")
    refused = service.client.delete(f"{TOKENS}/{names[0]}", headers=others)
    assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
    for name, headers in zip(names, (clerks, administrators), strict=True):
        answer = service.client.delete(f"{TOKENS}/{name}", headers=headers)
        assert answer.json()["revoked_at"] is not None
    made = {each.id: each for each in tokens(service.vault)}
    assert all(made[name].revoked_at for name in names)


def test_a_user_who_is_ended_is_signed_out_and_signs_in_no_more(service, session):
    clerks = session("u-clerk")
    made = service.client.post(TOKENS, json={}, headers=clerks).json()["token"]
    path = "/api/v1/users/u-clerk/end"
    headers = {**session("u-administrator"), "Idempotency-Key": "k-1"}
    first = service.client.post(path, json={}, headers=headers)
    again = service.client.post(path, json={}, headers=headers)
    assert (first.status_code, again.json()["repeated"]) == (201, True)
    for headers in (clerks, bearer(made)):
        answer = service.client.get("/api/v1/session", headers=headers)
        assert answer.status_code == 401
    said = {"name": "u-clerk", "password": PASSWORD}
    assert service.client.post("/api/v1/session", json=said).status_code == 401


def test_whoever_can_still_sign_in_can_be_ended_whatever_their_roles(service, session):
    """A password outlives the last role; the page offers to end it all the same."""
    administrators = session("u-administrator") | {"accept": "text/html"}
    session("u-clerk")
    revoked = service.tell(
        "/api/v1/users/u-clerk/roles/revocation",
        {"role": "clerk"},
        Role.ADMINISTRATOR,
    )
    assert revoked.status_code == 201
    assert "End u-clerk" in service.client.get("/users", headers=administrators).text
    path = "/api/v1/users/u-clerk/end"
    ended = service.tell(path, {}, Role.ADMINISTRATOR, key="k-2")
    assert ended.status_code == 201
    after = service.client.get("/users", headers=administrators).text
    assert "End u-clerk" not in after
