"""What a reader brings, so that a verdict rests on more than the ledger alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.house.keys_at_hand import KeysAtHand, no_passphrase
from ledger.house.reading import keys_to_read
from ledger.keys.folder import KeyFolder
from ledger.proof.note import SignedNote
from ledger.proof.note_keys import VerifierKey
from ledger.proof.policy import Policy
from ledger.proof.timestamp import Trust
from ledger.store.database import Database

if TYPE_CHECKING:
    from ledger.vault.wrapping import Passphrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Keys, checkpoints and heads that do not come from the ledger itself."""

    keys: Sequence[VerifierKey] = ()
    """Keys of the log, from somewhere else than the ledger."""
    policy: Policy | None = None
    """Which logs and witnesses the reader trusts."""
    checkpoints: Sequence[tuple[str, SignedNote]] = ()
    """Checkpoints that the reader kept, each with the name of its file."""
    authorities: Trust | None = None
    """Certificates of authorities that the reader trusts for time."""
    folder: KeyFolder | None = None
    """Where heads and keys of ledgers are kept."""
    files: Path | None = None
    """Where the pictures of a ledger on a server are kept."""
    passphrase: Passphrase = no_passphrase
    """Reads the passphrase of a vault there, where one opens it."""
    root: bytes | None = None
    """The vault's own key, where it is open already."""

    def keys_to(self, database: Database) -> KeysAtHand:
        """Let what is sealed be read in a ledger, by the keys that are here."""
        keys = keys_to_read(database, self.folder, self.passphrase)
        keys.root = self.root
        return keys

    @property
    def pinned(self) -> tuple[VerifierKey, ...]:
        """The keys by which a signature of the log is one that the reader trusts."""
        logs = () if self.policy is None else self.policy.logs
        return tuple(dict.fromkeys((*self.keys, *logs)))
