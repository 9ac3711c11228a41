"""Lots as a record: their events at positions of a log, under announced terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from ledger.entry import Attribution, Entry, StreamId
from ledger.events import Event, LotEvent, PaddleIssued, SaleAnnounced
from ledger.identity import Channel, ClientId, Paddle, Role, SaleId
from ledger.replay.against_the_rules import Recount, recompute
from ledger.replay.record import LogEvent
from ledger.replay.timeline import Timeline, timeline_of
from ledger.terms import Rules, Terms
from ledger.terms.sessions import Session, SessionKind
from tests.story import clock

SALE = SaleId("MAY26")
PADDLES = ("A", "B", "C", "D", "E", "P7", "P9", "P11")
FIRST = 101
"""Where a lot's own events begin; the sale's stand before them."""


def entry(position: int, event: Event, **by: object) -> Entry[Event]:
    """Put an event in its place in the log."""
    usual = {"actor": "Sue", "role": Role.CLERK, "recorded_at": clock("14:00")}
    return Entry(
        position=position,
        stream=StreamId("any"),
        version=1,
        type="",
        id=f"entry-{position}",
        ledger="ledger",
        by=Attribution(**{**usual, **by}),
        causation=None,
        event=event,
    )


def announced(rules: Rules, **session: object) -> Terms:
    """Announce a sale of one session by the clock, which takes every channel."""
    usual = {
        "number": 1,
        "name": "All lots",
        "first_lot": "1",
        "last_lot": "99",
        "kind": SessionKind.TIMED,
        "starts_at": clock("00:00") - timedelta(days=1),
        "proxies_end_at": None,
        "closes_at": clock("15:00"),
        "stagger": timedelta(0),
        "live_proxies_from": None,
        "channels": tuple(Channel),
    }
    sessions = (Session(**{**usual, **session}),)
    return Terms(SALE, "A May sale", "The house", "UTC", None, sessions, rules)


def day_of(terms: Terms, **later: Event) -> Timeline:
    """Return the terms of the day: announced, the paddles issued, then what came later.

    What came later says where: ``at_103=suspended``.
    """
    issued = [
        PaddleIssued(
            sale=SALE,
            paddle=Paddle(one),
            client=ClientId("C-1"),
            client_class=None,
            limit=None,
        )
        for one in PADDLES
    ]
    first = SaleAnnounced(sale=SALE, terms=terms, terms_hash="a" * 64)
    events = [*enumerate((first, *issued), start=1)]
    events += [(int(place.removeprefix("at_")), one) for place, one in later.items()]
    return timeline_of(entry(position, event) for position, event in events)


def record(events: Iterable[LotEvent]) -> list[LogEvent]:
    """Put a lot's events at their positions, one after the other."""
    return [LogEvent(place, event) for place, event in enumerate(events, start=FIRST)]


def recount(history: Iterable[LogEvent], day: Timeline) -> Recount:
    """Recompute a lot whose close no other lot moves."""
    return recompute(history, day, late=lambda _: None)
