"""An entry of the log, as its bytes are hashed."""

from __future__ import annotations

from presenters.shape import Shape


class LogEntryShape(Shape):
    """An entry of the log, as its bytes are hashed."""

    position: int
    """Where it stands, from 1."""
    entry_text: str
    """The bytes that are hashed, as text."""
