"""What a witness keeps: its key, the logs that it knows, and what it cosigned last.

There is one for each folder of keys, whatever ledgers it has. What was cosigned is read
and written by one process at a time, and is on the disk before anybody is answered.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path

from ledger.keys.folder import (
    FILE_MODE,
    LedgerFolder,
    must_be_owners,
    synchronise,
    write_new,
    write_whole,
)
from ledger.keys.trusted_keys import TrustedKeys
from ledger.proof.base64_text import NoteInvalid
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.equivocation import SUFFIX, Equivocation
from ledger.proof.note import SignedNote, parse_note
from ledger.proof.note_keys import SigningKey, VerifierKey, parse_signing_key
from ledger.proof.witness import LogSeen
from ledger.refusals import KeysNotKept

NAME = "witness"
DOUBT = ".unreconciled"
"""Evidence that proves nothing yet."""
_KEY, _LOCK, _LOGS, _CHECKPOINT = "witness.key", "lock", "logs", "checkpoint"


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log that a witness knows."""

    origin: str
    seen: LogSeen


class WitnessFolder:
    """Where a witness keeps what it knows."""

    def __init__(self, folder: LedgerFolder) -> None:
        self._folder = folder
        self.path = folder.path

    def make(self) -> None:
        """Make the folder if need be; raises KeysNotKept where others may use it."""
        self._folder.make(apart_from=None)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let nobody else cosign meanwhile."""
        self.make()
        with (self.path / _LOCK).open("ab") as lock:
            flock(lock, LOCK_EX)
            yield

    def key(self) -> SigningKey | None:
        """Return what it signs with, None before that was made."""
        file = self.path / _KEY
        if not file.exists():
            return None
        self._folder.must_be_private()
        must_be_owners(file, is_kind=stat.S_ISREG)
        try:
            return parse_signing_key(file.read_text("ascii").removesuffix("\n"))
        except (NoteInvalid, UnicodeDecodeError, OSError) as fault:
            raise _unreadable(file, "no key is in it") from fault

    def keep_key(self, key: SigningKey) -> None:
        """Keep what it signs with from now on."""
        write_new(self.path / _KEY, f"{key.text}\n".encode())

    def trust(self, key: VerifierKey) -> None:
        """Take a key as one that a log signs with."""
        self._keys(self._log_folder(key.name)).add(key)

    def seen(self, origin: str) -> LogSeen | None:
        """Return what is known of a log, None where it is not."""
        return self.seen_by_hash(self._log_folder(origin).name)

    def seen_by_hash(self, log: str) -> LogSeen | None:
        """Return what is known of a log by the SHA-256 of its origin, in hex."""
        folder = self.path / _LOGS / log
        keys = self._keys(folder).read()
        if not keys:
            return None
        file = folder / _CHECKPOINT
        if not file.exists():
            return LogSeen(keys, None)
        try:
            return LogSeen(keys, parse_note(file.read_bytes()))
        except (NoteInvalid, OSError) as fault:
            raise _unreadable(file, "no checkpoint is in it") from fault

    def logs(self) -> Iterator[KnownLog]:
        """Return every log that is known, by its name."""
        folder = self.path / _LOGS
        names = folder.iterdir() if folder.is_dir() else ()
        origins = {
            key.name for name in names for key in self._keys(folder / name).read()
        }
        for origin in sorted(origins):
            if (seen := self.seen(origin)) is not None:
                yield KnownLog(origin, seen)

    def keep(self, origin: str, note: SignedNote) -> None:
        """Keep what was cosigned last in the place of what was before."""
        self._replace(self._log_folder(origin) / _CHECKPOINT, note.data)

    def keep_evidence(
        self, evidence: Equivocation, *, unreconciled: bool = False
    ) -> Path:
        """Keep two checkpoints that contradict one another, or may; returns where."""
        older, newer = (
            parse_checkpoint(note.text) for note in (evidence.older, evidence.newer)
        )
        # What the log signed, and nothing that whoever shows it may write otherwise.
        texts = f"{evidence.older.text}\n{evidence.newer.text}"
        tail = sha256(texts.encode()).hexdigest()[:8]
        suffix = DOUBT if unreconciled else SUFFIX
        name = f"{older.size}-{newer.size}-{tail}{suffix}"
        file = self._log_folder(older.origin) / name
        self._replace(file, evidence.data)
        return file

    def evidence_of(self, origin: str) -> list[Path]:
        """List the files with two checkpoints of a log that do not reconcile."""
        folder = self._log_folder(origin)
        return sorted([*folder.glob(f"*{SUFFIX}"), *folder.glob(f"*{DOUBT}")])

    def _keys(self, folder: Path) -> TrustedKeys:
        return TrustedKeys(LedgerFolder(self._folder.keys, folder), apart_from=None)

    def _replace(self, file: Path, content: bytes) -> None:
        """Put a file in the place of another, whole or not at all."""
        apart = file.with_name(f".{file.name}.part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        handle = os.open(apart, flags, FILE_MODE)
        try:
            write_whole(handle, content)
        finally:
            os.close(handle)
        apart.replace(file)
        synchronise(file.parent)

    def _log_folder(self, origin: str) -> Path:
        # A name is anything; so it is the folder that a witness has over HTTP, too.
        return self.path / _LOGS / sha256(origin.encode()).hexdigest()


def _unreadable(file: Path, why: str) -> KeysNotKept:
    return KeysNotKept(
        place=str(file),
        why=why,
        to_do="Keep the file as it is, and bring back a copy of it.",
    )
