"""Receive payments for an invoice, and record that they have cleared."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import DAY, INVOICE, PAYMENT, TEXT, price
from commands.pay.outcome import print_outcome
from commands.session import LedgerSession
from ledger.identity import InvoiceId, PaymentId, invoice_of

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.settlement.invoice import Invoice, Payment

SAME_DAY = "the same day"


@click.command()
@click.argument("number", type=INVOICE, metavar="INVOICE")
@click.argument("amount", metavar="AMOUNT")
@click.option(
    "--method", type=TEXT, required=True, help="A payment method that the terms name."
)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day it came.  [default: today]"
)
@click.option("--reference", type=TEXT, help="The bank's reference; no names.")
@click.option(
    "--cleared",
    is_flag=False,
    flag_value=SAME_DAY,
    metavar="[DAY]",
    help="The money has cleared: at once, or on a day.",
)
@click.option(
    "--before-invoice",
    is_flag=True,
    default=None,
    help="It came before the invoice was issued; with --reason.",
)
@attributed
@click.pass_obj
def receive(
    ledger: LedgerSession,
    number: InvoiceId,
    amount: str,
    *,
    method: str,
    on: date | None,
    reference: str | None,
    cleared: str | None,
    before_invoice: bool | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Take AMOUNT for INVOICE: all of it, a part, or more than is due.

    AMOUNT is what the buyer handed over; the fee of the payment method is deducted.

    Example: lotledger pay receive HA-2025-00001 750 --method wire --cleared
    """
    from ledger.events import PaymentReceived
    from ledger.house import payments

    house = ledger.house()
    command = payments.receive(
        number,
        paid=price(amount, house.invoice(number).issued.currency, "AMOUNT"),
        method=method,
        at=at,
        on=on,
        reference=reference,
        cleared=_clearing(cleared),
        before_invoice=before_invoice,
    )
    recorded = house.do(command, by=by)
    received = recorded.events[0]
    assert isinstance(received, PaymentReceived), "that is what was asked"
    invoice = house.invoice(number)
    payment = invoice.payment(received.payment)
    assert payment is not None, "it was recorded"
    print_outcome(house, _payment_sentence(invoice, payment), recorded, number)


def _clearing(option: str | None) -> date | bool:
    """Read since when money is good: from the start, from a day, or not yet."""
    if option is None:
        return False
    return True if option == SAME_DAY else DAY.convert(option, None, None)


def _payment_sentence(invoice: Invoice, payment: Payment) -> str:
    """Say what was taken, and what of it pays the invoice."""
    got = payment.received
    paid, fee = invoice.money(got.paid), invoice.money(abs(got.fee))
    cost = ""
    if got.fee:
        kind = "less a fee" if got.fee > 0 else "plus a discount"
        cost = f", {kind} of {fee}"
    state = "not cleared yet" if payment.cleared_on is None else "cleared"
    return f"Payment {payment.id}: {paid} by {got.method}{cost}, {state}"


@click.command()
@click.argument("payment", type=PAYMENT)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day it cleared.  [default: today]"
)
@attributed
@click.pass_obj
def clear(
    ledger: LedgerSession,
    payment: PaymentId,
    *,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Record that PAYMENT has cleared, and every part that was moved.

    Example: lotledger pay clear HA-2025-00001/P1 --on 2025-12-18
    """
    from ledger.events import PaymentCleared
    from ledger.house import payments

    house = ledger.house()
    recorded = house.do(payments.clear(payment, on=on, at=at), by=by)
    invoices = [e.invoice for e in recorded.events if isinstance(e, PaymentCleared)]
    print_outcome(
        house,
        f"Payment {payment} has cleared",
        recorded,
        invoice_of(payment),
        *invoices,
    )
