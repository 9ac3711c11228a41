"""What the books wrote on a lot, in words."""

from __future__ import annotations

from typing import assert_never

from ledger.events import (
    ConsignorSettled,
    LotBooksEvent,
    LotCredited,
    LotInvoiced,
    LotPaid,
    LotReleased,
    LotUnpaid,
    TaxTreatmentSet,
)
from ledger.money import Currency

BEARS_RIGHT = {True: "bears", False: "bears no", None: "as its category has it, bears"}


def booked(event: LotBooksEvent, money: Currency) -> str:
    """Say what was written in the books."""
    match event:
        case TaxTreatmentSet(scheme=scheme, resale_right=right):
            taxed = "as its category says" if scheme is None else f"as {scheme}"
            return f"The lot is taxed {taxed}, and {BEARS_RIGHT[right]} resale right."
        case LotInvoiced(invoice=invoice, buyer=buyer, hammer=hammer):
            return f"Billed to {buyer} at {money.write(hammer)}, invoice {invoice}."
        case LotCredited(invoice=invoice, credit_note=note):
            return f"Taken off invoice {invoice} by credit note {note}."
        case LotPaid(invoice=invoice, paid_on=day):
            return f"Invoice {invoice} was paid with good money on {day}."
        case LotUnpaid(invoice=invoice):
            return f"A payment fell through: invoice {invoice} is open again."
        case LotReleased(ships_from=first, ships_until=last):
            return f"Released; to be shipped from {first} to {last}."
        case ConsignorSettled(consignor=consignor, statement=statement, net=net):
            told = f"{money.write(net)} on statement {statement}"
            return f"Consignor {consignor} was told of {told}."
        case _:
            assert_never(event)
