"""What a bidder may come to owe: all that they lead or bought, with the premium."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.charges import premium
from ledger.events.vocabulary import Stage
from ledger.identity import Channel, Paddle, SaleId
from ledger.lot import Lot
from ledger.money import Minor
from ledger.sale import Sale
from presenters.shape import Amount, Decimals, Shape


class ExposureShape(Shape):
    """What one paddle may come to owe in a sale, before tax and shipping."""

    sale: SaleId
    """The sale."""
    paddle: Paddle
    """Whose it is."""
    limit: Amount | None
    """The credit limit of the paddle, at hammer; null where it has none."""
    leads: int
    """How many open lots it leads."""
    at_most: Amount
    """The maximums on those."""
    bought: Amount
    """The hammer prices of what it bought."""
    buyers_premium: Amount
    """The buyer's premium on both."""
    total: Amount
    """All of it together."""


def exposure_shape(sale: Sale, paddle: Paddle, lots: Iterable[Lot]) -> ExposureShape:
    """Return what a paddle may come to owe, of lots that it bid on."""
    holder, money = sale.holder(paddle), Decimals(sale.terms.rules.currency)
    at_most, bought, due, leads = 0, 0, 0, 0
    for lot in lots:
        if lot.sold is not None and lot.sold.buyer == paddle:
            bought += lot.sold.hammer
            due += lot.sold.premium
        elif _leads(lot, paddle):
            most = lot.claims.words()[paddle].maximum
            leads, at_most = leads + 1, at_most + most
            due += premium_on(sale, lot, paddle, most)
    return ExposureShape(
        sale=sale.id,
        paddle=paddle,
        limit=money(holder.limit),
        leads=leads,
        at_most=money(at_most),
        bought=money(bought),
        buyers_premium=money(due),
        total=money(at_most + bought + due),
    )


def premium_on(sale: Sale, lot: Lot, paddle: Paddle, hammer: Minor) -> Minor:
    """Return the premium that a paddle would owe on a lot, as an internet bidder."""
    return premium(
        hammer,
        sale.terms.rules.premium,
        channel=Channel.INTERNET,
        category=lot.listing.category,
        client_class=sale.holder(paddle).client_class,
    )


def _leads(lot: Lot, paddle: Paddle) -> bool:
    standing = lot.standing
    return (
        lot.stage is Stage.OPEN and standing is not None and standing.leader == paddle
    )
