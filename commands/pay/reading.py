"""Read the payments of a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.output import json_option, print_json, print_table
from commands.params import SALE
from commands.session import LedgerSession, as_of
from presenters.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.identity import SaleId
    from ledger.money import Currency
    from ledger.settlement.invoice import Invoice, Payment

COLUMNS = (
    ("payment", "left"),
    ("paddle", "right"),
    ("method", "left"),
    ("paid", "right"),
    ("fee", "right"),
    ("counts", "right"),
    ("received", "left"),
    ("state", "left"),
    ("reference", "left"),
)


@click.command("list")
@click.argument("name", type=SALE, metavar="SALE")
@json_option
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, name: SaleId, *, as_json: bool) -> None:
    """List every payment on the invoices of SALE, and how good it is.

    Example: lotledger pay list HERITAGE-2025-12 --json
    """
    records = ledger.records()
    bills = records.invoices(name)
    currency = records.sale(name).terms.rules.currency
    if as_json:
        print_json([_bill_json(bill) for bill in bills])
        return
    rows = [_row(bill, one) for bill in bills for one in bill.payments]
    if rows:
        print_table(COLUMNS, rows)
    click.echo(_totals(bills, currency))


def _totals(bills: Sequence[Invoice], currency: Currency) -> str:
    """Say what all bills come to, and what is open or overpaid on them."""
    money = currency.write
    due, received = sum(b.due for b in bills), sum(b.received for b in bills)
    good = sum(b.good for b in bills)
    still_open = sum(max(0, b.balance) for b in bills)
    over = sum(max(0, -b.balance) for b in bills)
    told = f"{counted(len(bills), 'invoice')}: {money(due)} due, {money(received)} "
    told += f"received, {money(good)} of it good; {money(still_open)} open"
    return f"{told}, {money(over)} overpaid." if over else f"{told}."


def _row(bill: Invoice, payment: Payment) -> tuple[object, ...]:
    from commands.pay.telling import state_of

    got, money = payment.received, bill.issued.currency.write
    state = state_of(payment).replace("-", " ")
    day = payment.reversed_on or payment.cleared_on
    return (
        payment.id,
        got.paddle,
        got.method,
        money(got.paid),
        money(got.fee) if got.fee else None,
        money(payment.left),
        got.received_on,
        state if day is None or state == "moved" else f"{state} {day}",
        got.reference,
    )


def _bill_json(bill: Invoice) -> dict[str, object]:
    plain = bill.issued.currency.plain
    return {
        "invoice": bill.id,
        "paddle": bill.issued.paddle,
        "currency": bill.issued.currency.code,
        "due_on": bill.issued.due_on,
        "due": plain(bill.due),
        "received": plain(bill.received),
        "good": plain(bill.good),
        "balance": plain(bill.balance),
        "paid": bill.paid,
        "refunded": plain(bill.refunded),
        "late": plain(bill.late_charges),
        "payments": [_json(bill, one) for one in bill.payments],
    }


def _json(bill: Invoice, payment: Payment) -> dict[str, object]:
    from commands.pay.telling import state_of

    got, plain = payment.received, bill.issued.currency.plain
    return {
        "payment": payment.id,
        "method": got.method,
        "handed_over": plain(got.paid),
        "fee": plain(got.fee),
        "counts": plain(payment.left),
        "state": state_of(payment),
        "received_on": got.received_on,
        "cleared_on": payment.cleared_on,
        "reversed_on": payment.reversed_on,
        "reference": got.reference,
        "moved_from": got.moved_from,
        "moved_to": list(payment.moved_to),
    }
