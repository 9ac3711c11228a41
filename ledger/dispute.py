"""A dispute: the question, the replays on file, the finding, and who signed it off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from ledger.events.dispute import (
    DisputeEvent,
    DisputeOpened,
    DisputeSignedOff,
    FindingRecorded,
    ReplayFiled,
)
from ledger.identity import DisputeId


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as the house knows it at one moment."""

    opened: DisputeOpened
    filed: tuple[ReplayFiled, ...] = ()
    finding: FindingRecorded | None = None
    signed_off: DisputeSignedOff | None = None

    @property
    def id(self) -> DisputeId:
        """The dispute's name: ``HERITAGE-2025-12/D1``."""
        return self.opened.dispute


def evolve(dispute: Dispute | None, event: DisputeEvent) -> Dispute:
    """Return the dispute as it stands after one more event."""
    if isinstance(event, DisputeOpened):
        assert dispute is None, "a dispute is opened once"
        return Dispute(event)
    assert dispute is not None, "a dispute's history begins when it is opened"
    match event:
        case ReplayFiled():
            return replace(dispute, filed=(*dispute.filed, event))
        case FindingRecorded():
            return replace(dispute, finding=event)
        case DisputeSignedOff():
            return replace(dispute, signed_off=event)
        case _:
            assert_never(event)
