"""A dispute: the question, the replays on file, the finding, and who signed it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from ledger.entry import same_person
from ledger.events.dispute import (
    DisputeEvent,
    DisputeOpened,
    DisputeSignedOff,
    FindingRecorded,
    ReplayFiled,
    Ruling,
    digest_of,
)
from ledger.identity import BidId, DisputeId, LotId, Paddle, number_of
from ledger.refusals import DisputeIsOver, FinderSigns, NothingFound, UnknownBid
from ledger.value import replace, value


class State(StrEnum):
    """The stage of a dispute."""

    OPEN = "open"
    FOUND = "found"
    """A finding is on record; another may still be added."""
    SIGNED_OFF = "signed off"


@value
class Dispute:
    """A dispute as the house knows it at one moment."""

    opened: DisputeOpened
    replays: int = 0
    """How many replays are on file."""
    finding: FindingRecorded | None = None
    """The last one: those before it stay on record."""
    signed_off: DisputeSignedOff | None = None

    @property
    def id(self) -> DisputeId:
        """The dispute's name: ``HERITAGE-2025-12/D1``."""
        return self.opened.dispute

    @property
    def state(self) -> State:
        """The stage that the dispute has reached."""
        if self.signed_off is not None:
            return State.SIGNED_OFF
        return State.OPEN if self.finding is None else State.FOUND


def evolve(dispute: Dispute | None, event: DisputeEvent) -> Dispute:
    """Return the dispute as it stands after one more event."""
    if isinstance(event, DisputeOpened):
        assert dispute is None, "a dispute is opened once"
        return Dispute(event)
    assert dispute is not None, "a dispute's history begins when it is opened"
    match event:
        case ReplayFiled():
            return replace(dispute, replays=event.number)
        case FindingRecorded():
            return replace(dispute, finding=event)
        case DisputeSignedOff():
            return replace(dispute, signed_off=event)
        case _:
            assert_never(event)


def open_dispute(
    dispute: DisputeId,
    *,
    lot: LotId,
    tried: int,
    bids: Sequence[BidId],
    raised_by: Paddle | None,
    question: str,
    at: datetime,
) -> tuple[DisputeEvent, ...]:
    """Put a question on record, about bids among those that were tried on a lot."""
    for bid in bids:
        number, _, place = bid.partition("#")
        if number != number_of(lot) or not 1 <= int(place) <= tried:
            raise UnknownBid(lot=lot, bid=bid)
    return (
        DisputeOpened(
            dispute=dispute,
            lot=lot,
            bids=tuple(dict.fromkeys(bids)),
            raised_by=raised_by,
            question=question,
            at=at,
        ),
    )


def file_replay(
    dispute: Dispute, *, as_of: int, inputs: str, result: str, at: datetime
) -> tuple[DisputeEvent, ...]:
    """Put a replay on file, with the digest that a later run is held against."""
    _must_not_be_over(dispute)
    return (
        ReplayFiled(
            dispute=dispute.id,
            number=dispute.replays + 1,
            as_of=as_of,
            inputs=inputs,
            result=result,
            digest=digest_of(result),
            at=at,
        ),
    )


def find(
    dispute: Dispute, *, ruling: Ruling, finding: str, found_by: str, at: datetime
) -> tuple[DisputeEvent, ...]:
    """Write down what the dispute came to; a later finding takes an earlier's place."""
    _must_not_be_over(dispute)
    return (
        FindingRecorded(
            dispute=dispute.id,
            ruling=ruling,
            finding=finding,
            found_by=found_by,
            at=at,
        ),
    )


def sign_off(
    dispute: Dispute, *, signed_by: str, at: datetime
) -> tuple[DisputeEvent, ...]:
    """End the dispute: somebody other than the finder agrees with the finding."""
    _must_not_be_over(dispute)
    if dispute.finding is None:
        raise NothingFound(dispute=dispute.id)
    if same_person(dispute.finding.found_by, signed_by):
        raise FinderSigns(dispute=dispute.id, person=signed_by)
    return (DisputeSignedOff(dispute=dispute.id, signed_by=signed_by, at=at),)


def _must_not_be_over(dispute: Dispute) -> None:
    """Refuse to add to a dispute that is over."""
    if (end := dispute.signed_off) is not None:
        raise DisputeIsOver(dispute=dispute.id, signed_by=end.signed_by)
