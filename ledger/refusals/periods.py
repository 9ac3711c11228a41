"""Why the books take no entry on a day, or cannot be locked or opened there."""

from __future__ import annotations

from datetime import date

from ledger.refusals.refusal import Refusal


class PeriodIsLocked(Refusal):
    """An entry would count on a day that is locked."""

    day: date
    through: date
    opens: date

    code = "period-locked"
    what = "The books are locked through {through}, and this would count on {day}."
    remedy = (
        "Date it in the open period, which begins on {opens}; or two people open the "
        "other again with: lotledger period reopen {day} --reason TEXT "
        "--authorised-by NAME"
    )


class PeriodIsOpen(Refusal):
    """A day is not locked, so there is nothing to open."""

    day: date

    code = "period-open"
    what = "The books are open on {day} already."
    remedy = "Nothing needs doing; see: lotledger period show"


class PeriodNotOver(Refusal):
    """A day that has not come yet cannot be locked."""

    through: date
    today: date

    code = "period-not-over"
    what = "The books cannot be locked through {through}: today is {today}."
    remedy = "Lock a day that is over."
