"""The command that issues an e-invoice, and how it is handed out as it was issued."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from ledger.entry import Attribution, invoice_stream
from ledger.events.e_invoices import EInvoiceForm, EInvoiceIssued, paper_name
from ledger.events.looks import LookKind
from ledger.house.command import Decide, command
from ledger.house.looks import as_viewer
from ledger.house.payments import day_of
from ledger.house.records import Records
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, CreditNoteId, InvoiceId
from ledger.refusals import EInvoiceNotHere, UnknownCreditNote
from ledger.settlement import e_invoices
from ledger.value import value
from ledger.vault.papers import file_paper, paper, take_paper_out

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.vault.vault_file import VaultFile


@value(kw_only=True)
class EInvoice:
    """Which e-invoice it is, and to whom."""

    invoice: InvoiceId
    credit_note: CreditNoteId | None
    """The credit note that it is; None: the invoice itself."""
    form: EInvoiceForm
    client: ClientId

    @property
    def document(self) -> str:
        """The number of the document."""
        return self.credit_note or self.invoice

    @property
    def paper(self) -> str:
        """What it goes by in the vault."""
        return paper_name(self.document, self.form)


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


def recorded_issue(records: Records, which: EInvoice) -> EInvoiceIssued | None:
    """Return how an e-invoice was issued by the log; None where it was not yet."""
    current = records.invoice(which.invoice)
    return e_invoices.e_invoice_of(current, which.credit_note, which.form)


def kept_as_issued(
    house: House, vault: VaultFile, which: EInvoice, *, by: Attribution
) -> bytes | None:
    """Return the XML as it was issued, once it is on record who looked at it.

    None where none is kept. Raises LookNotRecorded, and EInvoiceNotHere where what is
    kept is not what was issued.
    """
    kept = paper(vault, which.paper, which.client)
    if kept is None:
        return None
    issued = recorded_issue(house, which)
    if issued is not None and issued.sha256 != digest(kept):
        raise not_here(which, "what the vault keeps of it has another SHA-256")
    house.look(LookKind.PERSON, [which.client], "printing", by)
    return kept


def keep_as_issued(
    house: House, vault: VaultFile, which: EInvoice, text: bytes, *, by: Attribution
) -> bytes:
    """Keep the XML of an e-invoice, and record its SHA-256; returns what is kept.

    It is in the vault before it is on record, so that nothing is on record that is kept
    nowhere. Raises the Refusal of whoever may not issue it; then nothing is kept.
    """
    kept, is_new = file_paper(vault, which.paper, which.client, text)
    asked = issue(
        which.invoice,
        which.form,
        sha256=digest(kept),
        at=by.recorded_at,
        credit_note=which.credit_note,
    )
    try:
        house.do(asked, by=as_viewer(by))
    except BaseException:
        if is_new and recorded_issue(house, which) is None:
            take_paper_out(vault, which.paper)
        raise
    return kept


def digest(text: bytes) -> str:
    """Return what tells an e-invoice from any other."""
    return sha256(text).hexdigest()


def not_here(which: EInvoice, why: str) -> EInvoiceNotHere:
    """Return that an e-invoice was issued and is not here, to be raised."""
    return EInvoiceNotHere(document=which.document, form=which.form, why=why)
