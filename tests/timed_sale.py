"""Lots that close by the clock: terms of a soft close, for one lot and for a sale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from ledger.house import House, bids, lots, sales
from ledger.house.command import together
from ledger.identity import Paddle
from ledger.lot.bidding import UnderTerms
from ledger.refusals import RecordedRefusal
from ledger.terms import Terms
from ledger.terms.sessions import (
    Eligibility,
    ExtensionMode,
    ExtensionScope,
    ExtensionTrigger,
    SoftClose,
    UnopenedRule,
)
from tests import story
from tests.sale_of_tests import SALE, by, entry, lot, new_house, terms as sale_terms
from tests.story import clock, usd

SPANS = ("window", "length", "after_close")
TIMES = ("hard_stop", "unopened_until")
WORDS = {
    "mode": ExtensionMode,
    "scope": ExtensionScope,
    "trigger": ExtensionTrigger,
    "eligibility": Eligibility,
    "unopened": UnopenedRule,
}


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def soft_close(**rules: object) -> SoftClose:
    """Read rules in the words of the terms: minutes, times of the day, and names."""
    spans = {name: minutes(rules.pop(name)) for name in SPANS if name in rules}
    times = {name: clock(rules.pop(name)) for name in TIMES if name in rules}
    words = {name: WORDS[name](rules.pop(name)) for name in WORDS if name in rules}
    usual = {"window": minutes(10), "length": minutes(10)}
    return SoftClose(**{**usual, **spans, **times, **words, **rules})


def by_the_clock(soft: SoftClose | None, **bidding: object) -> UnderTerms:
    """Put one lot under a soft close; it is to close at 15:00."""
    (session,) = sale_terms().sessions
    under = story.terms(**bidding)
    return replace(under, session=replace(session, soft_close=soft))


def timed_terms(soft: SoftClose | None, *, stagger: float = 0, **bidding) -> Terms:
    """Announce the sale of tests with a clock; its first lot is to close at 15:00."""
    terms = sale_terms(**bidding)
    (session,) = terms.sessions
    timed = replace(session, stagger=minutes(stagger), soft_close=soft)
    return replace(terms, sessions=(timed,))


@contextmanager
def timed_house(
    folder: Path, soft: SoftClose | None, *, entries: int = 4, stagger: float = 0
) -> Iterator[House]:
    """Open a house whose sale of tests closes by the clock."""
    with new_house(folder, durable=False, entries=0) as house:
        listed = [entry(number) for number in range(1, entries + 1)]
        steps = (
            sales.amend_terms(timed_terms(soft, stagger=stagger)),
            lots.catalogue(SALE, listed),
        )
        house.do(together(steps), by=by())
        yield house


def takes(
    house: House,
    number: int,
    paddle: str,
    dollars: int,
    at: str | datetime,
    *,
    entered: str | datetime | None = None,
) -> str | None:
    """Take a bid, and return the code of the refusal that it met, if any."""
    received_at = clock(at) if isinstance(at, str) else at
    typed = clock(entered) if isinstance(entered, str) else entered
    words = bids.bid(
        lot(number),
        paddle=Paddle(paddle),
        maximum=usd(dollars),
        at=typed or received_at,
        received_at=received_at,
    )
    try:
        house.do(words, by=by())
    except RecordedRefusal as no:
        return no.given
    return None


def ends(house: House, *numbers: int) -> list[str]:
    """Say when lots close, as the ledger has it: ``15:08``, with seconds if any."""
    return [told(house.lot(lot(number)).ends_at) for number in numbers]


def told(at: datetime) -> str:
    return f"{at:%H:%M:%S}".removesuffix(":00")
