"""The files of a ledger: found by any name, kept private, written to in turns."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.damage import LedgerDamaged

OWNER_ONLY = 0o600
OWNER_AND_GROUP = 0o660
"""For a folder that hands its group down to what is made in it."""

CHANGES = ("-wal", "-journal")
"""What changes of a file stand in beside it: they are read into one of its name."""
BESIDE = (*CHANGES, "-shm")
"""What the database itself keeps beside a file while somebody has it open."""


def real_path(name: str) -> Path:
    """Return the one place of a file, by whatever name it is reached.

    A lock by name would let two processes write at once. Raises LedgerDamaged for what
    cannot be the name of a file.
    """
    try:
        path = Path(os.path.realpath(name))
        path.exists()
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise LedgerDamaged(
            f"{name!r} cannot be the name of a ledger: {why}. Name another file with "
            "--ledger."
        ) from fault
    return path


def must_have_one_name(path: Path, name: str) -> None:
    """Raise LedgerDamaged for a file that hard links give several names.

    What is not in the file yet stands beside one of its names: who comes by another
    does not see it.
    """
    status = path.stat()
    if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
        raise LedgerDamaged(
            f"{name} has {status.st_nlink} names (hard links), and what is recorded by "
            "one may be lost by another. Nothing was changed; find them with find "
            "FOLDER -samefile FILE, and leave it one. lotledger backup makes copies."
        )


def must_have_nothing_beside(path: Path, name: str) -> None:
    """Raise LedgerDamaged where something of a ledger before it is left."""
    for left in beside(path, ("-views", *CHANGES)):
        if left.exists():
            raise LedgerDamaged(
                f"There is no ledger at {name}, but {left.name} of one is. Nothing was "
                f"changed; put that ledger back, or move {left.name} to another folder "
                "to begin a new one."
            )


def make_private(path: Path, *, like: Path) -> None:
    """Make an empty file unless there is one, as private as the ledger it is for.

    A new ledger is for its owner alone, in a folder that hands its group down for the
    group as well; the umask may take from that.
    """
    owner = like.stat() if like.exists() else None
    mode = _mode_of_new(path.parent) if owner is None else owner.st_mode & 0o666
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, mode)
    except FileExistsError:
        return
    try:
        if owner is not None:
            # The umask has been heard when the ledger was made.
            os.fchmod(handle, mode)
            if os.geteuid() == 0:
                os.fchown(handle, owner.st_uid, owner.st_gid)
    finally:
        os.close(handle)


def _mode_of_new(folder: Path) -> int:
    hands_down = folder.stat().st_mode & stat.S_ISGID
    return OWNER_AND_GROUP if hands_down else OWNER_ONLY


def make_writable(path: Path, *, like: Path) -> None:
    """Make a file that is kept beside a ledger; raises LedgerDamaged where none can."""
    try:
        make_private(path, like=like)
    except OSError as fault:
        raise LedgerDamaged(
            f"{path} cannot be written: {fault.strerror}. A ledger needs a folder that "
            "can be written to; nothing was changed."
        ) from fault


@contextmanager
def made_apart(path: Path) -> Iterator[Path]:
    """Make a file under another name, and give it its own once it is whole.

    Whatever happens meanwhile, the file is there whole or not at all.
    """
    apart = Path(f"{path}-unfinished")
    remove(apart)
    make_private(apart, like=path)
    try:
        yield apart
        _must_be_one_file(apart, path)
        _synchronise(apart)
        apart.rename(path)
        _synchronise(path.parent)
    finally:
        remove(apart)


def _must_be_one_file(apart: Path, path: Path) -> None:
    """Raise LedgerDamaged where SQLite could not bring all of it into the file.

    It says nothing of that: what was committed is left beside it, and would be lost.
    """
    if Path(f"{apart}-wal").exists():
        raise LedgerDamaged(
            f"{path} cannot be made whole: the disk is full, or cannot be written. "
            "Nothing was made; make room on it, then repeat."
        )


def remove(path: Path) -> None:
    """Remove a file of ours that never came to be a ledger, and what is beside it."""
    for name in (path, *beside(path, BESIDE)):
        name.unlink(missing_ok=True)


def beside(path: Path, suffixes: Iterable[str]) -> list[Path]:
    """Name what may stand beside a file."""
    return [Path(f"{path}{suffix}") for suffix in suffixes]


def _synchronise(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FileTurns:
    """The turns in which threads and processes write to one file.

    The lock is on a file of its own: closing any other handle on the database file
    would drop the locks that SQLite itself holds there.
    """

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._path = Path(f"{ledger}-lock")
        self._handle: int | None = None

    def __enter__(self) -> None:
        """Wait for the turn; threads of one process take turns among themselves."""
        handle = self._handle if self._handle is not None else self._open_lock_file()
        fcntl.flock(handle, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        """Give the turn back."""
        assert self._handle is not None, "a turn is given back where it was taken"
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    @property
    def used(self) -> bool:
        """Say whether this process ever took a turn, and so may have written."""
        return self._handle is not None

    def _open_lock_file(self) -> int:
        make_writable(self._path, like=self._ledger)
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as fault:
            raise LedgerDamaged(
                f"{self._path} cannot be written: {fault.strerror}. A ledger needs a "
                "folder that can be written to; nothing was changed."
            ) from fault
        return self._handle

    def close(self) -> None:
        """Let go of the lock file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
