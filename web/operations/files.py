"""What is read from a file: terms, rules, rates, lists, a bank's statement."""

from __future__ import annotations

from functools import partial

from msgspec.structs import asdict

from ledger.entry import Attribution
from ledger.files.bank_file import read_bank
from ledger.files.catalogue_file import read_catalogue
from ledger.files.clients_file import read_clients, read_registrations
from ledger.files.intake_file import read_intake
from ledger.files.settlement_file import read_consignor_rules, read_settlement
from ledger.files.tax_file import read_tax_rates
from ledger.files.terms_file import read_terms
from ledger.house import (
    House,
    bank,
    clients,
    consigning,
    intake,
    lots,
    sales,
    settling,
)
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.identity import ClientId, SaleId
from ledger.money import Currency
from presenters.bank import BankImportShape, bank_import_shape
from web.amounts import only_currency
from web.answers import receipt_text, what_was_recorded
from web.bank_columns import ColumnsBody
from web.fields import SaleText, Words
from web.operation import carries_out, does
from web.problem import HttpProblem
from web.reading import LedgerReading
from web.uploads import FileBody, ListBody, read_upload


class TermsBody(FileBody, frozen=True, kw_only=True):
    """Other terms of a sale, and what is said of them in the saleroom."""

    notice: Words | None = None
    """The text of the saleroom notice; it is needed once there are bids."""


class BankBookedShape(BankImportShape):
    """A bank's statement as it was matched, and booked where that was asked for."""

    receipt: str | None
    """The house's word for the last entry of it, a file to keep; null where nothing was
    booked."""


class BankBody(ColumnsBody, frozen=True, kw_only=True):
    """A bank's statement whose payments are booked."""

    sales: tuple[SaleText, ...] = ()
    """Only invoices of these sales; of all, where nothing is said."""
    dry_run: bool = False
    """Tell what would be booked, and book nothing."""
    method: Words = "wire"
    """The payment method that the terms name."""


def announce_sale(body: FileBody) -> Command:
    """Announce the sale that a terms file describes."""
    return sales.announce(read_upload(body, read_terms))


def amend_terms(sale: SaleId, body: TermsBody) -> Command:
    """Change the terms of a sale to those of a terms file."""
    terms = read_upload(body, read_terms)
    if terms.sale != sale:
        words = f"{body.name} is of sale {terms.sale}. Send the terms of {sale}."
        raise HttpProblem(422, "other-sale", "Of another sale", words)
    return sales.amend_terms(terms, notice=body.notice)


def set_settlement_rules(
    reading: LedgerReading, sale: SaleId, body: FileBody
) -> Command:
    """Set the rules that settle a sale, as a settlement file has them."""
    read = partial(read_settlement, currency=_currency(reading, sale))
    return settling.set_settlement(sale, read_upload(body, read))


def agree_with_consignor(
    reading: LedgerReading, sale: SaleId, consignor: ClientId, body: FileBody
) -> Command:
    """Agree with a consignor on rates of their own, as a file of rates has them."""
    read = partial(read_consignor_rules, currency=_currency(reading, sale))
    return consigning.agree(sale, consignor, read_upload(body, read))


def catalogue_lots(reading: LedgerReading, sale: SaleId, body: ListBody) -> Command:
    """Enter the lots of a CSV file in the catalogue of a sale: all, or none."""
    read = partial(read_catalogue, terms=reading.house.sale(sale).terms)
    return lots.catalogue(sale, read_upload(body, read).entries)


def enrol_clients(reading: LedgerReading, sale: SaleId, body: ListBody) -> Command:
    """Enrol the clients of a CSV file, and issue their paddles: all, or none."""
    read = partial(read_clients, currency=_currency(reading, sale))
    return clients.enrol_many(sale, read_upload(body, read).rows)


def register_bidders(reading: LedgerReading, sale: SaleId, body: ListBody) -> Command:
    """Register the bidders of a CSV file for lots of a sale: all, or none."""
    house = reading.house
    read = partial(
        read_registrations,
        sale=sale,
        lots=frozenset(house.lot_names(sale)),
        paddles=house.sale(sale).paddles,
    )
    return lots.register_many(read_upload(body, read).rows)


def receive_listed_lots(
    reading: LedgerReading, sale: SaleId, body: ListBody
) -> Command:
    """Note how the lots of a CSV file came into the house: all, or none."""
    names = frozenset(reading.house.lot_names(sale))
    read = partial(read_intake, sale=sale, lots=names)
    return intake.receive(read_upload(body, read).rows)


def set_tax_rates(body: ListBody) -> Command:
    """Put the rates of a CSV file on record: for each place that it names, all."""
    rates = read_upload(body, read_tax_rates)
    return settling.set_tax_rates(rates.rows, source=f"{body.name} {rates.digest}")


def book_bank_statement(
    house: House, reading: LedgerReading, by: Attribution, body: BankBody
) -> BankBookedShape:
    """Match a bank's statement (CSV, camt, MT940) to invoices; book what is certain.

    What is not certain is told with the command that settles it.
    """
    named = tuple(map(SaleId, body.sales))
    mapping = body.mapping(body.method)

    def currency() -> Currency:
        return mapping.currency or _currency_of_invoices(house, named)

    statement = read_upload(
        body, partial(read_bank, mapping=mapping, currency=currency)
    )
    matches = bank.matched(
        house, statement.lines, sales=named, method=body.method, at=reading.at
    )
    booking = bank.book(
        matches, file=body.name, sales=named, method=body.method, at=reading.at
    )
    if body.dry_run:
        house.dry_run(booking, by=by)
        matched = bank_import_shape(matches, None)
        return BankBookedShape(receipt=None, **asdict(matched))
    recorded = house.do(booking, by=by)
    return BankBookedShape(
        receipt=receipt_text(Receipts(house), recorded),
        **asdict(bank_import_shape(matches, recorded)),
    )


def _currency(reading: LedgerReading, sale: SaleId) -> Currency:
    return reading.house.sale(sale).terms.rules.currency


def _currency_of_invoices(house: House, named: tuple[SaleId, ...]) -> Currency:
    """Return the one currency of the sales that are named, or of all invoices."""
    currencies = {house.sale(sale).terms.rules.currency for sale in named}
    currencies = currencies or {bill.issued.currency for bill in house.invoices()}
    return only_currency(currencies, "The invoices")


_reads_a_file = partial(does, recorded=what_was_recorded, takes_time=True)
_SALE = "/sales/{sale}"
_AGREEMENT = f"{_SALE}/consignors/{{consignor}}/agreement"

OPERATIONS = (
    _reads_a_file("/sales", "announce a sale", announce_sale),
    _reads_a_file(f"{_SALE}/terms", "amend the terms", amend_terms, method="PUT"),
    _reads_a_file(
        f"{_SALE}/settlement-rules",
        "set settlement rules",
        set_settlement_rules,
        method="PUT",
    ),
    _reads_a_file(
        _AGREEMENT, "agree with a consignor", agree_with_consignor, method="PUT"
    ),
    _reads_a_file(f"{_SALE}/catalogue", "catalogue lots", catalogue_lots),
    _reads_a_file(f"{_SALE}/clients", "enrol clients", enrol_clients),
    _reads_a_file(f"{_SALE}/registrations", "register for lots", register_bidders),
    _reads_a_file(f"{_SALE}/arrivals", "receive lots", receive_listed_lots),
    _reads_a_file("/tax-rates", "set tax rates", set_tax_rates, method="PUT"),
    carries_out("/bank-statements", "book a bank's statement", book_bank_statement),
)
