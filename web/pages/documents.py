"""An invoice and a consignor's statement: lines, sums, money, and what may be done."""

from __future__ import annotations

from ledger.events import InvoiceWrittenOff, PayoutMade
from ledger.events.e_invoices import IssuedEvent
from ledger.house.consignors import consignor_account
from ledger.house.payments import terms_of
from ledger.identity import InvoiceId, LotId, StatementId, number_of
from ledger.roles import Sight
from ledger.settlement.invoice import Invoice
from presenters.consignor import consignor_shape
from presenters.sale import sale_summary_shape
from presenters.shape import Decimals
from web.left_behind import money_to_move
from web.operations.documents import show_invoice, show_statement
from web.page import Filled, shows
from web.reading import LedgerReading


def invoice_page(reading: LedgerReading, invoice: InvoiceId) -> Filled:
    """Show an invoice with what was paid on it, and what became of its lots."""
    records = reading.records
    known = records.invoice(invoice)
    sale = records.sale(known.issued.sale)
    return {
        "invoice": show_invoice(reading, invoice),
        "sale": sale_summary_shape(sale),
        "methods": [each.name for each in terms_of(sale, known).methods],
        "lots": [_whereabouts(reading, lot) for lot in known.lots],
        "to_move": [
            each
            for each in money_to_move(records.invoices(known.issued.sale))
            if invoice in (each.of, each.to)
        ],
        "given_up": [_given_up(known, each) for each in known.standing_write_offs],
        "credit_notes": [note.credit_note for note in known.notes],
        "e_invoices": [_issued(each) for each in known.e_invoices],
    }


def _issued(e_invoice: IssuedEvent) -> dict[str, object]:
    """Return in which form a document was issued as an e-invoice, and when."""
    return {
        "document": e_invoice.which.document,
        "form": e_invoice.form,
        "issued_on": e_invoice.issued_on,
        "sha256": e_invoice.sha256,
    }


def _given_up(invoice: Invoice, given_up: InvoiceWrittenOff) -> dict[str, object]:
    """Return what the house gave up of an invoice, and can ask for again."""
    money = Decimals(invoice.issued.currency)
    return {
        "number": given_up.write_off,
        "kind": given_up.kind,
        "amount": money(given_up.amount),
    }


def _whereabouts(reading: LedgerReading, name: LotId) -> dict[str, object]:
    """Say whether a lot on an invoice is paid for, and whether it left the house."""
    lot = reading.records.lot(name)
    released = lot.books.released
    return {
        "number": number_of(name),
        "title": lot.listing.title,
        "paid_on": lot.books.paid_on,
        "released_on": None if released is None else released.released_on,
    }


def statement_page(reading: LedgerReading, statement: StatementId) -> Filled:
    """Show a consignor's statement, and what can be paid out on the account now."""
    records = reading.records
    issued = records.statement(statement)
    sale = records.sale(issued.sale)
    account = consignor_account(records, issued.sale, issued.consignor)
    return {
        "statement": show_statement(reading, statement),
        "sale": sale_summary_shape(sale),
        "account": consignor_shape(account, issued.currency),
        "paid_at": {
            entry.event.payout: entry.position
            for entry in records.consignment_history(issued.sale, issued.consignor)
            if isinstance(entry.event, PayoutMade)
        },
        "methods": [each.name for each in sale.terms.rules.settlement.methods],
        "e_invoices": [
            _issued(each)
            for each in account.account.e_invoices
            if each.which.document == statement
        ],
    }


PAGES = (
    shows(
        "/invoices/{invoice}",
        Sight.MONEY,
        invoice_page,
        "invoice.html",
        shows_documents=True,
    ),
    shows(
        "/statements/{statement}",
        Sight.MONEY,
        statement_page,
        "statement.html",
        shows_documents=True,
    ),
)
