"""Open what is sealed in a ledger that is only read, by the keys that are here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.damage import LedgerDamaged
from ledger.entry import LEDGER_STREAM, Entry, StreamId
from ledger.events import Event
from ledger.events.ledger import Birth
from ledger.house.evolving import EVOLVE
from ledger.house.keys_at_hand import KeysAtHand, no_passphrase
from ledger.house.seals import Seals
from ledger.keys.folder import KeyFolder
from ledger.ledger import Ledger
from ledger.refusals.vault import BRING_BACK
from ledger.store.connection import ReadConnection
from ledger.store.database import Database
from ledger.store.reader import Reader
from ledger.vault.secrets import NoVault, Secrets

if TYPE_CHECKING:
    from ledger.vault.wrapping import Passphrase


class _Read:
    """A ledger that is read, as far as its keys depend on it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def folder(self) -> Path | None:
        return self._database.dialect.folder

    def ledger_id(self) -> str:
        return self._database.ledger_id().text

    def head(self) -> int:
        return Reader(self._database).head()

    def ledger(self) -> Ledger:
        known = self.state(LEDGER_STREAM)
        return known if isinstance(known, Ledger) else Ledger()

    def state(self, stream: StreamId) -> object:
        # Apart from what is loaded: it is asked for while that is loading.
        events = [each.event for each in Reader(self._database).history(stream)]
        return EVOLVE[stream.partition(":")[0]](events, None)

    def reading(self) -> AbstractContextManager[ReadConnection]:
        return self._database.querying()

    def entries_at(self, positions: Sequence[int]) -> Iterator[Entry[Event]]:
        return Reader(self._database).entries_at(positions)


def seals_of(database: Database, at_hand: KeysAtHand) -> Seals:
    """Let the aggregates of a ledger read what is sealed in it, by the keys at hand.

    Where the ledger does not say what it is, its amounts stay sealed.
    """
    opened = _Read(database)

    def secrets(ledger: Ledger | None) -> Secrets:
        try:
            return at_hand.secrets(ledger or opened.ledger())
        except LedgerDamaged:
            return NoVault(why="the ledger is damaged", to_do=BRING_BACK)

    database.codec.opener = seals = Seals(opened.ledger_id, secrets)
    return seals


def keys_to_read(
    database: Database,
    keys: KeyFolder | None,
    passphrase: Passphrase = no_passphrase,
) -> KeysAtHand:
    """Let what is sealed be read in a ledger that nobody records in; close them after.

    Where there is no folder of keys, none are at hand but those of a rehearsal.
    """
    at_hand = KeysAtHand(_Read(database), keys, birth=Birth.LIVE)
    at_hand.passphrase = passphrase
    seals_of(database, at_hand)
    return at_hand
