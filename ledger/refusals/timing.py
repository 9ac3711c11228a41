"""Why a time is not taken: what a clock, a claim or a receipt cannot be."""

from __future__ import annotations

from datetime import date, datetime

from ledger.identity import LotId
from ledger.refusals.refusal import Refusal, Words


class LiveAlready(Refusal):
    """The ledger is recorded by the machine's clock already."""

    code = "live-already"
    what = "This ledger is live already: its entries are timed by the machine's clock."
    remedy = "Nothing needs doing."


class RehearsalForEver(Refusal):
    """A rehearsal never becomes a record."""

    code = "rehearsal"
    what = "This ledger is a rehearsal, and its times are told for ever."
    remedy = "Begin another ledger without --rehearsal."


class ClockBehind(Refusal):
    """The machine's clock says an earlier time than the last entry."""

    last_at: datetime
    clock: datetime

    code = "clock-behind"
    what = (
        "The last entry was recorded at {last_at:%Y-%m-%d %H:%M:%S %Z}, and this "
        "machine's clock says {clock:%Y-%m-%d %H:%M:%S %Z}. Nothing was recorded."
    )
    remedy = (
        "Set the clock right; if it is right now and was ahead before, record that "
        "with: lotledger correct clock --reason TEXT"
    )


class ClockRight(Refusal):
    """There is nothing to correct about the clock."""

    code = "clock-right"
    what = "The clock is not behind the last entry, so there is nothing to correct."
    remedy = "Nothing needs doing."


class ClaimAhead(Refusal):
    """Nothing is claimed to have happened later than now."""

    claimed_at: datetime
    now: datetime

    code = "claim-ahead"
    what = (
        "The claimed time {claimed_at:%Y-%m-%d %H:%M:%S %Z} is ahead of the clock: it "
        "is {now:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = "Leave --at out, or give the time at which it happened."


class ClaimWithoutReason(Refusal):
    """A claim that lies far back says why it was not recorded then."""

    claimed_at: datetime
    minutes: int

    code = "claim-needs-reason"
    what = (
        "The claimed time {claimed_at:%Y-%m-%d %H:%M:%S %Z} lies more than {minutes} "
        "minutes back."
    )
    remedy = "Say with --reason why it is recorded only now."


class EndHasPassed(Refusal):
    """A live ledger enters no lot whose bidding is over before anybody could bid."""

    lot: LotId
    ends_at: datetime
    at: datetime

    code = "end-has-passed"
    what = (
        "Lot {lot} would close at {ends_at:%Y-%m-%d %H:%M:%S %Z}, which has passed: it "
        "is {at:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = (
        "Let its session close later, in the terms; a sale of the past is played "
        "again in a rehearsal."
    )


class ReceiptNeedsReason(Refusal):
    """Outside the paper channels a stated receipt is an exception, and says why."""

    code = "receipt-needs-reason"
    what = (
        "A stated time of receipt outside mail and fax, or before the sale was "
        "announced, needs a reason and a second person."
    )
    remedy = "Give them with --reason and --authorised-by, or leave the receipt out."


class DatedBefore(Refusal):
    """What follows a document, or a payment, is of its day or a later one."""

    before: Words
    since: date
    on: date

    code = "dated-before"
    what = "{before} is of {since}, and what follows it cannot be of {on}."
    remedy = "Give that day or a later one, with --on."
