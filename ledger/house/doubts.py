"""Commands about payments that a bank's file took back, until somebody decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ledger.house.command import Decide, command
from ledger.house.payment_parts import moved_parts
from ledger.house.payments import given_day, record_on_invoice
from ledger.house.transaction import HouseTransaction
from ledger.identity import PaymentId, invoice_of
from ledger.settlement import doubts
from ledger.settlement.bank import BankLine


def doubt(
    transaction: HouseTransaction,
    line: BankLine,
    payments: Sequence[PaymentId],
    *,
    at: datetime,
) -> None:
    """Note that a line of a bank's file takes payments back, with what was moved."""
    for payment in payments:
        for name in _with_moved_parts(transaction, payment):
            invoice = transaction.invoice(invoice_of(name))
            doubted = doubts.doubt(
                invoice,
                name,
                amount=-line.amount,
                code=line.code,
                reference=line.mark,
                on=line.day,
                at=at,
            )
            record_on_invoice(transaction, invoice.id, doubted, at=at)


@command("uphold a payment", corrects=True)
def uphold(payment: PaymentId, *, at: datetime, on: date | None = None) -> Decide:
    """Decide that a payment stands, though a bank's file took it back; say why."""

    def decide(transaction: HouseTransaction) -> None:
        sale = transaction.sale(transaction.invoice(invoice_of(payment)).issued.sale)
        day = given_day(sale, on, at)
        for name in _with_moved_parts(transaction, payment):
            invoice = transaction.invoice(invoice_of(name))
            current_payment = invoice.payment(name)
            if name == payment or (current_payment and current_payment.doubted):
                upheld = doubts.uphold(invoice, name, on=day, at=at)
                record_on_invoice(transaction, invoice.id, upheld, at=at)

    return decide


def _with_moved_parts(
    transaction: HouseTransaction, payment: PaymentId
) -> list[PaymentId]:
    return [payment, *(part.id for part in moved_parts(transaction, payment))]
