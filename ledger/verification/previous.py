"""What a ledger says that it goes on from, held against that other ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.entry import Entry
from ledger.events import BalancesBroughtForward, Event, ReserveSet
from ledger.house.going_on import other_end, other_history, went_on
from ledger.house.records import Records
from ledger.store.reader import AT_ONCE
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.pages import Progress

NOT_GIVEN = (
    "Not compared: what was brought forward from {origin}, up to position {size}. Name "
    "that ledger with --previous."
)
GOES_ON_FROM_NONE = "It goes on from no other ledger, so that none was compared."
NOT_ENDED = (
    "The ledger before has not ended, so that it may still go on beside this one. "
    "Close its season again."
)


def remark_on(records: Records, before: Records | None) -> str | None:
    """Return what there is to say of how a ledger goes on, None where nothing is."""
    previous = records.ledger().previous
    if previous is None:
        return None if before is None else GOES_ON_FROM_NONE
    if before is None:
        head = previous.head
        return NOT_GIVEN.format(origin=previous.origin, size=head.size)
    has_ended = before.ledger().closed is not None
    return None if has_ended or went_on(previous, before) else NOT_ENDED


def check_previous(
    records: Records, before: Records, progress: Progress
) -> Iterator[Finding]:
    """Yield in what a ledger does not go on from the one before it."""
    previous = records.ledger().previous
    if previous is None:
        return
    if (fault := other_history(previous, before)) is not None:
        yield _finding(fault, 1)
        return
    for fault in (other_end(records, before), went_on(previous, before)):
        if fault is not None:
            yield _finding(fault, 1)
    position, head = 0, records.head()
    while page := records.entries_after(position, limit=AT_ONCE):
        yield from _not_as_before(page, before, previous.head.size)
        position = page[-1].position
        progress(position, head)


def _not_as_before(
    page: Sequence[Entry[Event]], before: Records, size: int
) -> Iterator[Finding]:
    brought = [entry for entry in page if entry.by.brought is not None]
    places = [_place(entry) for entry in brought]
    there = {
        entry.position: entry
        for entry in before.entries_at(sorted(p for p in places if 0 < p <= size))
    }
    for entry, place in zip(brought, places, strict=True):
        first = there.get(place)
        if first is None or not _is_same(entry, first):
            what = (
                f"Position {entry.position} is not what stands at position {place} of "
                "the ledger before"
            )
            yield _finding(what, entry.position)
    for entry in page:
        event = entry.event
        if isinstance(event, BalancesBroughtForward) and event.position != size:
            what = f"Position {entry.position} is of another moment than the rest"
            yield _finding(what, entry.position)


def _place(entry: Entry[Event]) -> int:
    assert entry.by.brought is not None, "only what was brought forward is compared"
    return entry.by.brought.position


def _is_same(entry: Entry[Event], first: Entry[Event]) -> bool:
    """Say whether an entry is the other; a sealed reserve was sealed anew."""
    event, brought = first.event, entry.by.brought
    if isinstance(event, ReserveSet) and event.seal is not None:
        same = isinstance(entry.event, ReserveSet) and entry.event.lot == event.lot
    else:
        same = entry.event == event
    by, was = entry.by, first.by
    return (
        same
        and entry.stream == first.stream
        and brought is not None
        and brought.recorded_at == was.recorded_at
        and (by.actor, by.role, by.second, by.reason, by.on_behalf_of)
        == (was.actor, was.role, was.second, was.reason, was.on_behalf_of)
    )


def _finding(what: str, position: int) -> Finding:
    return Finding(kind=FindingKind.PREVIOUS, what=what, position=position)
