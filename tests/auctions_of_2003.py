"""The public auctions of 2003 as a ledger: one sale, each auction a timed lot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from ledger.entry import Attribution
from ledger.files.history_file import ForeignLot, read_history
from ledger.files.terms_file import read_rules
from ledger.house import House, bids, clients, lots, sales
from ledger.house.command import together
from ledger.identity import Channel, ClientId, LotId, Paddle, Role, SaleId, lot_id
from ledger.lot.listing import Description
from ledger.lot.slip import LotSlip, Slip
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import create_tables
from ledger.terms import Terms
from ledger.terms.sessions import Session, SessionKind
from tests import ledger_places
from tests.rehearsal import REHEARSAL

AUCTIONS = Path(__file__).parents[1].parent / "shared" / "data" / "ebay_bids.csv"
LEDGER = "b2f6f0a4-0c5d-4d0e-9d55-3b8f6f3f2003"
SALE = SaleId("AUCTIONS-2003")
OPENS = datetime(2003, 1, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=30)
CLIENT = ClientId("C-2003")


def histories() -> tuple[ForeignLot, ...]:
    """Read the auctions as they were published."""
    return read_history(
        AUCTIONS,
        lot="auctionid",
        bidder="bidder",
        maximum="bid",
        at="bidtime",
        opening="openbid",
        price="price",
        currency=read_rules("ebay-2003").currency,
    ).lots


def terms() -> Terms:
    """Announce them as one sale by the clock, under the rules of the day."""
    session = Session(
        number=1,
        name="All auctions",
        first_lot="1",
        last_lot="999999",
        kind=SessionKind.TIMED,
        starts_at=OPENS,
        proxies_end_at=None,
        closes_at=CLOSES,
        stagger=timedelta(0),
        live_proxies_from=None,
        channels=(Channel.INTERNET,),
    )
    rules = read_rules("ebay-2003")
    return Terms(SALE, "Auctions", "Many", "UTC", "ebay-2003", (session,), rules)


def ledger_of(folder: Path, auctions: tuple[ForeignLot, ...]) -> House:
    """Import auctions into a ledger: bids as they were received; then close it."""
    database = Database(dialect_at(ledger_places.place(folder), durable=False))
    create_tables(database, LEDGER)
    house = House(database, REHEARSAL)
    by = Attribution(actor="import", role=Role.SYSTEM, recorded_at=CLOSES)
    house.do(sales.announce(terms()), by=by)
    paddles = sorted({bid.bidder for auction in auctions for bid in auction.bids})
    issued = [sales.issue_paddle(SALE, Paddle(who), client=CLIENT) for who in paddles]
    house.do(together([clients.enrol(CLIENT), *issued]), by=by)
    entries = [
        Description(number=str(place), title=one.lot, opening=one.opening or 1)
        for place, one in enumerate(auctions, start=1)
    ]
    house.do(lots.catalogue(SALE, entries), by=by)
    slips = [
        LotSlip(lot, slip)
        for lot, one in zip(named(auctions), auctions, strict=True)
        for slip in slips_of(one)
    ]
    house.do(bids.take_bids(slips), by=by)
    house.do(sales.close_sale(SALE, at=CLOSES), by=by)
    return house


def named(auctions: tuple[ForeignLot, ...]) -> list[LotId]:
    """Name the lots that auctions become."""
    return [lot_id(SALE, str(place)) for place in range(1, len(auctions) + 1)]


def slips_of(auction: ForeignLot) -> list[Slip]:
    """Write the bids of an auction as slips, a second apart."""
    return [
        Slip(
            paddle=Paddle(bid.bidder),
            submitted=bid.maximum,
            channel=Channel.INTERNET,
            received_at=OPENS + timedelta(seconds=place),
            entered_at=OPENS + timedelta(seconds=place),
        )
        for place, bid in enumerate(auction.bids)
    ]
