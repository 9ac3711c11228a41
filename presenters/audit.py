"""The entries of a history: when, by whom, known how, for whom, why, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from ledger.entry import Attribution
from ledger.events import BidRefused
from ledger.identity import Channel
from presenters.entry_sentences import entry_sentence
from projections.mentions import OwnLot, kind_of, second_of, touched

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.events import Event
    from ledger.house.records import Records
    from ledger.identity import ClientId, LotId, Paddle, SaleId


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """An entry of the log as an auditor reads it; what it lacks is None."""

    position: int
    recorded_at: datetime
    claimed_at: datetime | None
    received_at: datetime | None
    kind: str
    sale: SaleId | None
    lots: tuple[LotId, ...]
    paddles: tuple[Paddle, ...]
    clients: tuple[ClientId, ...]
    """Those that it names, and the holders of those paddles."""
    documents: tuple[str, ...]
    channel: Channel | None
    code: str | None
    """The code of a refusal, or the rule that decided."""
    refused: bool
    own_lot: bool
    """The bidder is the consignor of the lot."""
    by: Attribution
    second: str | None
    sentence: str
    sealed: bool
    """Something of it is sealed, and not in the sentence."""


def audit_lines(
    records: Records,
    entries: Iterable[Entry[Event]],
    own_lots: Iterable[OwnLot],
    zone: str,
) -> Iterator[AuditLine]:
    """Tell entries as an auditor reads them, by the clock of a zone."""
    own = frozenset(own_lots)

    @lru_cache(maxsize=256)
    def paddles_of(sale: SaleId) -> dict[Paddle, ClientId]:
        holders = records.sale(sale).paddles
        return {paddle: holder.client for paddle, holder in holders.items()}

    for entry in entries:
        event = entry.event
        sale, lots, paddles, clients, documents, _ = touched(event)
        holders = {} if sale is None else paddles_of(sale)
        named = (holders[paddle] for paddle in paddles if paddle in holders)
        bidder = _bidder(event)
        yield AuditLine(
            position=entry.position,
            recorded_at=entry.by.recorded_at,
            claimed_at=entry.by.claimed_at,
            received_at=getattr(event, "received_at", None),
            kind=kind_of(entry),
            sale=sale,
            lots=lots,
            paddles=paddles,
            clients=tuple(dict.fromkeys((*clients, *named))),
            documents=documents,
            channel=getattr(event, "channel", None),
            code=_code(event),
            refused=isinstance(event, BidRefused),
            own_lot=bidder is not None and OwnLot(lots[0], bidder) in own,
            by=entry.by,
            second=second_of(entry),
            sentence=entry_sentence(records, entry, sale, zone),
            sealed=getattr(event, "seal", None) is not None,
        )


def _bidder(event: Event) -> Paddle | None:
    """Return whose bid an event tells of, None where it tells of none."""
    if not hasattr(event, "submitted"):
        return None
    bidder: Paddle | None = getattr(event, "paddle", None)
    return bidder


def _code(event: Event) -> str | None:
    """Return the code of a refusal, the rule of a standing, or another stated why."""
    standing = getattr(event, "standing", None)
    for source, name in (
        (event, "code"),
        (standing, "rule"),
        (event, "rule"),
        (event, "policy"),
        (event, "why"),
        (event, "reason"),
        (event, "ruling"),
    ):
        word = getattr(source, name, None)
        if word is not None:
            return word.value if isinstance(word, StrEnum) else str(word)
    return None
