"""The headers of answers: what is sent is described, and what is described is sent."""

from __future__ import annotations

from collections import defaultdict

import pytest
from argon2 import PasswordHasher

from ledger.identity import Role
from ledger.vault import passwords
from ledger.vault.passwords import set_password
from tests.every_operation import PARTS, address, tried
from tests.served import served
from tests.settled_before import INVOICE, SALE, STATEMENT, settled_before
from web.answer_headers import OF_ALL
from web.api import OPERATIONS, STREAMED
from web.openapi import description
from web.operation import PageQuery

pytestmark = pytest.mark.slow

SETTLED = {
    **PARTS,
    "{sale}": SALE,
    "{invoice}": INVOICE,
    "{statement}": STATEMENT,
}
PASSWORD = "correct horse battery"  # noqa: S105 (it opens a house of tests)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Answers to each operation: done and not done, as many roles and as nobody."""
    walked = defaultdict(list)
    with (
        pytest.MonkeyPatch.context() as patch,
        served(tmp_path_factory.mktemp("served"), settled_before) as service,
    ):
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_HASHER", quick)
        set_password(service.vault, "C-101", PASSWORD)
        for role in (Role.COMPLIANCE, Role.ACCOUNTANT, Role.CLERK, Role.BIDDER, None):
            for operation in OPERATIONS:
                for parts in (PARTS, SETTLED) if "{" in operation.path else (PARTS,):
                    answer = tried(service, operation, role, parts)
                    walked[operation.name].append(answer)
        for name, answer in more_of(service):
            walked[name].append(answer)
    return walked


def more_of(service):
    """Ask for what no other test of all operations does: pages, sessions, streams."""
    for operation in OPERATIONS:
        if operation.query is not None and issubclass(operation.query, PageQuery):
            place = f"{address(operation)}?limit=1"
            yield operation.name, service.ask(place, Role.CLERK)
    for password in (PASSWORD, *["another"] * 11):
        said = {"name": "C-101", "password": password}
        yield "sign_in", service.client.post("/api/v1/session", json=said)
    for place in (f"{FOLLOWED}", f"{FOLLOWED}?after=1", f"{FOLLOWED}?after=x"):
        yield "follow_sale", service.follow(place)
    for role in (Role.CLERK, None):
        yield (
            "place_bids",
            service.client.post(BULK, content=b"{}", headers=service.signed_in(role)),
        )


FOLLOWED = "/api/v1/sales/MAY26/events"
BULK = "/api/v1/sales/MAY26/bids"
EVERY = (*OPERATIONS, *STREAMED)


@pytest.fixture(scope="module")
def described():
    return description(EVERY, "1.0")["paths"]


def of_answer(described, operation, answer):
    """Return the headers that are described of an answer."""
    each = described[operation.address][operation.method.lower()]["responses"]
    headers = each.get(str(answer.status_code), each["default"]).get("headers", {})
    return {name.lower(): header for name, header in headers.items()}


@pytest.mark.parametrize("operation", EVERY, ids=lambda each: each.name)
def test_each_header_that_is_sent_is_described_and_the_other_way_round(
    walked, described, operation
):
    assert walked[operation.name]
    for answer in walked[operation.name]:
        headers = of_answer(described, operation, answer)
        sent = set(answer.headers) - OF_ALL
        assert sent <= headers.keys(), answer.text[:200]
        if answer.is_success:
            assert sent >= {name for name in headers if headers[name]["required"]}
        if answer.status_code == 401:
            assert "www-authenticate" in sent
        if answer.status_code == 429:
            assert "retry-after" in sent


def test_no_header_is_described_that_nobody_sends(walked, described):
    sent = {
        name for each in walked.values() for answer in each for name in answer.headers
    }
    for operation in EVERY:
        each = described[operation.address][operation.method.lower()]["responses"]
        for answer in each.values():
            assert {name.lower() for name in answer.get("headers", {})} <= sent
