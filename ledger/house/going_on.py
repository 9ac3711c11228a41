"""Whether a ledger goes on from another as both of them say."""

from __future__ import annotations

from ledger import ledger as ledger_itself
from ledger.events import PreviousLedger, ProgramChanged, SeasonClosed, VaultAdopted
from ledger.house.records import Records
from ledger.proof.base64_text import encoded
from ledger.store.reader import AT_ONCE

OWN_WORDS = (ProgramChanged, VaultAdopted)
"""What a ledger says of itself when somebody records in it."""


def other_history(previous: PreviousLedger, before: Records) -> str | None:
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


def first_origin(records: Records) -> str:
    """Return the name that a log began under, whatever key was adopted since."""
    return ledger_itself.origin(records.as_of(1).ledger(), records.ledger_id())


def other_end(records: Records, before: Records) -> str | None:
    """Return how the ledger before ended for another than this; None: or not yet."""
    closed = before.ledger().closed
    if closed is None:
        return None
    origin = first_origin(records)
    head = closed.next_head
    if closed.next_origin != origin:
        return f"The ledger before ended for {closed.next_origin}, and not for {origin}"
    if head.size > records.head() or head.root != encoded(
        records.tree().root(head.size)
    ):
        return f"The first {head.size} entries have not the root that was brought on"
    return None


def went_on(previous: PreviousLedger, before: Records) -> str | None:
    """Return what the ledger before recorded beside the one that goes on from it."""
    position = size = previous.head.size
    while page := before.entries_after(position, limit=AT_ONCE):
        for entry in page:
            if not isinstance(entry.event, (*OWN_WORDS, SeasonClosed)):
                return (
                    f"The ledger before was to end at position {size}, and went on "
                    f"beside this one: it has another entry at position "
                    f"{entry.position}"
                )
        position = page[-1].position
    return None
