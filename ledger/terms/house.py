"""The house on paper: its letterhead, its languages, its accounts, its names.

None of this is recorded: it is read from ``house.toml`` and ``names.csv`` whenever
something is printed. What a document says of money stands in its event alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from ledger.identity import ClientId, SaleId
from ledger.terms.paper import (
    LegalText,
    OwnWords,
    PaymentCode,
    PayWay,
    ReminderStep,
    SupplyDay,
)
from ledger.terms.tax import MarginGoods
from ledger.value import field, value


class PaperSize(StrEnum):
    """The paper that documents are printed on."""

    A4 = "a4"
    LETTER = "letter"


class DocumentLocale(StrEnum):
    """The language of a document, and how it writes amounts and dates."""

    EN_US = "en_US"
    EN_GB = "en_GB"
    DE_DE = "de_DE"
    FR_FR = "fr_FR"

    @property
    def language(self) -> str:
        """The language alone: ``en``."""
        return self.value.partition("_")[0]


@value
class Logo:
    """A picture as it stands in its file."""

    kind: str
    """``svg`` or ``png``."""
    content: bytes


@value(kw_only=True)
class BankAccount:
    """An account that buyers pay to."""

    bank: str
    holder: str | None = None
    """Whose account it is, where it is not the house's own name."""
    iban: str | None = None
    bic: str | None = None
    routing: str | None = None
    """The ABA routing number of a bank in the United States."""
    sort_code: str | None = None
    """The sort code of a bank in the United Kingdom: ``20-00-00``."""
    account: str | None = None
    """The number of the account, where it has no IBAN."""
    intermediary: str | None = None
    """The bank that wires from abroad must pass through."""
    intermediary_bic: str | None = None
    code: PaymentCode | None = None
    """The code that is printed beside the account; None: no code."""
    street: str | None = None
    """Of the holder's address, which a Swiss QR-bill names."""
    postcode: str | None = None
    city: str | None = None
    country: str | None = None


@value(kw_only=True)
class Letterhead:
    """The head and the foot of every document."""

    name: str
    lines: tuple[str, ...] = ()
    """The address of the house, line by line."""
    phone: str | None = None
    email: str | None = None
    web: str | None = None
    registration: str | None = None
    """Where and under which number the house is registered or licensed."""
    vat_id: str | None = None
    banks: tuple[BankAccount, ...] = ()
    logo: Logo | None = None
    paper: PaperSize = PaperSize.A4


@value(kw_only=True)
class SalePrint:
    """The words in which the documents of one sale differ from the usual ones."""

    title: str | None = None
    """What the sale is called on its documents, beside its short name."""
    locale: DocumentLocale | None = None


@value(kw_only=True)
class PrintSettings:
    """The wording and the type of documents."""

    locale: DocumentLocale = DocumentLocale.EN_US
    sales: tuple[tuple[SaleId, SalePrint], ...] = ()
    closing: str | None = None
    """Words below the total of an invoice."""
    footer: str | None = None
    """Words at the foot of each page."""
    margin_words: str | None = None
    """What the law wants said of lots sold under a margin scheme (rulebook 5)."""
    collection: str | None = None
    """Where and when lots are collected, and what storage costs from when on."""
    collect_within: int | None = None
    """By how many days after its issue an invoice asks to collect its lots."""
    languages: tuple[tuple[str, OwnWords], ...] = ()
    """The words that differ for documents in one language."""
    texts: tuple[LegalText, ...] = ()
    """Texts of any length, in their order, below the documents that they are for."""
    ways: tuple[PayWay, ...] = ()
    """The ways to pay that are accepted beside the accounts."""
    payment_link: str | None = None
    """Where an invoice is paid online; ``{number}`` stands for its number."""
    remittance_slip: bool = False
    """Whether an invoice ends in a slip to send back with a check."""
    supply: SupplyDay | None = None
    """The day that invoices name as the time of supply; None: they name none."""
    fonts: str | None = None
    """A folder of fonts for what the built-in ones lack, such as Chinese."""


class PaymentMeans(StrEnum):
    """The payment means that e-invoices ask for."""

    SEPA = "sepa"
    """A SEPA credit transfer."""
    TRANSFER = "transfer"
    """Any other credit transfer."""


@value(kw_only=True)
class EInvoicing:
    """The seller of an e-invoice by EN 16931."""

    legal_name: str
    vat_id: str
    country: str
    """The country of the seller, by ISO 3166-1."""
    postcode: str | None = None
    city: str | None = None
    street: str | None = None
    means: PaymentMeans = PaymentMeans.SEPA
    margin: MarginGoods = MarginGoods.WORKS_OF_ART
    contact: str | None = None
    """Who answers questions about an invoice: a person or an office."""
    phone: str | None = None
    """The telephone of the contact, where it is not the house's own."""
    email: str | None = None
    """The e-mail address of the contact, where it is not the house's own."""


class XeroDays(StrEnum):
    """The order of day and month in a Xero organisation, which misreads any other."""

    DAY_FIRST = "DD/MM/YYYY"
    """As in Britain, Australia and New Zealand."""
    MONTH_FIRST = "MM/DD/YYYY"
    """As in the United States."""


@value(kw_only=True)
class XeroHabits:
    """The settings in which one company's Xero differs from another's."""

    days: XeroDays = XeroDays.DAY_FIRST
    untaxed: str = "Tax Exempt"
    """What Xero calls the rate of a line that bears no tax."""
    tax_types: tuple[tuple[str, str], ...] = ()
    """What Xero calls our taxes: ``US-TX Sales tax 8.25%`` is ``Tax on Sales``."""


@value(kw_only=True)
class HouseSettings:
    """Everything that ``house.toml`` says."""

    letterhead: Letterhead
    print: PrintSettings = field(default_factory=PrintSettings)
    chart: tuple[tuple[str, str], ...] = ()
    """What each role in the journal is called in the house's own books."""
    einvoice: EInvoicing | None = None
    """Who the seller is in an e-invoice; None: the house sends none."""
    reminders: tuple[ReminderStep, ...] = ()
    """The steps in which overdue invoices are called to mind, in their order."""
    xero: XeroHabits = field(default_factory=XeroHabits)
    """How the house's Xero writes days, and what it calls taxes."""

    def of_sale(self, sale: SaleId) -> SalePrint:
        """Return what documents of a sale say otherwise than usual."""
        return next(
            (own for name, own in self.print.sales if name == sale), SalePrint()
        )

    def words_in(self, language: str) -> OwnWords:
        """Return the house's own words for documents in a language."""
        own = next(
            (words for name, words in self.print.languages if name == language),
            OwnWords(),
        )
        usual = self.print
        return OwnWords(
            closing=own.closing or usual.closing,
            footer=own.footer or usual.footer,
            margin_words=own.margin_words or usual.margin_words,
            collection=own.collection or usual.collection,
        )

    def locale_of(self, sale: SaleId) -> DocumentLocale:
        """Return the locale that documents of a sale are printed in."""
        return self.of_sale(sale).locale or self.print.locale


@value(kw_only=True)
class ClientName:
    """A client's name and address: kept outside the log, for printing alone."""

    client: ClientId
    name: str
    lines: tuple[str, ...] = ()
    """The address, line by line."""
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    """ISO 3166-1: ``DE``."""
    vat_id: str | None = None
    email: str | None = None
    contact: str | None = None
    """The person or office that an invoice is for."""
    buyer_reference: str | None = None
    """What the client wants quoted: for a public buyer in Germany the Leitweg-ID."""
    iban: str | None = None
    """The account that a consignor is paid to: it is in no ledger."""
    bic: str | None = None


Names: TypeAlias = Mapping[ClientId, ClientName]
"""The names a house has at hand; a client who is not there is printed by number."""
