"""The states a lot is shown in: in the room, and what may be said of its reserve."""

from __future__ import annotations

from enum import StrEnum

from ledger.events import ReserveSet, Standing


class Room(StrEnum):
    """The place of a lot in the room, while it is open."""

    COMING = "coming"
    UP = "up"
    LATER = "left for later"


class ReserveState(StrEnum):
    """Whether a lot has a reserve and whether it is met; never how high it is."""

    NONE = "none"
    MET = "met"
    NOT_MET = "not met"


def reserve_after(standing: Standing) -> ReserveState:
    """Say how the reserve stands after a bid."""
    if standing.reserve_met is None:
        return ReserveState.NONE
    return ReserveState.MET if standing.reserve_met else ReserveState.NOT_MET


def reserve_set(event: ReserveSet) -> ReserveState:
    """Say how the reserve stands once it is set or lifted; a sealed one is set."""
    if event.standing is not None:
        return reserve_after(event.standing)
    is_lifted = event.reserve is None and event.seal is None
    return ReserveState.NONE if is_lifted else ReserveState.NOT_MET
