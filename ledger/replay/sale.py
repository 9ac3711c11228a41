"""A sale's own record against the rules: its terms, its paddles, its end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never, cast

from ledger import sale as sale_room
from ledger.damage import LedgerDamaged
from ledger.entry import Entry
from ledger.events import (
    Event,
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    SaleAnnounced,
    SaleClosed,
    SaleEvent,
    SessionClosed,
    SessionOpened,
    SettlementSet,
    TermsAmended,
)
from ledger.refusals import Refusal
from ledger.replay.difference import Difference, difference
from ledger.replay.recompute import Recount
from ledger.sale import Sale
from ledger.terms import Terms


def recompute_sale(history: Iterable[Entry[Event]]) -> Recount:
    """Take every decision about a sale again, its lots apart.

    Raises LedgerDamaged where an event cannot follow those before it.
    """
    recount, sale = Recount(), None
    for entry in history:
        event = cast("SaleEvent", entry.event)
        found = _judged(sale, entry.position, event)
        sale = _followed(sale, entry.position, event)
        recount.events += 1
        recount.differences += found
    return recount


def _followed(sale: Sale | None, position: int, event: SaleEvent) -> Sale:
    try:
        return sale_room.evolve(sale, event)
    except (AssertionError, LookupError) as fault:
        raise LedgerDamaged(
            f"Position {position} cannot follow what sale {event.sale} holds before "
            f"it: {fault}. Nothing was changed; restore the ledger from a backup."
        ) from fault


def _judged(sale: Sale | None, position: int, event: SaleEvent) -> list[Difference]:
    why: str | None = None
    events: tuple[SaleEvent, ...] = ()
    try:
        events = _decided(sale, event)
    except (Refusal, AssertionError) as no:
        why = f"The rules refuse it: {no}"
    if events == (event,):
        return []
    first = events[0] if events else None
    currency = _terms(sale, event).rules.currency
    return [difference(position, event, first, currency=currency, why=why)]


def _terms(sale: Sale | None, event: SaleEvent) -> Terms:
    if sale is not None:
        return sale.terms
    assert isinstance(event, SaleAnnounced), "a sale's history begins so"
    return event.terms


def _decided(sale: Sale | None, event: SaleEvent) -> tuple[SaleEvent, ...]:
    if isinstance(event, SaleAnnounced):
        return sale_room.announce(sale, event.terms, terms_hash=event.terms_hash)
    assert sale is not None, "a sale's history begins when it is announced"
    match event:
        case TermsAmended():
            # Whether there were bids the lots know: a notice says that there were.
            return sale_room.amend_terms(
                sale,
                event.terms,
                terms_hash=event.terms_hash,
                notice=event.notice,
                has_lots=event.notice is not None,
                has_bids=event.notice is not None,
            )
        case PaddleIssued():
            return sale_room.issue_paddle(
                sale,
                event.paddle,
                client=event.client,
                client_class=event.client_class,
                limit=event.limit,
            )
        case PaddleLimited(paddle=paddle, limit=limit):
            return sale_room.limit_paddle(sale, paddle, limit)
        case PaddleSuspended(paddle=paddle):
            return sale_room.suspend_paddle(sale, paddle)
        case PaddleReinstated(paddle=paddle):
            return sale_room.reinstate_paddle(sale, paddle)
        case SaleClosed(at=at):
            return sale_room.close(sale, at=at)
        case SessionOpened() | SessionClosed() | SettlementSet():
            return (event,)
        case _:
            assert_never(event)
