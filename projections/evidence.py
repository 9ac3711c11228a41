"""What a reviewer of the bidding looks at, read in one go: lots, bids, people, reviews.

It tells maximums: it is for auditors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.identity import ClientId, LotId, Paddle, SaleId, sale_of
from projections.bids.handlers import BIDS
from projections.bids.row import BidRow
from projections.catalogue import CATALOGUE, Listing
from projections.invoices import BuyerDocument, buyer_documents
from projections.mentions import (
    Subject,
    SubjectKind,
    consignors,
    paddle_holders,
    positions_of,
    positions_of_kinds,
)
from projections.queries import rows_in

ABOUT_PEOPLE = (
    "client-enrolled",
    "tax-status-set",
    "certificate-filed",
    "lot-received",
    "seller-bidding-announced",
)
REVIEWED = ("indicator-reviewed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRows:
    """The rows of some sales, and where in the log more is to be read."""

    subject: Subject
    sales: Sequence[SaleId]
    lines: Sequence[BidRow]
    """Everything that touched the bidding, in the order of the log."""
    listings: Sequence[Listing]
    owners: Mapping[LotId, ClientId | None]
    """Whose every lot is."""
    holders: Mapping[tuple[SaleId, Paddle], ClientId]
    """Whose every paddle is."""
    documents: Sequence[BuyerDocument]
    people: Sequence[int]
    """Where clients were enrolled and showed their numbers, where it says whose a lot
    is, and that sellers may bid."""
    reviews: Sequence[int]
    """Where indicators of the subject were reviewed."""


def evidence_rows(db: Connection, subject: Subject) -> EvidenceRows:
    """Read what there is about a sale, or about a client in all their sales."""
    holders, owners = paddle_holders(db), consignors(db)
    sales: Iterable[SaleId] = [SaleId(subject.name)]
    if subject.kind is SubjectKind.CLIENT:
        where = [sale for (sale, _), who in holders.items() if who == subject.name]
        where += [sale_of(lot) for lot, who in owners.items() if who == subject.name]
        sales = sorted({*where})
    touching = {*positions_of(db, subject)}
    return EvidenceRows(
        subject=subject,
        sales=tuple(sales),
        lines=[line for sale in sales for line in rows_in(db, BIDS, sale)],
        listings=[
            listing
            for sale in sales
            for listing in rows_in(db, CATALOGUE, sale, by=("order",))
        ],
        owners=owners,
        holders={key: who for key, who in holders.items() if key[0] in sales},
        documents=[each for sale in sales for each in buyer_documents(db, sale)],
        people=positions_of_kinds(db, *ABOUT_PEOPLE),
        reviews=[at for at in positions_of_kinds(db, *REVIEWED) if at in touching],
    )
