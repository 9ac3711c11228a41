"""Periods of the books: a day that is locked takes no more entries.

What a return to a tax office was made of must stay as it was. A correction of it is
dated in the period that is open, and the locked one opens again only by two people.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from operator import attrgetter

from ledger.events import (
    AdvanceMade,
    BalancesBroughtForward,
    BankAccountBegun,
    BankEntryBooked,
    BankEntryReversed,
    CreditNoteIssued,
    Event,
    ExpenseCharged,
    FundsApplied,
    FundsMoved,
    FundsPutBack,
    FundsReceived,
    FundsRefunded,
    FundsRefundReversed,
    FundsReversed,
    GlobalMarginAccounted,
    GlobalMarginReversed,
    InvoiceIssued,
    InvoiceWrittenOff,
    LateFeeCharged,
    LateFeeWaived,
    PaymentCleared,
    PaymentMoved,
    PaymentPutBack,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    PayoutMade,
    PayoutReversed,
    PeriodLocked,
    PeriodReopened,
    PurchaseTaxAccounted,
    PurchaseTaxReversed,
    RemittanceMade,
    RemittanceReversed,
    RepaymentReceived,
    RepaymentReversed,
    StatementIssued,
    WriteOffReversed,
)
from ledger.events.periods import PeriodEvent
from ledger.refusals import PeriodIsLocked, PeriodIsOpen, PeriodNotOver
from ledger.value import value

COUNTS_ON: dict[type, str] = {
    InvoiceIssued: "issued_on",
    CreditNoteIssued: "issued_on",
    StatementIssued: "issued_on",
    PaymentReceived: "received_on",
    PaymentCleared: "cleared_on",
    PaymentReversed: "reversed_on",
    PaymentMoved: "moved_on",
    PaymentRefunded: "refunded_on",
    LateFeeCharged: "charged_on",
    LateFeeWaived: "waived_on",
    ExpenseCharged: "charged_on",
    AdvanceMade: "made_on",
    PayoutMade: "paid_on",
    PayoutReversed: "reversed_on",
    RepaymentReceived: "received_on",
    RepaymentReversed: "reversed_on",
    PaymentPutBack: "put_back_on",
    InvoiceWrittenOff: "written_off_on",
    WriteOffReversed: "reversed_on",
    FundsReceived: "received_on",
    FundsApplied: "applied_on",
    FundsPutBack: "put_back_on",
    FundsMoved: "moved_on",
    FundsRefunded: "refunded_on",
    FundsRefundReversed: "reversed_on",
    FundsReversed: "reversed_on",
    BankAccountBegun: "begun_on",
    BankEntryBooked: "booked_on",
    BankEntryReversed: "reversed_on",
    RemittanceMade: "made_on",
    RemittanceReversed: "reversed_on",
    PurchaseTaxAccounted: "accounted_on",
    PurchaseTaxReversed: "reversed_on",
    GlobalMarginAccounted: "period_to",
    GlobalMarginReversed: "period_to",
    BalancesBroughtForward: "ended_on",
}
"""The field with the day on which an event counts in the books."""


@value
class Periods:
    """How far the books are locked."""

    locked_through: date | None = None


def evolve(_: Periods | None, event: PeriodEvent) -> Periods:
    """Return the periods as an event leaves them."""
    match event:
        case PeriodLocked(through=through):
            return Periods(through)
        case PeriodReopened(since=since):
            return Periods(since - timedelta(days=1))


def lock(
    periods: Periods, through: date, *, today: date, at: datetime
) -> tuple[PeriodLocked, ...]:
    """Lock the books through a day; what is locked further already stays so.

    Raises PeriodNotOver for a day that has not come.
    """
    if through > today:
        raise PeriodNotOver(through=through, today=today)
    locked = periods.locked_through
    if locked is not None and through <= locked:
        return ()
    return (PeriodLocked(through=through, at=at),)


def reopen(
    periods: Periods, since: date, *, authorised_by: str, at: datetime
) -> tuple[PeriodReopened, ...]:
    """Open the books again from a day on; raises PeriodIsOpen."""
    locked = periods.locked_through
    if locked is None or since > locked:
        raise PeriodIsOpen(day=since)
    return (PeriodReopened(since=since, authorised_by=authorised_by, at=at),)


def counts_on(event: Event) -> date | None:
    """Return the day on which an event counts in the books, None where it does not."""
    field = COUNTS_ON.get(type(event))
    if field is None:
        return None
    day: date = attrgetter(field)(event)
    return day


def must_be_open(periods: Periods, event: Event) -> None:
    """Raise PeriodIsLocked where an event counts on a day that is locked."""
    locked, day = periods.locked_through, counts_on(event)
    if locked is not None and day is not None and day <= locked:
        raise PeriodIsLocked(day=day, through=locked, opens=locked + timedelta(days=1))
