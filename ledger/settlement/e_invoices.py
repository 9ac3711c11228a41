"""E-invoices as they are issued: each once, and told from all else by its SHA-256."""

from __future__ import annotations

from datetime import date, datetime

from ledger.events.e_invoices import (
    EInvoiceForm,
    EInvoiceIssued,
    IssuedEvent,
    SelfBilledInvoiceIssued,
)
from ledger.identity import CreditNoteId, StatementId
from ledger.refusals import EInvoiceOther, UnknownStatement
from ledger.settlement.consignment import Consignment
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
    if _is_issued(e_invoice_of(invoice, credit_note, form), sha256):
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


def self_billed_of(
    account: Consignment, statement: StatementId, form: EInvoiceForm
) -> SelfBilledInvoiceIssued | None:
    """Return how a statement was issued as an e-invoice; None if it was not."""
    for issued in account.e_invoices:
        if (issued.statement, issued.form) == (statement, form):
            return issued
    return None


def issue_self_billed(
    account: Consignment,
    statement: StatementId,
    *,
    form: EInvoiceForm,
    sha256: str,
    on: date,
    at: datetime,
) -> tuple[SelfBilledInvoiceIssued, ...]:
    """Issue a statement as an e-invoice of its consignor, unless it was.

    Raises UnknownStatement, and EInvoiceOther where it was issued otherwise.
    """
    for stated in account.statements:
        if stated.statement == statement:
            break
    else:
        raise UnknownStatement(statement=statement)
    if _is_issued(self_billed_of(account, statement, form), sha256):
        return ()
    issued = SelfBilledInvoiceIssued(
        sale=account.sale,
        consignor=account.consignor,
        currency=stated.currency,
        statement=statement,
        form=form,
        sha256=sha256,
        issued_on=on,
        at=at,
    )
    return (issued,)


def _is_issued(before: IssuedEvent | None, sha256: str) -> bool:
    """Say whether an e-invoice was issued so; raises EInvoiceOther if otherwise."""
    if before is not None and before.sha256 != sha256:
        raise EInvoiceOther(document=before.which.document, form=before.form)
    return before is not None
