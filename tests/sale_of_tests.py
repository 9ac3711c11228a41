"""A small sale to try a ledger on: one timed session, a few lots, a few paddles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from ledger.entry import Attribution, lot_stream
from ledger.house import House, bids, clients, lots, sales
from ledger.house.command import Command, Decide, Verb, together
from ledger.identity import Channel, ClientId, LotId, Paddle, Role, SaleId, lot_id
from ledger.lot import Lot
from ledger.lot.listing import Description
from ledger.store import moments
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import create_tables
from ledger.store.writer import Recorded
from ledger.terms import Rules, Terms
from ledger.terms.bidding import BiddingTerms
from ledger.terms.payment_terms import PaymentTerms
from ledger.terms.sessions import Session, SessionKind
from tests import ledger_places
from tests.rehearsal import REHEARSAL
from tests.story import TENS, TENTH, USD, clock, usd

LEDGER = "5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"
SALE = SaleId("MAY26")
PAYS_AS_USUAL = PaymentTerms()
PADDLES = tuple(Paddle(number) for number in ("101", "102", "103"))


def terms(
    title: str = "A sale of tests",
    settlement: PaymentTerms = PAYS_AS_USUAL,
    **bidding: object,
) -> Terms:
    """Announce a sale that bids by tens, closes at 15:00 and takes every channel."""
    session = Session(
        number=1,
        name="Timed",
        first_lot="1",
        last_lot="999",
        kind=SessionKind.TIMED,
        starts_at=clock("09:00"),
        proxies_end_at=None,
        closes_at=clock("15:00"),
        stagger=timedelta(0),
        live_proxies_from=None,
        channels=tuple(Channel),
    )
    rules = Rules(USD, BiddingTerms(TENS, **bidding), TENTH, settlement=settlement)
    return Terms(SALE, title, "The house of tests", "UTC", None, (session,), rules)


def by(
    key: str | None = None, *, reason: str | None = None, **more: str
) -> Attribution:
    """Act as the clerk, at ten o'clock."""
    return Attribution(
        actor="clerk@example",
        role=Role.CLERK,
        recorded_at=clock("10:00"),
        key=key,
        reason=reason,
        **more,
    )


def lot(number: int) -> LotId:
    return lot_id(SALE, str(number))


def entry(number: int, **more: object) -> Description:
    """Describe a lot that opens at $100."""
    usual = {"title": f"Lot {number}", "opening": usd(100)}
    return Description(number=str(number), **{**usual, **more})


def asked(verb: str, decide: Decide, **arguments: object) -> Command:
    """Ask for something that the house has no verb for."""
    return Command(Verb(name=verb), arguments, decide)


def bid(number: int, paddle: str, dollars: int, **more: object) -> Command:
    """Bid on a lot at ten o'clock, up to so many whole dollars."""
    return bids.bid(
        lot(number),
        paddle=Paddle(paddle),
        maximum=usd(dollars),
        **{"at": clock("10:00"), **more},
    )


def sale_of_tests(
    *, entries: int | Sequence[Description] = 3, limit: int | None = None, **bidding
) -> Command:
    """Announce the sale, enrol a client for each paddle, and catalogue the lots."""
    if isinstance(entries, int):
        entries = [entry(number) for number in range(1, entries + 1)]
    most = None if limit is None else usd(limit)
    steps = [sales.announce(terms(**bidding))]
    for paddle in PADDLES:
        client = ClientId(f"C-{paddle}")
        steps.append(clients.enrol(client))
        steps.append(sales.issue_paddle(SALE, paddle, client=client, limit=most))
    steps.append(lots.catalogue(SALE, entries))
    return together(steps)


@contextmanager
def new_house(
    folder: Path,
    *prepared_by: Callable[[House], None],
    durable: bool = True,
    **sale: object,
) -> Iterator[House]:
    """Open a house in a folder, with the sale in it and whatever else was prepared."""
    names = (f"{each.__module__}.{each.__qualname__}" for each in prepared_by)
    key = (*names, repr(sale))

    def make(house: House) -> None:
        house.do(sale_of_tests(**sale), by=by())
        for prepare in prepared_by:
            prepare(house)

    with copied_house(folder, key, make, durable=durable) as house:
        yield house


@contextmanager
def copied_house(
    folder: Path,
    key: tuple[str, ...],
    make: Callable[[House], None],
    *,
    durable: bool,
) -> Iterator[House]:
    """Open a house on a copy of a ledger, which is made once for each key.

    One whose times are indexed more closely, as tests have it, is another.
    """

    def make_ledger(at: str) -> None:
        database = Database(dialect_at(at, durable=False))
        create_tables(database, LEDGER)
        with House(database, REHEARSAL) as house:
            make(house)

    copy = ledger_places.copied(folder, (*key, str(moments.SPACING)), make_ledger)
    with House(Database(dialect_at(copy, durable=durable)), REHEARSAL) as house:
        house.files_folder = folder
        yield house


def place(folder: Path) -> str:
    """Name the ledger of a folder."""
    return ledger_places.place(folder)


def as_cached(house: House, *numbers: int) -> list[Lot]:
    """Return lots as the writer has them at hand: ask it, and record nothing."""
    seen: list[Lot] = []

    def look(desk) -> None:
        seen.extend(desk.state(lot_stream(lot(number))) for number in numbers)

    assert house.do(asked("look", look), by=by()) == Recorded()
    return seen


def as_stored(house: House, *numbers: int) -> list[Lot]:
    """Return lots as they are loaded from the file, by whoever has nothing at hand."""
    stored = house.as_of(house.head())
    return [stored.lot(lot(number)) for number in numbers]


def positions(house: House) -> list[int]:
    return [entry.position for entry in all_entries(house)]


def all_entries(house: House):
    return house.entries_after(0, limit=1_000_000)
