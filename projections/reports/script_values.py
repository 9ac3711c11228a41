"""Values as scripts read them: the same in every locale.

An amount is a decimal text in its currency, a rate a decimal number, a moment ISO 8601
in UTC. This is what the command line promises of its JSON.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from ledger.money import Currency, Minor, share
from projections.instants import iso_time
from projections.reports.model import Column, Heading, Kind, Value

PERCENT_DECIMALS_MAX = 6
_HUNDRED_PERCENT: Minor = 10 ** (PERCENT_DECIMALS_MAX + 2)


def exact(
    value: Value, column: Column, currency: Currency | None
) -> str | int | bool | None:
    """Write a value for scripts; counts, positions, yes and no are what they are."""
    match column.kind, value:
        case Kind.AMOUNT, int() if currency is not None:
            return currency.plain(value)
        case Kind.RATE, Fraction():
            return f"{rate_decimal(value):f}"
        case Kind.MOMENT, datetime():
            return iso_time(value)
        case Kind.DAY, date():
            return value.isoformat()
        case _, str() | int() | None:
            return value
        case _:
            raise AssertionError(f"{column.name} holds {value!r}")


def rate_decimal(rate: Fraction) -> Decimal:
    """Write a rate as a decimal number, to a millionth of a percent: 0.149."""
    return Decimal(share(_HUNDRED_PERCENT, rate)) / _HUNDRED_PERCENT


def heading_facts(heading: Heading) -> dict[str, object]:
    """Tell everything a heading says, by names that stay."""
    period, then = heading.period, heading.then
    return {
        "report": heading.report,
        "title": heading.title,
        "house": heading.house,
        "sale": heading.sale,
        "period": period
        and {"from": period[0].isoformat(), "until": period[1].isoformat()},
        "as_of": iso_time(heading.as_of),
        "position": heading.position,
        "then": then and {"as_of": iso_time(then.as_of), "position": then.position},
        "filters": dict(heading.filters),
        "ledger": heading.ledger,
        "times": heading.timing.times.value,
        "printed_by": heading.printed_by,
        "printed_at": iso_time(heading.printed_at),
        "zone": heading.zone,
    }
