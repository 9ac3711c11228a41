"""A backup: where it is, of which ledger, and up to which position."""

from __future__ import annotations

from presenters.shape import Shape


class BackupShape(Shape):
    """A copy of a ledger."""

    ledger: str
    """The ledger that was copied."""
    file: str
    """The copy."""
    as_of_position: int
    """The last position of the log in the copy."""
    bytes: int
    """How long the copy is."""


def backup_sentence(backup: BackupShape) -> str:
    """Say what was copied, and that it was looked at."""
    return (
        f"{backup.file}: a sound copy of {backup.ledger}, up to position "
        f"{backup.as_of_position}."
    )
