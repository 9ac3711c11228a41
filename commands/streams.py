"""The two standard streams, where a disk is full or nobody listens."""

from __future__ import annotations

import os
from contextlib import suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any, TextIO


class _Lossy(FileIO):
    """A file that loses what cannot be written to it, and says nothing."""

    def write(self, data: Any) -> int:
        """Write what can be written, and report all of it as written."""
        with suppress(OSError):
            return super().write(data)
        return len(data)


def lossy(stream: TextIO | None) -> TextIO:
    """Return a stream that never fails, also for one that is closed.

    A stream that is no file of the system is returned as it is.
    """
    if stream is None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        return TextIOWrapper(FileIO(nowhere, "w"), encoding="utf-8")
    try:
        number = stream.fileno()
    except OSError:
        return stream
    file = BufferedWriter(_Lossy(number, "w", closefd=False))
    return TextIOWrapper(file, encoding=stream.encoding, line_buffering=True)


def discard_unwritable(stream: TextIO) -> None:
    """Drop what cannot be written: Python would try once more when it ends."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
