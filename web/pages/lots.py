"""A lot: what it is, where it stands, and what a bidder may do about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ledger.house import House
from ledger.house.bids import in_order, refusal_ahead
from ledger.house.commitments import Commitments
from ledger.house.sale_streams import bidding_of
from ledger.identity import Channel, LotId, Paddle, Role, SaleId, sale_of
from ledger.lot import Lot, Stage
from ledger.lot.slip import Slip
from ledger.money import Minor
from ledger.roles import Sight
from ledger.sale import Sale
from ledger.terms.information import Topic
from presenters.exposure import ExposureShape, premium_on
from presenters.own_late_bid import OwnLateBidShape, own_late_bid_shape
from presenters.public_entry import PublicEntryShape
from presenters.public_terms import public_terms_shape
from presenters.sale import sale_summary_shape
from presenters.shape import Amount, Decimals
from projections.catalogue import lots_of
from projections.fairness.own_late_bids import own_late_bids
from web.amounts import price
from web.caller import Caller
from web.fields import OneLine, PaddleText
from web.operation import AsOfQuery, NamedPageQuery
from web.operations.catalogue import show_entry
from web.operations.messages import last_said
from web.operations.own_bids import (
    OwnBidShape,
    list_own_bids,
    list_own_exposure,
    lots_bid_on,
)
from web.page import Filled, shows
from web.page_views import views_of
from web.pages.followed_session import RoomQuery, lot_up
from web.reading import LedgerReading
from web.remedies import told_over_http
from web.typed_amounts import plain_amount

STEPS = 12
"""So many calls are offered as maximums."""


class BidQuery(AsOfQuery, frozen=True, kw_only=True):
    """What a bidder wants to bid, before they confirm it."""

    paddle: PaddleText
    """With which paddle."""
    maximum: OneLine
    """Up to what, as people write it."""


def lot_page(
    house: House, reading: LedgerReading, lot: LotId, caller: Caller | None
) -> Filled:
    """Show a lot, as everybody may see it, and a bidder what they said of it."""
    state, sale = reading.records.lot(lot), reading.records.sale(sale_of(lot))
    terms = public_terms_shape(sale)
    entry = show_entry(reading, lot)
    return {
        "lot": entry,
        "page_views": None if reading.upto is not None else views_of(house, lot),
        "sale": sale_summary_shape(sale),
        "terms": terms,
        "session": next(s for s in terms.session_terms if s.session == entry.session),
        "dates": _dates(sale),
        "informed": _informed(sale, entry.category),
        **_bidders_box(reading, caller, state, sale, _own_bids(reading, caller, sale)),
        "is_tracked": caller is not None and caller.client in state.trackers,
        "late": [bid for bid in _late_bids(reading, caller, sale) if bid.lot == lot],
    }


def bid_page(
    reading: LedgerReading, lot: LotId, caller: Caller, query: BidQuery, language: str
) -> Filled:
    """Show a bidder what a bid may come to, or why it is refused, before they bid."""
    state, sale = reading.records.lot(lot), reading.records.sale(sale_of(lot))
    caller.must_bid_for_themselves(sale, query.paddle)
    own_bids = _own_bids(reading, caller, sale)
    currency = state.listing.currency
    maximum = price(plain_amount(query.maximum, currency, language), currency)
    hammer = state.hammer(maximum)
    money = Decimals(currency)
    own = next(p for p in sale.paddles_of(caller.client) if p == query.paddle)
    due = premium_on(sale, state, own, hammer)
    bound = _bound(reading, sale, own)
    return {
        "lot": show_entry(reading, lot),
        "sale": sale_summary_shape(sale),
        "bid": {
            "paddle": own,
            "maximum": money(maximum),
            "premium": money(due),
            "total": money(hammer + due),
            "together": money(bound.beside(lot, own) + hammer),
            "limit": money(sale.holder(own).limit),
        },
        "refused": _refused(
            reading, sale, state, paddle=own, maximum=maximum, bound=bound
        ),
        "late": [bid for bid in _late_bids(reading, caller, sale) if bid.lot == lot],
        **_bidders_box(reading, caller, state, sale, own_bids),
    }


def live_page(
    reading: LedgerReading, sale: SaleId, caller: Caller, query: RoomQuery
) -> Filled:
    """Show a bidder the lot that is up in the room, to bid on with one key."""
    state = reading.records.sale(sale)
    with reading.views(lambda _: bidding_of(sale)) as db:
        pages = lots_of(db, sale)
    shown = lot_up(pages, state, query.session)
    up = None if shown is None else shown.lot
    session = query.session if shown is None else shown.session
    cried = state.terms.floor_sessions if query.session is None else [query.session]
    floor = [page for page in pages if page.session in cried]
    to_come = [each for each in floor if each.stage is Stage.OPEN and each.lot != up]
    own = _own_bids(reading, caller, state)
    # What came of another session is told elsewhere; before the next, of the last.
    told_of = session or max(state.opened, default=None)
    of_it = {page.lot for page in pages if page.session == told_of}
    late = _late_bids(reading, caller, state)
    filled: Filled = {
        "sale": sale_summary_shape(state),
        "paddles": sorted(state.paddles_of(caller.client)),
        "coming": [(page.number, page.title) for page in to_come][:5],
        "late": [bid for bid in late if bid.lot in of_it][:1],
        "ended": _last_ended(reading, [bid for bid in own if bid.lot in of_it]),
        "lot": None if up is None else show_entry(reading, up),
        "session": session,
        "is_over": _is_over(state, cried),
        "messages": last_said(reading, caller, sale),
    }
    if up is None:
        return filled
    lot = reading.records.lot(up)
    return {**filled, **_bidders_box(reading, caller, lot, state, own)}


def _is_over(sale: Sale, sessions: Iterable[int]) -> bool:
    """Say whether no lot of sessions is put up any more."""
    return sale.closed_at is not None or set(sessions) <= set(sale.ended)


def own_page(reading: LedgerReading, sale: SaleId, caller: Caller) -> Filled:
    """Show a bidder all that they bid in a sale, and what it may come to."""
    state = reading.records.sale(sale)
    return {
        "sale": sale_summary_shape(state),
        "bids": _own_bids(reading, caller, state),
        "exposures": list_own_exposure(reading, caller, sale),
        "late": _late_bids(reading, caller, state),
    }


def terms_page(reading: LedgerReading, sale: SaleId) -> Filled:
    """Show the terms of a sale as its bidders read them."""
    state = reading.records.sale(sale)
    return {"sale": sale_summary_shape(state), "terms": public_terms_shape(state)}


def _bidders_box(
    reading: LedgerReading,
    caller: Caller | None,
    lot: Lot,
    sale: Sale,
    own: Iterable[OwnBidShape],
) -> dict[str, object]:
    """Return what a bidder sees beside a lot; others see none of it."""
    paddles: list[str] = []
    exposures: list[ExposureShape] = []
    if caller is not None and caller.role is Role.BIDDER:
        paddles = sorted(sale.paddles_of(caller.client))
        exposures = list_own_exposure(reading, caller, sale.id)
    return {
        "paddles": paddles,
        "own": [bid for bid in own if bid.lot == lot.id],
        "exposures": exposures,
        "ladder": _ladder(lot, sale) if lot.stage is Stage.OPEN else [],
    }


def _own_bids(
    reading: LedgerReading, caller: Caller | None, sale: Sale
) -> list[OwnBidShape]:
    """Return the last word of the bidder who asks on each lot of a sale."""
    if caller is None or caller.role is not Role.BIDDER:
        return []
    return list_own_bids(reading, caller, sale.id, NamedPageQuery(limit=1000))


def _last_ended(
    reading: LedgerReading, own: Iterable[OwnBidShape]
) -> tuple[PublicEntryShape, list[OwnBidShape]] | None:
    """Return the lot that ended last of those bid on, and the bids."""
    bids = [bid for bid in own if bid.stage is not Stage.OPEN]
    lots = map(reading.records.lot, {bid.lot for bid in bids})
    ended = [(lot.closed_at, lot.id) for lot in lots if lot.closed_at]
    if not ended:
        return None
    _, last = max(ended)
    return show_entry(reading, last), [bid for bid in bids if bid.lot == last]


def _bound(reading: LedgerReading, sale: Sale, paddle: Paddle) -> Commitments:
    """Return what a paddle may have to pay so far, lot by lot."""
    lots = map(reading.records.lot, lots_bid_on(reading, sale.id, [paddle]))
    return Commitments(lots, sale.terms.rules.bidding)


def _refused(
    reading: LedgerReading,
    sale: Sale,
    lot: Lot,
    *,
    paddle: Paddle,
    maximum: Minor,
    bound: Commitments,
) -> str | None:
    """Return why a bid would be refused now; None where it would be taken."""
    at = in_order(reading.records, lot, reading.at)
    slip = Slip(
        paddle=paddle,
        submitted=maximum,
        channel=Channel.INTERNET,
        received_at=at,
        entered_at=at,
    )
    refusal = refusal_ahead(reading.records, sale, lot, slip, commitments=bound)
    return None if refusal is None else told_over_http(refusal)


def _late_bids(
    reading: LedgerReading, caller: Caller | None, sale: Sale
) -> list[OwnLateBidShape]:
    """Return which bids of the bidder who asks came too late, newest first."""
    if caller is None or caller.role is not Role.BIDDER:
        return []
    with reading.views(lambda _: bidding_of(sale.id)) as db:
        late = own_late_bids(db, sale.id, sale.paddles_of(caller.client))
    return list(map(own_late_bid_shape, late))


def _dates(sale: Sale) -> tuple[datetime, datetime]:
    """Return when the first session is held, and the last: by the clock, closed."""
    days = [each.closes_at or each.starts_at for each in sale.terms.sessions]
    return min(days), max(days)


def _informed(sale: Sale, category: str | None) -> dict[Topic, list[str]]:
    """Return what the bidders of a lot are informed of, by subject."""
    own = [x for x in sale.terms.information if x.category in (None, category)]
    return {
        subject: [each.text for each in own if each.about is subject]
        for subject in Topic
    }


def _ladder(lot: Lot, sale: Sale) -> list[Amount]:
    """Return the next calls of a lot, each of which may be a maximum."""
    money, table = Decimals(lot.listing.currency), sale.terms.rules.bidding.increments
    calls: list[Minor] = [lot.asking]
    while len(calls) < STEPS:
        calls.append(table.above(calls[-1], opening=lot.listing.opening))
    return [money(call) for call in calls]


_LOT = "/sales/{sale}/lots/{number}"

PAGES = (
    shows(_LOT, None, lot_page, "lot.html", is_counted=True),
    shows(f"{_LOT}/bid", Sight.OWN, bid_page, "bid.html", verb="place a bid"),
    shows("/sales/{sale}/live", Sight.OWN, live_page, "live.html"),
    shows("/sales/{sale}/own", Sight.OWN, own_page, "own.html"),
    shows("/sales/{sale}/terms", None, terms_page, "terms.html"),
)
