"""The sale that everybody is measured on: its lots, its paddles, and the same bids.

Nothing is left to chance: the bids follow from their numbers, each is worth what the
lot asks or some increments more, and every one of them is accepted. Two
in five do not take the lead: they move the price against a leader's higher maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ledger.entry import Attribution
from ledger.events import Birth
from ledger.files.terms_file import read_rules
from ledger.house import House, clients, lots, sales
from ledger.house.bids import bid
from ledger.house.command import together
from ledger.house.stamp import Recording
from ledger.identity import Channel, ClientId, LotId, Paddle, Role, SaleId, lot_id
from ledger.lot import Lot
from ledger.lot.bidding import Bidder, UnderTerms, place_bid
from ledger.lot.evolve import evolve
from ledger.lot.listing import Description, catalogue
from ledger.lot.slip import LotSlip, Slip
from ledger.terms import Terms
from ledger.terms.sessions import Session, SessionKind

LEDGER_ID = "6b6e3f0a-2b1c-5a53-9c1d-0a5f3c1e7d42"
REHEARSAL = Recording(birth=Birth.REHEARSAL)
"""The bids say when they came: a live ledger goes by the clock of the machine."""
LOTS = 500
BIDS_A_LOT = 40
FIRST_BIDS = 16
"""As many as a lot of the 2003 eBay histories has on average (317 lots, 5,204 bids)."""

OPENING = 10_000
BEGAN_AT = datetime(2025, 12, 1, 9, 0, tzinfo=UTC)
ENDS_AT = BEGAN_AT + timedelta(days=1000)
SALE = SaleId("BENCH-2025-12")
PADDLES = [Paddle(str(1000 + number)) for number in range(50)]
CLIENT = ClientId("C-1")

SESSION = Session(
    number=1,
    name="All lots",
    first_lot="1",
    last_lot="999999",
    kind=SessionKind.FLOOR,
    starts_at=ENDS_AT,
    proxies_end_at=ENDS_AT,
    closes_at=None,
    stagger=timedelta(0),
    live_proxies_from=None,
    channels=tuple(Channel),
)
TERMS = Terms(
    sale=SALE,
    title="A sale to be measured by",
    house="Lotledger",
    zone="America/Chicago",
    preset="heritage-2025",
    sessions=(SESSION,),
    rules=read_rules("heritage-2025"),
)
UNDER = UnderTerms(TERMS.rules, session=SESSION)


def described(number: int) -> Description:
    """Describe a lot as a catalogue does."""
    return Description(number=str(number), title=f"Lot {number}", opening=OPENING)


def lot_names(count: int = LOTS) -> list[LotId]:
    """Name the lots of the sale, in their order."""
    return [lot_id(SALE, str(number)) for number in range(1, count + 1)]


def signed(at: datetime = BEGAN_AT) -> Attribution:
    """Sign for what is recorded, as a clerk at the bid desk."""
    return Attribution(actor="ann", role=Role.CLERK, recorded_at=at)


def open_sale(place: Path | str, *, count: int = LOTS) -> House:
    """Start a ledger with the sale, its paddles and its lots, ready for bids."""
    house = House.open(str(place), new_id=LEDGER_ID, recording=REHEARSAL)
    paddles = [sales.issue_paddle(SALE, one, client=CLIENT) for one in PADDLES]
    house.do(sales.announce(TERMS), by=signed())
    house.do(together([clients.enrol(CLIENT), *paddles]), by=signed())
    listed = [described(number) for number in range(1, count + 1)]
    house.do(lots.catalogue(SALE, listed), by=signed())
    return house


def shared_out(slips: Sequence[LotSlip], callers: int) -> list[list[LotSlip]]:
    """Share bids out by lot: those on one lot come in their order."""
    names = dict.fromkeys(slip.lot for slip in slips)
    of_caller = {lot: number % callers for number, lot in enumerate(names)}
    shares: list[list[LotSlip]] = [[] for _ in range(callers)]
    for slip in slips:
        shares[of_caller[slip.lot]].append(slip)
    return shares


def rounds_of_bids(bids_a_lot: int, *, count: int = LOTS) -> list[list[LotSlip]]:
    """Write the slips of the sale: in each round one bid on every lot."""
    states = [_before_bids(number) for number in range(1, count + 1)]
    rounds: list[list[LotSlip]] = []
    for number in range(bids_a_lot):
        slips = []
        for place, lot in enumerate(states):
            slip = slip_for(lot, number, place)
            for event in place_bid(lot, slip, bidder=Bidder(), under=UNDER):
                states[place] = evolve(states[place], event)
            slips.append(LotSlip(lot.id, slip))
        rounds.append(slips)
    return rounds


def _before_bids(number: int) -> Lot:
    lot: Lot | None = None
    for event in catalogue(described(number), terms=TERMS, order=number, place=0):
        lot = evolve(lot, event)
    assert lot is not None, "a catalogued lot exists"
    return lot


def slip_for(lot: Lot, number: int, place: int) -> Slip:
    """Write one slip: by whose turn it is, for what is asked or somewhat more."""
    at = BEGAN_AT + timedelta(seconds=number * LOTS + place)
    steps = (number * 7 + place * 3) % 5
    return Slip(
        paddle=PADDLES[(number * 7 + place) % len(PADDLES)],
        submitted=lot.asking
        + steps * TERMS.rules.bidding.increments.step_at(lot.asking),
        channel=Channel.INTERNET,
        received_at=at,
        entered_at=at,
    )


def take_one_by_one(house: House, slips: Sequence[LotSlip]) -> None:
    """Take bids as a caller does who waits for each: one durable bid a commit."""
    for one in slips:
        slip = one.slip
        house.do(
            bid(
                one.lot,
                paddle=slip.paddle,
                maximum=slip.submitted,
                at=slip.entered_at,
                channel=slip.channel,
                received_at=slip.received_at,
            ),
            by=signed(slip.entered_at),
        )
