"""Print what a payment changed: what is open, and which lots are paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.identity import InvoiceId, LotId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events import Event
    from ledger.house.records import Records
    from ledger.store.writer import Recorded


def print_outcome(
    records: Records, sentence: str, recorded: Recorded, *numbers: InvoiceId
) -> None:
    """Say what was done, what is open, and what that does to the lots."""
    from presenters.invoice_words import open_clause
    from presenters.recorded import position_sentence

    balances = "; ".join(
        open_clause(records.invoice(number)) for number in dict.fromkeys(numbers)
    )
    click.echo(f"{sentence}; {balances}. {position_sentence(recorded)}")
    print_paid_lots(records, recorded.events)


def print_paid_lots(records: Records, events: Sequence[Event]) -> None:
    """Say which lots are paid for now, and which are not any more.

    What has left the house by then is told loudest.
    """
    from ledger.events import LotPaid, LotUnpaid

    paid = [event.lot for event in events if isinstance(event, LotPaid)]
    unpaid = [event.lot for event in events if isinstance(event, LotUnpaid)]
    if paid:
        click.echo(f"Paid for: {_lots_text(paid)}.")
    if unpaid:
        click.echo(f"No longer paid for: {_lots_text(unpaid)}.")
    for lot in unpaid:
        released = records.lot(lot).books.released
        if released is not None:
            gone = f"lot {lot} HAS LEFT THE HOUSE, released on {released.released_on}"
            click.echo(f"WARNING: {gone}, and is no longer paid for.")


def _lots_text(lots: Sequence[LotId]) -> str:
    return f"lot{'' if len(lots) == 1 else 's'} {', '.join(lots)}"
