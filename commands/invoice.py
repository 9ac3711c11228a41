"""Read the invoices of a sale."""

from __future__ import annotations

import click

from commands.output import print_facts, print_json, print_table, prints_json, progress
from commands.params import BILL, SALE
from commands.session import LedgerSession, as_of
from ledger.identity import CreditNoteId, InvoiceId, SaleId


@click.group()
def invoice() -> None:
    """Read the invoices of a sale.

    Example: lotledger invoice show HA-2025-00001
    """


@invoice.command("list")
@click.argument("name", type=SALE, metavar="SALE")
@click.option("--open", "only_open", is_flag=True, help="Only invoices with a balance.")
@prints_json("presenters.invoice:InvoiceSummaryShape", many=True)
@click.pass_obj
@as_of
def list_(
    ledger: LedgerSession, name: SaleId, *, only_open: bool, as_json: bool
) -> None:
    """List the invoices and credit notes of SALE, and how they stand.

    Example: lotledger invoice list HERITAGE-2025-12 --open
    """
    from ledger.house.sale_streams import books_of
    from presenters.invoice import invoice_summary_shape
    from presenters.invoice_words import (
        DOCUMENT_COLUMNS,
        document_row,
        documents_sentence,
    )
    from projections.invoices import buyer_documents

    currency = ledger.records().sale(name).terms.rules.currency
    views = ledger.views(lambda records: books_of(records.reader, name))
    with progress("reading") as advance, views.asked(advance) as db:
        documents = buyer_documents(db, name)
    if only_open:
        documents = [document for document in documents if document.balance]
    if as_json:
        print_json([invoice_summary_shape(document) for document in documents])
        return
    rows = [document_row(document) for document in documents]
    print_table(DOCUMENT_COLUMNS, rows, title=name)
    click.echo(documents_sentence(documents, currency))


@invoice.command()
@click.argument("number", type=BILL, metavar="INVOICE|CREDIT-NOTE")
@prints_json(
    "presenters.invoice:InvoiceShape", "presenters.credit_note:CreditNoteShape"
)
@click.pass_obj
@as_of
def show(ledger: LedgerSession, number: str, *, as_json: bool) -> None:
    """Show INVOICE as it was issued, and every change since; or CREDIT-NOTE.

    Each line names the event that it follows from. A second table lists payments,
    credits, late charges and refunds, with the balance after each, by whom, and why.

    Example: lotledger invoice show HA-2025-00001 --json
    """
    from ledger.identity import CREDIT_NOTE_ID

    if CREDIT_NOTE_ID.fullmatch(number):
        _show_credit_note(ledger, CreditNoteId(number), as_json=as_json)
    else:
        _show_invoice(ledger, InvoiceId(number), as_json=as_json)


def _show_credit_note(
    ledger: LedgerSession, number: CreditNoteId, *, as_json: bool
) -> None:
    from presenters.credit_note import (
        CREDITED_COLUMNS,
        credit_note_facts,
        credit_note_shape,
        credited_rows,
    )

    entry = ledger.records().credit_note_entry(number)
    if as_json:
        print_json(credit_note_shape(entry))
        return
    print_facts(credit_note_facts(entry))
    print_table(CREDITED_COLUMNS, credited_rows(entry))


def _show_invoice(ledger: LedgerSession, number: InvoiceId, *, as_json: bool) -> None:
    from presenters.invoice import invoice_shape
    from presenters.invoice_words import (
        ACCOUNT_COLUMNS,
        LINE_COLUMNS,
        account_rows,
        invoice_facts,
        invoice_line_row,
        invoice_sentence,
    )

    records = ledger.records()
    history = records.invoice_history(number)
    invoice = history[-1].after
    if as_json:
        print_json(invoice_shape(history))
        return
    print_facts(invoice_facts(invoice))
    lines = [invoice_line_row(line, invoice) for line in invoice.issued.lines]
    print_table(LINE_COLUMNS, lines)
    if since := account_rows(records, history):
        print_table(ACCOUNT_COLUMNS, since, title="Changes since")
    click.echo(invoice_sentence(invoice))
