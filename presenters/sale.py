"""A sale: its terms in short, its sessions and its paddles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, cast

from ledger.entry import Entry
from ledger.events import Event, PaddleIssued, SaleAnnounced, SaleEvent, TermsAmended
from ledger.identity import ClientId, Paddle, SaleId
from ledger.sale import Holder, Sale
from ledger.terms.information import Information
from ledger.terms.sessions import Session, SessionKind
from presenters.changes import ChangeShape, change_shape
from presenters.house_sentences import sale_sentence
from presenters.intake import RetentionShape, retention_shape
from presenters.intake_sentences import rule_words
from presenters.shape import Amount, Decimals, Shape
from presenters.terms_changes import TermsVersionShape, version_shape, versions_of
from presenters.times import local_time

PADDLE_COLUMNS = (
    ("paddle", "right"),
    ("client", "left"),
    ("class", "left"),
    ("limit", "right"),
    ("may bid", "left"),
)


class SessionShape(Shape):
    """A session of a sale."""

    session: int
    """The number of the session."""
    name: str
    """The title of the session."""
    kind: SessionKind
    """Whether its lots are sold in the room or by the clock."""
    lot_range: str
    """Its first and last lot."""
    starts_at: datetime | None
    """When a floor session starts."""
    proxies_end_at: datetime | None
    """When a floor session stops taking proxy bids."""
    closes_at: datetime | None
    """When the first lot of a timed session closes."""


class PaddleShape(Shape):
    """A paddle of a sale, and who holds it."""

    paddle: Paddle
    """The number of the paddle."""
    client: ClientId
    """The client who holds it."""
    client_class: str | None
    """The class that the terms may charge differently."""
    limit: Amount | None
    """The credit limit of the paddle; null where it has none."""
    suspended: bool
    """Whether the paddle may not bid."""


class SaleShape(Shape):
    """A sale: its terms in short, its sessions and its paddles."""

    sale: SaleId
    """The name of the sale."""
    title: str
    """The title on the cover of the catalogue."""
    house: str
    """Who holds the sale."""
    currency: str
    """The currency of the sale, by ISO 4217."""
    zone: str
    """The time zone of the saleroom."""
    terms_version: int
    """The version of the terms in force, counted from 1."""
    terms_hash: str
    """SHA-256 of the terms as recorded."""
    closed_at: datetime | None
    """When the sale was closed; null while it is open."""
    seller_bidding: tuple[str, ...]
    """Where bidders were told that the seller may bid."""
    retention: tuple[RetentionShape, ...]
    """The laws that say how long its records are kept."""
    sessions: tuple[SessionShape, ...]
    """Its sessions, in order."""
    paddles: tuple[PaddleShape, ...]
    """The paddles that were issued."""
    versions: tuple[TermsVersionShape, ...]
    """The versions of its terms, by whom and why, and what changed in each."""
    changes: tuple[ChangeShape, ...]
    """What became of its paddles, sessions and settlement rules, and by whom."""


class SaleSummaryShape(Shape):
    """A sale in the list of sales, as everybody may see it."""

    of: ClassVar = SaleShape

    sale: SaleId
    title: str
    house: str
    currency: str
    zone: str
    closed_at: datetime | None
    sessions: tuple[SessionShape, ...]


def sale_summary_shape(sale: Sale) -> SaleSummaryShape:
    """Return a sale as everybody may see it."""
    return SaleSummaryShape(
        sale=sale.id,
        title=sale.terms.title,
        house=sale.terms.house,
        currency=sale.terms.rules.currency.code,
        zone=sale.terms.zone,
        closed_at=sale.closed_at,
        sessions=tuple(map(_session_shape, sale.terms.sessions)),
    )


def sale_shape(sale: Sale, history: Sequence[Entry[Event]]) -> SaleShape:
    """Return a sale as its shape."""
    terms = sale.terms
    return SaleShape(
        sale=sale.id,
        title=terms.title,
        house=terms.house,
        currency=terms.rules.currency.code,
        zone=terms.zone,
        terms_version=sale.version,
        terms_hash=sale.terms_hash,
        closed_at=sale.closed_at,
        seller_bidding=sale.seller_bidding,
        retention=tuple(map(retention_shape, sale.retention)),
        sessions=tuple(map(_session_shape, terms.sessions)),
        paddles=paddle_shapes(sale),
        versions=tuple(version_shape(version) for version in versions_of(history)),
        changes=tuple(
            change_shape(entry, words) for entry, words in other_changes(sale, history)
        ),
    )


def _session_shape(session: Session) -> SessionShape:
    return SessionShape(
        session=session.number,
        name=session.name,
        kind=session.kind,
        lot_range=f"{session.first_lot}-{session.last_lot}",
        starts_at=session.starts_at,
        proxies_end_at=session.proxies_until,
        closes_at=session.closes_at,
    )


def paddle_shapes(sale: Sale) -> tuple[PaddleShape, ...]:
    """Return the paddles of a sale as their shapes, as they were issued."""
    money = Decimals(sale.terms.rules.currency)
    return tuple(
        _paddle_shape(paddle, holder, money) for paddle, holder in sale.paddles.items()
    )


def _paddle_shape(paddle: Paddle, holder: Holder, money: Decimals) -> PaddleShape:
    return PaddleShape(
        paddle=paddle,
        client=holder.client,
        client_class=holder.client_class,
        limit=money(holder.limit),
        suspended=holder.suspended,
    )


def other_changes(
    sale: Sale, history: Sequence[Entry[Event]]
) -> list[tuple[Entry[Event], str]]:
    """Say what else changed in a sale, but for its terms and new paddles."""
    money = sale.terms.rules.currency
    return [
        (entry, sale_sentence(cast("SaleEvent", entry.event), money))
        for entry in history
        if not isinstance(entry.event, SaleAnnounced | TermsAmended | PaddleIssued)
    ]


def sale_facts(sale: Sale) -> list[tuple[str, object]]:
    """Write a sale as names and values."""
    terms = sale.terms
    closed = "no" if sale.closed_at is None else local_time(sale.closed_at, terms.zone)
    return [
        ("sale", sale.id),
        ("title", terms.title),
        ("house", terms.house),
        ("currency", terms.rules.currency.code),
        ("zone", f"{terms.zone}; times here are on its clocks"),
        ("terms", f"version {sale.version}, {sale.terms_hash[:16]}…"),
        ("closed", closed),
        *(
            (f"session {session.number}", _session_words(session, terms.zone))
            for session in terms.sessions
        ),
        *((_information_name(each), each.text) for each in terms.information),
        *(("the seller may bid", notice) for notice in sale.seller_bidding),
        *(("records kept", rule_words(rule)) for rule in sale.retention),
        ("paddles", len(sale.paddles)),
    ]


def _information_name(information: Information) -> str:
    """Say what bidders are informed of, and for which lots."""
    category = information.category
    return f"{information.about}, {category}" if category else str(information.about)


def _session_words(session: Session, zone: str) -> str:
    """Say which lots a session holds, and its times."""
    times = (
        ("starts", session.starts_at),
        ("proxies end", session.proxies_until),
        ("closes", session.closes_at),
    )
    known = [f"{name} {local_time(at, zone)}" for name, at in times if at is not None]
    lots = f"lots {session.first_lot}-{session.last_lot}"
    return ", ".join([session.name, lots, *known])


def paddle_row(sale: Sale, paddle: Paddle) -> tuple[object, ...]:
    """Write a paddle of a sale as a row."""
    holder, money = sale.paddles[paddle], sale.terms.rules.currency
    limit = "none" if holder.limit is None else money.write(holder.limit)
    may_bid = "no, suspended" if holder.suspended else "yes"
    return paddle, holder.client, holder.client_class, limit, may_bid
