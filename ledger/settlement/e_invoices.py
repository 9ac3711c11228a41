"""E-invoices as they are issued: each once, and told from all else by its SHA-256."""

from __future__ import annotations

from datetime import date, datetime

from ledger.events.e_invoices import EInvoiceForm, EInvoiceIssued
from ledger.identity import CreditNoteId
from ledger.refusals import EInvoiceOther
from ledger.settlement.invoice import Invoice
from ledger.settlement.payments import whose


def e_invoice_of(
    invoice: Invoice, credit_note: CreditNoteId | None, form: EInvoiceForm
) -> EInvoiceIssued | None:
    """Return how an invoice, or a credit note on it, was issued; None if it was not."""
    for issued in invoice.e_invoices:
        if (issued.credit_note, issued.form) == (credit_note, form):
            return issued
    return None


def issue(
    invoice: Invoice,
    credit_note: CreditNoteId | None,
    *,
    form: EInvoiceForm,
    sha256: str,
    on: date,
    at: datetime,
) -> tuple[EInvoiceIssued, ...]:
    """Issue an invoice, or a credit note on it, as an e-invoice, unless it was.

    Raises EInvoiceOther where it was issued otherwise: nothing issued is changed.
    """
    before = e_invoice_of(invoice, credit_note, form)
    if before is not None:
        if before.sha256 != sha256:
            raise EInvoiceOther(document=before.document, form=form)
        return ()
    issued = EInvoiceIssued(
        **whose(invoice),
        credit_note=credit_note,
        form=form,
        sha256=sha256,
        issued_on=on,
        at=at,
    )
    return (issued,)
