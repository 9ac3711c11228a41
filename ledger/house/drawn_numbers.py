"""Numbers and the documents that bear them: each stands right after its number.

Where a series was brought forward, so were the documents with open amounts: they bear
numbers that were drawn in the ledger before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledger.entry import Entry, StreamId, series_stream
from ledger.events import (
    CreditNoteIssued,
    Event,
    InvoiceIssued,
    SeriesBroughtForward,
    StatementIssued,
)
from ledger.identity import SeriesId
from ledger.settlement import series

if TYPE_CHECKING:
    from ledger.house.records import Records

_DOCUMENTS = (
    ("invoice:", InvoiceIssued, "invoice"),
    ("credit-note:", CreditNoteIssued, "credit_note"),
    ("consignment:", StatementIssued, "statement"),
)
"""Where documents are issued, and the field with their number."""


def drawn_documents(
    records: Records, name: SeriesId, number: int
) -> Sequence[Entry[Event]]:
    """Return the entry that stands right after a number; none where it was not drawn.

    For a number that was drawn in the ledger before, the document as brought forward.
    """
    stream = series_stream(name)
    brought = 0 if records.ledger().previous is None else _brought(records, stream)
    if brought and number <= brought:
        return _brought_documents(records, series.written(name, number))
    # The number that was brought forward is the first event of its stream.
    version = number - brought + 1 if brought else number
    drawn = records.reader.position(stream, version)
    return () if drawn is None else records.entries_after(drawn, limit=1)


def _brought(records: Records, stream: StreamId) -> int:
    """Return the last number of a series that was drawn in the ledger before."""
    first = records.reader.position(stream, 1)
    if first is None:
        return 0
    (entry,) = records.entries_at([first])
    event = entry.event
    return event.number if isinstance(event, SeriesBroughtForward) else 0


def _brought_documents(records: Records, document: str) -> Sequence[Entry[Event]]:
    return [
        entry
        for beginning, kind, field in _DOCUMENTS
        for entry in records.reader.entries_of_kinds(beginning, (kind,))
        if getattr(entry.event, field) == document
    ]
