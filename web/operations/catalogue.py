"""The catalogue, for everybody: the lots of a sale, found by words, and each one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta

from ledger.events.vocabulary import Stage
from ledger.house.sale_streams import bidding_of
from ledger.identity import LOT_NUMBER, LotId, SaleId, lot_id, sale_of
from ledger.refusals import UnknownLot
from presenters.public_entry import PublicEntryShape, public_entry_shape
from projections.catalogue import Listing, listing
from projections.catalogue_search import (
    CatalogueFilter,
    CatalogueOrder,
    CataloguePlace,
    ClosingRank,
    closing_rank,
    lots_found,
)
from web.misread import exactly
from web.operation import PageQuery, reads
from web.reading import LedgerReading, no_such_place

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


_PLACE = rf"{LOT_NUMBER.pattern}(@(timed|cried|over)@[0-9]{{1,16}})?"


class CatalogueQuery(PageQuery, frozen=True, kw_only=True):
    """Which lots of a catalogue are listed."""

    after: (
        Annotated[str, exactly(_PLACE, "the number of a lot, like 14 or 14A")] | None
    ) = None
    """Go on after this lot, by its number; in the order of closing with where it stood,
    as the header Link has it: others may write meanwhile."""
    words: Annotated[str, Meta(max_length=200)] | None = None
    """All of them in the number, the title or the category."""
    stage: Stage | None = None
    """How far they have come."""
    session: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    """In which session they are sold."""
    order: CatalogueOrder = CatalogueOrder.CATALOGUE
    """In what order: of the catalogue, or what closes next first: by the clock, then
    what is cried in the room, as it comes up; what is over last."""

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
        after = None
        if query.after is not None:
            number, _, stood = query.after.partition("@")
            last = listing(db, lot_id(sale, number))
            if last is None:
                raise no_such_place(query.after)
            after = _place(last, stood)
        rows = lots_found(db, sale, query.filter(), after=after, limit=query.limit + 1)
    page = rows[: query.limit]
    if len(rows) > query.limit:
        reading.next_after = _written(page[-1], query.order)
    lot_of = reading.records.lot
    return [public_entry_shape(each, lot_of(each.lot)) for each in page]


def _written(page: Listing, order: CatalogueOrder) -> str:
    """Write the place of a lot, from which others may move it."""
    if order is CatalogueOrder.CATALOGUE:
        return page.number
    rank = closing_rank(page).name.lower()
    return f"{page.number}@{rank}@{(page.ends_at - _EPOCH) // _MICROSECOND}"


def _place(page: Listing, stood: str) -> CataloguePlace:
    """Read where a lot stood; where nothing is said, it is where it stands now."""
    rank, ends_at = closing_rank(page), page.ends_at
    if stood:
        name, _, end = stood.partition("@")
        rank, ends_at = ClosingRank[name.upper()], _EPOCH + int(end) * _MICROSECOND
    return CataloguePlace(page.order, page.session, rank, ends_at)


def show_entry(reading: LedgerReading, lot: LotId) -> PublicEntryShape:
    """Show a lot of a catalogue as everybody may see it."""
    with reading.views(lambda _: bidding_of(sale_of(lot), lot)) as db:
        page = listing(db, lot)
    if page is None:
        raise UnknownLot(lot=lot)
    return public_entry_shape(page, reading.records.lot(lot))


OPERATIONS = (
    reads("/sales/{sale}/catalogue", None, list_catalogue),
    reads("/sales/{sale}/catalogue/{number}", None, show_entry),
)
