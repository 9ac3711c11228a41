"""What a ledger has for the indicators: the bidding of a sale, or around a client."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ledger.identity import ClientId, Paddle, SaleId
from ledger.indicators.bidding import Bidding
from presenters.indicators.known_people import known_people
from presenters.indicators.lot_walk import LotWalk
from projections.mentions import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from ledger.entry import Entry
    from ledger.events import Event
    from ledger.indicators.people import BidderFacts
    from projections.evidence import EvidenceRows


@dataclass(frozen=True, slots=True)
class Names:
    """The names that bidders go by: their paddles in one sale, their own over many."""

    holders: Mapping[tuple[SaleId, Paddle], ClientId]
    by_client: bool

    def of(self, sale: SaleId, paddle: Paddle) -> str:
        """Return the name of who bids with a paddle."""
        if not self.by_client:
            return paddle
        return self.holders.get((sale, paddle), ClientId(f"{sale}/{paddle}"))


def ledger_evidence(
    rows: EvidenceRows, people: Iterable[Entry[Event]], day: date
) -> tuple[Bidding, BidderFacts]:
    """Return the bidding, and what is known of the bidders by a day.

    ``people`` are the entries that the rows say more is to be read of.
    """
    names = Names(rows.holders, rows.subject.kind is SubjectKind.CLIENT)
    walks = {
        listing.lot: LotWalk(partial(names.of, listing.sale))
        for listing in rows.listings
    }
    for line in rows.lines:
        walks[line.lot].hear(line)
    lots = [
        walks[listing.lot].bidding(listing.lot, listing, rows.owners.get(listing.lot))
        for listing in rows.listings
        if not walks[listing.lot].withdrawn
    ]
    return Bidding.of(lots), known_people(rows, names.of, people, day)
