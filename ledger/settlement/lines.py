"""The lines of an invoice: hammer, premium by bands, resale right, charges, taxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ledger.charges import PremiumDue
from ledger.events.buyer import BuyerCharged
from ledger.events.documents import Charge, InvoiceLine
from ledger.events.lot import LotSold
from ledger.identity import ClientId, LotId
from ledger.money import Minor
from ledger.royalty import consignor_part, resale_right_due
from ledger.taxes import in_force, inside, shown
from ledger.terms.settlement_rules import ResaleRight
from ledger.terms.tax import Taxable, TaxDue, TaxRate, TaxScheme
from ledger.value import replace, value

TAXED_AS = {
    Charge.HAMMER: Taxable.HAMMER,
    Charge.PREMIUM: Taxable.PREMIUM,
    Charge.SHIPPING: Taxable.SHIPPING,
    Charge.INSURANCE: Taxable.SHIPPING,
    Charge.HANDLING: Taxable.SHIPPING,
    Charge.OTHER: Taxable.FEES,
}
"""The kind that each charge is taxed as; the resale right is not taxed."""


@value(kw_only=True)
class SoldLot:
    """A lot as it is to be invoiced, and the event that it follows from."""

    lot: LotId
    title: str
    consignor: ClientId | None
    sold: LotSold
    pieces: int
    sold_on: date
    """The day of the hammer on the saleroom's calendar: it decides the rates."""
    premium: PremiumDue
    """The slices that the recorded premium is made of."""
    scheme: TaxScheme
    resale_right: ResaleRight | None
    source: int


@value
class BuyerTaxes:
    """The taxes that a buyer pays, and the certificate that exempts them."""

    jurisdiction: str
    place: str
    """The place of the sale: its VAT is inside charges under the margin scheme."""
    rates: Sequence[TaxRate]
    """Of both, for all days."""
    certificate: Callable[[date], str | None]
    """Finds the certificate that exempts the buyer on a day, if one does."""

    def on(
        self, amount: Minor, charge: Charge, *, scheme: TaxScheme, day: date
    ) -> tuple[TaxDue, ...]:
        """Return the taxes on one charge; raises NoTaxTable where none is on file."""
        what = TAXED_AS.get(charge)
        if what is None or scheme is TaxScheme.EXEMPT:
            return ()
        if scheme is TaxScheme.MARGIN:
            if charge is not Charge.PREMIUM:
                return ()
            return inside(amount, in_force(self.rates, self.place, on=day))
        rates = in_force(self.rates, self.jurisdiction, on=day)
        return shown(amount, what, rates, certificate=self.certificate(day))


def lot_lines(lot: SoldLot, taxes: BuyerTaxes) -> tuple[InvoiceLine, ...]:
    """Invoice a lot: its hammer price, its premium, its resale right if it bears one.

    The premium is the recorded one; its bands are shown where they make it up.
    """
    sold, due = lot.sold, lot.premium
    hammer = _lot_line(lot, Charge.HAMMER, sold.hammer, taxes)
    premium = _lot_line(lot, Charge.PREMIUM, sold.premium, taxes)
    if due.total == sold.premium:
        premium = replace(
            premium,
            slices=due.slices,
            minimum=due.minimum,
            flat=due.flat,
            surcharge=due.surcharge,
        )
    lines = [replace(hammer, pieces=lot.pieces, each=sold.hammer // lot.pieces)]
    if sold.premium:
        lines.append(premium)
    if lot.resale_right is not None:
        charged, due_whole = resale_right_due(sold.hammer, lot.resale_right)
        amount = due_whole - consignor_part(due_whole, lot.resale_right)
        if amount:
            line = _lot_line(lot, Charge.RESALE_RIGHT, amount, taxes)
            shown = charged if amount == due_whole else ()
            lines.append(replace(line, slices=shown))
    return tuple(lines)


def _lot_line(
    lot: SoldLot, charge: Charge, amount: Minor, taxes: BuyerTaxes
) -> InvoiceLine:
    return InvoiceLine(
        number=0,
        charge=charge,
        lot=lot.lot,
        consignor=lot.consignor,
        said=lot.title,
        pieces=1,
        each=amount,
        slices=(),
        minimum=0,
        flat=0,
        surcharge=0,
        amount=amount,
        scheme=lot.scheme,
        taxes=taxes.on(amount, charge, scheme=lot.scheme, day=lot.sold_on),
        source=lot.source,
    )


def charge_line(
    charged: BuyerCharged, taxes: BuyerTaxes, *, source: int
) -> InvoiceLine:
    """Invoice a charge beside lots, by the rates of the day it was charged on."""
    return InvoiceLine(
        number=0,
        charge=charged.kind,
        lot=charged.lot,
        consignor=None,
        said=charged.said,
        pieces=1,
        each=charged.amount,
        slices=(),
        minimum=0,
        flat=0,
        surcharge=0,
        amount=charged.amount,
        scheme=TaxScheme.STANDARD,
        taxes=taxes.on(
            charged.amount,
            charged.kind,
            scheme=TaxScheme.STANDARD,
            day=charged.charged_on,
        ),
        source=source,
    )


def numbered(lines: Sequence[InvoiceLine]) -> tuple[InvoiceLine, ...]:
    """Number the lines of an invoice from 1."""
    return tuple(replace(line, number=place) for place, line in enumerate(lines, 1))
