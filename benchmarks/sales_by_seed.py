"""Sales as a house has them, thrown by a seed: as many as a ledger of some size takes.

Each sale has a session in the room and one closed by the clock, proxies that come in
a late rush, calls in the room, bids that are refused and taken out, and is settled:
invoices, payments, statements and payouts, and what was put right after them. One seed
makes the same sales each time; the next sale begins when the one before it is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeAlias

from benchmarks.sale_of_bids import LEDGER_ID, REHEARSAL, TERMS
from ledger.entry import Attribution
from ledger.house import House, clients, corrections, lots, room, sales
from ledger.house.bids import take_bids
from ledger.house.command import Command, together
from ledger.identity import Channel, ClientId, LotId, Paddle, Role, SaleId, lot_id
from ledger.lot import Lot, Stage
from ledger.lot.listing import Description
from ledger.lot.slip import LotSlip, Slip
from ledger.refusals import Refusal
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import create_tables
from ledger.terms import Terms
from ledger.terms.bidding import StrikePolicy
from ledger.terms.sessions import Session, SessionKind, SoftClose
from ledger.value import replace

FIRST_DAY = datetime(2016, 1, 4, 15, 0, tzinfo=UTC)
"""The first sale opens to proxies then; each later one some hours after the last."""
OPEN_FOR = timedelta(days=10)
BETWEEN_CLOSES = timedelta(seconds=20)
CLIENTS = 600
CONSIGNORS = 40
BUYERS_A_SALE = 90
LOTS = 240
BIDS_A_LOT = 40
IMPORTED = 5_000
"""So many slips are taken at once."""
SMALLEST = (12, 16)
"""Lots and bids a lot of a sale that only tells what there is, for a test."""
BEFOREHAND = (Channel.INTERNET, Channel.MAIL, Channel.LIVE)


@dataclass(frozen=True, slots=True)
class Plan:
    """One sale to be played: its name, its lots, and its days."""

    number: int
    lots: int
    bids_a_lot: int
    opens: datetime

    @property
    def sale(self) -> SaleId:
        """The name of the sale."""
        return SaleId(f"SEED-{self.number}")

    @property
    def closes(self) -> datetime:
        """When the room opens, and the first lot of the timed session closes."""
        return self.opens + OPEN_FOR

    @property
    def settled(self) -> datetime:
        """When the first invoice is issued."""
        return self.closes + timedelta(days=1)

    @property
    def in_room(self) -> int:
        """How many lots are sold in the room; the others are closed by the clock."""
        return self.lots // 2

    def lot(self, number: int) -> LotId:
        """Name a lot by its place in the sale."""
        return lot_id(self.sale, str(number))

    def terms(self) -> Terms:
        """Write the terms of the sale."""
        floor = Session(
            number=1,
            name="Room",
            first_lot="1",
            last_lot=str(self.in_room),
            kind=SessionKind.FLOOR,
            starts_at=self.closes,
            proxies_end_at=self.closes,
            closes_at=None,
            stagger=timedelta(0),
            live_proxies_from=self.opens,
            channels=tuple(Channel),
        )
        timed = replace(
            floor,
            number=2,
            name="Clock",
            first_lot=str(self.in_room + 1),
            last_lot=str(self.lots),
            kind=SessionKind.TIMED,
            starts_at=self.opens,
            proxies_end_at=None,
            closes_at=self.closes,
            stagger=BETWEEN_CLOSES,
            live_proxies_from=None,
            soft_close=SoftClose(timedelta(minutes=5), timedelta(minutes=5)),
        )
        title = f"Sale {self.number} by seed"
        return replace(TERMS, sale=self.sale, title=title, sessions=(floor, timed))


Step: TypeAlias = tuple[Command, datetime, str | None]
"""A command, when it is given, and why."""


class SeededHouse:
    """A house that plays sales of one seed, one after the other."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.dice = Random(seed)  # noqa: S311 (the same sales each time)
        self.now = FIRST_DAY

    def does(
        self, command: Command, at: datetime, *, reason: str | None = None
    ) -> None:
        """Do something at a moment, if the house lets it be done."""
        self.do_all([(command, at, reason)])

    def do_all(self, steps: Iterable[Step]) -> None:
        """Do what the house lets be done of many steps, in few commits."""
        asked = []
        for command, at, reason in steps:
            self.now = max(self.now, at)
            by = Attribution(
                actor="ann", role=Role.CLERK, recorded_at=self.now, reason=reason
            )
            asked.append((command, by))
        for outcome in self.house.do_all(asked):
            if isinstance(outcome, Exception) and not isinstance(outcome, Refusal):
                raise outcome

    def enrol(self) -> None:
        """Put the clients of the house on file."""
        buyers = [ClientId(f"C-{number}") for number in range(CLIENTS)]
        owners = [ClientId(f"S-{number}") for number in range(CONSIGNORS)]
        enrolled = [clients.enrol(client) for client in (*buyers, *owners)]
        self.does(together(enrolled), self.now)

    def play(self, plan: Plan) -> None:
        """Play the bidding of a sale to its last hammer."""
        paddles = self._announce(plan)
        slips = self._slips(plan, paddles)
        for first in range(0, len(slips), IMPORTED):
            taken = slips[first : first + IMPORTED]
            self.does(take_bids(taken), taken[-1].slip.entered_at)
            self._take_some_out(plan)
        self._hold_session(plan, paddles)
        ends = plan.closes + BETWEEN_CLOSES * plan.lots + timedelta(hours=3)
        self.does(room_closed(plan, ends), ends)

    def play_until(self, plan: Plan, moment: datetime) -> None:
        """Play the bidding of a sale up to a moment: what comes later is open."""
        slips = self._slips(plan, self._announce(plan))
        taken = [slip for slip in slips if slip.slip.entered_at <= moment]
        self.does(take_bids(taken), moment)

    def _slips(self, plan: Plan, paddles: list[Paddle]) -> list[LotSlip]:
        """Throw the proxies for all lots of a sale, in the order they come."""
        lots = self.house.lots(plan.sale)
        slips = (
            slip
            for number, lot in enumerate(lots, start=1)
            for slip in self._proxies(plan, number, lot, paddles)
        )
        return sorted(slips, key=lambda one: one.slip.entered_at)

    def _announce(self, plan: Plan) -> list[Paddle]:
        at, dice = plan.opens, self.dice
        self.does(sales.announce(plan.terms()), at)
        buyers = dice.sample(range(CLIENTS), BUYERS_A_SALE)
        paddles = [Paddle(str(100 + place)) for place in range(BUYERS_A_SALE)]
        issued = [
            sales.issue_paddle(plan.sale, paddle, client=ClientId(f"C-{buyer}"))
            for paddle, buyer in zip(paddles, buyers, strict=True)
        ]
        self.does(together(issued), at)
        entries = [self._entry(number) for number in range(1, plan.lots + 1)]
        self.does(lots.catalogue(plan.sale, entries), at)
        return paddles

    def _entry(self, number: int) -> Description:
        dice = self.dice
        opening = round(dice.lognormvariate(5, 1)) * 100 + 1_000
        return Description(
            number=str(number),
            title=f"Lot {number}",
            opening=opening,
            low_estimate=opening * 2,
            high_estimate=opening * 3,
            reserve=dice.choice([None, None, None, opening * 2]),
            consignor=ClientId(f"S-{dice.randrange(CONSIGNORS)}"),
        )

    def _proxies(
        self, plan: Plan, number: int, lot: Lot, paddles: list[Paddle]
    ) -> Iterator[LotSlip]:
        """Throw the proxies for a lot: few or many, most of them in the last hours."""
        dice = self.dice
        count = round(dice.gammavariate(2, plan.bids_a_lot / 2))
        ends = plan.closes + BETWEEN_CLOSES * max(0, number - plan.in_room - 1)
        rivals = dice.sample(paddles[20:], min(len(paddles) - 20, 2 + count // 4))
        moments = sorted(ends - (ends - plan.opens) * dice.random() ** 4
                         for _ in range(count))  # fmt: skip
        highest = [lot.asking, lot.asking]
        for at in moments:
            most = round(highest[0] * dice.uniform(1.08, 1.25) / 100) * 100
            highest = sorted((*highest, most))[-2:]
            received = min(at, ends - timedelta(seconds=1))
            yield LotSlip(
                lot.id,
                Slip(
                    paddle=dice.choice(rivals),
                    submitted=most,
                    channel=dice.choices(BEFOREHAND, (85, 5, 10))[0],
                    received_at=received,
                    entered_at=received,
                ),
            )

    def _take_some_out(self, plan: Plan) -> None:
        """Retract a bid, and strike one: somebody typed it wrong."""
        for strikes in (False, True):
            lot = self.house.lot(plan.lot(self.dice.randint(1, plan.lots)))
            if lot.stage is not Stage.OPEN or not lot.claims:
                continue
            bid = self.dice.choice(list(lot.claims)).bid
            taken: Command = corrections.retract(lot.id, bid, at=self.now)
            if strikes:
                taken = corrections.strike(
                    lot.id,
                    bid,
                    policy=StrikePolicy.STRIKE_ONE,
                    at=self.now,
                    authorised_by="bea",
                )
            self.does(taken, self.now, reason="typed wrong")

    def _hold_session(self, plan: Plan, paddles: list[Paddle]) -> None:
        """Cry the lots of the room one after the other."""
        self.do_all(self._calls(plan, paddles))

    def _calls(self, plan: Plan, paddles: list[Paddle]) -> Iterator[Step]:
        """Throw the calls in the room; each lot is knocked down, or else passed."""
        at, dice = plan.closes, self.dice
        for number in range(1, plan.in_room + 1):
            name = plan.lot(number)
            yield room.open_lot(name, at=at), at, None
            callers = dice.sample(paddles[:20], 2)
            for turn in range(dice.randrange(1, 9)):
                at += timedelta(seconds=dice.randrange(2, 9))
                channel = dice.choice([Channel.FLOOR, Channel.PHONE])
                paddle = callers[turn % 2]
                call = room.bid(name, paddle=paddle, at=at, channel=channel)
                yield call, at, None
            at += timedelta(seconds=5)
            yield room.warn(name, at=at), at, None
            at += timedelta(seconds=5)
            yield room.hammer(name, at=at), at, None
            yield room.pass_lot(name, at=at), at, None

    def lots_at(self, plan: Plan, *stages: Stage) -> list[Lot]:
        """Return the lots of a sale that have come so far."""
        return [lot for lot in self.house.lots(plan.sale) if lot.stage in stages]


def room_closed(plan: Plan, at: datetime) -> Command:
    """Close what is left of a sale."""
    return sales.close_sale(plan.sale, at=at)


def begin(place: Path, *, seed: int) -> SeededHouse:
    """Begin a ledger for sales by seed; what is generated need not survive a crash."""
    database = Database(dialect_at(str(place), durable=False))
    create_tables(database, LEDGER_ID)
    seeded = SeededHouse(House(database, REHEARSAL), seed)
    seeded.enrol()
    return seeded
