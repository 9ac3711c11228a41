"""Make up a value of any type that events are made of, by dice."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache
from random import Random
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from ledger.events import AccountBalance, BalancesBroughtForward
from ledger.increments import IncrementTable
from ledger.money import AMOUNT_MAX, Currency
from tests.story import TENS, ladder

NASTY = (
    "",
    "plain",
    'He said "sold", and left',
    "first line\nsecond line\r\n\ttabbed",
    '","body":{"lot":"x"}}',
    "\\",
    '\\","body":',
    "a hammer 🔨 and a family 👨‍👩‍👧",
    "nothing: \0, and delete: \x7f",
    "line separators \u2028\u2029, a byte order mark \ufeff, \u202eleftward",
    "İı ﬁ é e\u0301 Größe 明治",
)
"""Texts that break what is careless about quotes, lines, or what a character is."""


def made_up(kind: Any, dice: Random) -> Any:
    """Make up a value of a type."""
    if isinstance(kind, NewType):
        return made_up(kind.__supertype__, dice)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), dice)
    if get_origin(kind) in (Union, UnionType):
        return made_up(dice.choice(get_args(kind)), dice)
    if kind in MAKERS:
        return MAKERS[kind](dice)
    if issubclass(kind, StrEnum):
        return dice.choice(list(kind))
    assert is_dataclass(kind), f"an event holds a {kind}: say how one is made up"
    return kind(**{name: made_up(hint, dice) for name, hint in _hints(kind).items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _tuple(kinds: tuple[Any, ...], dice: Random) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(made_up(kinds[0], dice) for _ in range(dice.randrange(3)))
    return tuple(made_up(kind, dice) for kind in kinds)


def _moment(dice: Random) -> datetime:
    parts = dice.choice((0, 1, 500_000, 999_999))
    return datetime(2025, 12, 11, 16, 0, 0, parts, UTC) + _span(dice)


def _span(dice: Random) -> timedelta:
    return timedelta(seconds=dice.choice((0, 1, 90, 600, 86_400, 3_000_000)))


def _balances(dice: Random) -> BalancesBroughtForward:
    """Make up balances that come to nothing, on accounts that there are."""
    amount = made_up(int, dice)
    return BalancesBroughtForward(
        currency=made_up(Currency, dice),
        balances=tuple(
            AccountBalance(
                account=account, client=client, jurisdiction=place, amount=part
            )
            for account, client, place, part in (
                ("tax", None, "US-TX", amount),
                ("consignors", "C-1", None, 2 * amount),
                ("opening-balances", None, None, -3 * amount),
            )
        ),
        ended_on=made_up(date, dice),
        position=7,
    )


MAKERS = {
    BalancesBroughtForward: _balances,
    NoneType: lambda _: None,
    str: lambda dice: dice.choice(NASTY),
    bool: lambda dice: dice.random() < 0.5,
    int: lambda dice: dice.choice((0, 1, 4_900, 2**53 + 1, AMOUNT_MAX, -1)),
    Fraction: lambda dice: Fraction(dice.randrange(1_000), dice.choice((3, 8, 1_000))),
    datetime: _moment,
    date: lambda dice: _moment(dice).date(),
    timedelta: _span,
    Currency: lambda dice: Currency(dice.choice(("USD", "JPY", "KWD"))),
    IncrementTable: lambda dice: dice.choice(
        (TENS, ladder((0, 100), (3_000, 1_000, (200, 500, 800))))
    ),
}
