"""The folder of keys: for its owner alone, and never beside the ledger.

Whoever can change a ledger must not find there what signs it, nor what tells of it
afterwards. Each ledger has a folder of its own in it, named by its id.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.refusals import KeysNotKept

OWNER_ALONE = 0o077
"""What others may do: the bits of a mode that a folder or file of keys has not."""
FOLDER_MODE, FILE_MODE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """Where the keys and heads of ledgers are kept."""

    path: Path

    def of_ledger(self, ledger_id: str) -> LedgerFolder:
        """Return the folder of one ledger in it, whether or not it is there yet."""
        return LedgerFolder(self.path, self.path / ledger_id)


@dataclass(frozen=True, slots=True)
class LedgerFolder:
    """Where the keys and heads of one ledger are kept."""

    keys: Path
    path: Path

    def make(self, *, apart_from: Path | None, within: Sequence[str] = ()) -> None:
        """Make the folder if need be, and folders within it.

        Raises KeysNotKept where none may be.
        """
        if apart_from is not None:
            self.must_be_apart(apart_from)
        try:
            for folder in (self.keys, self.path, *map(self.path.joinpath, within)):
                if not folder.exists():
                    folder.parent.mkdir(parents=True, exist_ok=True)
                    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
                    # The umask may take from a mode, also what its owner needs.
                    folder.chmod(FOLDER_MODE)
                    synchronise(folder.parent)
        except OSError as fault:
            raise KeysNotKept(
                place=str(self.path),
                why=f"it cannot be made, {fault.strerror}",
                to_do="Name another folder with LOTLEDGER_KEYS.",
            ) from fault
        self.must_be_private()

    def must_be_apart(self, ledger_folder: Path) -> None:
        """Refuse a folder that is the ledger's, or holds it; raises KeysNotKept."""
        keys, ledger = self.keys.resolve(), ledger_folder.resolve()
        if ledger.is_relative_to(keys):
            raise KeysNotKept(
                place=str(self.keys),
                why=f"the ledger is in it, in {ledger}",
                to_do="Name a folder apart from the ledger with LOTLEDGER_KEYS.",
            )

    def must_be_private(self) -> None:
        """Refuse folders that others may read or write to; raises KeysNotKept."""
        for folder in (self.keys, self.path):
            must_be_owners(folder, is_kind=stat.S_ISDIR, mode="700")


def must_be_owners(path: Path, *, is_kind: Callable[[int], bool], mode: str) -> None:
    """Refuse what is of another kind, or open to others; raises KeysNotKept."""
    status = path.stat()
    if not is_kind(status.st_mode):
        raise KeysNotKept(
            place=str(path),
            why="it is something else there",
            to_do="Name another folder with LOTLEDGER_KEYS.",
        )
    if status.st_mode & OWNER_ALONE:
        raise KeysNotKept(
            place=str(path),
            why=f"others may use it, its mode is {stat.S_IMODE(status.st_mode):o}",
            to_do=(
                f"Close it with: chmod {mode} {path}; if others may have read a key "
                "there, put another in its place with: lotledger key rotate"
            ),
        )


def no_folder() -> KeysNotKept:
    """Return why no key is kept on this machine, to be raised."""
    return KeysNotKept(
        place="This machine",
        why="no home of yours is known here",
        to_do="Name a folder with LOTLEDGER_KEYS.",
    )


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, for its owner alone, and onto the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    handle = os.open(path, flags, FILE_MODE)
    try:
        os.fchmod(handle, FILE_MODE)
        write_whole(handle, data)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)
    synchronise(path.parent)


def write_whole(handle: int, data: bytes) -> None:
    """Write bytes to an open file, all of them, and onto the disk."""
    while data:
        data = data[os.write(handle, data) :]
    os.fsync(handle)


def synchronise(folder: Path) -> None:
    """See that what a folder names is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
