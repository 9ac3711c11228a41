"""The hash of terms, worked out again: whoever changed them is found out by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.damage import Damage, EntryDamaged
from ledger.events import SaleAnnounced, SettlementSet, TermsAmended
from ledger.store.codec import names_of
from ledger.store.envelope import Row
from ledger.store.terms_text import content_hash, former_hashes

_HASHED = names_of((SaleAnnounced, TermsAmended, SettlementSet))


def must_have_their_hashes(rows: Sequence[Row], events: Sequence[Any]) -> None:
    """See that terms are those whose hash was recorded; raises LedgerDamaged."""
    if _HASHED.isdisjoint([row[3] for row in rows]):
        return
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
        raise EntryDamaged(
            position,
            Damage.TERMS,
            f"Position {position} holds terms whose SHA-256 is {digest}, and says that "
            f"it is {recorded}: one of them was changed",
        )
