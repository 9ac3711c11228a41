"""What a ledger says that it goes on from, held against that other ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger import ledger as ledger_itself
from ledger.entry import Entry
from ledger.events import BalancesBroughtForward, Event, PreviousLedger, ReserveSet
from ledger.house.records import Records
from ledger.proof.base64_text import encoded
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
    return None if before.ledger().closed is not None else NOT_ENDED


def check_previous(
    records: Records, before: Records, progress: Progress
) -> Iterator[Finding]:
    """Yield in what a ledger does not go on from the one before it."""
    previous = records.ledger().previous
    if previous is None:
        return
    if (fault := _other_history(previous, before)) is not None:
        yield _finding(fault, 1)
        return
    yield from _of_end(records, before)
    position, head = 0, records.head()
    while page := records.entries_after(position, limit=AT_ONCE):
        yield from _not_as_before(page, before, previous.head.size)
        position = page[-1].position
        progress(position, head)


def _other_history(previous: PreviousLedger, before: Records) -> str | None:
    """Return how the ledger before is not the one that the first entry tells of."""
    head = previous.head
    tells = f"Position 1 says that it goes on from {previous.origin}"
    if before.ledger_id() != previous.ledger:
        return f"{tells}, and the ledger that was given is {before.ledger_id()}"
    if before.head() < head.size:
        return f"{tells} at {head.size} entries, and that has {before.head()}"
    if encoded(before.tree().root(head.size)) != head.root:
        return f"{tells}, whose first {head.size} entries have another root"
    return None


def _of_end(records: Records, before: Records) -> Iterator[Finding]:
    closed = before.ledger().closed
    if closed is None:
        return
    origin = ledger_itself.origin(records.as_of(1).ledger(), records.ledger_id())
    head = closed.next_head
    if closed.next_origin != origin:
        what = f"The ledger before ended for {closed.next_origin}, and not for {origin}"
        yield _finding(what, 1)
    elif head.size > records.head() or head.root != encoded(
        records.tree().root(head.size)
    ):
        what = f"The first {head.size} entries have not the root that was brought on"
        yield _finding(what, 1)


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
