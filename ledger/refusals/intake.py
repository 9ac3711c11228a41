"""Refusals about what must be on file before a sale, and about whom to deal with."""

from __future__ import annotations

from datetime import date

from ledger.identity import ClientId, HoldId, LotId
from ledger.refusals.refusal import Refusal


class DealingIsRefused(Refusal):
    """The house decided not to deal with a client (MLR 2017 reg 31)."""

    client: ClientId

    code = "dealing-refused"
    what = "The house decided not to deal with client {client}."
    remedy = (
        "See why with: lotledger client show {client}; if that was decided anew, say "
        "so with: lotledger intake decide {client} accepted --reason TEXT"
    )


class SignedEarlier(Refusal):
    """An amendment is signed after what it amends."""

    contract: str
    signed_on: date
    before: date

    code = "signed-earlier"
    what = (
        "Contract {contract} was signed on {before}; what amends it cannot have been "
        "signed on {signed_on}."
    )
    remedy = "Look at the day of the signature, and at the number of the contract."


class WithoutReserve(Refusal):
    """A lot that is expressly without reserve takes none (UCC 2-328(3))."""

    lot: LotId

    code = "without-reserve"
    what = "Lot {lot} is expressly without reserve."
    remedy = "It goes to whoever bids most; no reserve can be set any more."


class ReserveStands(Refusal):
    """Whoever declares that there is no reserve lifts it first."""

    lot: LotId

    code = "reserve-stands"
    what = "Lot {lot} has a reserve."
    remedy = "Lift it first with: lotledger lot reserve {lot} none"


class MustBeSold(Refusal):
    """Once bid on, a lot without reserve is sold (UCC 2-328(3))."""

    lot: LotId

    code = "must-be-sold"
    what = "Lot {lot} is expressly without reserve, and somebody has bid."
    remedy = "Sell it to whoever bids most."


class UnknownHold(Refusal):
    """No such hold was placed."""

    hold: HoldId

    code = "unknown-hold"
    what = "No legal hold {hold} was placed here."
    remedy = "See which stand with: lotledger hold list"


class HoldIsLifted(Refusal):
    """A hold is lifted once."""

    hold: HoldId

    code = "hold-lifted"
    what = "The legal hold {hold} was lifted already."
    remedy = "Place one under another name with: lotledger hold place NAME"
