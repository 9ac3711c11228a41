"""The frame around the figures of a document: the house, and its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.events.documents import InvoiceLine, StatementLine
from ledger.events.ledger import Timing
from ledger.identity import ClientId, LotId, SaleId
from ledger.terms.house import BankAccount, ClientName, HouseSettings, Names
from ledger.terms.paper import OwnWords
from projections.documents.model import Frame, HouseHead, NamedFact
from projections.documents.supply import supplied_on
from projections.documents.wording import DocumentWording

_CITY_FIRST = frozenset({"AU", "CA", "GB", "IE", "IN", "NZ", "US", "ZA"})
"""The countries that write a postcode behind the city."""

LOGO = "logo.json"
"""Where the template finds the house's picture."""


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """The context of every document: settings, names, language, times."""

    settings: HouseSettings
    names: Names
    wording: DocumentWording
    timing: Timing
    sold_on: tuple[date, ...] = ()
    """The days on which the hammer fell on what the document tells of."""
    sessions: Mapping[LotId, int] = field(default_factory=dict)
    """The session of each lot of a document, in a sale that has several."""

    @property
    def words(self) -> OwnWords:
        """The house's own words, in the language of the document."""
        return self.settings.words_in(self.wording.language)


def frame(context: DocumentContext, client: ClientId) -> Frame:
    """Set out everything around the figures."""
    keys = ("lot", "description", "entry", "carried", "brought", "page")
    return Frame(
        size=context.settings.letterhead.paper,
        language=context.wording.language,
        head=head(context),
        to=address(context, client),
        names={key: context.wording.say(key) for key in keys},
        mark=context.wording.say("rehearsal") if context.timing.is_rehearsed else "",
    )


def head(context: DocumentContext) -> HouseHead:
    """Write the letterhead and the foot."""
    own = context.settings.letterhead
    vat_id = own.vat_id and f"{context.wording.say('vat-id')} {own.vat_id}"
    return HouseHead(
        name=own.name,
        lines=own.lines,
        contact=_imprint_lines(own.phone, own.email, own.web),
        legal=_imprint_lines(own.registration, vat_id),
        footer=context.words.footer or "",
        logo=LOGO if own.logo else "",
    )


def address(context: DocumentContext, client: ClientId) -> tuple[str, ...]:
    """Write whom a document is for: by name and address, else by number."""
    named = context.names.get(client)
    if named is None:
        return (f"{context.wording.say('client')} {client}",)
    town = _town(named)
    foreign = _foreign_country(context, named)
    return (named.name, *_imprint_lines(named.contact, *named.lines, town, foreign))


def _town(named: ClientName) -> str | None:
    """Write postcode and city as letters do in the country; None where unknown.

    The Universal Postal Union's guides: in front of the city on the continent of
    Europe, and behind it where English is written.
    """
    parts = [part for part in (named.postcode, named.city) if part]
    if named.country in _CITY_FIRST:
        parts.reverse()
    return " ".join(parts) or None


def _foreign_country(context: DocumentContext, named: ClientName) -> str | None:
    """Name the country of an address, unless it is known to be the house's own."""
    own = context.settings.einvoice
    if named.country is None or (own and own.country == named.country):
        return None
    return context.wording.country(named.country)


def facts(
    context: DocumentContext, *known: tuple[str, str | None]
) -> tuple[NamedFact, ...]:
    """Name what is known beside the address; what is None is left out."""
    return tuple(
        NamedFact(context.wording.say(key), fact) for key, fact in known if fact
    )


def sale_words(context: DocumentContext, sale: SaleId) -> str:
    """Name a sale as its documents do."""
    title = context.settings.of_sale(sale).title
    return f"{title} ({sale})" if title else sale


def sale_days(context: DocumentContext) -> str | None:
    """Name the day of the sale, or the first and the last."""
    if not context.sold_on:
        return None
    days = dict.fromkeys((context.sold_on[0], context.sold_on[-1]))
    return " \N{EN DASH} ".join(context.wording.day(day) for day in days)


def session_numbers(
    context: DocumentContext, lines: Sequence[InvoiceLine], own: int | None = None
) -> tuple[str, str | None]:
    """Name the session of a document, or list those that its lots were sold in."""
    if own is not None:
        return "session", str(own)
    lots = {line.lot for line in lines if line.lot is not None}
    known = sorted({n for lot, n in context.sessions.items() if lot in lots})
    key = "sessions" if len(known) > 1 else "session"
    return key, ", ".join(map(str, known)) or None


def supply_day(context: DocumentContext, issued_on: date) -> str | None:
    """Name the time of supply, where the house says which day it is."""
    day = supplied_on(context.settings, sold_on=context.sold_on, issued_on=issued_on)
    return None if day is None else context.wording.day(day)


def vat_id(context: DocumentContext, client: ClientId) -> str | None:
    """Return the VAT number of a client, if it is known."""
    named = context.names.get(client)
    return named.vat_id if named else None


def buyer_reference(context: DocumentContext, client: ClientId) -> str | None:
    """Return what a client wants quoted, if it is known."""
    named = context.names.get(client)
    return named.buyer_reference if named else None


def lot_count(lines: Sequence[InvoiceLine | StatementLine]) -> str | None:
    """Count the lots on a document; one is counted on sight."""
    lots = {line.lot for line in lines if line.lot is not None}
    return str(len(lots)) if len(lots) > 1 else None


def account_facts(context: DocumentContext, bank: BankAccount) -> tuple[NamedFact, ...]:
    """Name what is known of an account that the house is paid on."""
    return facts(
        context,
        ("bank", bank.bank),
        ("holder", bank.holder or context.settings.letterhead.name),
        ("iban", bank.iban and grouped(bank.iban)),
        ("bic", bank.bic),
        ("routing", bank.routing),
        ("sort-code", bank.sort_code),
        ("account", bank.account),
        ("intermediary", bank.intermediary),
        ("intermediary-bic", bank.intermediary_bic),
    )


def grouped(iban: str) -> str:
    """Write an IBAN in groups of four, as banks print it."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def _imprint_lines(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)
