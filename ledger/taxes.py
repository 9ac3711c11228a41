"""Taxes on what a buyer or a consignor is charged: which, at what rate, or why not.

Each tax of each line is rounded by itself, so that lines add up to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from ledger.money import Minor, share
from ledger.refusals import NoTaxTable
from ledger.terms.tax import Taxable, TaxDue, TaxRate


def in_force(
    rates: Sequence[TaxRate], jurisdiction: str, *, on: date
) -> tuple[TaxRate, ...]:
    """Return the rates of a jurisdiction on a day, both ends of each included.

    Raises NoTaxTable where none is: a tax is not guessed, nor is its absence.
    """
    rates_in_force = tuple(
        rate
        for rate in rates
        if rate.jurisdiction == jurisdiction
        and rate.valid_from <= on
        and (rate.valid_until is None or on <= rate.valid_until)
    )
    if not rates_in_force:
        raise NoTaxTable(jurisdiction=jurisdiction, on=on)
    return rates_in_force


def shown(
    amount: Minor, what: Taxable, rates: Sequence[TaxRate], *, certificate: str | None
) -> tuple[TaxDue, ...]:
    """Tax an amount on top, by every rate that is levied on its kind.

    A resale certificate exempts it, and is named; the tax is 0 then.
    """
    return tuple(
        TaxDue(
            jurisdiction=rate.jurisdiction,
            name=rate.name,
            rate=rate.rate,
            valid_from=rate.valid_from,
            base=amount,
            amount=0 if certificate is not None else share(amount, rate.rate),
            certificate=certificate,
        )
        for rate in rates
        if what in rate.on and rate.rate
    )


def inside(amount: Minor, rates: Sequence[TaxRate]) -> tuple[TaxDue, ...]:
    """Find the VAT inside a charge on a lot that is sold on the margin.

    The margin is what the buyer pays less what the seller gets: the house's charges to
    both. VAT is the fraction of it that the rate is of the gross, 1/6 at 20 %, and is
    never shown (rulebook 5, VATMARG04150 [S93], Notice 718/2 [S94]).
    """
    return tuple(
        TaxDue(
            jurisdiction=rate.jurisdiction,
            name=rate.name,
            rate=rate.rate,
            valid_from=rate.valid_from,
            base=amount,
            amount=0,
            included=share(amount, fraction_of_gross(rate.rate)),
        )
        for rate in rates
        if Taxable.PREMIUM in rate.on and rate.rate
    )


def fraction_of_gross(rate: Fraction) -> Fraction:
    """Return what part of a gross amount is tax: 1/6 at 20 %."""
    return rate / (1 + rate)
