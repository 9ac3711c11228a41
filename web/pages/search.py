"""Search: lots and sales for everybody, and whatever the log names for who sees it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from msgspec import Meta

from ledger.identity import LotId
from ledger.roles import SIGHTS, Sight
from presenters.public_entry import public_entry_shape
from presenters.sale import sale_summary_shape
from projections.catalogue import Listing, listing
from projections.catalogue_search import CatalogueFilter, lots_found
from projections.mentions import paddle_holders, subject_named
from web.caller import Caller
from web.operation import AsOfQuery
from web.page import Filled, shows
from web.reading import LedgerReading
from web.sign_in import must_be_signed_in
from web.subjects import page_of

MOST = 50
"""So many lots are shown; more words find fewer."""


class SearchQuery(AsOfQuery, frozen=True, kw_only=True):
    """What is looked for."""

    words: Annotated[str, Meta(max_length=200)] = ""
    """All of them in a lot's number, title or category; or a name."""


class NamedInLog(NamedTuple):
    """Something that the log names, and the page that tells of it."""

    kind: str
    name: str
    address: str


def search_page(
    reading: LedgerReading, query: SearchQuery, caller: Caller | None
) -> Filled:
    """Show what is called so: lots, sales, and what the log names."""
    if query.as_of is not None:
        # The past of every sale is read from the whole log.
        must_be_signed_in(caller)
    words = query.words.strip()
    sights = SIGHTS[caller.role] if caller is not None else frozenset()
    sees_log = Sight.LOG in sights
    lots = _lots(reading, words) if words else []
    records = reading.records
    shown = {n: sale_summary_shape(records.sale(n)) for n in records.sale_names()}
    return {
        "words": words,
        "lots": [
            (shown[lot.sale], public_entry_shape(lot, records.lot(lot.lot)))
            for lot in lots[:MOST]
        ],
        "goes_on": len(lots) > MOST,
        "sales": [
            each
            for each in shown.values()
            if words and words.casefold() in f"{each.sale} {each.title}".casefold()
        ],
        "matches": _matches(reading, words, sights) if words and sees_log else [],
        "sees_log": sees_log,
    }


def _lots(reading: LedgerReading, words: str) -> list[Listing]:
    """List the lots of every sale that words fit, the one of that very name first."""
    wanted = CatalogueFilter(words=words)
    with reading.views() as db:
        named = listing(db, LotId(words.upper()))
        rows = lots_found(db, None, wanted, limit=MOST + 1)
    return rows if named is None else [named]


def _matches(
    reading: LedgerReading, words: str, sights: Collection[Sight]
) -> list[NamedInLog]:
    """List what the log names by these very words."""
    matches = []
    with reading.present_views() as db:
        subject = subject_named(db, words, upto=reading.upto)
        paddles = sorted(paddle_holders(db, upto=reading.upto))
    if subject is not None:
        address = page_of(subject.kind, subject.name, sights)
        matches.append(NamedInLog(subject.kind, subject.name, address))
    for sale, paddle in paddles:
        if paddle == words.upper():
            asked = urlencode({"name": sale, "filter": f"paddle:{paddle}"})
            matches.append(
                NamedInLog("paddle", f"{sale} {paddle}", f"/history?{asked}")
            )
    if (
        words.isascii()
        and words.isdigit()
        and 1 <= int(words) <= reading.records.head()
    ):
        matches.append(NamedInLog("position", words, f"/log/{int(words)}"))
    return matches


PAGES = (shows("/search", None, search_page, "search.html"),)
