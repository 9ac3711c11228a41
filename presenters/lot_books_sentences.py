"""One sentence for each event that writes a lot in the books."""

from __future__ import annotations

from typing import assert_never

from ledger.events import (
    ConsignorSettled,
    ExportLapsed,
    ExportProofFiled,
    LotBooksEvent,
    LotCredited,
    LotInvoiced,
    LotPaid,
    LotReleased,
    LotUnpaid,
    PurchaseRecorded,
    TaxTreatmentSet,
)
from ledger.money import Currency

BEARS_RIGHT = {True: "due", False: "not due", None: "by its category"}


def lot_books_sentence(event: LotBooksEvent, money: Currency) -> str:
    """Say what was written in the books."""
    match event:
        case TaxTreatmentSet(scheme=scheme, resale_right=right):
            taxed = "as its category says" if scheme is None else f"as {scheme}"
            return f"The lot is taxed {taxed}; resale right: {BEARS_RIGHT[right]}."
        case ExportProofFiled(destination=place, reference=proof, exported_on=day):
            return f"It was exported to {place} on {day}: {proof}."
        case ExportLapsed():
            return "No export of it is proven, so that it bears its tax."
        case PurchaseRecorded(price=price, bought_on=day):
            return f"The house bought it for {money.write(price)} on {day}."
        case LotInvoiced(invoice=invoice, buyer=buyer, hammer=hammer):
            return f"Invoiced to {buyer} at {money.write(hammer)}, invoice {invoice}."
        case LotCredited(invoice=invoice, credit_note=note):
            return f"Credit note {note} took it off invoice {invoice}."
        case LotPaid(invoice=invoice, paid_on=day):
            return f"Invoice {invoice} was paid in cleared funds on {day}."
        case LotUnpaid(invoice=invoice):
            return f"A payment fell through: invoice {invoice} is open again."
        case LotReleased(ships_from=first, ships_until=last, authorised_by=second):
            early = "" if second is None else f" before payment, with {second}"
            return f"Released{early}; to be shipped from {first} to {last}."
        case ConsignorSettled(consignor=consignor, statement=statement, net=net):
            proceeds = f"{money.write(net)} on statement {statement}"
            return f"Consignor {consignor} was credited {proceeds}."
        case _:
            assert_never(event)
