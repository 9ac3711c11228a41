"""The folder of keys: for its owner alone, and never beside the ledger.

Whoever can change a ledger must not find there what signs it, nor what tells of it
afterwards. Each ledger has a folder of its own in it, named by its id.

A house in which several logins record makes the folder of keys set-gid. Folders in it,
the vault and the heads are its group's as well from then on, so that each of them can
record; what signs is its owner's alone all the same.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EACCES, ENOTDIR
from grp import getgrgid
from pathlib import Path
from threading import get_ident

from ledger.refusals import KeysNotKept

OTHERS, NOT_OWNER = 0o007, 0o077
"""What others may do, and the group with them: the bits that a mode must not have."""
FOLDER_MODE, FILE_MODE = 0o700, 0o600
_GROUP_FOLDER_MODE, _GROUP_FILE_MODE = 0o2770, 0o660


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

    @property
    def group(self) -> int | None:
        """Return the group that keeps the vault and the heads with their owner.

        None where the folder of keys hands no group down, and so is its owner's alone.
        """
        try:
            status = self.keys.stat()
        except OSError:
            return None
        return status.st_gid if status.st_mode & stat.S_ISGID else None

    @property
    def folder_mode(self) -> int:
        """Return the mode of a folder that is made in the folder of keys."""
        return FOLDER_MODE if self.group is None else _GROUP_FOLDER_MODE

    @property
    def file_mode(self) -> int:
        """Return the mode of a file that is no signing key."""
        return FILE_MODE if self.group is None else _GROUP_FILE_MODE

    def make(self, *, apart_from: Path | None, within: Sequence[str] = ()) -> None:
        """Make the folder if need be, and folders within it.

        Raises KeysNotKept where none may be.
        """
        self.must_be_apart(apart_from)
        with self._refused():
            for folder in (self.keys, self.path, *map(self.path.joinpath, within)):
                if not folder.exists():
                    folder.parent.mkdir(parents=True, exist_ok=True)
                    mode = self.folder_mode
                    folder.mkdir(mode=mode, exist_ok=True)
                    # The umask may take from a mode, also what its owner needs.
                    folder.chmod(mode)
                    synchronise(folder.parent)
                self._must_be_closed(folder)

    def must_be_fit(
        self, *, apart_from: Path | None, within: Sequence[str] = ()
    ) -> None:
        """Refuse what ``make`` would, and make nothing; raises KeysNotKept."""
        self.must_be_apart(apart_from)
        with self._refused():
            for folder in (self.keys, self.path, *map(self.path.joinpath, within)):
                if folder.exists():
                    self._must_be_closed(folder)
                    continue
                above = next(each for each in folder.parents if each.exists())
                if not above.is_dir():
                    raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR))
                if not os.access(above, os.W_OK | os.X_OK):
                    raise PermissionError(EACCES, os.strerror(EACCES))

    @contextmanager
    def _refused(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise KeysNotKept(
                place=str(self.path),
                why=f"it cannot be made, {fault.strerror}",
                to_do="Name another folder with LOTLEDGER_KEYS.",
            ) from fault

    def must_be_apart(self, ledger_folder: Path | None) -> None:
        """Refuse a folder that is the ledger's, or holds it; raises KeysNotKept.

        A ledger that a server keeps is in none.
        """
        if ledger_folder is None:
            return
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
            self._must_be_closed(folder)

    def _must_be_closed(self, folder: Path) -> None:
        mode = self.folder_mode
        must_be_owners(folder, is_kind=stat.S_ISDIR, mode=mode, group=self.group)

    def must_be_kept(self, file: Path) -> None:
        """Refuse a file of the vault that others may use; raises KeysNotKept."""
        mode = self.file_mode
        must_be_owners(file, is_kind=stat.S_ISREG, mode=mode, group=self.group)

    def how_to_open(self, file: Path) -> str:
        """Say what is to be done so that whoever is here may use a file."""
        if self.group is None:
            return (
                "Let whoever keeps the ledger read it, or name another folder with "
                "LOTLEDGER_KEYS."
            )
        return (
            f"Let its owner hand it to the group: chgrp {_name_of(self.group)} "
            f"{self.path} {file} && chmod {self.folder_mode:o} {self.path} && "
            f"chmod {self.file_mode:o} {file}"
        )


def must_be_owners(
    path: Path,
    *,
    is_kind: Callable[[int], bool],
    mode: int = FILE_MODE,
    group: int | None = None,
) -> None:
    """Refuse what is of another kind, or open to others; raises KeysNotKept.

    A group that is named may use it beside its owner.
    """
    status = path.stat()
    if not is_kind(status.st_mode):
        raise KeysNotKept(
            place=str(path),
            why="it is something else there",
            to_do="Name another folder with LOTLEDGER_KEYS.",
        )
    is_groups = group is not None and status.st_gid == group
    if not status.st_mode & (OTHERS if is_groups else NOT_OWNER):
        return
    opened = f"its mode is {stat.S_IMODE(status.st_mode):o}"
    close = f"chmod {mode:o} {path}"
    if group is not None and not is_groups:
        theirs, house = _name_of(status.st_gid), _name_of(group)
        opened += f" for the group {theirs}, and the folder of keys is for {house}"
        close = f"chgrp {house} {path} && {close}"
    raise KeysNotKept(
        place=str(path),
        why=f"others may use it, {opened}",
        to_do=(
            f"Close it with: {close}; if others may have read a key there, put another "
            "in its place with: lotledger key rotate"
        ),
    )


def no_folder() -> KeysNotKept:
    """Return why no key is kept on this machine, to be raised."""
    return KeysNotKept(
        place="This machine",
        why="no home of yours is known here",
        to_do="Name a folder with LOTLEDGER_KEYS.",
    )


def _name_of(group: int) -> str:
    try:
        return getgrgid(group).gr_name
    except KeyError:
        return str(group)


def write_new(path: Path, data: bytes, *, mode: int = FILE_MODE) -> None:
    """Write a file that is not there yet, with no mode but this, and onto the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    handle = os.open(path, flags, mode)
    try:
        os.fchmod(handle, mode)
        write_whole(handle, data)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)
    synchronise(path.parent)


def put_file(path: Path, data: bytes, *, mode: int) -> None:
    """Write a file whole or not at all; who writes the same at once writes it too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    apart = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}.part")
    write_new(apart, data, mode=mode)
    try:
        apart.replace(path)
    except BaseException:
        with suppress(OSError):
            apart.unlink()
        raise
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
