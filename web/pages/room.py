"""The room: the clerk's screen, and the auctioneer's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from msgspec import Meta

from ledger.entry import Entry
from ledger.events import BidRefused, Event
from ledger.events.vocabulary import Stage
from ledger.identity import Channel, SaleId, number_of
from ledger.lot import Lot
from ledger.lot.standing import ladder_on
from ledger.refusals.quoting import fact_of
from ledger.roles import Sight
from ledger.sale import Sale
from ledger.vault.tokens import TokenKind, tokens
from ledger.vault.vault_file import VaultFile
from presenters.console.hints import REFUSALS
from presenters.console.input_line import ClerkLine, NoCommand
from presenters.console.state import SessionState, phone_bidders, session_state
from presenters.console.who_bids import paddle_to_bid
from presenters.sale import sale_summary_shape
from presenters.shape import Decimals
from web.caller import Caller
from web.open_windows import sessions_following
from web.operations.catalogue import show_entry
from web.operations.messages import last_said
from web.page import Filled, shows
from web.pages.followed_session import RoomQuery, session_number
from web.pages.room_news import news_since
from web.reading import LedgerReading
from web.seen import etag

COMING = 8
"""So many lots that come next are on the screen."""
HEARD = 8
"""So many of the last bids are on the screen."""
STEPS = 5
"""So many increments are to be had by two keys."""
_CALLED = (Channel.FLOOR, Channel.PHONE, Channel.LIVE)


class ClerkQuery(RoomQuery, frozen=True, kw_only=True):
    """Which session is followed, and since when."""

    since: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    """Up to where the screen was read before; it tells what others did since."""


def room_page(
    reading: LedgerReading,
    caller: Caller,
    sale: SaleId,
    query: ClerkQuery,
    vault: VaultFile,
) -> Filled:
    """Show the clerk the session in the room, with a key for each call."""
    filled = rostrum_page(reading, caller, sale, query)
    if filled["session"] is None:
        return filled
    room, since = filled["room"], query.since
    news = None if since is None else news_since(reading.records, caller, room, since)
    return {
        **filled,
        "news": news,
        "is_early": filled["session"].starts_at > reading.at,
        "paddles_online": _online(reading, vault, sale),
    }


def rostrum_page(
    reading: LedgerReading, caller: Caller, sale: SaleId, query: RoomQuery
) -> dict[str, Any]:
    """Show the auctioneer the lot that is up, to be read from where they stand."""
    state = reading.records.sale(sale)
    number = session_number(state, query.session)
    if number is None:
        return {"sale": sale_summary_shape(state), "session": None}
    room, seen, history = _as_it_stands(reading, state, number)
    following = next(iter(room.to_come), None)
    takes_proxies = following is not None and following.ends_at > reading.at
    money = Decimals(state.terms.rules.currency)
    totals = room.totals
    return {
        "sale": sale_summary_shape(state),
        "session": room.session,
        "room": room,
        "is_over": room.is_over,
        "up": room.up is not None,
        "proxies_until": following.ends_at if following and takes_proxies else None,
        "seen": seen,
        "lot": None if room.shown is None else show_entry(reading, room.shown.id),
        **({} if room.shown is None else _on_the_block(room, room.shown, money)),
        "coming": [_to_come(lot, money) for lot in room.to_come[:COMING]],
        "online_leads": sum(map(_led_online, room.to_come)),
        "totals": totals,
        "hammer": money(totals.hammer),
        "results": _results(room, money),
        "missed": _missed(reading, room, history, money),
        "messages": last_said(reading, caller, sale),
    }


def _online(
    reading: LedgerReading, vault: VaultFile, sale: SaleId
) -> Sequence[str] | None:
    """Return the paddles whose bidder has a window on the sale; None: nobody knows."""
    following = sessions_following(reading.house, sale)
    if following is None:
        return None
    state = reading.records.sale(sale)
    clients = {
        token.client
        for token in tokens(vault)
        if token.id in following
        and token.kind is TokenKind.SESSION
        and token.is_good(reading.at)
    }
    return sorted(
        paddle for paddle, holder in state.paddles.items() if holder.client in clients
    )


def _led_online(lot: Lot) -> bool:
    """Say whether who leads a lot bid over the internet."""
    return lot.lead is not None and lot.lead.channel in (Channel.INTERNET, Channel.LIVE)


def _to_come(lot: Lot, money: Decimals) -> tuple[object, ...]:
    """Return a lot of the list of those that come."""
    amounts = money(lot.price), money(lot.asking)
    return number_of(lot.id), lot.listing.title, *amounts, _led_online(lot)


def _as_it_stands(
    reading: LedgerReading, sale: Sale, session: int
) -> tuple[SessionState, str | None, Sequence[Entry[Event]]]:
    """Read a session, and what tells the state of its lot from any later one.

    Both are of one moment: what was recorded between two reads is read again.
    """
    records = reading.records
    while True:
        head = records.head()
        lots = [lot for lot in records.lots(sale.id) if lot.listing.session == session]
        room = session_state(sale, session, head, lots, records.history)
        if room.shown is None:
            return room, None, ()
        lot, history = records.lot_and_history(room.shown.id)
        if (lot.stage, lot.standing, lot.up) == (
            room.shown.stage,
            room.shown.standing,
            room.shown.up,
        ):
            return room, etag(history[-1].version), history


def _on_the_block(room: SessionState, lot: Lot, money: Decimals) -> Filled:
    """Return who leads, what was heard, and by how much the lot climbs."""
    price = lot.asking if lot.price is None else lot.price
    rules = room.sale.terms.rules
    step = ladder_on(lot, rules).step_at(price)
    usual = rules.bidding.increments.step_at(price)
    call = room.call
    return {
        "leads": room.who_leads(lot),
        "warned": lot.up is not None and lot.up.warned,
        "online": _led_online(lot),
        "heard": [(money(bid.amount), bid) for bid in room.bids[:HEARD]],
        "call": call,
        "call_price": None if call is None else money(call.price),
        "phones": phone_bidders(lot),
        "step": money(step),
        "own_step": lot.increment is not None,
        "steps": [money(each) for each in _other_steps(room.sale, usual)],
        "usual": {channel.value: _usual_paddle(lot, channel) for channel in _CALLED},
    }


def _other_steps(sale: Sale, step: int) -> list[int]:
    """Return the increments of the terms beside the one in force."""
    table = sale.terms.rules.bidding.increments.increments
    others = {each.step for each in table} - {step}
    lower = sorted(each for each in others if each < step)[-2:]
    higher = sorted(each for each in others if each > step)
    return [*lower, *higher[: STEPS - len(lower)]]


def _usual_paddle(lot: Lot, channel: Channel) -> str | None:
    """Return whom a key bids for where no paddle is typed."""
    try:
        return paddle_to_bid(lot, ClerkLine(), channel)
    except NoCommand:
        return None


def _results(room: SessionState, money: Decimals) -> Sequence[Filled]:
    """Return the lots of a session that are done, the last first."""
    done = [lot for lot in room.lots if lot.stage is not Stage.OPEN]
    return [
        {
            "number": number_of(lot.id),
            "title": lot.listing.title,
            "stage": lot.stage,
            "hammer": None if lot.sold is None else money(lot.sold.hammer),
            "buyer": None if lot.sold is None else lot.sold.buyer,
            "online": _led_online(lot),
        }
        for lot in reversed(done)
    ]


def _missed(
    reading: LedgerReading,
    room: SessionState,
    history: Sequence[Entry[Event]],
    money: Decimals,
) -> Sequence[tuple[str, Sequence[Filled]]]:
    """Return what was refused on the lot shown, and too late on the one before it."""
    shown, last = room.shown, room.last
    missed = [] if shown is None else [(shown, _refused(history, shown, money))]
    if last is not None and last != shown:
        refused = _refused(reading.records.history(last.id), last, money)
        late = [each for each in refused if each["late_ms"] is not None]
        missed.append((last, late))
    return [(number_of(lot.id), calls[:HEARD]) for lot, calls in missed if calls]


def _refused(
    history: Sequence[Entry[Event]], lot: Lot, money: Decimals
) -> list[Filled]:
    """Return the calls on a lot, and the bids after its hammer, that were refused."""
    return [
        {
            "paddle": event.paddle,
            "channel": event.channel,
            "amount": money(event.submitted),
            "at": event.received_at,
            "late_ms": late,
            "words": fact_of(REFUSALS[event.code], event.said),
        }
        for event in (entry.event for entry in reversed(history))
        if isinstance(event, BidRefused)
        if (late := _late_ms(event, lot)) is not None or event.live
    ]


def _late_ms(bid: BidRefused, lot: Lot) -> int | None:
    """Return by how many milliseconds a bid came after the hammer; None: it did not."""
    came_at = bid.read_at or bid.received_at
    if lot.closed_at is None or came_at <= lot.closed_at:
        return None
    return (came_at - lot.closed_at) // timedelta(milliseconds=1)


PAGES = (
    shows(
        "/sales/{sale}/room",
        Sight.BIDS,
        room_page,
        "room.html",
        verb="knock a lot down",
    ),
    shows("/sales/{sale}/rostrum", Sight.BIDS, rostrum_page, "rostrum.html"),
)
