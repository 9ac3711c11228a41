"""Settle a sale: bill its buyers, and tell its consignors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.clock import day_in
from commands.office import Office, attributed
from commands.params import DAY, SALE
from commands.speak import counted, progress, say_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.entry import Attribution
    from ledger.events import CreditNoteIssued, Event, InvoiceIssued
    from ledger.house import House
    from ledger.house.settling import Step
    from ledger.identity import SaleId
    from ledger.money import Currency

COLUMNS = (
    ("number", "left"),
    ("to", "right"),
    ("lots", "right"),
    ("total", "right"),
    ("due", "left"),
)


@click.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.option("--on", type=DAY, metavar="DAY", help="The day of issue.")
@click.option("--session", type=int, metavar="N", help="Only the lots of one session.")
@click.option("--dry-run", is_flag=True, help="Say what it would issue; do not.")
@attributed
@click.pass_obj
def settle(
    office: Office,
    name: SaleId,
    *,
    on: date | None,
    session: int | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Bill the buyers of SALE, one invoice each, and tell its consignors.

    What changed since an earlier run is credited and billed anew. Each document, its
    number and what the lots say of it are recorded together: stopped half way, settle
    goes on where it was, and a second run issues nothing.

    Example: lotledger settle HERITAGE-2025-12 --on 2025-12-12
    """
    from ledger.house import settling

    house = office.house()
    terms = house.sale(name).terms
    issued_on = on or day_in(at, terms.zone)
    plan = settling.plan_buyers(house, name, session=session)
    steps = settling.steps(plan, name, on=issued_on, at=at)
    events = _carried_out(house, steps, by, dry_run=dry_run)
    _tell(events, terms.rules.currency, dry_run=dry_run)


def _carried_out(
    house: House, steps: Sequence[Step], by: Attribution, *, dry_run: bool
) -> list[Event]:
    """Take the steps one by one; each is durable before the next begins."""
    from ledger.house.instruction import together

    if dry_run:
        whole = together("settle", [step.instruction for step in steps])
        return list(house.rehearse(whole, by=by))
    events: list[Event] = []
    with progress("settling") as advance:
        for number, step in enumerate(steps, 1):
            key = None if by.key is None else f"{by.key} {step.name}"
            told = replace(by, key=key, reason=step.reason or by.reason)
            events += house.do(step.instruction, by=told).events
            advance(number, len(steps))
    return events


def _tell(events: Iterable[Event], currency: Currency, *, dry_run: bool) -> None:
    """Say what was issued, and what it comes to."""
    from ledger.events import CreditNoteIssued, InvoiceIssued, total_of

    notes = [one for one in events if isinstance(one, CreditNoteIssued)]
    bills = [one for one in events if isinstance(one, InvoiceIssued)]
    rows = [_credit_row(one, currency) for one in notes]
    rows += [_bill_row(one, currency) for one in bills]
    if not rows:
        click.echo("Nothing to issue: every lot stands on its bill.")
        return
    say_table(COLUMNS, rows)
    billed = sum(total_of(one.lines) for one in bills)
    back = sum(total_of(one.lines) for one in notes)
    told = f"{counted(len(bills), 'invoice')}, {currency.write(billed)}"
    if notes:
        told += f"; {counted(len(notes), 'credit note')}, {currency.write(back)}"
    click.echo(f"Would issue {told}; issued nothing." if dry_run else f"{told}.")


def _bill_row(bill: InvoiceIssued, currency: Currency) -> tuple[object, ...]:
    from ledger.events import Charge, total_of

    lots = sum(line.charge is Charge.HAMMER for line in bill.lines)
    total = currency.write(total_of(bill.lines))
    return bill.invoice, bill.paddle, lots, total, bill.due_on


def _credit_row(note: CreditNoteIssued, currency: Currency) -> tuple[object, ...]:
    from ledger.events import Charge, total_of

    lots = sum(line.charge is Charge.HAMMER for line in note.lines)
    total = currency.write(-total_of(note.lines))
    return note.credit_note, note.paddle, lots, total, f"credits {note.invoice}"
