"""The frame around the figures of a document: the house, and its reader."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.events.ledger import Timing
from ledger.identity import ClientId, SaleId
from ledger.terms.house import BankAccount, ClientName, HouseSettings, Names
from projections.documents.model import Frame, HouseHead, NamedFact
from projections.documents.wording import DocumentWording

LOGO = "logo.json"
"""Where the template finds the house's picture."""


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """The context of every document: settings, names, language, times."""

    settings: HouseSettings
    names: Names
    wording: DocumentWording
    timing: Timing


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
        footer=context.settings.print.footer or "",
        logo=LOGO if own.logo else "",
    )


def address(context: DocumentContext, client: ClientId) -> tuple[str, ...]:
    """Write whom a document is for: by name and address, else by number."""
    named = context.names.get(client)
    if named is None:
        return (f"{context.wording.say('client')} {client}",)
    return (named.name, *named.lines, *_imprint_lines(_foreign_country(context, named)))


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


def vat_id(context: DocumentContext, client: ClientId) -> str | None:
    """Return the VAT number of a client, if it is known."""
    named = context.names.get(client)
    return named.vat_id if named else None


def accounts(context: DocumentContext) -> tuple[tuple[NamedFact, ...], ...]:
    """List the accounts that the house is paid on."""
    return tuple(
        _account_facts(context, bank) for bank in context.settings.letterhead.banks
    )


def _account_facts(
    context: DocumentContext, bank: BankAccount
) -> tuple[NamedFact, ...]:
    return facts(
        context,
        ("bank", bank.bank),
        ("holder", bank.holder or context.settings.letterhead.name),
        ("iban", bank.iban and grouped(bank.iban)),
        ("bic", bank.bic),
        ("routing", bank.routing),
        ("account", bank.account),
    )


def grouped(iban: str) -> str:
    """Write an IBAN in groups of four, as banks print it."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def _imprint_lines(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)
