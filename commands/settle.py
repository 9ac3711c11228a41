"""Settle a sale: invoice its buyers, and issue statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import click

from commands.output import print_table, progress
from commands.params import DAY, SALE
from commands.session import LedgerSession, attributed
from presenters.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.entry import Attribution
    from ledger.events import Event, InvoiceLine
    from ledger.house import House
    from ledger.house.records import Records
    from ledger.house.settling import Step
    from ledger.identity import SaleId
    from ledger.money import Currency, Minor

SOON = timedelta(days=30)
"""A certificate that ends within this time is asked for anew."""

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
    ledger: LedgerSession,
    name: SaleId,
    *,
    on: date | None,
    session: int | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Bill the buyers of SALE, one invoice each, and tell its consignors.

    Consignors are told once the sale is closed. What changed since an earlier run is
    credited and billed anew. Each document, its number and what the lots say of it are
    recorded together: stopped half way, settle goes on where it was, and a second run
    issues nothing.

    Example: lotledger settle HERITAGE-2025-12 --on 2025-12-12
    """
    from ledger.house import settling

    house = ledger.house()
    terms = house.sale(name).terms
    plan = settling.plan_buyers(house, name, session=session)
    steps = settling.steps(plan, name, on=on, at=at)
    if session is None:
        steps += settling.stated(house, name, on=on, at=at)
    events = _carried_out(house, steps, by, dry_run=dry_run)
    _tell(events, terms.rules.currency, dry_run=dry_run)
    warn_of_certificates(house, events)


def _carried_out(
    house: House, steps: Sequence[Step], by: Attribution, *, dry_run: bool
) -> list[Event]:
    """Take the steps one by one; each is durable before the next begins."""
    from ledger.house.command import together

    if dry_run:
        whole = together([step.command for step in steps])
        return list(house.rehearse(whole, by=by))
    events: list[Event] = []
    with progress("settling") as advance:
        for number, step in enumerate(steps, 1):
            key = None if by.key is None else f"{by.key} {step.name}"
            told = replace(by, key=key, reason=step.reason or by.reason)
            events += house.do(step.command, by=told).events
            advance(number, len(steps))
    return events


def _tell(events: Iterable[Event], currency: Currency, *, dry_run: bool) -> None:
    """Say what was issued, and what it comes to."""
    issued = [row for one in events if (row := _row(one)) is not None]
    if not issued:
        click.echo("Nothing to issue: every lot stands on its bill and its statement.")
        return
    told = [(*row.told[:3], currency.write(row.amount), row.due) for row in issued]
    print_table(COLUMNS, told)
    parts = []
    for noun in ("invoice", "credit note", "statement"):
        alike = [row.amount for row in issued if row.noun == noun]
        if alike:
            parts.append(f"{counted(len(alike), noun)}, {currency.write(sum(alike))}")
    listed = "; ".join(parts)
    click.echo(f"Would issue {listed}; issued nothing." if dry_run else f"{listed}.")


def warn_of_certificates(records: Records, events: Iterable[Event]) -> None:
    """Tell of billed buyers whose resale certificates expired, or soon will."""
    from ledger.events import InvoiceIssued

    bills = [one for one in events if isinstance(one, InvoiceIssued)]
    for client, day in {one.client: one.issued_on for one in bills}.items():
        for shown in records.client(client).certificates:
            until = shown.valid_until
            if until is not None and until < day + SOON:
                ends = "expired" if until < day else "ends"
                named = f"certificate {shown.number} of {shown.jurisdiction}"
                told = f"Client {client}: {named} {ends} on {until}."
                click.echo(f"Warning: {told} Ask for a new one.", err=True)


class _Row(NamedTuple):
    """A document as it is listed."""

    noun: str
    told: tuple[object, ...]
    amount: Minor
    due: str


def _row(event: Event) -> _Row | None:
    """List a document; None for any other event."""
    from ledger.events import (
        CreditNoteIssued,
        InvoiceIssued,
        StatementIssued,
        net_of,
        total_of,
    )

    match event:
        case InvoiceIssued(invoice=number, paddle=paddle, lines=lines):
            told = (number, paddle, _lots(lines))
            return _Row("invoice", told, total_of(lines), f"{event.due_on}")
        case CreditNoteIssued(credit_note=note, paddle=paddle, lines=lines):
            taken = (note, paddle, _lots(lines))
            return _Row("credit note", taken, -total_of(lines), f"of {event.invoice}")
        case StatementIssued(statement=statement, consignor=consignor, lines=stated):
            lots = len({line.lot for line in stated if line.lot is not None})
            days = sorted({one.due_on for one in stated if one.due_on is not None})
            due = f"{days[0]}" if days else ""
            theirs = (statement, consignor, lots)
            return _Row("statement", theirs, net_of(stated), due)
        case _:
            return None


def _lots(lines: Sequence[InvoiceLine]) -> int:
    from ledger.events import Charge

    return sum(line.charge is Charge.HAMMER for line in lines)
