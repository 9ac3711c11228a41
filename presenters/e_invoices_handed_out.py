"""E-invoices: handed out as they were issued, and issued where they were not yet.

Copies of invoices issued are stored, and their content stays what it was to the end of
that (Directive 2006/112/EC, art 244 and 233). So the first printing issues it, and each
later one hands out the same bytes, whatever names and settings say by then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from importlib import import_module
from typing import Any

from ledger.entry import Attribution
from ledger.events import (
    CreditNoteIssued,
    EInvoiceForm,
    InvoiceIssued,
    StatementIssued,
)
from ledger.house import House
from ledger.house.e_invoices import (
    BillToIssue,
    StatementToIssue,
    ToIssue,
    digest,
    keep_as_issued,
    kept_as_issued,
    not_here,
    recorded_issue,
)
from ledger.refusals import Refusal
from ledger.terms.house import Names
from ledger.vault.vault_file import VaultFile
from presenters.issued_documents import AsIssued
from projections.documents.mistakes import NotAnEInvoice

Remark = Callable[[str], None]


class VaultShut(Exception):
    """The vault that keeps e-invoices does not open, and why."""


class EInvoices:
    """The e-invoices of one run of the printer."""

    def __init__(
        self,
        house: House,
        names: Names,
        by: Attribution,
        opens: Callable[[], VaultFile],
        *,
        not_issued: Remark,
        not_todays: Remark,
    ) -> None:
        self._house, self._names, self._by = house, names, by
        self._opens = opens
        """Opens the vault; raises VaultShut."""
        self._not_issued = not_issued
        """Is told of what is handed out and was not issued."""
        self._not_todays = not_todays
        """Is told of what is handed out and would be another today."""
        self._why_closed = ""

    def handed_out(
        self,
        event: InvoiceIssued | CreditNoteIssued | StatementIssued,
        form: EInvoiceForm,
        facts: Mapping[str, Any],
    ) -> AsIssued:
        """Return an e-invoice as it was issued; issue what is written where none was.

        Raises EInvoiceNotHere where it was issued, and is neither kept nor written so.
        """
        document, write = _to_issue(event, form), _writer(event, form, facts)
        if (vault := self._vault) is not None:
            kept = kept_as_issued(self._house, vault, document, by=self._by)
            if kept is not None:
                if recorded_issue(self._house, document) is None:
                    # Whoever kept it was stopped before it was on record.
                    return self._issued(document, vault, kept)
                return self._beside_todays(document.which.document, kept, write)
        return self._issued(document, vault, write())

    def _issued(
        self, document: ToIssue, vault: VaultFile | None, text: bytes
    ) -> AsIssued:
        """Issue an e-invoice; where that cannot be, say why, and hand it out still."""
        which = document.which
        issued = recorded_issue(self._house, document)
        if issued is not None and issued.sha256 != digest(text):
            closed = self._why_closed or "The vault does not have it."
            why = f"what is written today has another SHA-256. {closed}"
            raise not_here(which, why.removesuffix("."))
        why = self._why_closed
        if vault is not None and which.client not in self._names:
            why = f"No name of {which.client} is known here."
        if vault is not None and not why:
            try:
                kept = keep_as_issued(self._house, vault, document, text, by=self._by)
            except Refusal as no:
                why = str(no)
            else:
                return AsIssued(kept, kept == text)
        if issued is None:
            words = f"{which.document} is no e-invoice that was issued yet: {why}"
            self._not_issued(words)
        return AsIssued(text, is_of_today=True)

    @cached_property
    def _vault(self) -> VaultFile | None:
        """The open vault; None where it does not open, and then it is known why."""
        try:
            return self._opens()
        except VaultShut as why:
            self._why_closed = str(why)
            return None

    def _beside_todays(
        self, document: str, kept: bytes, write: Callable[[], bytes]
    ) -> AsIssued:
        """Hand out what is kept; say so where names and settings give another today."""
        try:
            same = write() == kept
        except NotAnEInvoice:
            same = False
        if not same:
            self._not_todays(
                f"{document} is handed out as it was issued: names or settings give "
                "another e-invoice today. It is the XML alone, since a PDF of today "
                "would say something else."
            )
        return AsIssued(kept, same)


def _writer(
    event: InvoiceIssued | CreditNoteIssued | StatementIssued,
    form: EInvoiceForm,
    facts: Mapping[str, Any],
) -> Callable[[], bytes]:
    """Return what writes an e-invoice of today."""
    # It needs an extra, which only who asks for e-invoices installs.
    if isinstance(event, StatementIssued):
        writes = import_module("projections.documents.self_billed")
        return partial(writes.self_billed_xml, event, **facts)
    writes = import_module("projections.documents.einvoice")
    if isinstance(event, InvoiceIssued):
        return partial(writes.invoice_xml, event, **facts, form=form)
    return partial(writes.credit_note_xml, event, **facts, form=form)


def _to_issue(
    event: InvoiceIssued | CreditNoteIssued | StatementIssued, form: EInvoiceForm
) -> ToIssue:
    if isinstance(event, StatementIssued):
        return StatementToIssue(
            statement=event.statement,
            sale=event.sale,
            form=form,
            consignor=event.consignor,
        )
    return BillToIssue(
        invoice=event.invoice,
        credit_note=getattr(event, "credit_note", None),
        form=form,
        client=event.client,
    )
