"""The paddles of a sale: issued, limited, suspended and reinstated."""

from __future__ import annotations

from ledger.events.sale import (
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    SaleEvent,
)
from ledger.identity import HOUSE, ClientId, Paddle
from ledger.money import Minor
from ledger.refusals import PaddleTaken, PaddleUnchanged
from ledger.sale import Sale, must_be_open


def issue(
    sale: Sale,
    paddle: Paddle,
    *,
    client: ClientId,
    client_class: str | None,
    limit: Minor | None,
) -> tuple[SaleEvent, ...]:
    """Give a client a number to bid with; nobody holds the house's own."""
    must_be_open(sale)
    if paddle == HOUSE:
        raise PaddleTaken(sale=sale.id, paddle=paddle, client=ClientId("HOUSE"))
    if (before := sale.paddles.get(paddle)) is not None:
        raise PaddleTaken(sale=sale.id, paddle=paddle, client=before.client)
    issued = PaddleIssued(
        sale=sale.id,
        paddle=paddle,
        client=client,
        client_class=client_class,
        limit=limit,
    )
    return (issued,)


def limit(sale: Sale, paddle: Paddle, limit: Minor | None) -> tuple[SaleEvent, ...]:
    """Set, change or lift the credit limit of a paddle."""
    if sale.holder(paddle).limit == limit:
        return ()
    return (PaddleLimited(sale=sale.id, paddle=paddle, limit=limit),)


def suspend(sale: Sale, paddle: Paddle) -> tuple[SaleEvent, ...]:
    """Stop a paddle from bidding."""
    if sale.holder(paddle).suspended:
        raise PaddleUnchanged(paddle=paddle, state="suspended")
    return (PaddleSuspended(sale=sale.id, paddle=paddle),)


def reinstate(sale: Sale, paddle: Paddle) -> tuple[SaleEvent, ...]:
    """Let a suspended paddle bid again."""
    if not sale.holder(paddle).suspended:
        raise PaddleUnchanged(paddle=paddle, state="free to bid")
    return (PaddleReinstated(sale=sale.id, paddle=paddle),)
