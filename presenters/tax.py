"""A tax rate on file, as scripts read it."""

from __future__ import annotations

from datetime import date

from ledger.money import write_rate
from ledger.terms.tax import RateKind, Taxable, TaxBasis, TaxRate, TaxScheme
from presenters.shape import Rate, Shape


class TaxRateShape(Shape):
    """A tax rate on file, and the days it holds."""

    jurisdiction: str
    """Who levies the tax, such as ``US-TX``."""
    name: str
    """The name of the tax."""
    rate: Rate
    """The rate of the tax."""
    on: tuple[Taxable, ...]
    """The thing taxed: the hammer price, the premium, fees, shipping."""
    valid_from: date
    """The first day of the rate."""
    valid_until: date | None
    """The last day of the rate; null while it has no end."""
    categories: tuple[str, ...]
    """The categories of lots that it is for; none: for all."""
    scheme: TaxScheme | None
    """The scheme that it is for; null: for all."""
    kind: RateKind | None
    """The kind of rate; null: standard, or at 0 % zero."""
    basis: TaxBasis
    """Whether the tax is added, inside and shown, or inside and hidden."""
    exemption: str | None
    """The reason for no tax as a code of the list VATEX; null where none is told."""
    reason: str | None
    """The reason for no tax in words; null where none is told."""


def tax_rate_shape(rate: TaxRate) -> TaxRateShape:
    """Return a rate on file as its shape."""
    return TaxRateShape(
        jurisdiction=rate.jurisdiction,
        name=rate.name,
        rate=Rate(write_rate(rate.rate)),
        on=rate.on,
        valid_from=rate.valid_from,
        valid_until=rate.valid_until,
        categories=rate.categories,
        scheme=rate.scheme,
        kind=rate.kind,
        basis=rate.basis,
        exemption=rate.exemption,
        reason=rate.reason,
    )
