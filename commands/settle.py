"""Settle a sale: invoice its buyers, and issue statements."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.after_credits import after_credits
from commands.attribution import attributed
from commands.output import print_table, progress, warn_of_more
from commands.params import DAY, SALE
from commands.recording import warn_of_backdated
from commands.session import LedgerSession
from ledger.identity import SaleId

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.entry import Attribution
    from ledger.events import Event
    from ledger.house.issuing import Issued
    from ledger.house.records import Records
    from ledger.money import Currency
    from presenters.issued_document import IssuedDocument

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
@click.option(
    "--dry-run", is_flag=True, help="Show what would be issued, and issue nothing."
)
@click.option(
    "--move-money",
    is_flag=True,
    help="Move what buyers paid too much to open invoices of theirs in the sale.",
)
@attributed
@click.pass_obj
def settle(
    ledger: LedgerSession,
    name: SaleId,
    *,
    on: date | None,
    session: int | None,
    dry_run: bool,
    move_money: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Invoice the buyers of SALE, one invoice each, and issue its statements.

    Statements are issued once the sale is closed. A credit note and a new invoice cover
    what changed since an earlier run. Each document is one transaction with its number
    and its entries on the lots: after an interruption settle continues where it
    stopped, and a second run issues nothing. Money on a credited invoice stays there,
    and the command that moves it is shown; --move-money moves it.

    Example: lotledger settle HERITAGE-2025-12 --on 2025-12-12
    """
    from ledger.house import issuing

    house = ledger.house()
    steps = issuing.documents(house, name, session=session, on=on, at=at)
    issued: list[Issued] = []
    if dry_run:
        events = list(issuing.rehearse(house, steps, by=by))
    else:
        with progress("settling") as advance:
            for document in issuing.issue(house, steps, by=by):
                issued.append(document)
                advance(len(issued), len(steps))
        events = [event for each in issued for event in each.recorded.events]
    _print_documents(events, house.sale(name).terms.rules.currency, dry_run=dry_run)
    _print_repeated(issued, by)
    if not dry_run:
        after_credits(house, name, move=move_money, on=on, by=by, at=at)
    warn_of_backdated(house, events)
    _warn_of_ending_certificates(house, events)


def _print_documents(
    events: Iterable[Event], currency: Currency, *, dry_run: bool
) -> None:
    """Say what was issued, and what it comes to."""
    from presenters.issued_document import issued_document
    from presenters.words import counted

    issued = [row for event in events if (row := issued_document(event)) is not None]
    if not issued:
        click.echo("Nothing to issue: every lot is on its invoice and its statement.")
        return
    rows = [_row(document, currency) for document in issued]
    print_table(COLUMNS, rows)
    parts = []
    for noun in ("invoice", "credit note", "statement"):
        alike = [row.amount for row in issued if row.noun == noun]
        if alike:
            parts.append(f"{counted(len(alike), noun)}, {currency.write(sum(alike))}")
    listed = "; ".join(parts)
    click.echo(f"Would issue {listed}; issued nothing." if dry_run else f"{listed}.")


def _print_repeated(issued: Sequence[Issued], by: Attribution) -> None:
    """Say what the key had issued before, and what came since and waits."""
    from presenters.words import counted

    repeated = [each for each in issued if each.recorded.repeated]
    if repeated:
        documents = counted(len(repeated), "document")
        click.echo(f"Recorded before, under the key {by.key}: {documents}.")
    for each in repeated:
        if each.waits:
            warn_of_more(f"for {each.party}")


def _warn_of_ending_certificates(records: Records, events: Iterable[Event]) -> None:
    """Warn of invoiced buyers whose resale certificates expired, or soon will."""
    from ledger.house.issuing import ending_certificates

    for client, certificate, used_on in ending_certificates(records, events):
        until = certificate.valid_until
        ends = "expired" if until is not None and until < used_on else "ends"
        named = f"certificate {certificate.number} of {certificate.jurisdiction}"
        ending = f"Client {client}: {named} {ends} on {until}."
        click.echo(f"Warning: {ending} Ask for a new one.", err=True)


def _row(document: IssuedDocument, currency: Currency) -> tuple[object, ...]:
    due = document.due_on or ""
    if document.credits is not None:
        due = f"of {document.credits}"
    amount = currency.write(document.amount)
    return document.number, document.party, document.lots, amount, f"{due}"
