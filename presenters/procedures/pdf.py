"""The description as PDF, set in type; it is dated when the last entry was recorded."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files

from presenters.procedures.document import Document
from projections.typesetting import Setting, typeset
from projections.unprintable import with_codes

EMPTY_AT = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a description of a ledger in which nothing is recorded."""


def pdf(document: Document, last_at: datetime | None) -> bytes:
    """Set a description: the same ledger gives the same bytes."""
    template = files("presenters.procedures") / "procedures.typ"
    dated = (last_at or EMPTY_AT).astimezone(UTC).replace(microsecond=0)
    setting = Setting(files={"main.typ": template.read_bytes()}, dated=dated)
    words = {key: _seen(value) for key, value in asdict(document).items()}
    return typeset(words, setting)


def _seen(value: object) -> object:
    """Write every text so that all of it is seen."""
    match value:
        case str():
            return with_codes(value)
        case dict():
            return {key: _seen(part) for key, part in value.items()}
        case list() | tuple():
            return [_seen(part) for part in value]
    return value
