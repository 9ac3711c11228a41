"""Correct payments: reverse one, move one to another invoice, refund."""

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
    "--on", type=DAY, metavar="DAY", help="The day of the reversal.  [default: today]"
)
@attributed
@click.pass_obj
def reverse(
    ledger: LedgerSession,
    payment: PaymentId,
    *,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Reverse PAYMENT, which bounced or was charged back, with the parts that moved.

    Example: lotledger pay reverse HA-2025-00001/P1 --reason "the check bounced"
    """
    from ledger.events import PaymentReversed
    from ledger.house import payments

    house = ledger.house()
    recorded = house.do(payments.reverse(payment, on=on, at=at), by=by)
    reversals = [
        event for event in recorded.events if isinstance(event, PaymentReversed)
    ]
    amount = house.invoice(reversals[0].invoice).money(
        sum(event.amount for event in reversals)
    )
    invoices = [event.invoice for event in reversals]
    print_outcome(
        house, f"Payment {payment} is reversed, {amount}", recorded, *invoices
    )


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
    on: date | None,
    reference: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Refund AMOUNT to the buyer of INVOICE: cleared funds in excess of what is due.

    Example: lotledger pay refund HA-2025-00001 50 --method wire --reason "paid twice"
    """
    from ledger.house import payments

    house = ledger.house()
    invoice = house.invoice(number)
    figure = price(amount, invoice.issued.currency, "AMOUNT")
    command = payments.refund(
        number, amount=figure, method=method, on=on, reference=reference, at=at
    )
    recorded = house.do(command, by=by)
    sentence = f"{invoice.money(figure)} is refunded by {method}"
    print_outcome(house, sentence, recorded, number)
