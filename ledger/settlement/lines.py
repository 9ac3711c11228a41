"""The lines of an invoice: hammer, premium by bands, resale right, charges, taxes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.charges import PremiumDue
from ledger.events.buyer import BuyerCharged
from ledger.events.documents import Charge, InvoiceLine
from ledger.events.lot import LotSold
from ledger.identity import ClientId, LotId
from ledger.money import Minor
from ledger.royalty import consignor_part, resale_right_due
from ledger.settlement.taxing import BuyerTaxes, TaxedLot
from ledger.terms.settlement_rules import ResaleRight
from ledger.value import replace, value


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
    taxed: TaxedLot
    """How it is taxed, whoever buys it."""
    resale_right: ResaleRight | None
    source: int


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
        if lot.consignor is None and lot.resale_right.own_lots:
            lines[0] = replace(lines[0], own_royalty=(due_whole - amount) or None)
    return tuple(lines)


def _lot_line(
    lot: SoldLot, charge: Charge, amount: Minor, taxes: BuyerTaxes
) -> InvoiceLine:
    tax = taxes.on(amount, charge, lot.taxed, day=lot.sold_on)
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
        scheme=lot.taxed.scheme,
        taxes=tax.taxes,
        source=lot.source,
        treatment=tax.treatment,
        supplied_on=lot.sold_on,
    )


def charge_line(
    charged: BuyerCharged, taxes: BuyerTaxes, taxed: TaxedLot, *, source: int
) -> InvoiceLine:
    """Invoice a charge beside lots, by the rates of the day it was charged on."""
    tax = taxes.on(charged.amount, charged.kind, taxed, day=charged.charged_on)
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
        scheme=taxed.scheme,
        taxes=tax.taxes,
        source=source,
        treatment=tax.treatment,
        supplied_on=charged.charged_on,
    )


def numbered(lines: Sequence[InvoiceLine]) -> tuple[InvoiceLine, ...]:
    """Number the lines of an invoice from 1."""
    return tuple(replace(line, number=place) for place, line in enumerate(lines, 1))
