"""What may be asked of the house about the ledger itself.

That it be live, that its clock be right, who signs for it, and that it be taken over.
"""

from __future__ import annotations

from datetime import datetime

from ledger import ledger as ledger_itself
from ledger.entry import LEDGER_STREAM
from ledger.events.ledger import ClockCorrected, PublishedHead
from ledger.house.command import Decide, command
from ledger.house.transaction import HouseTransaction
from ledger.identity import CLAIM_MINUTES


@command("begin to be live", corrects=True, begins_live=True)
def begin_live(*, at: datetime, claim_minutes: int = CLAIM_MINUTES) -> Decide:
    """Go over from told times to the machine's clock, for ever."""

    def decide(transaction: HouseTransaction) -> None:
        begun = ledger_itself.begin_live(
            transaction.ledger(), at=at, claim_minutes=claim_minutes
        )
        transaction.record(LEDGER_STREAM, (begun,))

    return decide


@command("correct the clock", corrects=True, corrects_clock=True)
def correct_clock(*, at: datetime) -> Decide:
    """Accept that the machine's clock is behind the last entry."""
    return lambda transaction: transaction.record(
        LEDGER_STREAM, (ClockCorrected(at=at),)
    )


@command("adopt a signing key", identity={"key": ledger_itself.key_name})
def adopt_key(key: str) -> Decide:
    """Sign with a key from now on, where none signs yet; ``key`` is its public half."""

    def decide(transaction: HouseTransaction) -> None:
        adopted = ledger_itself.adopt_key(transaction.ledger(), key)
        transaction.record(LEDGER_STREAM, (adopted,))

    return decide


@command("rotate the signing key", identity={"key": ledger_itself.key_name})
def rotate_key(key: str) -> Decide:
    """Sign with another key from now on; ``key`` is its public half."""

    def decide(transaction: HouseTransaction) -> None:
        adopted = ledger_itself.rotate_key(transaction.ledger(), key)
        transaction.record(LEDGER_STREAM, (adopted,))

    return decide


@command(
    "take the ledger over",
    corrects=True,
    takes_over=True,
    identity={"key": lambda key: key and ledger_itself.key_name(key)},
)
def take_over(
    *,
    epoch: int,
    replica: str | None,
    left: PublishedHead | None,
    key: str | None,
) -> Decide:
    """Go on with a copy, or with another history than was published."""

    def decide(transaction: HouseTransaction) -> None:
        taken = ledger_itself.take_over(
            transaction.ledger(), epoch=epoch, replica=replica, left=left, key=key
        )
        transaction.record(LEDGER_STREAM, taken)

    return decide
