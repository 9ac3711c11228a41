"""The event of a buyer's being reminded."""

from __future__ import annotations

from datetime import date, datetime

from ledger.events.vocabulary import event
from ledger.identity import ClientId, InvoiceId, Paddle, SaleId
from ledger.money import Currency, Minor
from ledger.value import later


@event("reminder-sent/1")
class ReminderSent:
    """A buyer was reminded of an overdue invoice: which step of the house it was."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    reminder: int
    """Counted from 1 on the invoice."""
    step: str
    """What the house calls it: ``friendly``, ``formal``, ``last``."""
    open: Minor
    """What was still to come in, late charges included, less the credit."""
    days: int
    """How many days it was overdue."""
    reminded_on: date
    at: datetime
    credit: Minor | None = later(default=None)
    """What is not asked for, because the house has as much of the client elsewhere."""
