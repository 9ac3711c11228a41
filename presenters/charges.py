"""The parts of a charge: the slices that bands charge, and the taxes on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.charges import PremiumDue
from ledger.money import Currency, Minor, write_rate
from ledger.terms.tax import RateKind, TaxCode
from presenters.shape import Amount, Decimals, Rate, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.terms.premium import Slice
    from ledger.terms.tax import TaxDue, Treatment


class BandShape(Shape):
    """A slice of an amount, and what a band charges for it."""

    from_: Amount
    """The start of the slice."""
    up_to: Amount
    """The end of the slice."""
    rate: Rate
    """The rate of the band."""
    amount: Amount
    """The charge of the band."""


class TaxDueShape(Shape):
    """A tax on a line of a document."""

    jurisdiction: str
    """Who levies the tax, such as ``US-TX``."""
    name: str
    """The name of the tax."""
    rate: Rate
    """The rate of the tax."""
    base: Amount
    """The amount that the rate is taken of."""
    amount: Amount
    """The amount of the tax."""
    certificate: str | None
    """The resale certificate that exempts the buyer; null where none does."""
    kind: RateKind | None
    """The kind of the rate; null where the table does not say it."""
    inside: Amount
    """The tax inside the amount of the line that is shown."""


class TreatmentShape(Shape):
    """How a line stands to VAT, by EN 16931."""

    vat_code: TaxCode
    """The code of the category: ``S``, ``Z``, ``E``, ``G``, ``K``, ``AE`` or ``O``."""
    reason: str | None
    """The reason for no tax, as the table of rates words it."""
    exemption: str | None
    """The reason as a code of the list VATEX."""
    proof_by: date | None
    """The day by which proof of the export must be there; null where none is due."""


class PremiumShape(Shape):
    """The buyer's premium on a hammer price, under rules that are tried."""

    hammer: Amount
    """The hammer price."""
    premium: Amount
    """The buyer's premium."""
    total: Amount
    """Hammer price and premium together."""
    bands: tuple[BandShape, ...]
    """The slices of the hammer price."""
    minimum: Amount
    """The amount that lifts the bands to their minimum; 0 where they reach it."""
    flat: Amount
    """The flat fee in the premium."""
    surcharge: Amount
    """The surcharge of the channel in the premium."""
    currency: str
    """The currency of every amount, by ISO 4217."""


def band_shapes(slices: Iterable[Slice], money: Decimals) -> tuple[BandShape, ...]:
    """Return the slices of an amount as their shapes."""
    return tuple(
        BandShape(
            from_=money(band.from_),
            up_to=money(band.up_to),
            rate=Rate(write_rate(band.rate)),
            amount=money(band.amount),
        )
        for band in slices
    )


def tax_due_shapes(taxes: Iterable[TaxDue], money: Decimals) -> tuple[TaxDueShape, ...]:
    """Return the taxes on a line as their shapes."""
    return tuple(
        TaxDueShape(
            jurisdiction=tax.jurisdiction,
            name=tax.name,
            rate=Rate(write_rate(tax.rate)),
            base=money(tax.base),
            amount=money(tax.amount),
            certificate=tax.certificate,
            kind=tax.kind,
            inside=money(tax.included if tax.shown else 0),
        )
        for tax in taxes
    )


def treatment_shape(treatment: Treatment | None) -> TreatmentShape | None:
    """Return how a line stands to VAT as its shape; None where it does not say."""
    if treatment is None:
        return None
    return TreatmentShape(
        vat_code=treatment.code,
        reason=treatment.reason,
        exemption=treatment.exemption,
        proof_by=treatment.proof_by,
    )


def premium_shape(price: Minor, due: PremiumDue, currency: Currency) -> PremiumShape:
    """Return the premium on a hammer price as its shape."""
    money = Decimals(currency)
    return PremiumShape(
        hammer=money(price),
        premium=money(due.total),
        total=money(price + due.total),
        bands=band_shapes(due.slices, money),
        minimum=money(due.minimum),
        flat=money(due.flat),
        surcharge=money(due.surcharge),
        currency=currency.code,
    )
