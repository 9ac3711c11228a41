"""Correct payments: reverse, uphold or refund one, or move it to another invoice."""

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


@click.command()
@click.argument("payment", type=PAYMENT)
@click.option(
    "--amount",
    metavar="AMOUNT",
    help="The part that was charged back, its share of the fee within.  [default: all]",
)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day of the reversal.  [default: today]"
)
@attributed
@click.pass_obj
def reverse(
    ledger: LedgerSession,
    payment: PaymentId,
    *,
    amount: str | None,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Reverse PAYMENT, which bounced or was charged back, with the parts that moved.

    With --amount only so much of what was handed over is reversed: the rest stays, and
    so does its share of the fee.

    Example: lotledger pay reverse HA-2025-00001/P1 --reason "the check bounced"
    """
    from ledger.events import PaymentReversed
    from ledger.house import payments

    house = ledger.house()
    currency = house.invoice(invoice_of(payment)).issued.currency
    part = None if amount is None else price(amount, currency, "--amount")
    command = payments.reverse(payment, amount=part, on=on, at=at)
    recorded = house.do(command, by=by)
    reversals = [
        event for event in recorded.events if isinstance(event, PaymentReversed)
    ]
    taken = currency.write(sum(event.amount for event in reversals))
    in_part = any(event.part for event in reversals)
    sentence = (
        f"{taken} of payment {payment} is reversed"
        if in_part
        else f"Payment {payment} is reversed, {taken}"
    )
    invoices = [event.invoice for event in reversals]
    print_outcome(house, sentence, recorded, *invoices)


@click.command()
@click.argument("payment", type=PAYMENT)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day it was decided.  [default: today]"
)
@attributed
@click.pass_obj
def uphold(
    ledger: LedgerSession,
    payment: PaymentId,
    *,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Uphold PAYMENT, which a bank's file took back: it stands, and pays its lots.

    If the bank was right, reverse it instead.

    Example: lotledger pay uphold HA-2025-00001/P1 --reason "that was a fee"
    """
    from ledger.events import PaymentUpheld
    from ledger.house import doubts

    house = ledger.house()
    recorded = house.do(doubts.uphold(payment, on=on, at=at), by=by)
    invoices = [
        event.invoice for event in recorded.events if isinstance(event, PaymentUpheld)
    ]
    print_outcome(house, f"Payment {payment} stands", recorded, *invoices)


@click.command()
@click.argument("payment", type=PAYMENT)
@click.option(
    "--to",
    "target",
    type=INVOICE,
    required=True,
    metavar="INVOICE",
    help="The invoice it was meant for.",
)
@click.option("--amount", metavar="AMOUNT", help="A part of it.  [default: all]")
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day of the move.  [default: today]"
)
@attributed
@click.pass_obj
def move(
    ledger: LedgerSession,
    payment: PaymentId,
    *,
    target: InvoiceId,
    amount: str | None,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Move PAYMENT, or part of it, to the invoice it was meant for.

    Cleared funds stay cleared. The fee of the payment method stays where it was.

    Example: lotledger pay move HA-2025-00001/P1 --to HA-2025-00002
    --reason "the wrong invoice was named"
    """
    from ledger.events import PaymentMoved
    from ledger.house import payments

    house = ledger.house()
    source = invoice_of(payment)
    currency = house.invoice(source).issued.currency
    part = None if amount is None else price(amount, currency, "--amount")
    command = payments.move(payment, target, amount=part, on=on, at=at)
    recorded = house.do(command, by=by)
    moved = recorded.events[0]
    assert isinstance(moved, PaymentMoved), "that is what was asked"
    sentence = (
        f"{currency.write(moved.amount)} of payment {payment} is now payment {moved.to}"
    )
    print_outcome(house, sentence, recorded, source, target)


@click.command()
@click.argument("number", type=INVOICE, metavar="INVOICE")
@click.argument("amount", metavar="AMOUNT")
@click.option("--method", type=TEXT, required=True, help="How it is refunded.")
@click.option(
    "--with-fee",
    is_flag=True,
    help="Refund with it the fee that a card had cost of AMOUNT.",
)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day of the refund.  [default: today]"
)
@click.option("--reference", type=TEXT, help="The bank's reference; no names.")
@attributed
@click.pass_obj
def refund(
    ledger: LedgerSession,
    number: InvoiceId,
    amount: str,
    *,
    method: str,
    with_fee: bool,
    on: date | None,
    reference: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Refund AMOUNT to the buyer of INVOICE: cleared funds in excess of what is due.

    AMOUNT is what the invoice was overpaid by. What a way to pay cost stays with the
    house, but for --with-fee: then its share is refunded as well.

    Example: lotledger pay refund HA-2025-00001 50 --method wire --reason "paid twice"
    """
    from ledger.events import PaymentRefunded
    from ledger.house import payments

    house = ledger.house()
    invoice = house.invoice(number)
    figure = price(amount, invoice.issued.currency, "AMOUNT")
    command = payments.refund(
        number,
        amount=figure,
        method=method,
        with_fee=with_fee or None,
        on=on,
        reference=reference,
        at=at,
    )
    recorded = house.do(command, by=by)
    refunded = recorded.events[0]
    assert isinstance(refunded, PaymentRefunded), "that is what was asked"
    fee = f", with its fee of {invoice.money(refunded.fee)}" if refunded.fee else ""
    sentence = f"{invoice.money(refunded.amount)} is refunded by {method}{fee}"
    print_outcome(house, sentence, recorded, number)
