"""A copy of a ledger: where it is, of which, and up to which position."""

from __future__ import annotations

from presenters.shape import Shape
from presenters.words import counted


class BackupShape(Shape):
    """A backup of a ledger."""

    ledger: str
    """The ledger that was copied."""
    file: str
    """The copy."""
    as_of_position: int
    """The last position of the log in the copy."""
    bytes: int
    """How long the copy is."""
    picture_files: int
    """How many pictures stand beside it, in the folder ``pictures``."""


class CopyShape(Shape):
    """A copy of a ledger at another place; it takes entries once it is taken over."""

    ledger: str
    """The ledger that was copied."""
    copy: str
    """Where the copy is; a password is left out."""
    as_of_position: int
    """The last position of the log in both."""
    root: str
    """The root of the tree over both, in base64."""
    picture_files: int
    """How many pictures stand where the copy looks for them."""


def backup_sentence(backup: BackupShape) -> str:
    """Say what was copied, and that it was looked at."""
    sentence = (
        f"{backup.file}: a sound copy of {backup.ledger}, up to position "
        f"{backup.as_of_position}."
    )
    if not backup.picture_files:
        return sentence
    pictures = counted(backup.picture_files, "picture")
    return f"{sentence} Beside it, in the folder pictures: {pictures}."


def copy_sentence(copy: CopyShape) -> str:
    """Say what was copied, by which root both are known, and how to go on with it."""
    pictures = counted(copy.picture_files, "picture")
    along = f" Its {pictures} went along." if copy.picture_files else ""
    return (
        f"{copy.copy}: the entries of {copy.ledger} up to position "
        f"{copy.as_of_position}, under the root {copy.root}.{along} The copy takes no "
        "entries until it is taken over, with: lotledger --ledger "
        f"{copy.copy} take-over"
    )
