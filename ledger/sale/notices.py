"""What the bidders of a sale were told, beside its terms."""

from __future__ import annotations

from ledger.events.intake import SellerBiddingAnnounced
from ledger.events.sale import SaleEvent
from ledger.sale import Sale


def announce_seller_bidding(sale: Sale, notice: str) -> tuple[SaleEvent, ...]:
    """Note where bidders were told that the seller may bid; once for each notice."""
    if notice in sale.seller_bidding:
        return ()
    return (SellerBiddingAnnounced(sale=sale.id, notice=notice),)
