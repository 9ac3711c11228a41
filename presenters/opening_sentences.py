"""Openings in words: what was sealed, and is open to everybody from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ledger.events import MaximumsOpened, ReserveOpened
from presenters.words import counted

if TYPE_CHECKING:
    from ledger.events import OpeningEvent
    from ledger.money import Currency

NAMED_MAX = 3
"""So many bids are named in a sentence, and the rest counted."""


def opening_sentence(event: OpeningEvent, money: Currency) -> str:
    """Say what was opened."""
    match event:
        case MaximumsOpened(openings=openings, authorised_by=second):
            named = ", ".join(
                f"{each.bid} {money.write(each.most)}" for each in openings[:NAMED_MAX]
            )
            more = len(openings) - NAMED_MAX
            rest = f" and {more} more" if more > 0 else ""
            bids = f"{counted(len(openings), 'sealed bid')} opened{_by_hand(second)}"
            return f"{bids}: {named}{rest}."
        case ReserveOpened(reserve=reserve, position=position, authorised_by=second):
            amount = "lifted" if reserve is None else money.write(reserve)
            opened = f"Opened{_by_hand(second)}: the sealed reserve of position"
            return f"{opened} {position} was {amount}."
        case _:
            assert_never(event)


def _by_hand(second: str | None) -> str:
    return "" if second is None else f" by hand, with {second}"
