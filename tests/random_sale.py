"""Whole sales thrown by dice: a room, a clock, corrections, and a house that dies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

from ledger.entry import Attribution, Entry, lot_stream
from ledger.events import Event
from ledger.house import House, bids, clients, corrections, lots, room, sales
from ledger.house.command import Command
from ledger.identity import Channel, ClientId, LotId, Paddle, Role, SaleId, lot_id
from ledger.lot import Lot, Stage
from ledger.lot.listing import Description
from ledger.lot.walk import next_up, up_now
from ledger.money import Minor
from ledger.refusals import Refusal
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import create_tables
from ledger.store.opened import unwrapped
from ledger.terms import Rules, Terms
from ledger.terms.bidding import (
    BiddingTerms,
    ReserveMode,
    RoomTerms,
    SelfRaise,
    StrikePolicy,
    TieRule,
)
from ledger.terms.sessions import (
    Eligibility,
    ExtensionMode,
    ExtensionScope,
    ExtensionTrigger,
    Session,
    SessionKind,
    SoftClose,
    UnopenedRule,
)
from tests import ledger_places
from tests.rehearsal import REHEARSAL
from tests.story import TENS, TENTH, USD, ladder, usd

SALE = SaleId("DICE26")
LEDGER = "0f1e2d3c-4b5a-4687-9786-a5b4c3d2e1f0"
NINE = datetime(2026, 5, 20, 9, tzinfo=UTC)
NOON = NINE + timedelta(hours=3)
PADDLES = tuple(Paddle(number) for number in ("101", "102", "103", "104"))
LADDERS = (TENS, ladder((0, 5), (100, 10), (300, 25)), ladder((0, 50)))
FLOOR, TIMED = (1, 2, 3), (11, 12, 13)


def throw_terms(dice: Random) -> Terms:
    """Throw the terms of a sale: a session in the room, and one closed by the clock."""
    whole = {
        "kind": SessionKind.FLOOR,
        "starts_at": NOON + timedelta(minutes=10),
        "proxies_end_at": NOON,
        "closes_at": None,
        "stagger": timedelta(0),
        "live_proxies_from": NINE,
        "channels": tuple(Channel),
    }
    timed = {
        **whole,
        "kind": SessionKind.TIMED,
        "starts_at": NINE,
        "proxies_end_at": None,
        "closes_at": NOON,
        "stagger": timedelta(minutes=dice.choice([0, 1])),
        "live_proxies_from": None,
        "soft_close": throw_soft_close(dice),
    }
    sessions = (
        Session(number=1, name="Room", first_lot="1", last_lot="9", **whole),
        Session(number=2, name="Clock", first_lot="11", last_lot="19", **timed),
    )
    return Terms(SALE, "Dice", "The house of dice", "UTC", None, sessions, rules(dice))


def rules(dice: Random) -> Rules:
    bidding = BiddingTerms(
        dice.choice(LADDERS),
        ties=dice.choice(list(TieRule)),
        reserve=dice.choice(list(ReserveMode)),
        self_raise=dice.choice(list(SelfRaise)),
        lowering=dice.random() < 0.3,
        break_ties=dice.random() < 0.3,
        retraction=dice.choice(list(StrikePolicy)),
    )
    in_the_room = RoomTerms(
        grace_seconds=dice.choice([0, 30]),
        cut_bids_per_bidder=dice.choice([0, 1, None]),
        proxy_wins_ties=dice.random() < 0.7,
        opening_from=Fraction(1, 4),
    )
    return Rules(USD, bidding, TENTH, in_the_room)


def throw_soft_close(dice: Random) -> SoftClose | None:
    if dice.random() < 0.3:
        return None
    minutes = timedelta(minutes=dice.choice([1, 5]))
    return SoftClose(
        window=minutes,
        length=minutes,
        mode=dice.choice(list(ExtensionMode)),
        scope=dice.choice(list(ExtensionScope)),
        trigger=dice.choice(list(ExtensionTrigger)),
        eligibility=dice.choice(list(Eligibility)),
        unopened=dice.choice(list(UnopenedRule)),
        sole_bidder_wins=dice.random() < 0.2,
        group_size=2,
        extensions_max=dice.choice([None, 3]),
        hard_stop=NOON + timedelta(minutes=20),
    )


@dataclass
class Gamble:
    """One sale as the dice play it; every no of the house is counted."""

    dice: Random
    folder: Path
    terms: Terms
    now: datetime = NINE
    house: House = field(init=False)
    refused: Counter[str] = field(default_factory=Counter)
    deaths: int = 0

    def __post_init__(self) -> None:
        self._begin()

    def _database(self) -> Database:
        return Database(dialect_at(ledger_places.place(self.folder), durable=False))

    def _begin(self) -> None:
        database = self._database()
        create_tables(database, LEDGER)
        self.house = House(database, REHEARSAL)
        self.does(sales.announce(self.terms))
        for paddle in PADDLES:
            client = ClientId(f"C-{paddle}")
            self.does(clients.enrol(client))
            limit = self.dice.choice([None, None, None, usd(900)])
            self.does(sales.issue_paddle(SALE, paddle, client=client, limit=limit))
        entries = [self._entry(number) for number in (*FLOOR, *TIMED)]
        self.does(lots.catalogue(SALE, entries))

    def _entry(self, number: int) -> Description:
        reserve = self.dice.choice([None, None, 200, 300])
        return Description(
            number=str(number),
            title=f"Lot {number}",
            opening=usd(self.dice.choice([50, 100])),
            low_estimate=self.dice.choice([None, usd(300)]),
            high_estimate=usd(500),
            reserve=None if reserve is None else usd(reserve),
            quantity=self.dice.choice([1, 1, 3]),
        )

    def dies(self) -> None:
        """Let the house fall over, and open what it left."""
        self.deaths += 1
        self.house.close()
        self.house = House(self._database(), REHEARSAL)

    def does(self, command: Command) -> None:
        """Ask the house for something, and count the no where it says no."""
        by = Attribution(
            actor="dice@example",
            role=Role.CLERK,
            recorded_at=self.now,
            reason="the dice said so",
        )
        try:
            self.house.do(command, by=by)
        except Refusal as no:
            self.refused[no.given] += 1

    def lot(self, number: int) -> Lot:
        return self.house.lot(lot_id(SALE, str(number)))

    def amount(self, lot: Lot) -> Minor:
        """Throw an amount near what is asked: under, at, above it, off the ladder."""
        steps = self.dice.choice([-1, 0, 0, 1, 2, 5, 12])
        return max(usd(1), lot.asking + steps * usd(10) + self.dice.choice([0, 0, 333]))

    def entries(self) -> list[Entry[Event]]:
        return list(self.house.entries_after(0, limit=1_000_000))

    def history(self, lot: LotId) -> list[Entry[Event]]:
        """Return a lot's own entries as all may read them."""
        stream = lot_stream(lot)
        return [entry for entry in self.entries() if entry.stream == stream]

    def opened_history(self, lot: LotId) -> list[Entry[Event]]:
        """Return a lot's own entries with what is sealed in them, by the keys."""
        return list(unwrapped(self.house.opened_history(lot)))


def play(seed: int, folder: Path, terms: Terms | None = None) -> Gamble:
    """Play one sale to its end: the book, the clock, the room, and second thoughts."""
    dice = Random(seed)
    gamble = Gamble(dice, folder, terms or throw_terms(dice))
    for minute in sorted(dice.uniform(0, 179.9) for _ in range(30)):
        gamble.now = NINE + timedelta(minutes=minute)
        _before_noon(gamble)
    _by_the_clock(gamble)
    _in_the_room(gamble)
    for _ in range(6):
        gamble.now += timedelta(minutes=1)
        _afterwards(gamble)
    return gamble


def _before_noon(gamble: Gamble) -> None:
    dice = gamble.dice
    lot = gamble.lot(dice.choice((*FLOOR, *TIMED)))
    chance = dice.random()
    if chance < 0.8:
        _proxy(gamble, lot)
    elif chance < 0.9:
        _takes_out(gamble, lot)
    elif chance < 0.95:
        reserve = dice.choice([None, usd(150), usd(280)])
        gamble.does(lots.set_reserve(lot.id, reserve))
    else:
        gamble.dies()


def _proxy(gamble: Gamble, lot: Lot, channel: Channel | None = None) -> None:
    dice = gamble.dice
    late = timedelta(seconds=dice.choice([0, 0, 0, 90]))
    gamble.does(
        bids.bid(
            lot.id,
            paddle=dice.choice(PADDLES),
            maximum=gamble.amount(lot),
            at=gamble.now,
            channel=channel or dice.choice([Channel.INTERNET, Channel.MAIL]),
            received_at=gamble.now - late,
            static=dice.random() < 0.1,
            break_tie=dice.random() < 0.1,
        )
    )


def _takes_out(gamble: Gamble, lot: Lot) -> None:
    dice = gamble.dice
    if not lot.claims:
        return
    bid = dice.choice(list(lot.claims)).bid
    if dice.random() < 0.4:
        gamble.does(corrections.retract(lot.id, bid, at=gamble.now))
        return
    second = dice.choice([None, "second@example", "second@example"])
    policy = dice.choice(list(StrikePolicy))
    gamble.does(
        corrections.strike(
            lot.id, bid, policy=policy, at=gamble.now, authorised_by=second
        )
    )


def _by_the_clock(gamble: Gamble) -> None:
    """Bid around the closing times, and close what falls due, after some delay."""
    for _ in range(40):
        gamble.now += timedelta(seconds=gamble.dice.choice([5, 20, 40, 90]))
        chance = gamble.dice.random()
        lot = gamble.lot(gamble.dice.choice(TIMED))
        if chance < 0.55:
            _proxy(gamble, lot, Channel.INTERNET)
        elif chance < 0.9:
            gamble.does(sales.close_due(SALE, upto=gamble.now))
        elif chance < 0.95:
            _takes_out(gamble, lot)
        else:
            gamble.dies()
    gamble.now += timedelta(hours=1)
    gamble.does(sales.close_due(SALE, upto=gamble.now))


def _in_the_room(gamble: Gamble) -> None:
    for _ in range(60):
        gamble.now += timedelta(seconds=gamble.dice.choice([2, 10, 40]))
        found = [gamble.lot(number) for number in FLOOR]
        lot = up_now(found)
        if lot is None:
            coming = next_up(found, 1)
            if not coming:
                break
            _opens(gamble, coming[0])
        else:
            _calls(gamble, lot)


def _opens(gamble: Gamble, lot: Lot) -> None:
    dice = gamble.dice
    if dice.random() < 0.1:
        gamble.does(room.skip(lot.id, at=gamble.now))
    amount = dice.choice([None, None, usd(90), usd(150)])
    gamble.does(room.open_lot(lot.id, at=gamble.now, amount=amount))
    gamble.does(room.open_lot(lot.id, at=gamble.now))


def _calls(gamble: Gamble, lot: Lot) -> None:
    dice, at = gamble.dice, gamble.now
    chance = dice.random()
    if chance < 0.5:
        _bids_live(gamble, lot)
    elif chance < 0.6:
        _proxy(gamble, lot, Channel.LIVE)
    elif chance < 0.65:
        gamble.does(room.house_bid(lot.id, at=at))
    elif chance < 0.7:
        gamble.does(room.ask(lot.id, asking=gamble.amount(lot), at=at))
    elif chance < 0.72:
        step = gamble.dice.choice([None, 10_00, 25_00, 60_00])
        gamble.does(room.set_increment(lot.id, step=step, at=at))
    elif chance < 0.75:
        gamble.does(room.warn(lot.id, at=at))
    elif chance < 0.8:
        _takes_out(gamble, lot)
    elif chance < 0.83:
        gamble.dies()
    elif chance < 0.95:
        gamble.does(room.hammer(lot.id, at=at))
        _after_the_hammer(gamble, lot)
    else:
        gamble.does(room.pass_lot(lot.id, at=at))


def _bids_live(gamble: Gamble, lot: Lot) -> None:
    dice = gamble.dice
    gamble.does(
        room.bid(
            lot.id,
            paddle=dice.choice(PADDLES),
            at=gamble.now,
            channel=dice.choice([Channel.FLOOR, Channel.PHONE, Channel.LIVE]),
            amount=dice.choice([None, None, gamble.amount(lot)]),
            cut=dice.random() < 0.1,
        )
    )


def _after_the_hammer(gamble: Gamble, lot: Lot) -> None:
    """Bid in the grace, or have the lot up again."""
    chance = gamble.dice.random()
    gamble.now += timedelta(seconds=10)
    if chance < 0.2:
        _bids_live(gamble, lot)
    elif chance < 0.3:
        gamble.does(corrections.reopen(lot.id, at=gamble.now))


def _afterwards(gamble: Gamble) -> None:
    dice, at = gamble.dice, gamble.now
    lot = gamble.lot(dice.choice((*FLOOR, *TIMED)))
    second = dice.choice([None, "second@example", "second@example", "dice@example"])
    chance = dice.random()
    if lot.stage is Stage.SOLD and chance < 0.4:
        gamble.does(corrections.rescind(lot.id, at=at, authorised_by=second or ""))
    elif lot.stage is Stage.SOLD:
        price = dice.choice([None, usd(70)])
        buyer = dice.choice([None, *PADDLES])
        gamble.does(
            corrections.amend_hammer(
                lot.id, at=at, authorised_by=second or "", buyer=buyer, price=price
            )
        )
    elif chance < 0.5:
        gamble.does(corrections.resell(lot.id, at=at, authorised_by=second or ""))
    else:
        later = at + timedelta(minutes=5)
        ends_at = later if lot.listing.kind is SessionKind.TIMED else None
        gamble.does(
            corrections.reopen(lot.id, at=at, ends_at=ends_at, authorised_by=second)
        )
