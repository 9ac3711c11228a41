"""A ZIP archive of a bank, and the files in it: within limits, and never unpacked."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from ledger.files.contents import INPUT_MAX, MB
from ledger.files.problems import faulty_file
from ledger.visible import visible

_faulty = partial(faulty_file, expected="a ZIP archive of a bank's files")


START = b"PK\x03\x04"
FILES_MAX = 1_000
_WORKBOOK = "[Content_Types].xml"
_ENCRYPTED = 1
"""The bit of a file's flags that says that it needs a password."""


class ArchivedFile(NamedTuple):
    """A file of an archive, by its name there."""

    name: str
    contents: bytes


def is_archive(file_bytes: bytes) -> bool:
    """Say whether bytes are a ZIP archive; a workbook is one, and is none of ours."""
    return file_bytes.startswith(START) and _WORKBOOK.encode() not in file_bytes


def archived_files(file: str, file_bytes: bytes) -> list[ArchivedFile]:
    """Read the files of an archive, in the order of their names.

    Together they may be no larger than a file may be, whatever the archive says of
    itself. Raises Faulty.
    """
    try:
        with ZipFile(io.BytesIO(file_bytes)) as archive:
            members = sorted(_members(archive), key=lambda member: member.filename)
            files = list(_read(file, archive, members))
    except (BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise _faulty(file, "a broken archive", "Fetch the file again.") from error
    if not files:
        raise _faulty(file, "an archive without a file", "Fetch the file again.")
    return files


def _members(archive: ZipFile) -> Iterator[ZipInfo]:
    """Yield the files; folders and what an operating system adds are none."""
    for member in archive.infolist():
        name = member.filename.rpartition("/")[2]
        hidden = name.startswith(".") or member.filename.startswith("__MACOSX/")
        if not member.is_dir() and not hidden:
            yield member


def _read(
    file: str, archive: ZipFile, members: list[ZipInfo]
) -> Iterator[ArchivedFile]:
    if len(members) > FILES_MAX:
        raise _faulty(file, f"{len(members):,} files", f"Take {FILES_MAX:,} at most.")
    left = most = INPUT_MAX.get()
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            remedy = "Unpack it, and import what is in it."
            raise _faulty(file, "an archive with a password", remedy)
        with archive.open(member) as opened:
            contents = opened.read(left + 1)
        left -= len(contents)
        if left < 0:
            actual = f"more than {most // MB} MB when unpacked"
            remedy = "Check the file, or raise the limit with --input-limit."
            raise _faulty(file, actual, remedy)
        yield ArchivedFile(visible(member.filename), contents)
