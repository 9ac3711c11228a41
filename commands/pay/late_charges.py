"""Charge late fees and interest on what is overdue, and waive them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_table
from commands.params import DAY, INVOICE, SALE, price
from commands.pay.outcome import print_outcome
from commands.recording import carried_out
from commands.session import LedgerSession
from ledger.identity import InvoiceId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import LateFeeCharged
    from ledger.house.records import Records


COLUMNS = (
    ("invoice", "left"),
    ("paddle", "right"),
    ("for", "left"),
    ("overdue", "right"),
    ("rate", "right"),
    ("days", "right"),
    ("charged", "right"),
)


@click.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.option(
    "--on", type=DAY, metavar="DAY", help="Charge up to this day.  [default: today]"
)
@click.option(
    "--invoice", "number", type=INVOICE, metavar="INVOICE", help="Only this invoice."
)
@click.option(
    "--dry-run", is_flag=True, help="Show what would be charged, and charge nothing."
)
@attributed
@click.pass_obj
def late(
    ledger: LedgerSession,
    name: SaleId,
    *,
    on: date | None,
    number: InvoiceId | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Charge late fees and interest on overdue invoices of SALE, as the terms provide.

    The late fee is charged once; interest by the day, since the due day or the last
    charge. Neither is charged on the other, nor on what the client paid too much on
    other invoices, in this sale or another, or has on account.

    Example: lotledger pay late HERITAGE-2025-12 --on 2026-01-12 --dry-run
    """
    from ledger.house import payments
    from ledger.house.payments import day_of
    from ledger.settlement.lateness import late_charges

    house = ledger.house()
    command = payments.charge_late(name, on=on, invoice=number, at=at)
    events, recording = carried_out(
        house, command, by, dry_run=dry_run, waits=f"in {name}"
    )
    charges = late_charges(events)
    _print_credit(house, name, number, on or day_of(house.sale(name), at))
    if charges is None:
        click.echo(f"Nothing to charge: no overdue invoice of {name} has new charges.")
        return
    print_table(COLUMNS, [_late_charge_row(line) for line in charges.lines])
    click.echo(f"Late charges in total: {charges.total}. {recording}")


def _print_credit(
    records: Records, sale: SaleId, number: InvoiceId | None, on: date
) -> None:
    """Say of whom less is overdue, because the house has money of theirs elsewhere."""
    from ledger.house.rebilling import overdue_of_clients
    from ledger.settlement.lateness import overdue

    late = [each for each in records.invoices(sale) if overdue(each, on)]
    clients = [each.issued.client for each in late]
    left = overdue_of_clients(records, clients, on=on)
    for invoice in late:
        whole = overdue(invoice, on)
        if left[invoice.id] < whole and number in {None, invoice.id}:
            credit = invoice.money(whole - left[invoice.id])
            click.echo(
                f"No late charge on {credit} of the {invoice.money(whole)} overdue on "
                f"{invoice.id}: the house has as much of client "
                f"{invoice.issued.client}, on other invoices or on account."
            )


def _late_charge_row(line: LateFeeCharged) -> tuple[object, ...]:
    from ledger.money import write_rate

    money = line.currency.write
    return (
        line.invoice,
        line.paddle,
        f"late {line.kind.value}",
        money(line.base),
        write_rate(line.rate),
        line.days or None,
        money(line.amount),
    )


@click.command()
@click.argument("number", type=INVOICE, metavar="INVOICE")
@click.argument("amount", required=False, metavar="[AMOUNT]")
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day of the waiver.  [default: today]"
)
@attributed
@click.pass_obj
def waive(
    ledger: LedgerSession,
    number: InvoiceId,
    amount: str | None,
    *,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Waive the late charges of INVOICE, or AMOUNT of them.

    A late fee that was waived is not charged again; interest goes on by the day.

    Example: lotledger pay waive HA-2025-00001 --reason "the bank was slow"
    """
    from ledger.events import LateFeeWaived
    from ledger.house import payments

    house = ledger.house()
    invoice = house.invoice(number)
    part = None if amount is None else price(amount, invoice.issued.currency, "AMOUNT")
    recorded = house.do(payments.waive(number, amount=part, on=on, at=at), by=by)
    waived = recorded.events[0]
    assert isinstance(waived, LateFeeWaived), "that is what was asked"
    sentence = f"Late charges of {invoice.money(waived.amount)} are waived"
    print_outcome(house, sentence, recorded, number)
