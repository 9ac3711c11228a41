"""What a service answers and writes of a sale that is on tells no hidden maximum."""

from __future__ import annotations

import json
import re
from itertools import product

import pytest

from ledger.identity import Role
from tests.beside_operations import answers_beside
from tests.encoded_amounts import encodings, is_in
from tests.served import served
from web.api import OPERATIONS

pytestmark = pytest.mark.slow

BIDS = "/api/v1/sales/MAY26/lots/1/bids"
HIDDEN = 737_179_300
PARTS = {"{sale}": "MAY26", "{client}": "C-101", "{paddle}": "101", "{report}": "lots"}
OWN_PAGES = {"bid_page", "live_page", "lot_page", "own_page"}
OWN = {Role.BIDDER: "/own-"}
"""Where a bidder is told what they bid themselves."""


def asked(operation):
    """Return the address of a question about the first of whatever it names."""
    address = operation.path
    for part in re.findall(r"\{[a-z_]+\}", address):
        address = address.replace(part, PARTS.get(part, "1"))
    return f"/api/v1{address}"


def is_hidden(content: bytes) -> bool:
    """Say whether the maximum is not found, in any encoding."""
    return not is_in(content, encodings(HIDDEN))


@pytest.fixture
def log():
    return []


@pytest.fixture
def service(tmp_path, log):
    with served(tmp_path, with_=(("log", log.append),)) as service:
        for paddle, maximum in (("101", "7371793"), ("102", "60"), ("103", "150")):
            said = {"paddle": paddle, "maximum": maximum}
            service.tell(BIDS, said, key=f"k-{paddle}")
        again = {"paddle": "101", "maximum": "7371793"}
        assert service.tell(BIDS, again, key="k-4").json()["code"]
        yield service


def test_no_answer_to_a_question_tells_one(service, log):
    answered = 0
    questions = [each for each in OPERATIONS if each.method == "GET"]
    for operation, role in product(questions, (None, *Role)):
        if OWN.get(role, "-") in operation.path:
            continue
        answer = service.ask(asked(operation), role)
        answered += answer.status_code == 200
        assert is_hidden(answer.content), (operation.path, role)
    assert answered > len(questions)
    assert log
    assert is_hidden("\n".join(log).encode())


@pytest.mark.parametrize("role", [None, *Role])
def test_nothing_else_that_is_answered_tells_one(service, role):
    """Pages, streams, bulk and figures; but for the bidder's own pages."""
    shown = 0
    for name, answer in answers_beside(service, role):
        if role is Role.BIDDER and name in OWN_PAGES:
            continue
        shown += answer.status_code == 200
        assert is_hidden(answer.content), name
    assert shown >= 5


def test_the_bidder_alone_is_told_it(service):
    own = service.ask("/api/v1/sales/MAY26/own-bids", Role.BIDDER)
    assert not is_hidden(own.content)


def test_nobody_else_who_bids_is_told_one(service):
    """Nor by what comes of a bid below it, or of one that is refused."""
    for number, maximum in enumerate(("900", "20", "5000")):
        said = {"paddle": "102", "maximum": maximum}
        answer = service.tell(BIDS, said, key=f"other-{number}")
        assert is_hidden(answer.content), answer.text


def test_the_entries_that_are_handed_out_tell_none(service):
    """Webhooks and streams hand out the same."""
    entries = service.ask("/api/v1/log/entries?limit=1000", Role.DEVELOPER)
    assert "bid-placed/1" in entries.text
    assert is_hidden(entries.content)
    texts = [json.loads(each["entry_text"]) for each in entries.json()]
    sealed = [each["body"] for each in texts if each["body"].get("seal")]
    assert len(sealed) >= 4
    assert {each.get("maximum") for each in sealed} == {None}
