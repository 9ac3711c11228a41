"""The catalogue, for everybody: the lots of a sale, found by words, and each one."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.events.vocabulary import Stage
from ledger.house.sale_streams import bidding_of
from ledger.identity import LotId, SaleId, sale_of
from ledger.refusals import UnknownLot
from presenters.public_entry import PublicEntryShape, public_entry_shape
from projections.catalogue import listing
from projections.catalogue_search import CatalogueFilter, CatalogueOrder, lots_found
from web.operation import PageQuery, reads
from web.reading import LedgerReading


class CatalogueQuery(PageQuery, frozen=True, kw_only=True):
    """Which lots of a catalogue are listed."""

    after: Annotated[int, Meta(ge=0, le=10**9)] = 0
    """Leave out so many, which were read before."""
    words: Annotated[str, Meta(max_length=200)] | None = None
    """All of them in the number, the title or the category."""
    stage: Stage | None = None
    """How far they have come."""
    session: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    """In which session they are sold."""
    order: CatalogueOrder = CatalogueOrder.CATALOGUE
    """In what order: of the catalogue, or what closes next first."""

    def filter(self) -> CatalogueFilter:
        """Return it as the view is asked."""
        return CatalogueFilter(
            words=self.words, stage=self.stage, session=self.session, order=self.order
        )


def list_catalogue(
    reading: LedgerReading, sale: SaleId, query: CatalogueQuery
) -> list[PublicEntryShape]:
    """List the lots of a catalogue as everybody may see them."""
    reading.records.sale(sale)
    with reading.views(lambda _: bidding_of(sale)) as db:
        rows = lots_found(
            db, sale, query.filter(), after=query.after, limit=query.limit + 1
        )
    if len(rows) > query.limit:
        reading.next_after = str(query.after + query.limit)
    return list(map(public_entry_shape, rows[: query.limit]))


def show_entry(reading: LedgerReading, lot: LotId) -> PublicEntryShape:
    """Show a lot of a catalogue as everybody may see it."""
    with reading.views(lambda _: bidding_of(sale_of(lot), lot)) as db:
        page = listing(db, lot)
    if page is None:
        raise UnknownLot(lot=lot)
    return public_entry_shape(page)


OPERATIONS = (
    reads("/sales/{sale}/catalogue", None, list_catalogue),
    reads("/sales/{sale}/catalogue/{number}", None, show_entry),
)
