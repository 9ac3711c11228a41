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
from ledger.files.toml.values import choice, sale_id
from ledger.identity import SaleId
from ledger.terms.house import (
    DocumentLocale,
    PaperSize,
    PaymentMeans,
    SupplyDay,
    XeroDays,
)
from ledger.terms.tax import MarginGoods

Line: TypeAlias = Annotated[str | None, leaf(values.line)]
Iban: TypeAlias = Annotated[str | None, leaf(values.iban)]
Bic: TypeAlias = Annotated[str | None, leaf(values.bic)]
Routing: TypeAlias = Annotated[str | None, leaf(values.routing)]
Account: TypeAlias = Annotated[str | None, leaf(values.account)]
Country: TypeAlias = Annotated[str | None, leaf(values.country)]
VatId: TypeAlias = Annotated[str | None, leaf(values.vat_id)]
TaxKey: TypeAlias = Annotated[str, leaf(values.tax)]
SaleKey: TypeAlias = Annotated[SaleId, leaf(sale_id)]
OnePaper: TypeAlias = Annotated[PaperSize | None, leaf(choice(PaperSize))]
OneLocale: TypeAlias = Annotated[DocumentLocale | None, leaf(choice(DocumentLocale))]
OneMargin: TypeAlias = Annotated[MarginGoods | None, leaf(choice(MarginGoods))]
OneMeans: TypeAlias = Annotated[PaymentMeans | None, leaf(choice(PaymentMeans))]
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
    account: Account = None


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


class PrintTable(TomlTable):
    """The table ``[print]``."""

    locale: OneLocale = None
    sales: dict[SaleKey, SalePrintTable | None] | None = None
    closing: Line = None
    footer: Line = None
    margin_words: Line = None
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


class HouseFile(TomlTable):
    """The whole file."""

    letterhead: LetterheadTable | None = Field(
        description="who sends documents", examples=["[letterhead] and its name"]
    )
    print: PrintTable | None = None
    chart: dict[str, Line] | None = None
    einvoice: EInvoiceTable | None = None
    xero: XeroTable | None = None
