"""A disk that remembers what SQLite wrote and synchronised, and what may be lost of it.

The system's own layer of SQLite is registered once more, with its writes, truncations,
synchronisations and deletions told to a list before they are done. After a power cut a
file holds what was synchronised, and any part of what was written since.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
"""So many bytes are written whole or not at all."""


class Layer(Structure):
    """``sqlite3_vfs``, as far as it is replaced here."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("name_length", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("rest", c_void_p * 14),
    ]


class Methods(Structure):
    """``sqlite3_io_methods``, as far as it is replaced here."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("rest", c_void_p * 13),
    ]


class OpenFile(Structure):
    """``sqlite3_file``."""

    _fields_ = [("methods", POINTER(Methods))]


# The name is handed on where it lies: SQLite reads it while the file is open.
OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(OpenFile), c_int, POINTER(c_int))
DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


@dataclass
class Write:
    """Bytes written to a file, not yet synchronised."""

    offset: int
    data: bytes

    def on(self, content: bytearray) -> None:
        content.extend(bytes(max(0, self.offset + len(self.data) - len(content))))
        content[self.offset : self.offset + len(self.data)] = self.data

    def torn(self, dice: Random) -> Write:
        """Return what a power cut left of it: some sectors from its start."""
        sectors = len(self.data) // SECTOR
        if sectors < 2 or dice.random() < 0.7:
            return self
        return Write(self.offset, self.data[: SECTOR * dice.randrange(1, sectors)])


@dataclass
class Truncation:
    """A file cut off, not yet synchronised."""

    size: int

    def on(self, content: bytearray) -> None:
        del content[self.size :]

    def torn(self, _: Random) -> Truncation:
        return self


@dataclass
class RecordedFile:
    """A file: what is on the disk for sure, and what may be there as well."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Write | Truncation] = field(default_factory=list)
    created: bool = False
    """It is there for sure; else it may be lost with its name."""
    deleted: bool = False

    def synchronise(self) -> None:
        for change in self.pending:
            change.on(self.durable)
        self.pending, self.created = [], True

    def image(self, style: str, dice: Random) -> bytes | None:
        """Return what a power cut may leave of it; None where it is not there."""
        if (self.deleted or not self.created) and dice.random() < 0.5:
            return None
        content = bytearray(self.durable)
        kept = self.pending
        if style == "none":
            kept = []
        elif style == "prefix":
            kept = kept[: dice.randrange(len(kept) + 1)]
        elif style in ("subset", "torn"):
            kept = [change for change in kept if dice.random() < 0.6]
        for change in kept:
            (change.torn(dice) if style == "torn" else change).on(content)
        return bytes(content)


STYLES = ("none", "prefix", "subset", "torn")


class RecordedDisk:
    """What is done to the files of one folder, in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.operations: list[tuple[str, str, object]] = []
        self._kept: list[object] = []
        self._names: dict[int, str] = {}

    def acknowledge(self, key: str) -> None:
        """Note that a caller was answered."""
        self.operations.append(("ack", key, None))

    def note(self, what: str, name: str, how: object = None) -> None:
        if name.startswith(self._folder) and not name.endswith("-shm"):
            self.operations.append((what, name, how))

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Let every connection that is opened meanwhile be recorded."""
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = POINTER(Layer)
        usual = library.sqlite3_vfs_find(None)
        layer = Layer()
        ctypes.memmove(ctypes.byref(layer), usual, ctypes.sizeof(Layer))
        layer.name = b"recorded"
        opened, deleted = self._opening(usual), self._deleting(usual)
        layer.open = ctypes.cast(opened, c_void_p)
        layer.delete = ctypes.cast(deleted, c_void_p)
        self._kept += [layer, opened, deleted]
        assert library.sqlite3_vfs_register(ctypes.byref(layer), 1) == 0
        try:
            yield
        finally:
            library.sqlite3_vfs_unregister(ctypes.byref(layer))
            library.sqlite3_vfs_register(usual, 1)

    def _opening(self, usual):
        open_ = OPEN(usual.contents.open)

        def opening(_, name, file, flags, out):
            code = open_(ctypes.cast(usual, c_void_p), name, file, flags, out)
            if code == 0 and name:
                self._listen_to(file, ctypes.string_at(name).decode())
            return code

        return OPEN(opening)

    def _deleting(self, usual):
        delete = DELETE(usual.contents.delete)

        def deleting(_, name, sync):
            self.note("delete", name.decode())
            return delete(ctypes.cast(usual, c_void_p), name, sync)

        return DELETE(deleting)

    def _listen_to(self, file, name: str) -> None:
        """Put what listens before the methods of an open file."""
        before = file.contents.methods.contents
        write, truncate, sync = (
            kind(method)
            for kind, method in (
                (WRITE, before.write),
                (TRUNCATE, before.truncate),
                (SYNC, before.sync),
            )
        )

        def writing(opened, data, length, offset):
            written = Write(offset, ctypes.string_at(data, length))
            self.note("change", name, written)
            return write(opened, data, length, offset)

        def truncating(opened, size):
            self.note("change", name, Truncation(size))
            return truncate(opened, size)

        def synchronising(opened, flags):
            code = sync(opened, flags)
            self.note("sync", name)
            return code

        after = Methods()
        size = ctypes.sizeof(c_void_p) * (6 + _methods_after(before.version))
        ctypes.memmove(ctypes.byref(after), ctypes.byref(before), size)
        listeners = WRITE(writing), TRUNCATE(truncating), SYNC(synchronising)
        after.write, after.truncate, after.sync = (
            ctypes.cast(listener, c_void_p) for listener in listeners
        )
        self._kept += [after, listeners]
        file.contents.methods = ctypes.pointer(after)


def _methods_after(version: int) -> int:
    """Return how many methods stand after the first five in each edition of them."""
    return {1: 7, 2: 11, 3: 13}[min(version, 3)]
