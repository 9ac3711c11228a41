"""Erasures done again: an older copy of a vault holds keys that were destroyed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from ledger.entry import Entry
from ledger.events import Event, PersonErased
from ledger.store.by_type import positions_after
from ledger.store.codec import names_of
from ledger.store.connection import ReadConnection

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

_ERASURES = names_of((PersonErased,))
STEP = 1_000
"""So many entries are looked through again rather than noted each time."""


class Log(Protocol):
    """A log in which erasures are on record."""

    def reading(self) -> AbstractContextManager[ReadConnection]:
        """Open a transaction that sees one moment of it."""

    def entries_at(self, positions: Sequence[int]) -> Iterator[Entry[Event]]:
        """Read the entries at positions, in their order."""


def redo_erasures(log: Log, vault: VaultFile, *, epoch: int) -> None:
    """Destroy in a vault what the log says was erased since it was followed last.

    An erasure is recorded before anything is destroyed: whoever is stopped between the
    two leaves it to be done here.
    """
    done = vault.followed_to(epoch)
    with log.reading() as connection:
        head = connection.head()
        positions = positions_after(connection, _ERASURES, done)
    for entry in log.entries_at(positions):
        if isinstance(entry.event, PersonErased):
            for part in entry.event.parts:
                vault.destroy(part, entry.event.client)
    if positions or head - done > STEP:
        vault.note_followed(epoch, head)
