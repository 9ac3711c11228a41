"""What of a sale is sealed, what stayed plain, and what was seen before the hammer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from ledger.entry import Entry, StreamId
from ledger.events import Event, Looked, LookKind, LotPassed, LotSold, LotWithdrawn
from ledger.events.corrections import LotReopened
from ledger.events.dispute import ReplayFiled
from ledger.events.lot import BidRefused, LotCatalogued, ReserveSet
from ledger.events.openings import MaximumsOpened, OpeningEvent, ReserveOpened
from ledger.events.sealed import SEALABLE
from ledger.house.records import Records
from ledger.identity import LotId, SaleId
from ledger.value import replace, value

CLOSES = (LotSold, LotPassed, LotWithdrawn)
PUTS_UP = (LotCatalogued, LotReopened)
"""What lets a lot be bid on, as it is entered or after its hammer."""
SECRET = (LookKind.MAXIMUM, LookKind.RESERVE)


@value(kw_only=True)
class LotSeals:
    """What of a lot is sealed."""

    lot: LotId
    sealed_since: int | None
    """The position from which its amounts are sealed; None: they stay plain."""
    sealed_bids: int
    plain_bids: int
    sealed_refused: int
    plain_refused: int
    sealed_reserves: int
    plain_reserves: int
    sealed_replays: int
    """Replays of it that are on file in disputes."""
    plain_replays: int
    opened: int
    """How many of its seals were opened to everybody."""
    opened_by_hand: int
    """How many of those two people opened, and not its terms."""
    closed: int | None
    """The position of its first hammer, or its withdrawal."""
    changes: tuple[tuple[int, bool], ...]
    """Each position at which it was put up, or closed: whether it was up from there."""
    opened_early: tuple[int, ...]
    """The positions of openings while it was up."""

    def was_up(self, position: int) -> bool:
        """Say whether it might be bid on at a position of the log."""
        before = [is_up for at, is_up in self.changes if at < position]
        return bool(before) and before[-1]


@value(kw_only=True)
class SealLook:
    """A maximum or a reserve of a lot was shown to somebody."""

    position: int
    at: datetime
    lot: LotId
    looked_at: LookKind
    actor: str
    login: str | None
    purpose: str
    before_hammer: bool
    """The lot was up then, or up again."""


@value(kw_only=True)
class SaleSeals:
    """What of a sale is sealed, and who was shown any of it through the system."""

    sale: SaleId
    lots: tuple[LotSeals, ...]
    looks: tuple[SealLook, ...]

    @property
    def early(self) -> int:
        """How often something was opened or shown before its hammer fell."""
        looks = sum(look.before_hammer for look in self.looks)
        return looks + sum(len(lot.opened_early) for lot in self.lots)


def sale_seals(records: Records, sale: SaleId) -> SaleSeals:
    """Tell what of a sale is sealed, by its log; raises UnknownSale."""
    records.sale(sale)
    replays = _replays(records, sale)
    lots = [
        _lot_seals(records.history(lot), replays.get(lot, ()))
        for lot in records.lot_names(sale)
    ]
    by_name = {lot.lot: lot for lot in lots}
    looks = [each for entry in _looks(records) for each in _seal_looks(entry, by_name)]
    return SaleSeals(sale=sale, lots=tuple(lots), looks=tuple(looks))


def _replays(records: Records, sale: SaleId) -> dict[LotId, list[ReplayFiled]]:
    """Return the replays on file in the disputes of a sale, by their lots."""
    filed: dict[LotId, list[ReplayFiled]] = {}
    for followed in records.dispute_histories(sale):
        lot = followed[-1].after.opened.lot
        events = (entry.event for entry, _ in followed)
        replays = [event for event in events if isinstance(event, ReplayFiled)]
        filed.setdefault(lot, []).extend(replays)
    return filed


def _lot_seals(
    history: Sequence[Entry[Event]], replays: Sequence[ReplayFiled]
) -> LotSeals:
    listing = history[0].event
    assert isinstance(listing, LotCatalogued), "a lot's history begins in the catalogue"
    openings = [
        (entry.position, entry.event)
        for entry in history
        if isinstance(entry.event, MaximumsOpened | ReserveOpened)
    ]
    events = [event for _, event in openings]
    lot = _counted_seals(history, listing, events, replays)
    early = tuple(position for position, _ in openings if lot.was_up(position))
    return replace(lot, opened_early=early)


def _counted_seals(
    history: Sequence[Entry[Event]],
    listing: LotCatalogued,
    openings: Sequence[OpeningEvent],
    replays: Sequence[ReplayFiled],
) -> LotSeals:
    kinds = [_kind(entry.event) for entry in history]
    return LotSeals(
        lot=listing.lot,
        sealed_since=history[0].position if listing.sealed else None,
        sealed_bids=kinds.count("sealed bid"),
        plain_bids=kinds.count("plain bid"),
        sealed_refused=kinds.count("sealed refusal"),
        plain_refused=kinds.count("plain refusal"),
        sealed_reserves=kinds.count("sealed reserve"),
        plain_reserves=kinds.count("plain reserve"),
        sealed_replays=sum(replay.seal is not None for replay in replays),
        plain_replays=sum(replay.seal is None for replay in replays),
        opened=sum(map(_opened_by, openings)),
        opened_by_hand=sum(
            _opened_by(each) for each in openings if each.authorised_by is not None
        ),
        closed=_first(history, CLOSES),
        changes=tuple(
            (each.position, isinstance(each.event, PUTS_UP))
            for each in history
            if isinstance(each.event, (*CLOSES, *PUTS_UP))
        ),
        opened_early=(),
    )


def _first(history: Iterable[Entry[Event]], kinds: tuple[type, ...]) -> int | None:
    return next(
        (each.position for each in history if isinstance(each.event, kinds)), None
    )


def _opened_by(event: OpeningEvent) -> int:
    return len(event.openings) if isinstance(event, MaximumsOpened) else 1


def _kind(event: Event) -> str | None:
    """Say of what is sealed or might be which it is; None of anything else."""
    if not isinstance(event, SEALABLE):
        return None
    how = "plain" if event.seal is None else "sealed"
    if isinstance(event, BidRefused):
        # What was called in the room was heard by all, but for what a limit left.
        is_heard = event.live and event.seal is None
        return None if is_heard else f"{how} refusal"
    return f"{how} reserve" if isinstance(event, ReserveSet) else f"{how} bid"


def _looks(records: Records) -> Iterator[Entry[Event]]:
    """Yield the looks on record, in the order of the log."""
    positions = [
        position
        for stream in records.streams("looks:")
        for position in _positions(records, stream)
    ]
    yield from records.entries_at(sorted(positions))


def _positions(records: Records, stream: StreamId) -> Iterator[int]:
    version = 1
    while (position := records.position(stream, version)) is not None:
        yield position
        version += 1


def _seal_looks(
    entry: Entry[Event], lots: Mapping[LotId, LotSeals]
) -> Iterator[SealLook]:
    """Yield what a look showed of the lots of a sale."""
    event = entry.event
    if not isinstance(event, Looked) or event.looked_at not in SECRET:
        return
    for lot in event.lots:
        if lot in lots:
            yield SealLook(
                position=entry.position,
                at=entry.by.recorded_at,
                lot=lot,
                looked_at=event.looked_at,
                actor=entry.by.actor,
                login=entry.by.login,
                purpose=event.purpose,
                before_hammer=lots[lot].was_up(entry.position),
            )
