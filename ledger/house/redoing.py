"""Erasures done again: an older copy of a vault holds keys that were destroyed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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


def redo_erasures(
    log: Log,
    vault: VaultFile,
    *,
    epoch: int,
    former: Callable[[], AbstractContextManager[Sequence[VaultFile]]],
) -> None:
    """Destroy in a vault what the log says was erased since it was followed last.

    An erasure is recorded before anything is destroyed: whoever is stopped between the
    two leaves it to be done here. ``former`` opens the vaults of the ledgers before, in
    which the same is destroyed; no sale that stayed there keeps anybody, as those that
    a law or a hold keeps go on. Where one of them does not open, all is done again.
    """
    done = vault.followed_to(epoch)
    with log.reading() as connection:
        head = connection.head()
        positions = positions_after(connection, _ERASURES, done)
    entries = list(log.entries_at(positions))
    _destroy(entries, vault)
    # What was brought forward was destroyed there.
    if own := [entry for entry in entries if entry.by.brought is None]:
        with former() as vaults:
            for each in vaults:
                _destroy(own, each)
    if positions or head - done > STEP:
        vault.note_followed(epoch, head)


def _destroy(entries: Sequence[Entry[Event]], vault: VaultFile) -> None:
    for entry in entries:
        if isinstance(entry.event, PersonErased):
            for part in entry.event.parts:
                vault.destroy(part, entry.event.client)
