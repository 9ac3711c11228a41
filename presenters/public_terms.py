"""The terms of a sale as its bidders read them: premium, increments, sessions."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import Channel, SaleId
from ledger.money import write_rate
from ledger.sale import Sale
from ledger.terms.information import Topic
from ledger.terms.premium import Schedule
from ledger.terms.sessions import Session, SessionKind
from presenters.shape import Amount, Decimals, Rate, Shape


class PremiumBandShape(Shape):
    """A slice of the hammer price, and the premium on it."""

    from_: Amount
    """Where the slice begins."""
    up_to: Amount | None
    """Where it ends; null: it has no end."""
    rate: Rate
    """The premium on it."""


class IncrementShape(Shape):
    """From a price on, how far the next call is."""

    from_: Amount
    """The price that it begins at."""
    step: Amount
    """How much is added there."""


class SessionTermsShape(Shape):
    """A session as bidders read it."""

    session: int
    """Its number."""
    name: str
    """What it is called in the catalogue."""
    kind: SessionKind
    """Whether its lots are sold in the room or by the clock."""
    first_lot: str
    """Its first lot."""
    last_lot: str
    """Its last lot."""
    starts_at: datetime
    """When the room opens, or bidding by the clock."""
    proxies_end_at: datetime | None
    """When a floor session stops taking proxy bids; null for a timed one."""
    live_proxies_from: datetime | None
    """From when live proxy bids are taken, through the session; null: none are."""
    closes_at: datetime | None
    """When the first lot of a timed session closes."""
    channels: tuple[Channel, ...]
    """How bids may come."""


class InformationShape(Shape):
    """What bidders are informed of, in the house's own words."""

    about: Topic
    """What it is about."""
    text: str
    """The words, in lines as they are printed."""
    category: str | None
    """The category of lots that it is of; null: of every lot."""


class PublicTermsShape(Shape):
    """The terms of a sale as its bidders read them."""

    sale: SaleId
    """The sale."""
    currency: str
    """The currency of its amounts, by ISO 4217."""
    premium_bands: tuple[PremiumBandShape, ...]
    """The usual buyer's premium, slice by slice."""
    minimum: Amount
    """The least premium on a lot; 0 where there is no least."""
    flat: Amount
    """What is added to the premium of each lot."""
    increments: tuple[IncrementShape, ...]
    """How bidding climbs."""
    whole_units: bool
    """Whether only whole units of the currency are taken."""
    retractable: bool
    """Whether a bid may be taken back before the hammer."""
    seller_bidding: tuple[str, ...]
    """Where bidders were told that the seller may bid."""
    opening_from: Rate
    """In the room, a lot with estimates, without reserve and before any bid, may open
    at this share of its low estimate or more."""
    opening_to: Rate
    """And at this share of it or less."""
    payment_due_days: int
    """Within how many days of the sale buyers pay."""
    shipping_from_days: int
    """How many business days after cleared payment lots are sent, at the earliest."""
    shipping_to_days: int
    """And at the latest."""
    session_terms: tuple[SessionTermsShape, ...]
    """Its sessions, in order."""
    information: tuple[InformationShape, ...]
    """What bidders are informed of beside all this."""


def public_terms_shape(sale: Sale) -> PublicTermsShape:
    """Return the terms of a sale as its bidders read them."""
    rules = sale.terms.rules
    money, usual = Decimals(rules.currency), rules.premium.usual
    shipping_from, shipping_to = rules.settlement.shipping_days
    return PublicTermsShape(
        sale=sale.id,
        currency=rules.currency.code,
        premium_bands=_bands(usual, money),
        minimum=money(usual.minimum),
        flat=money(usual.flat),
        increments=tuple(
            IncrementShape(from_=money(each.start), step=money(each.step))
            for each in rules.bidding.increments.increments
        ),
        whole_units=rules.bidding.whole_units,
        retractable=rules.bidding.retractable,
        seller_bidding=sale.seller_bidding,
        opening_from=Rate(write_rate(rules.room.opening_from)),
        opening_to=Rate(write_rate(rules.room.opening_to)),
        payment_due_days=rules.settlement.payment_due_days,
        shipping_from_days=shipping_from,
        shipping_to_days=shipping_to,
        session_terms=tuple(map(_session, sale.terms.sessions)),
        information=tuple(
            InformationShape(about=each.about, text=each.text, category=each.category)
            for each in sale.terms.information
        ),
    )


def _bands(schedule: Schedule, money: Decimals) -> tuple[PremiumBandShape, ...]:
    starts = (0, *(band.up_to or 0 for band in schedule.bands))
    return tuple(
        PremiumBandShape(
            from_=money(start),
            up_to=money(band.up_to),
            rate=Rate(write_rate(band.rate)),
        )
        for start, band in zip(starts, schedule.bands, strict=False)
    )


def _session(session: Session) -> SessionTermsShape:
    return SessionTermsShape(
        session=session.number,
        name=session.name,
        kind=session.kind,
        first_lot=session.first_lot,
        last_lot=session.last_lot,
        starts_at=session.starts_at,
        proxies_end_at=session.proxies_until,
        live_proxies_from=session.live_proxies_from,
        closes_at=session.closes_at,
        channels=session.channels,
    )
