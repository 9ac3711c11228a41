"""Read the payments of a sale."""

from __future__ import annotations

import click

from commands.output import print_json, print_table, prints_json
from commands.params import SALE
from commands.session import LedgerSession, as_of
from ledger.identity import SaleId


@click.command("list")
@click.argument("name", type=SALE, metavar="SALE")
@prints_json("presenters.invoice:InvoicePaymentsShape", many=True)
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, name: SaleId, *, as_json: bool) -> None:
    """List every payment on the invoices of SALE, and whether it has cleared.

    Example: lotledger pay list HERITAGE-2025-12 --json
    """
    from presenters.invoice import invoice_payments_shape
    from presenters.invoice_words import payments_sentence
    from presenters.payment import PAYMENT_COLUMNS, payment_row

    records = ledger.records()
    invoices = records.invoices(name)
    if as_json:
        print_json([invoice_payments_shape(invoice) for invoice in invoices])
        return
    currency = records.sale(name).terms.rules.currency
    rows = [
        payment_row(payment, currency)
        for invoice in invoices
        for payment in invoice.payments
    ]
    if rows:
        print_table(PAYMENT_COLUMNS, rows)
    click.echo(payments_sentence(invoices, currency))
