"""The console is killed at any key, and comes back to the same lot.

It runs on a real terminal. Keys are pressed as the dice say, and at one of them it is
killed: before it heard the key, while the house decided, or after it had answered. What
it had shown must be in the ledger, and nothing else but the one call that it had no
time to answer; and the next console must show what the ledger says.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import groupby
from random import Random
from time import monotonic

import pytest

from ledger.house import House
from ledger.identity import SaleId, number_of
from ledger.lot.walk import up_now
from tests.clerk import clerk_of_a_sale
from tests.stranger import asked, is_sound, stranger
from tests.terminal import Terminal

KILLS = 24
SEED = 2026
STARTS_AT = "2026-05-20T10:00:00-05:00"
CALLS = (
    *("101f", "102l", "103p", "f", "l") * 4,
    *("n", "n", "n", "n", "n", "k", "k", "x", "w", "w", "u\r", "g2\r", "s"),
    *("c101f", "c102l", "h", "101=150f", "2000a", "p", "9f", "z", "=\x1b"),
)
SEEN = re.compile(r"position (\d+)  \d\d:\d\d:\d\d")
SAID = re.compile(r"At positions? (?:\d+-)?(\d+)\.")

pytestmark = pytest.mark.slow


def console(clerk):
    words = ["--ledger", clerk.ledger, "live", "console", "MAY26", "--at", STARTS_AT]
    return Terminal(words, LOTLEDGER_ACTOR="Sue")


def seen(screen):
    """Return the position that a screen shows the room at, None while it draws."""
    found = SEEN.search(screen)
    return None if found is None else int(found[1])


def said(screen):
    """Return the last position that a screen says it recorded, 0 for none."""
    found = SAID.search(" ".join(screen.split()))
    return 0 if found is None else int(found[1])


def test_killed_at_any_key_it_comes_back_to_the_same_lot(tmp_path):
    dice, clerk, met = Random(SEED), clerk_of_a_sale(tmp_path), Counter()
    head = clerk.events()
    for _ in range(KILLS):
        with console(clerk) as terminal:
            assert terminal.waits_for(seen) == head
            terminal.waits_for(it_shows(lot_that_is_up(clerk)))
            some_calls(terminal, dice)
            terminal.press(dice.choice(CALLS))
            wait_to_kill(clerk, dice)
            shown = seen(terminal.kill())
        head = it_holds_what_was_shown(clerk, shown, head, met)
    assert met["shown"] > KILLS / 3, "many lived to show what they had recorded"
    assert met["unanswered"] > 0, "some calls were recorded, and not answered"


def some_calls(terminal, dice):
    """Make some calls, and see each of them answered."""
    for _ in range(dice.randrange(4)):
        terminal.press(dice.choice(CALLS))
        settle(terminal)


def wait_to_kill(clerk, dice):
    """Wait for no time, for a moment, or until something is recorded."""
    moment = dice.choice((0, dice.uniform(0, 0.03), 0.3))
    until, head = monotonic() + moment, None
    with stranger(clerk.ledger) as connection:
        while monotonic() < until:
            (found,) = connection.execute("SELECT max(position) FROM events").fetchone()
            head = head or found
            if moment == 0.3 and found > head:
                return


def settle(terminal):
    """Wait until every key so far is answered: the line shows the one that is next."""
    terminal.press("\x1b")
    # Alone, an escape is a key; with another sign behind it, it would be half of one.
    while terminal.reads(0.2):
        pass
    for key, line in (("7", "> 7_"), ("\x7f", "> _")):
        terminal.press(key)
        terminal.waits_for(lambda screen, line=line: line in screen or None)


def it_holds_what_was_shown(clerk, shown, before, met):
    """Read the log as a stranger does; returns where it ends."""
    rows = log_of(clerk)
    places, entries = [row[0] for row in rows], [json.loads(row[1]) for row in rows]
    assert places == list(range(1, len(rows) + 1)), "a position is missing"
    assert len(rows) >= shown, "what was shown to be recorded is lost"
    calls = [key for key, _ in groupby(entry.get("key") for entry in entries)]
    assert len(calls) == len(set(calls)), "a call is recorded twice"
    later = {(entry.get("key"), entry["actor"]) for entry in entries[shown:]}
    assert len(later) <= 1, "one call was on its way"
    assert all(key and actor == "Sue" for key, actor in later)
    met.update(shown=shown > before, unanswered=len(rows) > shown)
    return len(rows)


def log_of(clerk):
    """Read the log without any of our own code."""
    assert is_sound(clerk.ledger)
    return asked(clerk.ledger, "SELECT position, state FROM events ORDER BY position")


def it_shows(lot):
    """Return what is true of a screen that shows a lot, or that none is up."""
    if lot is None:
        idle = re.compile(r"n puts up lot|Every lot is done|session is over")
        return idle.search
    title = f" Lot {number_of(lot.id)} "
    price = "no bid yet" if lot.price is None else lot.listing.currency.write(lot.price)
    words = (title, lot.listing.title, price, "q quit")

    def shown(screen):
        warned = ("FAIR WARNING" in screen) is lot.up.warned
        return (warned and all(word in screen for word in words)) or None

    return shown


def lot_that_is_up(clerk):
    with House.open(str(clerk.ledger)) as house:
        return up_now(house.lots(SaleId("MAY26")))


def test_a_call_that_was_acknowledged_is_there_however_quick_the_kill(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    with console(clerk) as terminal:
        terminal.waits_for(seen)
        terminal.press("n101f")
        position = terminal.waits_for(
            lambda screen: said(screen) if "101 leads" in screen else None
        )
        terminal.press("102=")
        terminal.kill()
    assert clerk.events() == position
    with console(clerk) as terminal:
        assert terminal.waits_for(seen) == position
        # The screen comes in parts: its last line tells that all of it is there.
        terminal.waits_for(
            lambda screen: ("floor 101" in screen and "q quit" in screen) or None
        )
        assert "102" not in str(terminal.screen), "what was half typed is gone"
        terminal.press("q")
        assert terminal.ends() == 0
