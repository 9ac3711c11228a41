"""The vault: one file in the folder of keys, in which everything secret is locked.

Its own key is locked with the file ``vault.key`` beside it, or with a passphrase; each
key in it is locked with that, and what a person tells with the key of that person.
What is taken out is written over. A disk may keep copies of blocks all the same, and
so does every copy of the file: a key that was destroyed opens nothing here, and where
an older copy is put back it has to be destroyed again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

from ledger.refusals import KeyErased, VaultClosed
from ledger.refusals.vault import BRING_BACK
from ledger.vault.cipher import NotUnlocked, locked, unlocked
from ledger.vault.derivation import fresh

T = TypeVar("T")

REMEMBERED_MAX = 10_000
"""So much that was read is remembered; then all is read anew."""

SIGN_INS = (
    "DELETE FROM passwords WHERE who = ?",
    "DELETE FROM passkeys WHERE who = ?",
    "DELETE FROM accounts WHERE who = ?",
)
"""What takes away all that somebody signs in with."""

_LOCKED_WITH = {
    "person": (
        "DELETE FROM people WHERE client = ?",
        *SIGN_INS,
        "UPDATE tokens SET revoked_at = ends_at WHERE user = ? AND revoked_at IS NULL",
    ),
    "client": ("DELETE FROM papers WHERE client = ?",),
}
"""What goes with a key that is destroyed, so that not even its length is kept; whoever
is forgotten signs in no more."""


class VaultFile:
    """The open vault of a ledger."""

    def __init__(
        self, file: Path, connection: sqlite3.Connection, ledger_id: str, root: bytes
    ) -> None:
        self.file = file
        self.ledger_id = ledger_id
        self.root = root
        """Its own key, which locks all others."""
        self._connection = connection
        self._turn = RLock()
        self._keys: dict[tuple[str, str], bytes] = {}
        self._remembered: dict[Hashable, object] = {}
        with self._in_turn():
            self._version = self._data_version()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Use the file alone; raises VaultClosed where it cannot be used."""
        with self._turn:
            try:
                yield
            except sqlite3.Error as fault:
                raise VaultClosed(
                    why=f"{self.file} cannot be used, {fault}",
                    to_do="Try it again; if it stays so, see to its disk.",
                ) from fault

    def close(self) -> None:
        """Close the file, and forget its keys."""
        with self._in_turn():
            self._keys.clear()
            self._remembered.clear()
            self._connection.close()

    def key(self, kind: str, subject: str) -> bytes:
        """Return a key, made when it is first needed; raises KeyErased."""
        with self._in_turn():
            self._forget_what_others_changed()
            key = self._keys.get((kind, subject)) or self._stored(kind, subject)
            if key is None:
                self.make_keys(kind, (subject,))
                key = self._stored(kind, subject)
                assert key is not None
            self._keys[kind, subject] = key
            return key

    def has_key(self, kind: str, subject: str) -> bool:
        """Say whether a key is there: made, and not destroyed."""
        with self._in_turn():
            rows = self._connection.execute(
                "SELECT text IS NOT NULL FROM keys WHERE kind = ? AND subject = ?",
                (kind, subject),
            ).fetchall()
        return rows == [(1,)]

    def make_keys(self, kind: str, subjects: Iterable[str]) -> None:
        """Make the keys that are not there yet, in one transaction."""
        with self.writing() as connection:
            connection.executemany(
                "INSERT INTO keys VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    (
                        kind,
                        subject,
                        locked(self.root, fresh(), *self._at(kind, subject)),
                    )
                    for subject in subjects
                ),
            )

    def adopt_key(self, kind: str, subject: str, key: bytes) -> None:
        """Keep a key of another vault, unless one is there."""
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO keys VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (kind, subject, locked(self.root, key, *self._at(kind, subject))),
            )

    def destroy(self, kind: str, subject: str) -> bool:
        """Destroy a key for good, with what it locked; say whether it was there.

        One that was never made is made no more.
        """
        with self.writing() as connection:
            was_there = self.has_key(kind, subject)
            connection.execute(
                "INSERT INTO keys VALUES (?, ?, NULL) "
                "ON CONFLICT (kind, subject) DO UPDATE SET text = NULL",
                (kind, subject),
            )
            for statement in _LOCKED_WITH.get(kind, ()):
                connection.execute(statement, (subject,))
            self._keys.pop((kind, subject), None)
        return was_there

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._in_turn():
            return self._connection.execute(query, values).fetchall()

    def remembered(self, name: Hashable, read: Callable[[], T]) -> T:
        """Return what is read of the file, as it was read unless the file changed."""
        with self._in_turn():
            self._forget_what_others_changed()
            if name not in self._remembered:
                if len(self._remembered) >= REMEMBERED_MAX:
                    self._remembered.clear()
                self._remembered[name] = read()
            return cast("T", self._remembered[name])

    def followed_to(self, epoch: int) -> int:
        """Return how far erasures of the log were done here, in one history of it."""
        ((of_epoch, position),) = self.rows("SELECT epoch, position FROM followed")
        assert isinstance(position, int)
        return position if of_epoch == epoch else 0

    def note_followed(self, epoch: int, position: int) -> None:
        """Keep how far erasures of the log were done here."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE followed SET epoch = ?, position = ?", (epoch, position)
            )

    def copy_to(self, connection: sqlite3.Connection) -> None:
        """Copy the whole file, as it is at one moment, to another."""
        with self._in_turn():
            self._connection.backup(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction that alone may write; commit at its end."""
        with self._in_turn():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # Of some faults, such as a full disk, SQLite has undone it itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._remembered.clear()

    def _stored(self, kind: str, subject: str) -> bytes | None:
        rows = self._connection.execute(
            "SELECT text FROM keys WHERE kind = ? AND subject = ?", (kind, subject)
        ).fetchall()
        if not rows:
            return None
        ((text,),) = rows
        if text is None:
            raise KeyErased(kind=kind, subject=subject)
        try:
            return unlocked(self.root, text, *self._at(kind, subject))
        except NotUnlocked:
            raise VaultClosed(
                why=f"the {kind} key of {subject} in {self.file} was changed",
                to_do=BRING_BACK,
            ) from None

    def _at(self, kind: str, subject: str) -> tuple[str, ...]:
        """Return what a key is bound to: it opens in no other place."""
        return ("lotledger/vault-key/v1", self.ledger_id, kind, subject)

    def _forget_what_others_changed(self) -> None:
        """Read all again once another process wrote: it may have destroyed some."""
        if (version := self._data_version()) != self._version:
            self._version = version
            self._keys.clear()
            self._remembered.clear()

    def _data_version(self) -> int:
        ((version,),) = self._connection.execute("PRAGMA data_version")
        assert isinstance(version, int)
        return version
