"""A sale that is served, and cried in the room, in one session or several."""

from __future__ import annotations

from contextlib import contextmanager

from ledger.house import lots, sales
from ledger.terms.sessions import SessionKind
from ledger.value import replace
from tests.sale_of_tests import SALE, by, entry
from tests.served import served
from tests.story import clock, usd


@contextmanager
def cried_in(folder, *sessions, proxies_end="08:50"):
    """Serve a sale that is cried in sessions, each of the lots from one to another."""
    with served(folder, entries=[]) as service:
        house = service.house
        (timed,) = house.sale(SALE).terms.sessions
        floor = [
            replace(
                timed,
                number=number,
                first_lot=lots_of_it.partition("-")[0],
                last_lot=lots_of_it.partition("-")[2],
                kind=SessionKind.FLOOR,
                proxies_end_at=clock(proxies_end),
                closes_at=None,
            )
            for number, lots_of_it in enumerate(sessions, start=1)
        ]
        floor_terms = replace(house.sale(SALE).terms, sessions=tuple(floor))
        house.do(sales.amend_terms(floor_terms, notice=None), by=by())
        entries = [entry(number, reserve=usd(200)) for number in (1, 2)]
        house.do(lots.catalogue(SALE, [*entries, entry(3)]), by=by())
        yield service
