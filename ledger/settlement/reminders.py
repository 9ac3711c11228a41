"""Reminders of an overdue invoice, step by step as the house lays them down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ledger.events.reminder import ReminderSent
from ledger.money import Minor
from ledger.settlement.invoice import Invoice
from ledger.settlement.payments import whose
from ledger.terms.paper import ReminderStep


def next_step(
    invoice: Invoice, steps: Sequence[ReminderStep], *, on: date
) -> ReminderStep | None:
    """Return the step that is due on a day; None where none is.

    The steps are taken in their order, one at a time, however late the first is. Two of
    them lie as many days apart as the house has between them.
    """
    sent = invoice.reminders
    days = (on - invoice.issued.due_on).days
    if invoice.balance <= 0 or len(sent) >= len(steps):
        return None
    step = steps[len(sent)]
    if days < step.after:
        return None
    if sent:
        apart = step.after - steps[len(sent) - 1].after
        if (on - sent[-1].reminded_on).days < apart:
            return None
    return step


def remind(
    invoice: Invoice,
    steps: Sequence[ReminderStep],
    *,
    owed: Minor,
    on: date,
    at: datetime,
) -> tuple[ReminderSent, ...]:
    """Remind a buyer of an invoice, where a step is due and something is owed.

    What the client is in credit elsewhere is taken off: of that nobody is reminded.
    """
    step = next_step(invoice, steps, on=on)
    if step is None or owed <= 0:
        return ()
    sent = ReminderSent(
        **whose(invoice),
        reminder=len(invoice.reminders) + 1,
        step=step.step,
        open=owed,
        days=(on - invoice.issued.due_on).days,
        reminded_on=on,
        at=at,
        credit=invoice.balance - owed or None,
    )
    return (sent,)
