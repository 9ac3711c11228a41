"""The replay commands: their words, their JSON, their keys and their exit codes."""

from __future__ import annotations

import pytest

from commands.replay import stepping
from commands.replay.recounted import SHOWN, Recounted
from ledger.contest import Contest
from ledger.house import House
from ledger.house.replays import SaleReplay, recompute_sale
from ledger.identity import LotId, SaleId
from ledger.replay.difference import Difference
from ledger.replay.recompute import Recount
from ledger.replay.steps import steps
from tests.clerk import CLOSED, clerk_of_a_sale
from tests.story import usd
from tests.terminal import Terminal

SALE = SaleId("MAY26")
CHAIR = LotId("MAY26/1")
BIDS = (
    "bid MAY26/1 --paddle 101 --maximum 200 --at 2026-05-02T10:00-05:00",
    "bid MAY26/1 --paddle 102 --maximum 150 --at 2026-05-02T11:00-05:00",
    "bid MAY26/2 --paddle 102 --maximum 900 --at 2026-05-02T12:00-05:00",
)
REFUSED = "bid MAY26/1 --paddle 102 --maximum 155 --at 2026-05-02T13:00-05:00"
OVER = "bid MAY26/2 --paddle 103 --maximum 1,000 --at 2026-05-02T14:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    """A clerk whose sale is over: lot 1 sold to 101, lot 2 to 102, lot 3 passed."""
    clerk = clerk_of_a_sale(tmp_path)
    for line in BIDS:
        clerk.does(line)
    assert clerk(REFUSED).code == 1
    assert clerk(OVER).code == 1
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    return clerk


# Against the rules.


def test_a_lot_that_comes_to_what_is_recorded_says_so(clerk):
    assert clerk.does("replay lot MAY26/1") == (
        "Lot MAY26/1: 5 events decided again; all come to what is recorded.\n"
    )


def test_a_sale_counts_every_event_and_what_other_lots_decide(clerk):
    with House.open(str(clerk.ledger)) as house:
        clients = 3
        events = house.head() - clients
    assert clerk.does("replay sale MAY26") == (
        f"Sale MAY26: {events} events decided again; all come to what is recorded.\n"
        "Taken as recorded, for other lots decide them: 1 refusal.\n"
    )
    told = clerk("replay sale MAY26 --json")
    assert (told.code, told.json) == (0, {"events": events, "differences": []})


@pytest.fixture
def changed(monkeypatch):
    """A program in which one increment has become five dollars more."""
    above = Contest.above
    monkeypatch.setattr(
        Contest, "above", lambda contest, price: above(contest, price) + usd(5)
    )


@pytest.mark.usefixtures("changed")
def test_a_changed_rule_is_named_with_each_position_and_ends_with_1(clerk, monkeypatch):
    monkeypatch.undo()
    with House.open(str(clerk.ledger)) as house:
        before = [e.position for e in house.history(CHAIR) if hasattr(e.event, "bid")]
    assert before


def test_a_rule_that_was_changed_is_named_with_each_position(clerk, changed):
    told = clerk("replay sale MAY26 --json")
    assert told.code == 1
    assert [*told.json] == ["events", "differences"]
    first = told.json["differences"][0]
    assert [*first] == ["position", "recorded", "recomputed", "why"]
