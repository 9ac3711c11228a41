"""Verifier keys of others that were looked at once, and are trusted from then on."""

from __future__ import annotations

import os
from pathlib import Path

from ledger.keys.folder import LedgerFolder, synchronise, write_whole
from ledger.proof.base64_text import NoteInvalid
from ledger.proof.note_keys import VerifierKey, parse_verifier_key
from ledger.refusals import KeysNotKept

NAME = "trusted"


class TrustedKeys:
    """A file of verifier keys, one in each line; it only grows."""

    def __init__(self, folder: LedgerFolder, *, apart_from: Path | None) -> None:
        self._folder = folder
        self._apart_from = apart_from
        self._file = folder.path / NAME

    def read(self) -> tuple[VerifierKey, ...]:
        """Return the keys, in the order in which they were trusted."""
        try:
            lines = self._file.read_text("utf-8").splitlines()
            return tuple(map(parse_verifier_key, lines))
        except FileNotFoundError:
            return ()
        except (NoteInvalid, UnicodeDecodeError, OSError) as fault:
            raise KeysNotKept(
                place=str(self._file),
                why="a line of it is no verifier key",
                to_do="Keep the file as it is, and bring back a copy of it.",
            ) from fault

    def add(self, key: VerifierKey) -> None:
        """Trust a key from now on."""
        if key in self.read():
            return
        self._folder.make(apart_from=self._apart_from)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        is_new = not self._file.exists()
        mode = self._folder.file_mode
        handle = os.open(self._file, flags, mode)
        try:
            if is_new:
                os.fchmod(handle, mode)
            write_whole(handle, f"{key.text}\n".encode())
        finally:
            os.close(handle)
        synchronise(self._file.parent)
