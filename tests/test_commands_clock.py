"""A live ledger at the terminal: its clock says when, whatever is typed."""

from __future__ import annotations

from datetime import datetime

import click
import pytest

from commands.main import main
from commands.params import WhenType
from ledger.house import House
from tests.clerk import ANNOUNCED, Clerk


class Hands:
    """The hands of the machine's clock, which a test sets."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat(ANNOUNCED)

    def __call__(self) -> datetime:
        return self.at

    def set(self, time: str) -> None:
        """Set the clock, in the zone of the saleroom."""
        self.at = datetime.fromisoformat(f"2026-05-{time}-05:00")


@pytest.fixture
def hands(monkeypatch):
    hands = Hands()
    for module in ("session", "main", "clock", "report.output", "dispute.reading"):
        monkeypatch.setattr(f"commands.{module}.machine_clock", hands)
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    return hands


@pytest.fixture
def clerk(tmp_path, hands):
    """Announce a sale in a live ledger, on the first of May."""
    clerk = Clerk(tmp_path)
    clerk.begin()
    hands.set("06T10:00")
    return clerk


def last_entry(clerk):
    with House.open(str(clerk.ledger)) as house:
        return house.entries_after(house.head() - 1, limit=1)[0]


@pytest.mark.parametrize(
    "line",
    [
        "report income --printed-at 2026-01-01T00:00Z",
        "dispute summary MAY26/D1 --out d1.html --at 2026-01-01T00:00Z",
        "live end MAY26 1 --closed-at 2026-01-01T00:00Z",
    ],
)
def test_a_time_that_is_no_note_is_not_told(clerk, line):
    before = clerk.events()
    answer = clerk(line)
    assert (answer.code, clerk.events()) == (2, before)
    assert "This ledger is live: its clock says when. Leave it out." in answer.err


def test_the_end_of_a_session_is_the_clocks(clerk, hands):
    for number in (1, 2, 3):
        hands.set(f"20T10:0{number}")
        clerk.does(f"live open MAY26/{number}")
        clerk.does(f"live pass MAY26/{number}")
    hands.set("20T10:10")
    clerk.does("live end MAY26 1 --at 2026-05-20T10:00-05:00")
    entry = last_entry(clerk)
    assert entry.event.at == entry.by.recorded_at == hands.at
    assert entry.by.claimed_at == datetime.fromisoformat("2026-05-20T10:00-05:00")


TOLD_TIMES = {
    "--at": "a note beside the clock's time; a printed page is told none",
    "--received-at": "a stated receipt, which needs what it needs",
    "--ends-at": "a close to come",
    "--until": "no close before its time",
    "--closes-at": "a question that changes nothing",
    "--closed-at": "refused in a live ledger",
    "--printed-at": "refused in a live ledger",
}
"""Every option that is told a time, and what becomes of it in a live ledger."""


def test_no_other_option_is_told_a_time():
    assert {name for _, name in options_of(main, WhenType)} == set(TOLD_TIMES)


def options_of(group, kind, path=""):
    """List the options of a type, of all commands, with the command they are of."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from options_of(command, kind, f"{path} {name}")
        for option in command.params:
            if type(option.type) is kind:
                yield f"{path} {name}", option.opts[0]
