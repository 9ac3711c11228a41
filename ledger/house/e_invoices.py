"""The commands that issue an e-invoice, and how it is handed out as it was issued."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from ledger.entry import Attribution, StreamId, consignment_stream, invoice_stream
from ledger.events.e_invoices import (
    EInvoice,
    EInvoiceForm,
    EInvoiceIssued,
    IssuedEvent,
    SelfBilledInvoiceIssued,
)
from ledger.events.looks import LookKind
from ledger.house.command import Command, Decide, command
from ledger.house.consignors import account_of
from ledger.house.looks import as_viewer
from ledger.house.payments import day_of
from ledger.house.records import Records
from ledger.house.transaction import HouseTransaction
from ledger.identity import (
    CREDIT_NOTE_ID,
    STATEMENT_ID,
    ClientId,
    CreditNoteId,
    InvoiceId,
    SaleId,
    StatementId,
)
from ledger.refusals import EInvoiceNotHere, UnknownCreditNote
from ledger.settlement import e_invoices
from ledger.value import value
from ledger.vault.papers import file_paper, paper, take_paper_out

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.vault.vault_file import VaultFile


@value(kw_only=True)
class BillToIssue:
    """An invoice, or a credit note on it, that is to be an e-invoice."""

    invoice: InvoiceId
    credit_note: CreditNoteId | None
    """The credit note that it is; None: the invoice itself."""
    form: EInvoiceForm
    client: ClientId

    @property
    def which(self) -> EInvoice:
        """The e-invoice that it is to be."""
        return EInvoice(self.credit_note or self.invoice, self.form, self.client)


@value(kw_only=True)
class StatementToIssue:
    """A self-billed statement that is to be an e-invoice of its consignor."""

    statement: StatementId
    sale: SaleId
    form: EInvoiceForm
    consignor: ClientId

    @property
    def which(self) -> EInvoice:
        """The e-invoice that it is to be."""
        return EInvoice(self.statement, self.form, self.consignor)


ToIssue: TypeAlias = BillToIssue | StatementToIssue


@command("issue an e-invoice")
def issue(
    invoice: InvoiceId,
    form: EInvoiceForm,
    *,
    sha256: str,
    at: datetime,
    credit_note: CreditNoteId | None = None,
) -> Decide:
    """Issue an invoice, or a credit note on it, as an e-invoice: once in each form."""

    def decide(transaction: HouseTransaction) -> None:
        current = transaction.invoice(invoice)
        known = {note.credit_note for note in current.notes}
        if credit_note is not None and credit_note not in known:
            raise UnknownCreditNote(credit_note=credit_note)
        sale = transaction.sale(current.issued.sale)
        issued = e_invoices.issue(
            current,
            credit_note,
            form=form,
            sha256=sha256,
            on=day_of(sale, at),
            at=at,
        )
        transaction.record(invoice_stream(invoice), issued)

    return decide


@command("issue a self-billed invoice")
def issue_self_billed(
    sale: SaleId,
    consignor: ClientId,
    statement: StatementId,
    form: EInvoiceForm,
    *,
    sha256: str,
    at: datetime,
) -> Decide:
    """Issue a statement as an e-invoice of its consignor: once in each form."""

    def decide(transaction: HouseTransaction) -> None:
        issued = e_invoices.issue_self_billed(
            account_of(transaction, sale, consignor),
            statement,
            form=form,
            sha256=sha256,
            on=day_of(transaction.sale(sale), at),
            at=at,
        )
        transaction.record(consignment_stream(sale, consignor), issued)

    return decide


def recorded_issue(records: Records, document: ToIssue) -> IssuedEvent | None:
    """Return how an e-invoice was issued by the log; None where it was not yet."""
    match document:
        case BillToIssue(invoice=invoice, credit_note=note, form=form):
            return e_invoices.e_invoice_of(records.invoice(invoice), note, form)
        case StatementToIssue(statement=statement, form=form):
            account = account_of(records, document.sale, document.consignor)
            return e_invoices.self_billed_of(account, statement, form)


def place_of_issue(records: Records, document: str, form: EInvoiceForm) -> int:
    """Return where it is on record that a document was issued as an e-invoice."""
    kinds = EInvoiceIssued, SelfBilledInvoiceIssued
    return next(
        each.position
        for each in records.reader.history(_stream_of(records, document))
        if isinstance(each.event, kinds)
        and (each.event.which.document, each.event.form) == (document, form)
    )


def _stream_of(records: Records, document: str) -> StreamId:
    if STATEMENT_ID.fullmatch(document):
        stated = records.statement(StatementId(document))
        return consignment_stream(stated.sale, stated.consignor)
    if CREDIT_NOTE_ID.fullmatch(document):
        return invoice_stream(records.credit_note(CreditNoteId(document)).invoice)
    return invoice_stream(InvoiceId(document))


def _issuing(document: ToIssue, *, sha256: str, at: datetime) -> Command:
    match document:
        case BillToIssue(invoice=invoice, credit_note=note, form=form):
            return issue(invoice, form, sha256=sha256, at=at, credit_note=note)
        case StatementToIssue(statement=statement, form=form):
            whose = document.sale, document.consignor
            return issue_self_billed(*whose, statement, form, sha256=sha256, at=at)


def kept_as_issued(
    house: House, vault: VaultFile, document: ToIssue, *, by: Attribution
) -> bytes | None:
    """Return the XML as it was issued, once it is on record who looked at it.

    None where none is kept. Raises LookNotRecorded, and EInvoiceNotHere where what is
    kept is not what was issued.
    """
    which = document.which
    kept = paper(vault, which.paper, which.client)
    if kept is None:
        return None
    issued = recorded_issue(house, document)
    if issued is not None and issued.sha256 != digest(kept):
        raise not_here(which, "what the vault keeps of it has another SHA-256")
    house.look(LookKind.PERSON, [which.client], "printing", by)
    return kept


def keep_as_issued(
    house: House, vault: VaultFile, document: ToIssue, text: bytes, *, by: Attribution
) -> bytes:
    """Keep the XML of an e-invoice, and record its SHA-256; returns what is kept.

    It is in the vault before it is on record, so that nothing is on record that is kept
    nowhere. Raises the Refusal of whoever may not issue it; then nothing is kept.
    """
    which = document.which
    kept, is_new = file_paper(vault, which.paper, which.client, text)
    asked = _issuing(document, sha256=digest(kept), at=by.recorded_at)
    try:
        house.do(asked, by=as_viewer(by))
    except BaseException:
        if is_new and recorded_issue(house, document) is None:
            take_paper_out(vault, which.paper)
        raise
    return kept


def digest(text: bytes) -> str:
    """Return what tells an e-invoice from any other."""
    return sha256(text).hexdigest()


def not_here(which: EInvoice, why: str) -> EInvoiceNotHere:
    """Return that an e-invoice was issued and is not here, to be raised."""
    return EInvoiceNotHere(document=which.document, form=which.form, why=why)
