"""What can be worked out again of an entry: its id, its ledger, the hash of its terms.

Whoever changed or moved an entry and left these as they were is found out by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ledger.damage import LedgerDamaged
from ledger.entry import Entry
from ledger.events import Event, SaleAnnounced, SettlementSet, TermsAmended
from ledger.store.codec import event_id, names_of
from ledger.store.envelope import Row
from ledger.store.terms_text import content_hash, former_hashes

KEEP = "Nothing was recorded; keep the ledger as it is, and compare it with a backup."
_HASHED = names_of((SaleAnnounced, TermsAmended, SettlementSet))


def must_be_of(ledger: UUID, entries: Sequence[Entry[Event]]) -> None:
    """See that entries were written for this ledger, and for where they stand.

    Raises LedgerDamaged.
    """
    ours = str(ledger)
    for entry in entries:
        if entry.ledger != ours:
            raise LedgerDamaged(
                f"Position {entry.position} was recorded in the ledger {entry.ledger}, "
                f"and this ledger says that it is {ours}: one of them was changed. "
                f"{KEEP}"
            )
        if entry.id != event_id(ledger, entry.stream, entry.version):
            raise LedgerDamaged(
                f"Position {entry.position} is event {entry.version} of "
                f"{entry.stream}, and its id {entry.id} is that of another place: it "
                f"was changed or moved. {KEEP}"
            )


def must_have_their_hashes(rows: Sequence[Row], events: Sequence[Any]) -> None:
    """See that terms are those whose hash was recorded; raises LedgerDamaged."""
    for row, event in zip(rows, events, strict=True):
        if row[3] in _HASHED:
            _must_have_its_hash(row[0], event)


def _must_have_its_hash(position: int, event: Any) -> None:
    if isinstance(event, SettlementSet):
        hashed, recorded = event.rules, event.rules_hash
    else:
        hashed, recorded = event.terms, event.terms_hash
    digest = content_hash(hashed)
    # Terms of a former shape are hashed as they were stored.
    if recorded != digest and recorded not in former_hashes(hashed):
        raise LedgerDamaged(
            f"Position {position} holds terms whose SHA-256 is {digest}, and says that "
            f"it is {recorded}: one of them was changed. {KEEP}"
        )
