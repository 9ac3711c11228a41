"""The bytes of a file from outside, up to a limit that can be raised."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

from ledger.files.problems import faulty_file

MB = 1_000_000
INPUT_MAX = ContextVar("input_max", default=64 * MB)
"""The bytes that a file may have: what goes on and on is not what was meant."""


def contents(file: str, *, expected: str) -> bytes:
    """Read a file; raises Faulty where it cannot be read, or does not end."""
    try:
        return ending(Path(file), expected=expected)
    except (OSError, ValueError) as error:
        actual, remedy = unreadable_reason(error)
        raise faulty_file(file, actual, remedy, expected=expected) from error


def ending(path: Path, *, expected: str) -> bytes:
    """Read a file to its end; raises Faulty where there is none within the limit."""
    most = INPUT_MAX.get()
    with path.open("rb") as opened:
        read = opened.read(most + 1)
    if len(read) > most:
        remedy = "Check the name, or raise the limit with --input-limit."
        actual = f"more than {most // MB} MB"
        raise faulty_file(str(path), actual, remedy, expected=expected)
    return read


def unreadable_reason(error: OSError | ValueError) -> tuple[str, str]:
    """Return in words why a path could not be read, and what to do about it."""
    match error:
        case FileNotFoundError():
            return "no such file", "Check the name."
        case IsADirectoryError():
            return "a folder", "Name a file in it."
        case PermissionError():
            return "a file that may not be read", "Check its permissions."
    return "nothing readable", "Check the name."
