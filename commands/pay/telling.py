"""What is said after money moved: how a bill stands, and which lots are paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presenters.recorded import where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events import Event
    from ledger.house.records import Records
    from ledger.identity import InvoiceId, LotId
    from ledger.settlement.invoice import Invoice, Payment
    from ledger.store.writer import Recorded


def stands(bill: Invoice) -> str:
    """Say in half a sentence what is open on a bill, or that it is paid."""
    if bill.balance > 0:
        return f"invoice {bill.id} has {bill.money(bill.balance)} open"
    over = "" if not bill.balance else f", {bill.money(-bill.balance)} too much"
    if bill.paid:
        return f"invoice {bill.id} is paid{over}"
    return f"invoice {bill.id} is paid{over} once that has cleared"


def state_of(payment: Payment) -> str:
    """Say in a word how good a payment is: cleared, under-way, moved, reversed."""
    if payment.reversed_on is not None:
        return "reversed"
    if not payment.left and payment.moved_to:
        return "moved"
    return "under-way" if payment.cleared_on is None else "cleared"


def tell(records: Records, said: str, recorded: Recorded, *bills: InvoiceId) -> None:
    """Say what was done, how the bills stand, and what that does to their lots."""
    standing = "; ".join(stands(records.invoice(one)) for one in dict.fromkeys(bills))
    click.echo(f"{said}; {standing}. {where(recorded)}")
    tell_lots(records, recorded.events)


def tell_lots(records: Records, events: Sequence[Event]) -> None:
    """Say which lots are paid for now, and which are not any more.

    What has left the house by then is told loudest.
    """
    from ledger.events import LotPaid, LotUnpaid

    paid = [one.lot for one in events if isinstance(one, LotPaid)]
    unpaid = [one.lot for one in events if isinstance(one, LotUnpaid)]
    if paid:
        click.echo(f"Paid for: {_named(paid)}.")
    if unpaid:
        click.echo(f"Not paid for any more: {_named(unpaid)}.")
    for lot in unpaid:
        released = records.lot(lot).books.released
        if released is not None:
            gone = f"lot {lot} HAS LEFT THE HOUSE, released on {released.released_on}"
            click.echo(f"BEWARE: {gone}, and is not paid for.")


def _named(lots: Sequence[LotId]) -> str:
    return f"lot{'' if len(lots) == 1 else 's'} {', '.join(lots)}"
