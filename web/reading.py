"""What a question is answered from: the records of a moment, and their views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy import Connection

from ledger.clock import machine_clock
from ledger.house import House
from ledger.house.records import Records
from ledger.house.sale_streams import Asks, Streams
from ledger.identity import LotId
from ledger.money import Currency
from presenters.moment import LedgerMoment, moment_of
from presenters.report_scope import end_of_day
from projections.past_views import views_of_past
from projections.views import Views
from web.amounts import currency_named, only_currency
from web.operation import LogPageQuery, NamedPageQuery
from web.problem import HttpProblem

T = TypeVar("T")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class LedgerReading:
    """The records of a ledger as one question reads them."""

    def __init__(
        self,
        house: House,
        views: Views,
        *,
        at: datetime | None = None,
    ) -> None:
        self.at = at or machine_clock()
        """When it was asked."""
        self.etag: str | None = None
        """What tells the state that was read from any other, where it can race."""
        self.next_after: str | None = None
        """After what the next page goes on; None where nothing comes any more."""
        self.position: int | None = None
        """Up to where all that was read tells; None: it was read bit by bit."""
        self._house = house
        self._served = views
        self._past: Records | None = None
        self._built_apart = ExitStack()
        self._past_views: dict[Streams | None, Views] = {}
        """By the streams that they are told of; None: all of them."""

    @contextmanager
    def looking_back(self, as_of: str | None) -> Iterator[None]:
        """Answer as it was known at a position or a moment, where one is asked for.

        Views that are built of then are built once, and go with the answer.
        """
        if as_of is None:
            yield
            return
        self._past = self._house.as_of(_position(self._house, as_of))
        with self._built_apart:
            yield

    @contextmanager
    def then(self, as_of: str) -> Iterator[LedgerReading]:
        """Read the same beside it, as it was known at a position or a moment."""
        then = LedgerReading(self._house, self._served, at=self.at)
        with then.looking_back(as_of):
            yield then

    @property
    def records(self) -> Records:
        """The ledger, or what it was when looked back to."""
        return self._past or self._house

    @property
    def upto(self) -> int | None:
        """The position that is looked back to; None where it is answered as of now."""
        return None if self._past is None else self._past.head()

    @property
    def house(self) -> House:
        """The ledger as it stands, whatever is looked back to."""
        return self._house

    def page(
        self, rows: Sequence[T], query: NamedPageQuery, name: Callable[[T], str]
    ) -> Sequence[T]:
        """Return a page of a list, from behind the name that is given.

        Raises HttpProblem where the list has no such name.
        """
        names = list(map(name, rows))
        if query.after is not None and query.after not in names:
            raise no_such_place(query.after)
        begin = 0 if query.after is None else names.index(query.after) + 1
        end = begin + query.limit
        self.next_after = names[end - 1] if end < len(rows) else None
        return rows[begin:end]

    def log_page(
        self, rows: Sequence[T], query: LogPageQuery, position: Callable[[T], int]
    ) -> Sequence[T]:
        """Return a page of what comes after a position, in the order of the log."""
        later = [row for row in rows if position(row) > query.after]
        page = later[: query.limit]
        self.next_after = str(position(page[-1])) if len(page) < len(later) else None
        return page

    def differences(self, names: Sequence[str]) -> dict[str, str | None]:
        """Make views again from the log, and say where each differs first, if it does.

        Those of the past are made of it, and differ nowhere.
        """
        differing = [] if self._past is not None else self._served.check(names)
        first = {each.view: str(each) for each in differing}
        return {name: first.get(name) for name in names}

    def currency_of(self, lot: LotId) -> Currency:
        """Return the currency of a lot; raises UnknownLot."""
        return self._house.lot(lot).listing.currency

    def currency_of_money(self, code: str | None) -> Currency:
        """Return the currency that is named, or the only one of all sales.

        Raises HttpProblem.
        """
        if code is not None:
            return currency_named(code)
        sales = self._house.states("sale:")
        return only_currency((sale.terms.rules.currency for sale in sales), "The sales")

    @contextmanager
    def views(self, asks: Asks | None = None) -> Iterator[Connection]:
        """Open the views, told of everything that is read.

        Looking back they are built apart, of the streams that a question asks for, and
        what is served stays as it is. Only what is for who signed in may ask for all.
        """
        if self._past is None:
            with self._served.asked() as db:
                yield db
            return
        streams = None if asks is None else asks(self._house)
        with self._views_of_then(self._past, streams).asked() as db:
            yield db

    def _views_of_then(self, past: Records, streams: Streams | None) -> Views:
        """Return views that are told of some streams, built before or now."""
        for known, built in self._past_views.items():
            if known is None or (streams is not None and known.has(streams)):
                return built
        some = None if streams is None else streams.pages(past.reader)
        built = self._built_apart.enter_context(views_of_past(past, some))
        self._past_views[streams] = built
        return built

    @contextmanager
    def at_one_moment(self, asks: Asks | None = None) -> Iterator[LedgerMoment]:
        """Open the views, and the records up to the position that their rows tell."""
        with self.views(asks) as db:
            yield self._at(moment_of(db, self.records))

    @contextmanager
    def at_present_moment(self) -> Iterator[LedgerMoment]:
        """Open the views as they stand, and the records up to where rows are told.

        Looking back, rows up to there are asked for, and tell what was known.
        """
        with self.present_views() as db:
            yield self._at(moment_of(db, self.records))

    def records_of_now(self) -> Records:
        """Return the records of one moment, where no view is asked."""
        records = self.records.as_of_now()
        self.position = records.upto
        return records

    def _at(self, moment: LedgerMoment) -> LedgerMoment:
        self.position = moment.records.upto
        return moment

    @contextmanager
    def present_views(self) -> Iterator[Connection]:
        """Open the views as they stand, whatever is looked back to."""
        with self._served.asked() as db:
            yield db

    def view_positions(self) -> dict[str, int]:
        """Return how far each view that is served got, by its name."""
        return self._served.positions()


def no_such_place(after: str) -> HttpProblem:
    """Return the answer to who goes on after what is not in a list."""
    return HttpProblem(
        404,
        "no-such-place",
        "No such place",
        f"after is {after!r}, which is not in this list. Go on after the "
        "last that you read, or leave it out.",
    )


def _position(house: House, as_of: str) -> int:
    """Return the position that a question looks back to; raises HttpProblem."""
    if as_of.isascii() and as_of.isdecimal():
        return int(as_of)
    try:
        return house.position_at(_moment(house, as_of))
    except (ValueError, OverflowError):
        raise HttpProblem(
            422,
            "not-a-moment",
            "Not a position and no time",
            f"{as_of!r} is neither. Give a position, 1204, a day, 2025-12-15, or a "
            "moment with its zone, 2025-12-15T21:00:00Z (a + in an address is written "
            "%2B).",
        ) from None


def _moment(house: House, as_of: str) -> datetime:
    """Return the moment that a text means: of a day its end; raises ValueError."""
    if _DAY.fullmatch(as_of):
        return end_of_day(house, date.fromisoformat(as_of))
    moment = datetime.fromisoformat(as_of)
    if moment.tzinfo is None:
        raise ValueError(as_of)
    return moment.astimezone(UTC)
