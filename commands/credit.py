"""Credit an invoice, or lines of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import DAY, INVOICE, LOT
from commands.recording import warn_of_backdated
from commands.session import LedgerSession
from ledger.identity import InvoiceId, LotId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import CreditNoteIssued
    from ledger.house.records import Records


@click.command()
@click.argument("number", type=INVOICE, metavar="INVOICE")
@click.option("--lot", "lots", type=LOT, multiple=True, help="A lot to credit.")
@click.option(
    "--line", "lines", type=int, multiple=True, help="A line to credit, by number."
)
@click.option("--on", type=DAY, metavar="DAY", help="The day of issue.")
@attributed
@click.pass_obj
def credit(
    ledger: LedgerSession,
    number: InvoiceId,
    *,
    lots: tuple[LotId, ...],
    lines: tuple[int, ...],
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Issue a credit note for INVOICE: lots or lines of it, or all that is left.

    The invoice itself does not change. The next settle invoices the lots that are still
    sold again, as they stand then.

    Example: lotledger credit HA-2025-00002 --lot HERITAGE-2025-12/50061 --reason "typo"
    """
    from ledger.events import CreditNoteIssued, total_of
    from ledger.house import invoicing
    from presenters.recorded import position_sentence

    house = ledger.house()
    invoice = house.invoice(number)
    command = invoicing.credit(number, lots=lots, lines=lines, on=on, at=at)
    recorded = house.do(command, by=by)
    note = next(
        event for event in recorded.events if isinstance(event, CreditNoteIssued)
    )
    amount = invoice.money(total_of(note.lines))
    credited = f"credits {amount} of invoice {number}, {_line_numbers(note)}"
    click.echo(
        f"Credit note {note.credit_note} {credited}. {position_sentence(recorded)}"
    )
    _print_next_steps(house, number)
    warn_of_backdated(house, recorded.events)


def _print_next_steps(records: Records, number: InvoiceId) -> None:
    """Say what is to become of the money on an invoice that was credited."""
    invoice = records.invoice(number)
    if invoice.balance >= 0:
        return
    over, sale = invoice.money(-invoice.balance), invoice.issued.sale
    amount = invoice.issued.currency.plain(-invoice.balance)
    click.echo(
        f"{over} is paid too much on {number} now. If its lots are billed again, move "
        f"it along with: lotledger settle {sale} --move-money; else give it back with: "
        f"lotledger pay refund {number} {amount} --method METHOD --reason WHY"
    )


def _line_numbers(note: CreditNoteIssued) -> str:
    from presenters.words import ranges

    numbers = [line.number for line in note.lines]
    return f"line{'' if len(numbers) == 1 else 's'} {ranges(numbers)}"
