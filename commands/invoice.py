"""Read the bills of a sale."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from commands.output import json_option, print_facts, print_json, print_table, progress
from commands.params import INVOICE, SALE
from commands.session import LedgerSession, as_of
from presenters.words import counted, if_any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events import InvoiceLine
    from ledger.identity import InvoiceId, SaleId
    from ledger.money import Currency, Minor
    from ledger.settlement.invoice import Invoice
    from projections.invoices import BuyerDocument

LINE_COLUMNS = (
    ("line", "right"),
    ("lot", "right"),
    ("for", "left"),
    ("amount", "right"),
    ("tax", "right"),
    ("total", "right"),
    ("from", "right"),
    ("", "left"),
)

BILL_COLUMNS = (
    ("number", "left"),
    ("to", "right"),
    ("issued", "left"),
    ("due", "left"),
    ("total", "right"),
    ("open", "right"),
    ("", "left"),
)


@click.group()
def invoice() -> None:
    """Read the bills of a sale.

    Example: lotledger invoice show HA-2025-00001
    """


@invoice.command("list")
@click.argument("name", type=SALE, metavar="SALE")
@click.option("--open", "only_open", is_flag=True, help="Only what is still owed.")
@json_option
@click.pass_obj
@as_of
def list_(
    ledger: LedgerSession, name: SaleId, *, only_open: bool, as_json: bool
) -> None:
    """List the invoices and credit notes of SALE, and how they stand.

    Example: lotledger invoice list HERITAGE-2025-12 --open
    """
    from projections.invoices import buyer_documents

    currency = ledger.records().sale(name).terms.rules.currency
    with progress("reading") as advance, ledger.views().asked(advance) as db:
        found = buyer_documents(db, name)
    if only_open:
        found = [one for one in found if one.balance]
    if as_json:
        print_json([_bill_json(one, currency) for one in found])
        return
    print_table(BILL_COLUMNS, [_bill(one, currency) for one in found], title=name)
    click.echo(f"{counted(len(found), 'document')}, {_open_in_all(found, currency)}.")


def _open_in_all(found: Sequence[BuyerDocument], currency: Currency) -> str:
    """Add up what buyers owe; what the house owes them is not taken off it."""
    owed = sum(one.balance for one in found if one.balance > 0)
    over = -sum(one.balance for one in found if one.balance < 0)
    told = f"{currency.write(owed)} open"
    return f"{told}, {currency.write(over)} overpaid" if over else told


def _bill(one: BuyerDocument, currency: Currency) -> tuple[object, ...]:
    sign = -1 if one.due_on is None else 1
    return (
        one.document,
        one.paddle,
        one.issued_on,
        one.due_on or f"credits {one.invoice}",
        currency.write(sign * abs(one.total)),
        currency.write(one.balance),
        ", ".join(_remarks(one)),
    )


def _remarks(one: BuyerDocument) -> list[str]:
    said = (("credited in full", one.void), ("overpaid", one.balance < 0))
    return [words for words, is_so in said if is_so]


def _bill_json(one: BuyerDocument, currency: Currency) -> dict[str, object]:
    plain = currency.plain
    return {
        "number": one.document,
        "kind": one.kind,
        "invoice": one.invoice,
        "session": one.session,
        "paddle": one.paddle,
        "client": one.client,
        "issued_on": one.issued_on,
        "due_on": one.due_on,
        "total": plain(one.total),
        "credited": plain(one.credited),
        "received": plain(one.received - one.refunded),
        "good": plain(one.cleared - one.refunded),
        "late_fees": plain(one.late_fees),
        "refunded": plain(one.refunded),
        "balance": plain(one.balance),
        "position": one.position,
    }


@invoice.command()
@click.argument("number", type=INVOICE, metavar="INVOICE")
@json_option
@click.pass_obj
@as_of
def show(ledger: LedgerSession, number: InvoiceId, *, as_json: bool) -> None:
    """Show INVOICE as it was sent, and what became of it since.

    The last column but one names the event that a line follows from. Below stand
    payments, credits, late charges and refunds, and what was open after each.

    Example: lotledger invoice show HA-2025-00001 --json
    """
    from commands.invoice_account import COLUMNS as ACCOUNT_COLUMNS, account

    records = ledger.records()
    held = records.invoice(number)
    if as_json:
        print_json(_json(held))
        return
    money = held.issued.currency.write
    print_facts(_facts(held))
    lines = [_line(line, held) for line in held.issued.lines]
    print_table(LINE_COLUMNS, lines)
    if since := account(records, number):
        print_table(ACCOUNT_COLUMNS, since, title="What became of it")
    told = f"Billed {money(held.total)}, due {money(held.due)}, "
    good = f"{money(held.received)} of it received, {money(held.good)} good; "
    click.echo(f"{told}{good}{open_words(held.balance, held.issued.currency)}.")


def open_words(balance: Minor, currency: Currency) -> str:
    """Say what is still to come in, or what came in too much."""
    if balance < 0:
        return f"overpaid by {currency.write(-balance)}"
    return f"open {currency.write(balance)}" if balance else "nothing open"


def _facts(held: Invoice) -> list[tuple[str, object]]:
    issued = held.issued
    return [
        ("invoice", issued.invoice),
        ("sale", issued.sale),
        ("paddle", f"{issued.paddle}, client {issued.client}"),
        ("issued", f"{issued.issued_on}, due {issued.due_on}"),
        ("taxes of", issued.jurisdiction),
    ]


def _line(line: InvoiceLine, held: Invoice) -> tuple[object, ...]:
    from ledger.identity import number_of

    money = held.issued.currency.write
    lot = None if line.lot is None else number_of(line.lot)
    return (
        line.number,
        lot,
        _what(line, held.issued.currency),
        money(line.amount),
        money(line.tax),
        money(line.gross),
        f"#{line.source}",
        "credited" if line.number in held.credited else "",
    )


def _what(line: InvoiceLine, currency: Currency) -> str:
    """Say what a line charges: how many times, or by which bands."""
    from ledger.money import write_rate

    said = line.charge.value.replace("-", " ")
    money = currency.write
    if line.pieces != 1:
        said += f", {line.pieces} x {money(line.each)}"
    parts = [
        f"{write_rate(one.rate)} of {money(one.up_to - one.from_)}"
        for one in line.slices
    ]
    lifts = (("to the minimum", line.minimum), ("flat", line.flat))
    parts += [f"{money(amount)} {why}" for why, amount in lifts if amount]
    if line.surcharge:
        parts.append(f"{money(line.surcharge)} for the channel")
    exempt = {one.certificate for one in line.taxes if one.certificate is not None}
    parts += [f"exempt by certificate {one}" for one in sorted(exempt)]
    return f"{said}: {', '.join(parts)}" if parts else said


def _json(held: Invoice) -> dict[str, object]:
    issued, plain = held.issued, held.issued.currency.plain
    return {
        "invoice": issued.invoice,
        "sale": issued.sale,
        "session": issued.session,
        "paddle": issued.paddle,
        "client": issued.client,
        "currency": issued.currency.code,
        "jurisdiction": issued.jurisdiction,
        "issued_on": issued.issued_on,
        "due_on": issued.due_on,
        "lines": [_line_json(line, held) for line in issued.lines],
        "total": plain(held.total),
        "credited": plain(held.credited_amount),
        "due": plain(held.due),
        "received": plain(held.received),
        "good": plain(held.good),
        "balance": plain(held.balance),
        "paid": held.paid,
    }


def _line_json(line: InvoiceLine, held: Invoice) -> dict[str, object]:
    from ledger.money import write_rate

    plain = partial(if_any, held.issued.currency.plain)
    return {
        "number": line.number,
        "charge": line.charge,
        "lot": line.lot,
        "said": line.said,
        "pieces": line.pieces,
        "each": plain(line.each),
        "bands": [
            {
                "from": plain(one.from_),
                "up_to": plain(one.up_to),
                "rate": write_rate(one.rate),
                "amount": plain(one.amount),
            }
            for one in line.slices
        ],
        "minimum": plain(line.minimum),
        "flat": plain(line.flat),
        "surcharge": plain(line.surcharge),
        "amount": plain(line.amount),
        "scheme": line.scheme,
        "taxes": [
            {
                "jurisdiction": one.jurisdiction,
                "name": one.name,
                "rate": write_rate(one.rate),
                "base": plain(one.base),
                "amount": plain(one.amount),
                "certificate": one.certificate,
            }
            for one in line.taxes
        ],
        "total": plain(line.gross),
        "credited": line.number in held.credited,
        "position": line.source,
    }
