"""The board for the wall: what is bid, in several currencies, and what was said."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.house.sale_streams import bidding_of
from ledger.identity import SaleId
from ledger.sale import Sale
from presenters.console.state import last_closed
from presenters.public_entry import PublicEntryShape
from presenters.sale import sale_summary_shape
from projections.catalogue import lots_of
from web.operations.catalogue import show_entry
from web.operations.messages import last_said
from web.page import Filled, shows
from web.pages.followed_session import RoomQuery, lot_up
from web.rates import read_rates
from web.reading import LedgerReading


class BoardQuery(RoomQuery, frozen=True, kw_only=True):
    """Which session the board follows, and in which currencies beside the sale's."""

    rates: Annotated[str, Meta(max_length=400)] = ""
    """What one unit of the sale's is in each: ``EUR:0.92,GBP:0.79``."""


def board_page(reading: LedgerReading, sale: SaleId, query: BoardQuery) -> Filled:
    """Show the room what is bid, in the currencies that the address has rates of."""
    rates = read_rates(query.rates)
    state = reading.records.sale(sale)
    with reading.views(lambda _: bidding_of(sale)) as db:
        pages = lots_of(db, sale)
    page = lot_up(pages, state, query.session)
    own = state.terms.rules.currency
    ended = None if page else _last_cried(reading, state, query.session)
    return {
        "sale": sale_summary_shape(state),
        "lot": None if page is None else show_entry(reading, page.lot),
        "ended": ended,
        "fell_at": []
        if ended is None or ended.hammer is None
        else [
            (each.currency.code, each.converted(own.read(ended.hammer), own))
            for each in rates
        ],
        "session": query.session,
        "messages": last_said(reading, None, sale),
        "asked": query.rates,
        "rates": [(each.currency.code, each.rate) for each in rates],
        "converted": []
        if page is None
        else [
            (
                each.currency.code,
                None if page.price is None else each.converted(page.price, own),
                each.converted(page.asking, own),
            )
            for each in rates
        ],
    }


def _last_cried(
    reading: LedgerReading, sale: Sale, session: int | None
) -> PublicEntryShape | None:
    """Return the lot that the hammer fell on, or that passed, last in the room."""
    cried = sale.terms.floor_sessions if session is None else [session]
    lots = reading.records.lots(sale.id)
    last = last_closed([lot for lot in lots if lot.listing.session in cried])
    return None if last is None else show_entry(reading, last.id)


PAGES = (shows("/sales/{sale}/board", None, board_page, "board.html"),)
