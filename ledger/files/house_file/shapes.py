"""The shape of ``house.toml``: its tables and keys, and what each value is.

As in a terms file, every key is forbidden that is not named here, and what must not be
left out has a description instead of a default.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from ledger.files.house_file import values
from ledger.files.toml.leaves import leaf
from ledger.files.toml.tables import TomlTable
from ledger.files.toml.values import choice, count, flag, sale_id, text
from ledger.identity import SaleId
from ledger.terms.house import (
    DocumentLocale,
    PaperSize,
    PaymentMeans,
    XeroDays,
)
from ledger.terms.paper import PaperKind, PaymentCode, SupplyDay
from ledger.terms.tax import MarginGoods

Line: TypeAlias = Annotated[str | None, leaf(values.line)]
Iban: TypeAlias = Annotated[str | None, leaf(values.iban)]
Bic: TypeAlias = Annotated[str | None, leaf(values.bic)]
Routing: TypeAlias = Annotated[str | None, leaf(values.routing)]
SortCode: TypeAlias = Annotated[str | None, leaf(values.sort_code)]
Prose: TypeAlias = Annotated[str | None, leaf(text)]
Language: TypeAlias = Annotated[str | None, leaf(values.language)]
LanguageKey: TypeAlias = Annotated[str, leaf(values.language)]
PaymentLink: TypeAlias = Annotated[str | None, leaf(values.payment_link)]
CurrencyCode: TypeAlias = Annotated[str | None, leaf(values.currency)]
Flag: TypeAlias = Annotated[bool | None, leaf(flag)]
Count: TypeAlias = Annotated[int | None, leaf(count)]
Account: TypeAlias = Annotated[str | None, leaf(values.account)]
Country: TypeAlias = Annotated[str | None, leaf(values.country)]
VatId: TypeAlias = Annotated[str | None, leaf(values.vat_id)]
TaxKey: TypeAlias = Annotated[str, leaf(values.tax)]
SaleKey: TypeAlias = Annotated[SaleId, leaf(sale_id)]
OnePaper: TypeAlias = Annotated[PaperSize | None, leaf(choice(PaperSize))]
OneLocale: TypeAlias = Annotated[DocumentLocale | None, leaf(choice(DocumentLocale))]
OneMargin: TypeAlias = Annotated[MarginGoods | None, leaf(choice(MarginGoods))]
OneMeans: TypeAlias = Annotated[PaymentMeans | None, leaf(choice(PaymentMeans))]
OneCode: TypeAlias = Annotated[PaymentCode | None, leaf(choice(PaymentCode))]
OneKind: TypeAlias = Annotated[PaperKind | None, leaf(choice(PaperKind))]
OneSupply: TypeAlias = Annotated[SupplyDay | None, leaf(choice(SupplyDay))]
OneXeroDays: TypeAlias = Annotated[XeroDays | None, leaf(choice(XeroDays))]


class BankTable(TomlTable):
    """A line of ``[[letterhead.banks]]``."""

    bank: Line = Field(
        description="the name of the bank", examples=['bank = "First Bank of Dallas"']
    )
    holder: Line = None
    iban: Iban = None
    bic: Bic = None
    routing: Routing = None
    sort_code: SortCode = None
    account: Account = None
    intermediary: Line = None
    intermediary_bic: Bic = None
    code: OneCode = None
    street: Line = None
    postcode: Line = None
    city: Line = None
    country: Country = None


class LetterheadTable(TomlTable):
    """The table ``[letterhead]``."""

    name: Line = Field(
        description="the name of the house", examples=['name = "Hill & Daughter"']
    )
    lines: list[Line] | None = None
    phone: Line = None
    email: Line = None
    web: Line = None
    registration: Line = None
    vat_id: Line = None
    banks: list[BankTable | None] | None = None
    logo: Line = None
    paper: OnePaper = None


class SalePrintTable(TomlTable):
    """A table ``[print.sales.SALE]``."""

    title: Line = None
    locale: OneLocale = None


class WayTable(TomlTable):
    """A line of ``[[print.ways]]``."""

    method: Line = Field(description="a way to pay", examples=['method = "card"'])
    limit: Count = None
    currency: CurrencyCode = None
    words: Line = None


class TextTable(TomlTable):
    """A line of ``[[print.texts]]``."""

    title: Line = None
    text: Prose = None
    file: Line = None
    on: list[OneKind] | None = None
    language: Language = None


class WordsTable(TomlTable):
    """A table ``[print.languages.LANGUAGE]``."""

    closing: Prose = None
    footer: Line = None
    margin_words: Line = None
    collection: Prose = None


class PrintTable(TomlTable):
    """The table ``[print]``."""

    locale: OneLocale = None
    sales: dict[SaleKey, SalePrintTable | None] | None = None
    languages: dict[LanguageKey, WordsTable | None] | None = None
    closing: Prose = None
    footer: Line = None
    margin_words: Line = None
    collection: Prose = None
    collect_within: Count = None
    texts: list[TextTable | None] | None = None
    ways: list[WayTable | None] | None = None
    payment_link: PaymentLink = None
    remittance_slip: Flag = None
    supply: OneSupply = None
    fonts: Line = None


class EInvoiceTable(TomlTable):
    """The table ``[einvoice]``."""

    legal_name: Line = Field(
        description="the seller's name by law", examples=['legal_name = "Hill GmbH"']
    )
    vat_id: VatId = Field(
        description="the seller's VAT number", examples=['vat_id = "DE123456789"']
    )
    country: Country = Field(
        description="the seller's country", examples=['country = "DE"']
    )
    postcode: Line = None
    city: Line = None
    street: Line = None
    means: OneMeans = None
    margin: OneMargin = None
    contact: Line = None
    phone: Line = None
    email: Line = None


class XeroTable(TomlTable):
    """The table ``[xero]``."""

    days: OneXeroDays = None
    untaxed: Line = None
    tax_types: dict[TaxKey, Line] | None = None


class ReminderTable(TomlTable):
    """A line of ``[[reminders]]``."""

    step: Line = Field(
        description="what the step is called", examples=['step = "friendly"']
    )
    after: Count = Field(
        description="from how many days overdue on", examples=["after = 7"]
    )
    words: dict[LanguageKey, Prose] | None = None


class HouseFile(TomlTable):
    """The whole file."""

    letterhead: LetterheadTable | None = Field(
        description="who sends documents", examples=["[letterhead] and its name"]
    )
    print: PrintTable | None = None
    chart: dict[str, Line] | None = None
    einvoice: EInvoiceTable | None = None
    reminders: list[ReminderTable | None] | None = None
    xero: XeroTable | None = None
