"""The two standard streams: what they show, also where a disk is full or none listens.

A text may come from a file, an argument or the ledger: it is shown, and steers no
terminal. What steers one on purpose, such as a table in bold, is written as bytes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any, TextIO

from ledger.visible import visible


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


class _Shown(TextIOWrapper):
    """A stream of text in which everything is seen: lines, tabs and letters."""

    def write(self, text: str) -> int:
        """Write a text, whatever would be unseen or obeyed by its code."""
        super().write(visible(text, keep="\n\t"))
        return len(text)


@contextmanager
def shown() -> Iterator[None]:
    """Show all that is written to the standard streams, as long as this lasts."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = guards = _guarded(sys.stdout), _guarded(sys.stderr)
    try:
        yield
    finally:
        for name, stream, guard in zip(
            ("stdout", "stderr"), before, guards, strict=True
        ):
            if getattr(sys, name) is guard and isinstance(guard, _Shown):
                setattr(sys, name, stream)
                guard.detach()


def _guarded(stream: TextIO) -> TextIO:
    """Return a stream that shows what it writes; one without bytes stays as it is."""
    if not isinstance(stream, TextIOWrapper) or isinstance(stream, _Shown):
        return stream
    # A terminal that lacks a letter still gets the rest.
    return _Shown(
        stream.buffer,
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def steering(stream: TextIO) -> TextIO:
    """Return a stream to a terminal for what moves its cursor on purpose."""
    if not isinstance(stream, _Shown):
        return stream
    return open(stream.fileno(), "w", encoding=stream.encoding, closefd=False)


def discard_unwritable(stream: TextIO) -> None:
    """Drop what cannot be written: Python would try once more when it ends."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
