"""Check that the rules of a terms file make sense, beyond each value's shape.

A check passes over what is None: that was reported, or rightly left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ledger.files.terms_file.ladder_checks import ladder_mistakes
from ledger.files.terms_file.premium_checks import premium_mistakes
from ledger.files.terms_file.shapes import (
    RoomTable,
    RulesTables,
    SettlementTable,
    TaxTable,
)
from ledger.files.toml.document import Mistake, TomlDocument, dotted, once_mistakes
from ledger.files.toml.lines import KeyPath
from ledger.money import Currency, write_rate

AMOUNTS = frozenset(
    {"from", "step", "values", "each", "up_to", "minimum", "flat", "limit"}
)
"""The keys that hold amounts, or lists of them."""


def rule_mistakes(rules: RulesTables, document: TomlDocument) -> Iterator[Mistake]:
    """List what does not make sense in the rules."""
    # Where the currency is unclear no amount was read, and none will be quoted.
    currency = rules.currency or Currency("USD")
    yield from _borrowed_amounts(currency, document)
    if rules.bidding is not None:
        yield from ladder_mistakes(rules.bidding, currency)
    if rules.premium is not None:
        yield from premium_mistakes(rules.premium, currency)
    if rules.room is not None:
        yield from _room_mistakes(rules.room)
    yield from _tax_mistakes(rules.tax or [])
    if rules.settlement is not None:
        yield from _settlement_mistakes(rules.settlement)


def _borrowed_amounts(currency: Currency, document: TomlDocument) -> Iterator[Mistake]:
    """Refuse to count a preset's amounts in a currency that it does not mean."""
    meant = document.preset_currency
    if meant is None or meant == currency.code:
        return
    borrowed = {
        dotted(path[:2])
        for path, value in document.borrowed()
        if AMOUNTS.intersection(path) and value != "0"
    }
    if borrowed:
        preset, listed = document.preset, ", ".join(sorted(borrowed))
        expected = f'"{meant}", in which preset {preset} gives {listed}'
        remedy = f"Write these in {currency.code} as well, or take the currency out."
        yield Mistake(("currency",), expected, remedy)


def _room_mistakes(room: RoomTable) -> Iterator[Mistake]:
    low, high = room.opening_from, room.opening_to
    if low is not None and high is not None and low > high:
        expected = f"at least {write_rate(low)}, which is opening_from"
        yield Mistake(("room", "opening_to"), expected, "Write a higher share.")
    if (channels := room.grace_channels) is not None:
        yield from once_mistakes(
            channels, ("room", "grace_channels"), "at least one channel"
        )


def _tax_mistakes(taxes: Sequence[TaxTable | None]) -> Iterator[Mistake]:
    """Check each tax, and that one name has one rate a day."""
    lines = [(("tax", place), tax) for place, tax in enumerate(taxes) if tax]
    for at, tax in lines:
        if tax.on is not None:
            yield from once_mistakes(tax.on, (*at, "on"), "at least one of its bases")
        start, end = tax.valid_from, tax.valid_until
        if start is not None and end is not None and end < start:
            expected = f"{start} or later, as it is valid from then"
            yield Mistake((*at, "valid_until"), expected, "Turn the dates around.")
    for (first, earlier), (second, later) in combinations(lines, 2):
        if _same_days(earlier, later):
            expected = f"days on which {dotted(first)} does not hold"
            remedy = "End one before the other begins."
            yield Mistake((*second, "valid_from"), expected, remedy)


def _same_days(tax: TaxTable, other: TaxTable) -> bool:
    """Say whether two lines set the same tax on the same day."""
    if (tax.jurisdiction, tax.name) != (other.jurisdiction, other.name):
        return False
    return _begins_within(tax, other) or _begins_within(other, tax)


def _begins_within(tax: TaxTable, other: TaxTable) -> bool:
    start, from_, until = tax.valid_from, other.valid_from, other.valid_until
    if start is None or from_ is None or start < from_:
        return False
    if until is None:
        return "valid_until" not in other.model_fields_set
    return start <= until


def _settlement_mistakes(settlement: SettlementTable) -> Iterator[Mistake]:
    table: KeyPath = ("settlement",)
    match settlement.shipping_days:
        case None | [None, *_] | [_, None, *_]:
            pass
        case [int(least), int(most)] if least <= most:
            pass
        case days:
            expected = "two numbers of days that rise"
            at = (*table, "shipping_days")
            yield Mistake(at, expected, "Write it like [14, 21].", str(days))
    names: dict[str, KeyPath] = {}
    for place, method in enumerate(settlement.methods or []):
        if method is None or method.name is None:
            continue
        at = (*table, "methods", place)
        first = names.setdefault(method.name, at)
        if first != at:
            expected = f"another name: {dotted(first)} has it"
            yield Mistake((*at, "name"), expected, "Take one of them out.")
