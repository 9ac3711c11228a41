"""Search: lots and sales for everybody, and whatever the log names for who sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from msgspec import Meta

from ledger.identity import ClientId, LotId, Paddle, SaleId
from ledger.roles import Sight
from presenters.public_entry import public_entry_shape
from presenters.sale import sale_summary_shape
from projections.catalogue import Listing, listing
from projections.catalogue_search import CatalogueFilter, lots_found
from projections.mentions import SubjectKind, paddle_holders, subject_named
from web.caller import Caller
from web.languages import translations
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
    reading: LedgerReading, query: SearchQuery, caller: Caller | None, language: str
) -> Filled:
    """Show what is called so: lots, sales, and what the log names."""
    if query.as_of is not None:
        # The past of every sale is read from the whole log.
        must_be_signed_in(caller)
    words = _bare(query.words, language)
    sights = caller.sights if caller is not None else frozenset()
    finds = bool(sights & {Sight.LOG, Sight.CLIENTS, Sight.MONEY})
    lots = _lots(reading, words) if words else []
    records = reading.records
    shown = {n: sale_summary_shape(records.sale(n)) for n in records.sale_names()}
    return {
        "words": query.words.strip(),
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
        "matches": _matches(reading, words, sights) if words and finds else [],
    }


_KINDS = (
    "Sale",
    "Lot",
    "Document",
    "Invoice",
    "Client",
    "Person",
    "Paddle",
    "Position",
)
"""What stands before a name, here and on other pages."""


def _bare(words: str, language: str) -> str:
    """Return what is looked for without what it is: ``Paddle 1003``, ``#143``."""
    bare, in_language = words.strip(), translations(language).gettext
    for kind in (word for each in _KINDS for word in (each, in_language(each))):
        if bare.casefold().startswith(f"{kind.casefold()} "):
            return bare[len(kind) :].strip()
    return bare.removeprefix("#")


def _lots(reading: LedgerReading, words: str) -> list[Listing]:
    """List the lots of every sale that words fit, the one of that very name first."""
    wanted = CatalogueFilter(words=words)
    with reading.views() as db:
        named = listing(db, LotId(words.upper()))
        rows = lots_found(db, None, wanted, limit=MOST + 1)
    return rows if named is None else [named]


_SEEN_BY: Mapping[SubjectKind, frozenset[Sight]] = MappingProxyType(
    {
        SubjectKind.CLIENT: frozenset((Sight.CLIENTS, Sight.LOG)),
        SubjectKind.DOCUMENT: frozenset((Sight.MONEY, Sight.LOG)),
    }
)
"""By which sights a name of a kind is found, any of them; others by the log alone."""
_BY_LOG = frozenset((Sight.LOG,))


def _matches(
    reading: LedgerReading, words: str, sights: frozenset[Sight]
) -> list[NamedInLog]:
    """List what the log names by these very words, of what somebody may see."""
    matches = []
    with reading.present_views() as db:
        subject = subject_named(db, words, upto=reading.upto)
        holders = paddle_holders(db, upto=reading.upto)
    if subject is not None and sights & _SEEN_BY.get(subject.kind, _BY_LOG):
        address = page_of(subject.kind, subject.name, sights)
        matches.append(NamedInLog(subject.kind, subject.name, address))
    if sights & {Sight.LOG, Sight.CLIENTS}:
        matches += _paddles(words.upper(), holders, sights)
    is_position = Sight.LOG in sights and words.isascii() and words.isdigit()
    if is_position and 1 <= int(words) <= reading.records.head():
        matches.append(NamedInLog("position", words, f"/log/{int(words)}"))
    return matches


def _paddles(
    words: str,
    holders: Mapping[tuple[SaleId, Paddle], ClientId],
    sights: frozenset[Sight],
) -> Iterator[NamedInLog]:
    """Yield the paddles of a number, each with its entries, or with whose it is."""
    for (sale, paddle), client in sorted(holders.items()):
        if paddle == words:
            asked = urlencode({"name": sale, "filter": f"paddle:{paddle}"})
            entries = f"/history?{asked}"
            address = entries if Sight.LOG in sights else f"/clients/{client}"
            yield NamedInLog("paddle", f"{sale} {paddle}", address)


PAGES = (shows("/search", None, search_page, "search.html"),)
