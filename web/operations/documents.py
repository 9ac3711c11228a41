"""Documents and payments: invoices, credit notes, statements, and money received."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from ledger.house import payments
from ledger.house.command import Command
from ledger.house.consignors import consignor_accounts
from ledger.house.sale_streams import books_of
from ledger.identity import InvoiceId, SaleId, StatementId
from ledger.roles import Sight
from presenters.consignor import ConsignorShape, consignor_shape
from presenters.invoice import (
    InvoiceShape,
    InvoiceSummaryShape,
    invoice_shape,
    invoice_summary_shape,
)
from presenters.statement import StatementShape, statement_shape
from projections.invoices import buyer_documents
from web.amounts import AmountText, price
from web.answers import what_was_recorded
from web.operation import NamedPageQuery, Said, does, reads
from web.reading import LedgerReading


class PaymentBody(Said, frozen=True, kw_only=True):
    """Money that came for an invoice."""

    amount: AmountText
    """What the buyer handed over."""
    method: Annotated[str, Meta(min_length=1, max_length=40)]
    """A payment method that the terms name."""
    on: date | None = None
    """The day it came; today, where nothing is said."""
    reference: Annotated[str, Meta(max_length=200)] | None = None
    """The bank's reference; no names."""
    cleared: bool = False
    """Whether the money is good from the start."""


def list_invoices(
    reading: LedgerReading, sale: SaleId, query: NamedPageQuery
) -> list[InvoiceSummaryShape]:
    """List the invoices and credit notes of a sale, and how they stand."""
    reading.records.sale(sale)
    with reading.views(lambda records: books_of(records.reader, sale)) as db:
        listed = buyer_documents(db, sale)
    documents = reading.page(listed, query, lambda each: each.document)
    return [invoice_summary_shape(document) for document in documents]


def show_invoice(reading: LedgerReading, invoice: InvoiceId) -> InvoiceShape:
    """Show an invoice as it was issued, and every change since."""
    return invoice_shape(reading.records.invoice_history(invoice))


def receive_payment(
    reading: LedgerReading, invoice: InvoiceId, body: PaymentBody
) -> Command:
    """Take money for an invoice: all of it, a part, or more than is due."""
    currency = reading.records.invoice(invoice).issued.currency
    return payments.receive(
        invoice,
        paid=price(body.amount, currency),
        method=body.method,
        at=reading.at,
        on=body.on,
        reference=body.reference,
        cleared=body.cleared,
        before_invoice=None,
    )


def list_consignors(
    reading: LedgerReading, sale: SaleId, query: NamedPageQuery
) -> list[ConsignorShape]:
    """List the consignors of a sale: amounts stated, paid, and payable now."""
    currency = reading.records.sale(sale).terms.rules.currency
    listed = consignor_accounts(reading.records, sale)
    accounts = reading.page(listed, query, lambda each: each.account.consignor)
    return [consignor_shape(account, currency) for account in accounts]


def show_statement(reading: LedgerReading, statement: StatementId) -> StatementShape:
    """Show a consignor's statement as it was sent, line by line."""
    records = reading.records
    issued = records.statement(statement)
    history = records.consignment_history(issued.sale, issued.consignor)
    return statement_shape(issued, records.account_at(issued), history)


OPERATIONS = (
    reads("/sales/{sale}/invoices", Sight.MONEY, list_invoices),
    reads("/invoices/{invoice}", Sight.MONEY, show_invoice),
    does(
        "/invoices/{invoice}/payments",
        "receive a payment",
        receive_payment,
        what_was_recorded,
    ),
    reads("/sales/{sale}/consignors", Sight.MONEY, list_consignors),
    reads("/statements/{statement}", Sight.MONEY, show_statement),
)
