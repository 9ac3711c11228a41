"""What credit notes left behind, as pages tell it: money to move, charges to bill."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ledger.house.aggregates import Aggregates
from ledger.house.rebilling import (
    MoneyLeftBehind,
    charges_left_out,
    money_left_behind,
)
from ledger.identity import (
    ClientId,
    CreditNoteId,
    InvoiceId,
    LotId,
    Paddle,
    SaleId,
)
from ledger.settlement.invoice import Invoice
from presenters.shape import Amount, Decimals
from web.page import Filled


class MoneyToMove(NamedTuple):
    """Money that a client paid on one invoice, and owes on another."""

    of: InvoiceId
    payment: str
    """Its number on that invoice."""
    to: InvoiceId
    client: ClientId
    amount: Amount
    currency: str


class ChargeToBill(NamedTuple):
    """A charge that went with a credit note, and is on no invoice since."""

    paddle: Paddle
    kind: str
    lot: LotId | None
    description: str
    amount: Amount
    currency: str
    charged_on: date
    credit_note: CreditNoteId


def money_to_move(invoices: Iterable[Invoice]) -> list[MoneyToMove]:
    """Return what clients paid too much while another invoice of theirs is open."""
    return [_to_move(part) for part in money_left_behind(invoices)]


def left_behind(records: Aggregates, sale: SaleId) -> Filled:
    """Return what the credit notes of a sale left behind."""
    return {
        "to_move": money_to_move(records.invoices(sale)),
        "to_bill": [
            ChargeToBill(
                paddle=each.paddle,
                kind=each.kind,
                lot=each.lot,
                description=each.description,
                amount=Decimals(each.amount.currency)(each.amount.amount),
                currency=each.amount.currency.code,
                charged_on=each.charged_on,
                credit_note=each.credit_note,
            )
            for each in charges_left_out(records, sale)
        ],
    }


def _to_move(part: MoneyLeftBehind) -> MoneyToMove:
    currency = part.amount.currency
    return MoneyToMove(
        of=part.of,
        payment=part.payment.rpartition("/P")[2],
        to=part.to,
        client=part.client,
        amount=Decimals(currency)(part.amount.amount),
        currency=currency.code,
    )
