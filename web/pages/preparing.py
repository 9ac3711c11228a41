"""A sale is prepared: announced, catalogued, its bidders given paddles."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.events.vocabulary import Stage
from ledger.files.terms_file import preset_names
from ledger.house.sale_streams import bidding_of
from ledger.identity import SALE_ID, SaleId
from ledger.roles import Sight
from presenters.sale import paddle_shapes, sale_summary_shape
from presenters.terms_draft import terms_draft
from projections.catalogue_search import CatalogueFilter, count_found
from web.fields import Words
from web.operation import AsOfQuery
from web.page import Filled, shows
from web.reading import LedgerReading

ROWS = 10
"""So many lots, or bidders, are typed at once."""


class AnnounceQuery(AsOfQuery, frozen=True, kw_only=True):
    """What is promised of a sale, as far as it was typed."""

    sale: Annotated[str, Meta(max_length=40)] = ""
    """Its short name, which stands in addresses."""
    title: Words = ""
    """What stands on the cover of its catalogue."""
    house: Words = ""
    """Who holds it."""
    zone: Annotated[str, Meta(max_length=60)] = ""
    """The time zone of the saleroom."""
    preset: Annotated[str, Meta(max_length=60)] = ""
    """Whose rules it takes over."""
    lots: Annotated[str, Meta(max_length=40)] = ""
    """The first and the last lot."""
    starts: Annotated[str, Meta(max_length=20)] = ""
    """When it begins, by the clock of the saleroom: ``2026-05-20T10:00``."""


def announce_page(reading: LedgerReading, query: AnnounceQuery) -> Filled:
    """Show what is promised of a sale, before it is announced."""
    fields = {
        name: getattr(query, name).strip()
        for name in AnnounceQuery.__struct_fields__
        if name != "as_of"
    }
    fields |= {"sale": fields["sale"].upper(), "starts": query.starts.replace("T", " ")}
    last = next(iter(reversed(reading.records.sale_names())), None)
    terms = None if last is None else reading.records.sale(last).terms
    return {
        "query": query,
        "sale": fields["sale"],
        "draft": terms_draft(**fields) if all(fields.values()) else None,
        "presets": preset_names(),
        "pattern": SALE_ID.pattern,
        "usual_house": "" if terms is None else terms.house,
        "usual_zone": "" if terms is None else terms.zone,
    }


def prepare_page(reading: LedgerReading, sale: SaleId) -> Filled:
    """Show how far a sale is, and what is to be done next."""
    state = reading.records.sale(sale)
    with reading.views(lambda _: bidding_of(sale)) as db:
        lots, still_open = (
            count_found(db, sale, CatalogueFilter(stage=stage))
            for stage in (None, Stage.OPEN)
        )
    return {
        "sale": sale_summary_shape(state),
        "lots": lots,
        "still_open": still_open,
        "begun": bool(state.opened),
        "paddles": paddle_shapes(state),
        "rows": ROWS,
    }


PAGES = (
    shows("/announce", None, announce_page, "announce.html", verb="announce a sale"),
    shows("/sales/{sale}/prepare", Sight.CLIENTS, prepare_page, "prepare.html"),
)
