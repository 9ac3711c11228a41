"""A sale with lots worth telling: few bids, many, and one that is cried in the room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from ledger.entry import Attribution
from ledger.house import House, bids, clients, corrections, lots, room, sales
from ledger.house.command import Command, together
from ledger.identity import Channel, ClientId, LotId, Paddle, Role, SaleId, lot_id
from ledger.lot.listing import Description
from ledger.refusals import RecordedRefusal
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import create_tables
from ledger.terms import Rules, Terms
from ledger.terms.bidding import BiddingTerms
from ledger.terms.sessions import Session, SessionKind
from tests import ledger_places
from tests.rehearsal import REHEARSAL
from tests.story import TENS, TENTH, USD, clock, usd

SALE = SaleId("MAY26")
LEDGER = "7d0d1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"
ZONE = "America/Chicago"
PADDLES = tuple(Paddle(number) for number in ("101", "102", "103", "104", "105"))
NASTY = 'A chair, <b>"as is"</b> & more'
QUIET, FEW, MANY, CRIED, CHANGED = (lot_id(SALE, n) for n in ("1", "2", "3", "11", "4"))

FLOOR = Session(
    number=2,
    name="Room",
    first_lot="11",
    last_lot="19",
    kind=SessionKind.FLOOR,
    starts_at=clock("16:00"),
    proxies_end_at=clock("15:50"),
    closes_at=None,
    stagger=timedelta(0),
    live_proxies_from=clock("09:00"),
    channels=tuple(Channel),
)
TIMED = Session(
    number=1,
    name="Clock",
    first_lot="1",
    last_lot="9",
    kind=SessionKind.TIMED,
    starts_at=clock("09:00"),
    proxies_end_at=None,
    closes_at=clock("15:00"),
    stagger=timedelta(0),
    live_proxies_from=None,
    channels=tuple(Channel),
)
TERMS = Terms(
    SALE,
    "A May sale",
    "The house of tests",
    ZONE,
    None,
    (TIMED, FLOOR),
    Rules(USD, BiddingTerms(TENS), TENTH),
)


def at(moment: str | datetime) -> datetime:
    return clock(moment) if isinstance(moment, str) else moment


def do(house: House, command: Command, when: str | datetime, **by: str) -> None:
    """Carry a command out; a bid may be refused, for that is told too."""
    usual = {"actor": "Sue", "role": Role.CLERK}
    attribution = Attribution(**{**usual, **by}, recorded_at=at(when))
    try:
        house.do(command, by=attribution)
    except RecordedRefusal:
        assert command.verb.one_bid


def bid(
    house: House, lot: LotId, paddle: str, dollars: int, when: str | datetime
) -> None:
    words = {"paddle": Paddle(paddle), "maximum": usd(dollars), "at": at(when)}
    do(house, bids.bid(lot, **words), when)


def call(
    house: House,
    paddle: str,
    when: str,
    channel: Channel = Channel.FLOOR,
    dollars: int | None = None,
) -> None:
    amount = None if dollars is None else usd(dollars)
    words = {"paddle": Paddle(paddle), "channel": channel, "at": at(when)}
    do(house, room.bid(CRIED, amount=amount, **words), when)


def begin(house: House) -> None:
    """Announce the sale, and catalogue its lots."""
    steps = [sales.announce(TERMS)]
    for paddle in PADDLES:
        client = ClientId(f"C-{paddle}")
        steps += [
            clients.enrol(client),
            sales.issue_paddle(SALE, paddle, client=client),
        ]
    titles = {"1": "A lamp", "2": NASTY, "3": "Spoons", "4": "A clock", "11": "A moon"}
    entries = [
        Description(
            number=number, title=title, opening=usd(100), low_estimate=usd(1_000)
        )
        for number, title in titles.items()
    ]
    steps.append(lots.catalogue(SALE, entries))
    do(house, together(steps), "08:00")


def few_bids(house: House) -> None:
    """Three bids, one of them refused, and a reserve that is met."""
    do(house, lots.set_reserve(FEW, usd(250)), "08:30")
    bid(house, FEW, "101", 300, "10:00")
    bid(house, FEW, "102", 120, "11:30")
    bid(house, FEW, "103", 410, "14:20")
    do(house, bids.close_lot(FEW, at=clock("15:00")), "15:00")


def many_bids(house: House) -> None:
    """Fifty bids, most of them in the last minutes; some are refused."""
    dice, now = Random(50), clock("09:00")
    for number in range(50):
        minutes = dice.uniform(1, 18) if number < 20 else dice.uniform(0.1, 3)
        now += timedelta(minutes=minutes)
        asking = house.lot(MANY).asking // 100
        dollars = asking + dice.choice([-20, 0, 10, 30, 80])
        bid(house, MANY, dice.choice(PADDLES), dollars, now)
    do(house, bids.close_lot(MANY, at=clock("15:00")), "15:00")


def cried(house: House) -> None:
    """Two bids in the book, then the room: floor, phone and live, and the hammer."""
    do(house, lots.set_reserve(CRIED, usd(420)), "08:30")
    bid(house, CRIED, "101", 400, "12:00")
    bid(house, CRIED, "102", 260, "14:00")
    do(house, room.open_lot(CRIED, at=clock("16:05:00")), "16:05:00")
    call(house, "103", "16:05:10")
    call(house, "104", "16:05:22", Channel.PHONE)
    call(house, "103", "16:05:30", dollars=200)
    call(house, "103", "16:05:34")
    call(house, "105", "16:05:48", Channel.LIVE)
    call(house, "104", "16:06:01", Channel.PHONE)
    do(house, room.warn(CRIED, at=clock("16:06:20")), "16:06:20")
    call(house, "103", "16:06:24")
    do(house, room.hammer(CRIED, at=clock("16:06:40")), "16:06:40")


def changed(house: House) -> None:
    """Bids that were taken out again: by the bidder, and by the house."""
    bid(house, CHANGED, "101", 300, "10:00")
    bid(house, CHANGED, "102", 900, "10:30")
    gone = house.lot(CHANGED).claims[1].bid
    do(
        house,
        corrections.retract(CHANGED, gone, at=clock("11:00")),
        "11:00",
        reason="typed a 9 for a 1",
    )
    bid(house, CHANGED, "103", 150, "12:00")
    do(house, bids.close_lot(CHANGED, at=clock("15:00")), "15:00")


@contextmanager
def house_of_sample_lots(folder: Path) -> Iterator[House]:
    """Open a house on a new ledger in a folder, with the sale in it, and all told."""
    database = Database(dialect_at(ledger_places.place(folder), durable=False))
    create_tables(database, LEDGER)
    with House(database, REHEARSAL) as house:
        begin(house)
        few_bids(house)
        many_bids(house)
        cried(house)
        changed(house)
        yield house
