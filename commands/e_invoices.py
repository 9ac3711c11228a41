"""E-invoices: handed out as they were issued, and issued where they were not yet.

Copies of invoices issued are stored, and their content stays what it was to the end of
that (Directive 2006/112/EC, art 244 and 233). So the first printing issues it, and each
later one hands out the same bytes, whatever names and settings say by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import click

from commands.keeping import passphrase

if TYPE_CHECKING:
    from commands.session import LedgerSession
    from ledger.entry import Attribution
    from ledger.events import (
        CreditNoteIssued,
        EInvoiceForm,
        InvoiceIssued,
        StatementIssued,
    )
    from ledger.house.e_invoices import ToIssue
    from ledger.terms.house import Names
    from ledger.vault.vault_file import VaultFile
    from presenters.issued_documents import AsIssued


@contextmanager
def e_invoices(
    ledger: LedgerSession, names: Names, by: Attribution
) -> Iterator[EInvoices]:
    """Let a run of the printer hand e-invoices out, and open the vault once for it."""
    with ExitStack() as opened:
        yield EInvoices(ledger, names, by, opened)


class EInvoices:
    """The e-invoices of one run of the printer."""

    def __init__(
        self,
        ledger: LedgerSession,
        names: Names,
        by: Attribution,
        opened: ExitStack,
    ) -> None:
        self._ledger, self._names, self._by = ledger, names, by
        self._opened = opened
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
        from ledger.house.e_invoices import kept_as_issued, recorded_issue

        house, document = self._ledger.house(), _to_issue(event, form)
        write = _writer(event, form, facts)
        if (vault := self._vault) is not None:
            kept = kept_as_issued(house, vault, document, by=self._by)
            if kept is not None:
                if recorded_issue(house, document) is None:
                    # Whoever kept it was stopped before it was on record.
                    return self._issued(document, vault, kept)
                return _beside_todays(document.which.document, kept, write)
        return self._issued(document, vault, write())

    def _issued(
        self, document: ToIssue, vault: VaultFile | None, text: bytes
    ) -> AsIssued:
        """Issue an e-invoice; where that cannot be, say why, and hand it out still."""
        from ledger.house.e_invoices import (
            digest,
            keep_as_issued,
            not_here,
            recorded_issue,
        )
        from ledger.refusals import Refusal
        from presenters.issued_documents import AsIssued

        house, which = self._ledger.house(), document.which
        issued = recorded_issue(house, document)
        if issued is not None and issued.sha256 != digest(text):
            closed = self._why_closed or "The vault does not have it."
            why = f"what is written today has another SHA-256. {closed}"
            raise not_here(which, why.removesuffix("."))
        why = self._why_closed
        if vault is not None and which.client not in self._names:
            why = f"No name of {which.client} is known here."
        if vault is not None and not why:
            try:
                kept = keep_as_issued(house, vault, document, text, by=self._by)
            except Refusal as no:
                why = str(no)
            else:
                return AsIssued(kept, kept == text)
        if issued is None:
            words = f"{which.document} is no e-invoice that was issued yet: {why}"
            click.echo(words, err=True)
        return AsIssued(text, is_of_today=True)

    @cached_property
    def _vault(self) -> VaultFile | None:
        """The open vault; None where it does not open, and then it is known why."""
        from ledger.house.vaults import open_vault_of, vault_file_of
        from ledger.refusals import KeysNotKept, VaultClosed

        house = self._ledger.house()
        if vault_file_of(house) is None:
            self._why_closed = (
                "There is no vault to keep its XML in; make one with: lotledger vault "
                "new"
            )
            return None
        try:
            return self._opened.enter_context(open_vault_of(house, passphrase))
        except (VaultClosed, KeysNotKept) as no:
            self._why_closed = str(no)
            return None


def _writer(
    event: InvoiceIssued | CreditNoteIssued | StatementIssued,
    form: EInvoiceForm,
    facts: Mapping[str, Any],
) -> Callable[[], bytes]:
    """Return what writes an e-invoice of today."""
    # It needs an extra, which only who asks for e-invoices installs.
    from ledger.events import InvoiceIssued, StatementIssued
    from projections.documents.einvoice import credit_note_xml, invoice_xml
    from projections.documents.self_billed import self_billed_xml

    if isinstance(event, StatementIssued):
        return partial(self_billed_xml, event, **facts)
    if isinstance(event, InvoiceIssued):
        return partial(invoice_xml, event, **facts, form=form)
    return partial(credit_note_xml, event, **facts, form=form)


def _to_issue(
    event: InvoiceIssued | CreditNoteIssued | StatementIssued, form: EInvoiceForm
) -> ToIssue:
    from ledger.events import StatementIssued
    from ledger.house.e_invoices import BillToIssue, StatementToIssue

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


def _beside_todays(document: str, kept: bytes, write: Callable[[], bytes]) -> AsIssued:
    """Hand out what is kept; say so where names and settings give another today."""
    from presenters.issued_documents import AsIssued
    from projections.documents.mistakes import NotAnEInvoice

    try:
        same = write() == kept
    except NotAnEInvoice:
        same = False
    if not same:
        click.echo(
            f"{document} is handed out as it was issued: names or settings give "
            "another e-invoice today. It is the XML alone, since a PDF of today would "
            "say something else.",
            err=True,
        )
    return AsIssued(kept, same)
