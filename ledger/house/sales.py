"""Commands about a sale: its terms, its paddles, its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ledger import sale as sale_room
from ledger.entry import lot_stream, sale_stream
from ledger.events import SaleEvent
from ledger.house import room
from ledger.house.aggregates import terms_for
from ledger.house.command import Command, Decide, command
from ledger.house.openings import open_seals
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, Paddle, SaleId
from ledger.lot import Lot, Stage, hammer, timed
from ledger.money import Minor
from ledger.sale import Sale, paddles
from ledger.store.terms_text import content_hash, former_hashes
from ledger.terms import Terms


@command("announce a sale")
def announce(terms: Terms) -> Decide:
    """Announce a sale on its terms; the same terms twice change nothing."""
    digest, former = content_hash(terms), former_hashes(terms)

    def decide(transaction: HouseTransaction) -> None:
        stream = sale_stream(terms.sale)
        before: Sale | None = transaction.state(stream)
        if before is not None and before.terms_hash in former:
            return
        announced = sale_room.announce(
            before, terms, terms_hash=digest, sealed=transaction.is_sealing
        )
        transaction.record(stream, announced)

    return decide


@command("amend the terms", corrects="notice")
def amend_terms(terms: Terms, *, notice: str | None = None) -> Decide:
    """Change a sale's terms, with a notice to the saleroom once bids exist."""
    digest = content_hash(terms)

    def decide(transaction: HouseTransaction) -> None:
        listed = transaction.lots(terms.sale)
        events = sale_room.amend_terms(
            transaction.sale(terms.sale),
            terms,
            terms_hash=digest,
            notice=notice,
            has_lots=bool(listed),
            has_bids=any(lot.claims for lot in listed),
        )
        transaction.record(sale_stream(terms.sale), events)

    return decide


@command("issue a paddle")
def issue_paddle(
    sale: SaleId, paddle: Paddle, *, client: ClientId, limit: Minor | None = None
) -> Decide:
    """Give a client a paddle; without a limit it takes the client's own."""

    def decide(transaction: HouseTransaction) -> None:
        holder, current_sale = transaction.client(client), transaction.sale(sale)
        transaction.must_deal_with(client)
        own = holder.limit(current_sale.terms.rules.currency)
        events = paddles.issue(
            current_sale,
            paddle,
            client=client,
            client_class=holder.client_class,
            limit=own if limit is None else limit,
        )
        transaction.record(sale_stream(sale), events)

    return decide


@command("limit a paddle")
def limit_paddle(sale: SaleId, paddle: Paddle, limit: Minor | None) -> Decide:
    """Set, change or lift a paddle's credit limit."""
    return decide_on_sale(
        sale,
        lambda current_sale: paddles.limit(current_sale, paddle, limit),
    )


@command("suspend a paddle", corrects=True)
def suspend_paddle(sale: SaleId, paddle: Paddle) -> Decide:
    """Stop a paddle from bidding; a reason is needed."""
    return decide_on_sale(
        sale,
        lambda current_sale: paddles.suspend(current_sale, paddle),
    )


@command("reinstate a paddle", corrects=True)
def reinstate_paddle(sale: SaleId, paddle: Paddle) -> Decide:
    """Let a suspended paddle bid again; a reason is needed."""
    return decide_on_sale(
        sale,
        lambda current_sale: paddles.reinstate(current_sale, paddle),
    )


@command("close a sale")
def close_sale(sale: SaleId, *, at: datetime) -> Decide:
    """Close every open lot, then the sale; again: nothing.

    Timed lots close as they fell due, the others after them, in sale order. What the
    auctioneer has begun to cry, or is up again, must be finished in the room.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_sale = transaction.sale(sale)
        for session in sorted(current_sale.opened):
            room.close_session(sale, session, at=at).decide(transaction)
        _close_due_lots(transaction, current_sale, at=at)
        for lot in transaction.lots(sale):
            _close_lot(transaction, current_sale, lot, at=at)
        transaction.record(sale_stream(sale), sale_room.close(current_sale, at=at))

    return decide


def close_if_done(sale: SaleId, *, at: datetime) -> Command:
    """Close a sale whose lots are all done; one with an open lot stays as it is."""
    closing = close_sale(sale, at=at)

    def decide(transaction: HouseTransaction) -> None:
        if all(lot.stage is not Stage.OPEN for lot in transaction.lots(sale)):
            closing.decide(transaction)

    return replace(
        closing, decide=decide, anew=lambda moment: close_if_done(sale, at=moment)
    )


@command("close what is due")
def close_due(sale: SaleId, *, upto: datetime, at: datetime | None = None) -> Decide:
    """Close the timed lots that fell due by then, each at its moment, or nothing.

    Nothing falls due before its time: a live ledger knows when that is, and gives
    ``at``.
    """

    def decide(transaction: HouseTransaction) -> None:
        moment = upto if at is None else min(upto, at)
        _close_due_lots(transaction, transaction.sale(sale), at=moment)

    return decide


def _close_due_lots(transaction: HouseTransaction, sale: Sale, *, at: datetime) -> None:
    for lot in timed.fallen_due(transaction.lots(sale.id), sale.terms, at=at):
        _close_lot(transaction, sale, lot, at=at)


def _close_lot(
    transaction: HouseTransaction, sale: Sale, lot: Lot, *, at: datetime
) -> None:
    events = hammer.close(lot, at=at, under=terms_for(sale, lot))
    transaction.record(lot_stream(lot.id), events)
    open_seals(transaction, lot.id)


def decide_on_sale(
    sale: SaleId,
    decision: Callable[[Sale], tuple[SaleEvent, ...]],
) -> Decide:
    """Record what is decided on a sale as it stands."""

    def decide(transaction: HouseTransaction) -> None:
        transaction.record(sale_stream(sale), decision(transaction.sale(sale)))

    return decide
