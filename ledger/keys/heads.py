"""Heads of a log: what was published of it, so that no other history takes its place.

A line for each: its epoch, its size, its root, and why it was published. The file only
grows. A ledger that does not have the last of them is an older copy, or another one.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from ledger.damage import LedgerDamaged
from ledger.keys.folder import LedgerFolder, synchronise, write_whole
from ledger.proof.base64_text import NoteInvalid, decoded, encoded
from ledger.proof.tree import HASH_BYTES

NAME = "heads"
_LINE = re.compile(r"([1-9]\d*) (0|[1-9]\d*) (\S+) (\S+)", re.ASCII)

Mark: TypeAlias = tuple[int, int, int]
"""What tells a file of heads from what it was: its inode, size and time of change."""


class Why(StrEnum):
    """Why a head was published."""

    CHECKPOINT = "checkpoint"
    WITNESS = "witness"
    """Somebody else cosigned it."""
    REPLICA = "replica"
    """A copy of the ledger was made."""
    TAKE_OVER = "take-over"
    """A person went on from there, with another history than before."""


@dataclass(frozen=True, slots=True)
class Head:
    """What was published of a log."""

    epoch: int
    size: int
    root: bytes
    why: Why

    @property
    def line(self) -> str:
        """Return it as a line of the file."""
        return f"{self.epoch} {self.size} {encoded(self.root)} {self.why}\n"


class Heads:
    """The heads that are kept of one ledger."""

    def __init__(self, folder: LedgerFolder) -> None:
        self.folder = folder
        self.file = folder.path / NAME

    def mark(self) -> Mark | None:
        """Return what tells the file from what it was, None where there is none."""
        try:
            status = self.file.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as fault:
            raise self._unreadable(fault) from fault
        return status.st_ino, status.st_size, status.st_mtime_ns

    def last(self) -> Head | None:
        """Return the last head, None where nothing was published yet."""
        return next(self.latest_first(), None)

    def latest_first(self) -> Iterator[Head]:
        """Return the heads, the last that was published first.

        A line that has no end was not published yet: whoever wrote it was stopped.
        """
        try:
            text = self.file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as fault:
            raise self._unreadable(fault) from fault
        lines = text.split(b"\n")[:-1]
        for number in range(len(lines), 0, -1):
            yield self._head(lines[number - 1], number)

    def _head(self, line: bytes, number: int) -> Head:
        parts = _LINE.fullmatch(line.decode(errors="replace"))
        if parts is not None:
            epoch, size, base64, why = parts.groups()
            try:
                head = Head(int(epoch), int(size), decoded(base64), Why(why))
            except (NoteInvalid, ValueError):
                pass
            else:
                if len(head.root) == HASH_BYTES:
                    return head
        raise LedgerDamaged(
            f"Line {number} of {self.file}, where the heads of this ledger are kept, "
            "cannot be read: it was changed. Nothing was recorded; keep the file and "
            "the ledger as they are, and compare both with a backup."
        )

    def add(self, head: Head, *, apart_from: Path | None) -> None:
        """Keep a head, on the disk, unless a later one of its history is kept.

        Raises KeysNotKept or OSError where it cannot be kept.
        """
        self.folder.make(apart_from=apart_from)
        is_new = not self.file.exists()
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        mode = self.folder.file_mode
        handle = os.open(self.file, flags, mode)
        try:
            # Whoever copies a ledger has no turn to write to it.
            fcntl.flock(handle, fcntl.LOCK_EX)
            if is_new:
                os.fchmod(handle, mode)
            last = self.last()
            if last is None or (head.epoch, head.size) > (last.epoch, last.size):
                self._cut_half_line(handle)
                write_whole(handle, head.line.encode())
        finally:
            os.close(handle)
        if is_new:
            synchronise(self.file.parent)

    def _cut_half_line(self, handle: int) -> None:
        """Cut off a line that has no end: nobody was told of it."""
        text = self.file.read_bytes()
        whole = text.rfind(b"\n") + 1
        if whole < len(text):
            os.ftruncate(handle, whole)

    def _unreadable(self, fault: OSError) -> LedgerDamaged:
        return LedgerDamaged(
            f"{self.file}, where the heads of this ledger are kept, cannot be read: "
            f"{fault.strerror}. Nothing was recorded. "
            f"{self.folder.how_to_open(self.file)}"
        )
