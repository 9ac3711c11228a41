"""A sale: its terms and their versions, its paddles, its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never

from ledger.events.bookkeeping import SettlementSet
from ledger.events.intake import (
    RetentionRule,
    RetentionSet,
    SellerBiddingAnnounced,
)
from ledger.events.messages import MessageTold
from ledger.events.reviews import IndicatorReviewed
from ledger.events.sale import (
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    SaleAnnounced,
    SaleClosed,
    SaleEvent,
    SessionClosed,
    SessionOpened,
    TermsAmended,
)
from ledger.identity import ClientId, LotId, Paddle, SaleId, number_of
from ledger.money import Minor
from ledger.refusals import (
    NoticeNeeded,
    PaddleIsSuspended,
    SaleExists,
    SaleIsClosed,
    SessionGoesOn,
    SessionOver,
    SettlementNotSet,
    TermsFixed,
    UnknownPaddle,
)
from ledger.terms import Terms
from ledger.terms.settlement_rules import SettlementRules
from ledger.value import field, replace, value


@value
class Holder:
    """Whose a paddle is, and what it may do."""

    client: ClientId
    client_class: str | None
    limit: Minor | None
    suspended: bool = False


@value
class Sale:
    """A sale as the house knows it at one moment."""

    id: SaleId
    terms: Terms
    terms_hash: str
    version: int = 1
    """Which version of the terms is in force, from 1."""
    paddles: Mapping[Paddle, Holder] = field(default_factory=dict)
    closed_at: datetime | None = None
    opened: frozenset[int] = frozenset()
    """Sessions that the auctioneer has opened in the room."""
    ended: frozenset[int] = frozenset()
    """Sessions that are over."""
    earlier: tuple[Terms, ...] = ()
    """The versions of the terms before, from the first."""
    settlement: SettlementSet | None = None
    """How it is settled, as set last."""
    seller_bidding: tuple[str, ...] = ()
    """Where bidders were told that the seller may bid."""
    retention: tuple[RetentionRule, ...] = ()
    """The laws that say how long its records are kept."""
    sealed: bool = False
    """The maximums and reserves of its lots are sealed."""

    def holder(self, paddle: Paddle) -> Holder:
        """Return who holds a paddle; raises UnknownPaddle."""
        if (holder := self.paddles.get(paddle)) is None:
            raise UnknownPaddle(sale=self.id, paddle=paddle)
        return holder

    def paddles_of(self, client: ClientId | None) -> frozenset[Paddle]:
        """Return the paddles that a client holds; nobody's are none."""
        return frozenset(
            paddle
            for paddle, holder in self.paddles.items()
            if client is not None and holder.client == client
        )

    def terms_of(self, version: int) -> Terms:
        """Return the terms of a version, from 1."""
        return (*self.earlier, self.terms)[version - 1]

    @property
    def settled_by(self) -> SettlementSet:
        """The settlement rules in force; raises SettlementNotSet."""
        if self.settlement is None:
            raise SettlementNotSet(sale=self.id)
        return self.settlement

    def admit(self, paddle: Paddle) -> Holder:
        """Return the holder of a paddle that may bid.

        Raises UnknownPaddle and PaddleIsSuspended.
        """
        holder = self.holder(paddle)
        if holder.suspended:
            raise PaddleIsSuspended(paddle=paddle)
        return holder


def evolve(sale: Sale | None, event: SaleEvent) -> Sale:
    """Return the sale as it stands after one more event."""
    if isinstance(event, SaleAnnounced):
        assert sale is None, "a sale is announced once"
        return Sale(event.sale, event.terms, event.terms_hash, sealed=event.sealed)
    assert sale is not None, "a sale's history begins when it is announced"
    match event:
        case TermsAmended(terms=terms, terms_hash=digest, version=version):
            earlier = (*sale.earlier, sale.terms)
            return replace(
                sale, terms=terms, terms_hash=digest, version=version, earlier=earlier
            )
        case PaddleIssued() | PaddleLimited() | PaddleSuspended() | PaddleReinstated():
            return _sale_with_paddle(sale, event)
        case SessionOpened() | SessionClosed():
            return _sale_in_session(sale, event)
        case SaleClosed(at=at):
            return replace(sale, closed_at=at)
        case SettlementSet():
            return replace(sale, settlement=event)
        case SellerBiddingAnnounced(notice=notice):
            return replace(sale, seller_bidding=(*sale.seller_bidding, notice))
        case RetentionSet(rules=rules):
            return replace(sale, retention=rules)
        case IndicatorReviewed() | MessageTold():
            return sale
        case _:
            assert_never(event)


def _sale_in_session(sale: Sale, event: SessionOpened | SessionClosed) -> Sale:
    if isinstance(event, SessionOpened):
        return replace(sale, opened=sale.opened | {event.session})
    return replace(sale, ended=sale.ended | {event.session})


def _sale_with_paddle(
    sale: Sale,
    event: PaddleIssued | PaddleLimited | PaddleSuspended | PaddleReinstated,
) -> Sale:
    match event:
        case PaddleIssued(paddle=paddle):
            holder = Holder(event.client, event.client_class, event.limit)
            return _with_paddle(sale, paddle, holder)
        case PaddleLimited(paddle=paddle, limit=limit):
            return _with_paddle(
                sale, paddle, replace(sale.paddles[paddle], limit=limit)
            )
        case PaddleSuspended(paddle=paddle) | PaddleReinstated(paddle=paddle):
            suspended = isinstance(event, PaddleSuspended)
            holder = replace(sale.paddles[paddle], suspended=suspended)
            return _with_paddle(sale, paddle, holder)
        case _:
            assert_never(event)


def _with_paddle(sale: Sale, paddle: Paddle, holder: Holder) -> Sale:
    return replace(sale, paddles={**sale.paddles, paddle: holder})


def announce(
    sale: Sale | None, terms: Terms, *, terms_hash: str, sealed: bool = False
) -> tuple[SaleEvent, ...]:
    """Announce a sale; announcing it again on the same terms changes nothing."""
    if sale is None:
        announced = SaleAnnounced(
            sale=terms.sale, terms=terms, terms_hash=terms_hash, sealed=sealed
        )
        return (announced,)
    if sale.terms != terms:
        raise SaleExists(sale=terms.sale)
    return ()


def announced_again(sale: Sale | None, event: SaleAnnounced) -> tuple[SaleEvent, ...]:
    """Decide again that a sale was announced as it was."""
    return announce(sale, event.terms, terms_hash=event.terms_hash, sealed=event.sealed)


def amend_terms(
    sale: Sale,
    terms: Terms,
    *,
    terms_hash: str,
    notice: str | None,
    has_lots: bool,
    has_bids: bool,
) -> tuple[SaleEvent, ...]:
    """Change the terms: freely before the first bid, then by a saleroom notice.

    The notice supersedes the printed catalogue (rulebook 2.4). What lots were
    catalogued under, currency, zone and sessions, is fixed by the first of them.
    """
    must_be_open(sale)
    if terms == sale.terms:
        return ()
    if has_bids and notice is None:
        raise NoticeNeeded(sale=sale.id)
    if has_lots:
        _must_keep_frame(sale, terms)
    amended = TermsAmended(
        sale=sale.id,
        version=sale.version + 1,
        terms=terms,
        terms_hash=terms_hash,
        notice=notice,
    )
    return (amended,)


def _must_keep_frame(sale: Sale, terms: Terms) -> None:
    """Refuse terms that would move lots already catalogued."""
    before, after = sale.terms, terms
    frame = {
        "currency": (before.rules.currency, after.rules.currency),
        "zone": (before.zone, after.zone),
        "sessions": (before.sessions, after.sessions),
    }
    for name, (was, would_be) in frame.items():
        if was != would_be:
            raise TermsFixed(sale=sale.id, field=name)


def open_session(sale: Sale, number: int, *, at: datetime) -> tuple[SaleEvent, ...]:
    """Open a session in the room; opening it twice changes nothing."""
    must_be_open(sale)
    if number in sale.ended:
        raise SessionOver(sale=sale.id, session=number)
    if number in sale.opened:
        return ()
    return (SessionOpened(sale=sale.id, session=number, at=at),)


def close_session(
    sale: Sale, number: int, *, at: datetime, to_come: Sequence[LotId]
) -> tuple[SaleEvent, ...]:
    """Close a session once no lot of it is to come; closing it twice is nothing."""
    if number in sale.ended:
        return ()
    if to_come:
        lots = ", ".join(number_of(lot) for lot in to_come)
        raise SessionGoesOn(sale=sale.id, session=number, lots=lots)
    return (SessionClosed(sale=sale.id, session=number, at=at),)


def close(sale: Sale, *, at: datetime) -> tuple[SaleEvent, ...]:
    """End the sale once its lots are done; ending it twice changes nothing."""
    if sale.closed_at is not None:
        return ()
    return (SaleClosed(sale=sale.id, at=at),)


def set_settlement(
    sale: Sale, rules: SettlementRules, *, rules_hash: str
) -> tuple[SaleEvent, ...]:
    """Say how a sale is settled; the same rules twice change nothing."""
    before = sale.settlement
    if before is not None and before.rules == rules:
        return ()
    version = 1 if before is None else before.version + 1
    settled = SettlementSet(
        sale=sale.id, version=version, rules=rules, rules_hash=rules_hash
    )
    return (settled,)


def must_be_open(sale: Sale) -> None:
    """Refuse what comes after the end of a sale; raises SaleIsClosed."""
    if sale.closed_at is not None:
        raise SaleIsClosed(sale=sale.id)
