"""A log written by hand, for the views to hear: one sale, a lot or two, a few bids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from ledger.entry import Attribution, Entry, EntryMark, lot_stream
from ledger.events import (
    NAMES,
    BidPlaced,
    BidRefused,
    Event,
    HouseBidPlaced,
    LotCatalogued,
    LotPassed,
    LotSold,
    PassReason,
    QuantityMode,
    Rule,
    Standing,
)
from ledger.identity import BidId, Channel, LotId, Paddle, Role, SaleId, lot_id
from ledger.increments import OffIncrement
from ledger.money import Currency
from ledger.terms.sessions import SessionKind

SALE = SaleId("SPACE")
LOT = lot_id(SALE, "50061")
USD = Currency("USD")
LEDGER = "ledger"
NOON = datetime(2025, 12, 1, 12, tzinfo=UTC)
NAMED = {shape: name for name, shape in NAMES.items()}


def clock(text: str) -> datetime:
    """Read a time on the day of the bids: ``clock("12:30")``."""
    hours, minutes = text.split(":")
    return NOON.replace(hour=int(hours), minute=int(minutes))


@dataclass
class Log:
    """A ledger that is only told: it numbers what it hears, and is a feed of it."""

    entries: list[Entry[Event]] = field(default_factory=list)
    ledger: str = LEDGER

    def tell(self, *events: Event, **by: object) -> Log:
        for event in events:
            position = len(self.entries) + 1
            usual = {
                "actor": "web",
                "role": Role.BIDDER,
                "recorded_at": NOON + timedelta(seconds=position),
            }
            self.entries.append(
                Entry(
                    position=position,
                    stream=lot_stream(getattr(event, "lot", LOT)),
                    version=1,
                    type=NAMED[type(event)],
                    id=f"entry-{position}",
                    ledger=self.ledger,
                    by=Attribution(**{**usual, **by}),
                    causation=None,
                    event=event,
                )
            )
        return self

    def entries_after(self, position: int, *, limit: int) -> list[Entry[Event]]:
        return self.entries[position : position + limit]

    def head(self) -> int:
        return len(self.entries)

    def mark(self, position: int) -> EntryMark:
        entry = self.entries[position - 1]
        return EntryMark(entry.id, sha256(repr(entry).encode()).hexdigest())

    def ledger_id(self) -> str:
        return self.ledger


def catalogued(lot: LotId = LOT, **entry: object) -> LotCatalogued:
    usual = {
        "session": 1,
        "order": 1,
        "kind": SessionKind.FLOOR,
        "ends_at": datetime(2025, 12, 11, 15, 50, tzinfo=UTC),
        "currency": USD,
        "title": "First spacewalk",
        "description": "Two pages in blue ink.",
        "category": "Documents",
        "low_estimate": None,
        "high_estimate": None,
        "opening": 600_00,
        "quantity": 1,
        "quantity_mode": QuantityMode.ALL_ONE_MONEY,
        "consignor": None,
    }
    return LotCatalogued(lot=lot, **{**usual, **entry})


def leads(leader: str | None, price: int, **more: object) -> Standing:
    """Say who leads at how many dollars; a quarter on top, and 50 more is asked."""
    usual = {
        "asking": (price + 50) * 100,
        "reserve_met": None,
        "premium": None if leader in {None, "HOUSE"} else price * 25,
        "rule": Rule.ONE_INCREMENT,
        "step": 50_00,
        "against": None,
        "terms": 1,
    }
    return Standing(leader=leader, price=price * 100, **{**usual, **more})


def bid(
    paddle: str, maximum: int, standing: Standing, lot: LotId = LOT, **more: object
) -> BidPlaced:
    usual = {
        "bid": BidId("50061#1"),
        "client_class": None,
        "submitted": maximum * 100,
        "off_increment": OffIncrement.ACCEPT,
        "static": False,
        "break_tie": False,
        "channel": Channel.INTERNET,
        "received_at": NOON,
        "entered_at": NOON,
    }
    return BidPlaced(
        lot=lot,
        paddle=Paddle(paddle),
        maximum=maximum * 100,
        standing=standing,
        **{**usual, **more},
    )


def refused(paddle: str, submitted: int, **more: object) -> BidRefused:
    usual = {
        "bid": BidId("50061#2"),
        "static": False,
        "break_tie": False,
        "live": False,
        "cut": False,
        "channel": Channel.INTERNET,
        "received_at": NOON,
        "entered_at": NOON,
        "code": "bid-below-asking",
        "said": "Lot SPACE/50061 asks $650. Bid $650 or more.",
    }
    return BidRefused(
        lot=LOT, paddle=Paddle(paddle), submitted=submitted * 100, **{**usual, **more}
    )


def house(amount: int, standing: Standing, lot: LotId = LOT) -> HouseBidPlaced:
    return HouseBidPlaced(lot=lot, amount=amount * 100, standing=standing)


def sold(buyer: str, price: int, lot: LotId = LOT, **more: object) -> LotSold:
    usual = {
        "hammer": price * 100,
        "premium": price * 25,
        "underbidder": None,
        "channel": Channel.INTERNET,
        "client_class": None,
        "at": clock("18:00"),
        "terms": 1,
    }
    return LotSold(lot=lot, buyer=Paddle(buyer), price=price * 100, **{**usual, **more})


def passed(
    highest: int | None, reason: PassReason, lot: LotId = LOT, at: str = "18:00"
) -> LotPassed:
    amount = None if highest is None else highest * 100
    return LotPassed(lot=lot, highest=amount, reason=reason, at=clock(at), terms=1)


def two_lots() -> Log:
    """Tell of two lots: one sold after three bids and a refused one, one passed."""
    other = lot_id(SALE, "50062A")
    return (
        Log()
        .tell(catalogued(), catalogued(other, order=2), role=Role.CLERK)
        .tell(bid("17", 1_000, leads("17", 600), bid=BidId("50061#1")))
        .tell(refused("23", 640))
        .tell(bid("23", 800, leads("17", 850), bid=BidId("50061#3")))
        .tell(bid("31", 600, leads("31", 600), lot=other, bid=BidId("50062A#1")))
        .tell(bid("23", 1_200, leads("23", 1_050), bid=BidId("50061#4")))
        .tell(sold("23", 1_050, underbidder=Paddle("17")))
        .tell(passed(600, PassReason.RESERVE_NOT_MET, lot=other))
    )
