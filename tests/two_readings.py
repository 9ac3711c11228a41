"""What the type checker must refuse: what is opened is for the house alone.

mypy reads this file as it reads the product. Where it no longer refuses a line, the
remark beside the line is of no use, and mypy says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.entry import Entry
from ledger.events import Event, LotEvent
from ledger.money import Currency
from ledger.store.codec import Codec
from ledger.store.envelope import Row
from ledger.store.opened import Opened
from ledger.store.reader import Reader
from presenters.event_sentences import sentence
from projections.catching_up import Feed


class OpenedFeed:
    """A feed that would let views hear what is opened."""

    def __init__(self, reader: Reader, codec: Codec, rows: Sequence[Row]) -> None:
        self._reader = reader
        self._codec = codec
        self._rows = rows

    def entries_after(
        self, position: int, *, limit: int
    ) -> Sequence[Opened[Entry[Event]]]:
        """Open what stands after a position."""
        return self._codec.opened_entries(self._rows[position : position + limit])

    def head(self) -> int:
        """Return the last position."""
        return self._reader.head()

    def ledger_id(self) -> str:
        """Return the id of the ledger."""
        return ""


def views_hear_nothing_opened(opened: OpenedFeed) -> Feed:
    """A view is fed with what is stored."""
    return opened  # type: ignore[return-value]


def nobody_reads_an_opened_entry(codec: Codec, rows: Sequence[Row]) -> object:
    """The fields of an entry are closed before the house takes it out."""
    return codec.opened_entries(rows)[0].event  # type: ignore[attr-defined]


def no_opened_entry_is_a_stored_one(codec: Codec, rows: Sequence[Row]) -> Entry[Event]:
    """Nor may one be handed on as what is stored."""
    return codec.opened_entries(rows)[0]  # type: ignore[return-value]


def no_sentence_tells_what_is_opened(event: Opened[LotEvent], money: Currency) -> str:
    """A presenter is handed what is stored."""
    return sentence(event, money, "UTC")  # type: ignore[arg-type]
