"""Taxes on what a buyer or a consignor is charged: which, at what rate, or why not.

Each tax of each line is rounded by itself here; ``ledger.settlement.rounding`` rounds
over a document where the house's rule says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from ledger.money import Minor, share
from ledger.refusals import NoRateForLot, NoTaxTable
from ledger.terms.tax import RateKind, Taxable, TaxBasis, TaxDue, TaxRate, TaxScheme
from ledger.value import replace, value

NO_CATEGORY = "none"


@value(kw_only=True)
class TaxedThing:
    """What is taxed, and all that decides at which rates."""

    what: Taxable
    on: date
    scheme: TaxScheme = TaxScheme.STANDARD
    category: str | None = None
    is_registered: bool = False
    """Whoever pays it is registered for VAT."""


def in_force(
    rates: Sequence[TaxRate], jurisdiction: str, *, on: date
) -> tuple[TaxRate, ...]:
    """Return the rates of a jurisdiction on a day, both ends of each included.

    Raises NoTaxTable where none is: a tax is not guessed, nor is its absence.
    """
    rates_in_force = _on_day(rates, jurisdiction, on=on)
    if not rates_in_force:
        raise NoTaxTable(jurisdiction=jurisdiction, on=on)
    return rates_in_force


def _on_day(
    rates: Sequence[TaxRate], jurisdiction: str, *, on: date
) -> tuple[TaxRate, ...]:
    return tuple(
        rate
        for rate in rates
        if rate.jurisdiction == jurisdiction
        and rate.valid_from <= on
        and (rate.valid_until is None or on <= rate.valid_until)
    )


def rates_for(
    rates: Sequence[TaxRate], jurisdiction: str, thing: TaxedThing
) -> tuple[TaxRate, ...]:
    """Return the rates of a jurisdiction that something is taxed at.

    A rate that names the scheme takes the place of those that name none, and one that
    names the category the place of its own tax's others. Raises NoTaxTable, and
    NoRateForLot where there are rates for other lots alone.
    """
    return _rates_for(in_force(rates, jurisdiction, on=thing.on), jurisdiction, thing)


def exempt_rate(
    rates: Sequence[TaxRate], jurisdiction: str, thing: TaxedThing
) -> TaxRate | None:
    """Return the line of the table that says why a lot is exempt, if one does."""
    named = [
        rate
        for rate in _on_day(rates, jurisdiction, on=thing.on)
        if thing.what in rate.on and rate.kind is RateKind.EXEMPT
    ]
    own = [rate for rate in named if thing.category in rate.categories]
    usual = [r for r in named if not r.categories and r.scheme is TaxScheme.EXEMPT]
    return next(iter((*own, *usual)), None)


def _rates_for(
    table: Sequence[TaxRate], jurisdiction: str, thing: TaxedThing
) -> tuple[TaxRate, ...]:
    of_kind = [rate for rate in table if thing.what in rate.on]
    for_buyer = [
        rate
        for rate in of_kind
        if thing.is_registered or rate.kind is not RateKind.REVERSE_CHARGE
    ]
    fitting = [rate for rate in for_buyer if _is_of_category(rate, thing.category)]
    own = [rate for rate in fitting if rate.scheme is thing.scheme]
    usual = [rate for rate in fitting if rate.scheme is None]
    if thing.scheme.is_margin:
        # The margin bears the general rate, whatever the goods (§ 25a (5) UStG).
        usual = [rate for rate in usual if not rate.categories]
    needs_own = thing.scheme is TaxScheme.IMPORT and thing.what is Taxable.HAMMER
    levied = own or (() if needs_own else _under_scheme(usual, thing))
    if not levied and (needs_own or of_kind):
        raise NoRateForLot(
            jurisdiction=jurisdiction,
            category=thing.category or NO_CATEGORY,
            scheme=thing.scheme,
            taxed=thing.what,
            on=thing.on,
        )
    return _most_particular(levied)


def _is_of_category(rate: TaxRate, category: str | None) -> bool:
    return not rate.categories or category in rate.categories


def _under_scheme(usual: Sequence[TaxRate], thing: TaxedThing) -> Sequence[TaxRate]:
    """Return what a scheme makes of the rates for all, where it has none of its own."""
    if thing.what is not Taxable.HAMMER:
        return usual
    if thing.scheme is TaxScheme.ZERO:
        return [replace(r, rate=Fraction(0), kind=RateKind.ZERO) for r in usual]
    if thing.scheme is TaxScheme.INCLUSIVE:
        return [replace(rate, basis=TaxBasis.INSIDE) for rate in usual]
    return usual


def _most_particular(rates: Iterable[TaxRate]) -> tuple[TaxRate, ...]:
    """Keep the lines of each tax that say most: of the buyer, then of the category."""
    kept: dict[str, list[TaxRate]] = {}
    for rate in rates:
        others = kept.setdefault(rate.name, [])
        if not others or _weight(rate) == _weight(others[0]):
            others.append(rate)
        elif _weight(rate) > _weight(others[0]):
            kept[rate.name] = [rate]
    return tuple(rate for alike in kept.values() for rate in alike)


def _weight(rate: TaxRate) -> tuple[bool, bool]:
    return rate.kind is RateKind.REVERSE_CHARGE, bool(rate.categories)


def taxes_due(
    amount: Minor, rates: Sequence[TaxRate], *, certificate: str | None = None
) -> tuple[TaxDue, ...]:
    """Tax an amount by rates, on top of it or inside it as each says.

    A certificate exempts it, and is named; the tax is 0 then.
    """
    inside = sum((r.rate for r in rates if r.basis is not TaxBasis.ADDED), Fraction(0))
    return tuple(
        _tax_due(amount, rate, inside=inside, certificate=certificate) for rate in rates
    )


def _tax_due(
    amount: Minor, rate: TaxRate, *, inside: Fraction, certificate: str | None
) -> TaxDue:
    added = included = 0
    if certificate is None and rate.basis is TaxBasis.ADDED:
        added = share(amount, rate.rate)
    elif certificate is None:
        included = share(amount, rate.rate / (1 + inside))
    return TaxDue(
        jurisdiction=rate.jurisdiction,
        name=rate.name,
        rate=rate.rate,
        valid_from=rate.valid_from,
        base=amount,
        amount=added,
        included=included,
        certificate=certificate,
        kind=rate.kind,
        shown=rate.basis is TaxBasis.INSIDE,
    )


def on_margin(amount: Minor, rates: Sequence[TaxRate]) -> tuple[TaxDue, ...]:
    """Find the VAT inside a charge on a lot that is sold on the margin.

    The margin is what the buyer pays less what the seller gets: the house's charges to
    both. VAT is the fraction of it that the rate is of the gross, 1/6 at 20 %, and is
    never shown (rulebook 5, VATMARG04150 [S93], Notice 718/2 [S94]).
    """
    taxing = [rate for rate in rates if rate.rate]
    return taxes_due(amount, [replace(rate, basis=TaxBasis.HIDDEN) for rate in taxing])


def freed(amount: Minor, rates: Sequence[TaxRate]) -> tuple[TaxDue, ...]:
    """State the taxes that an amount does not bear, as it leaves their country."""
    free = [
        replace(rate, rate=Fraction(0), kind=None, basis=TaxBasis.ADDED)
        for rate in rates
    ]
    return taxes_due(amount, free)
