"""E-invoices: issued once in each form, and handed out as they were issued."""

from __future__ import annotations

from typing import NoReturn

from ledger.entry import Attribution
from ledger.events import EInvoiceForm, LookKind
from ledger.house import House
from ledger.house.e_invoices import place_of_issue
from ledger.house.vaults import names_kept
from ledger.identity import InvoiceId, StatementId
from ledger.terms.house import DocumentLocale, HouseSettings
from ledger.vault.vault_file import VaultFile
from presenters.e_invoices_handed_out import EInvoices
from presenters.issued_documents import (
    IssuedDocuments,
    Rendered,
    client_named,
    settings_of_the_sales,
)
from projections.documents.mistakes import NotAnEInvoice, NotPrinted
from web.caller import Caller
from web.fields import Words
from web.files import FileAnswer
from web.operation import Said, carries_out
from web.problem import HttpProblem
from web.steps_done import StepsDone


class EInvoiceBody(Said, frozen=True, kw_only=True):
    """In which form an e-invoice is handed out, and what for."""

    form: EInvoiceForm
    """A PDF with the XML in it, or the XML alone."""
    purpose: Words = "printing"
    """What for: it is recorded before anybody's name is shown."""
    locale: DocumentLocale | None = None
    """Its language; that of its sale, where nothing is said."""


def issue_e_invoice(
    *,
    house: House,
    caller: Caller,
    by: Attribution,
    vault: VaultFile,
    settings: HouseSettings | None,
    invoice: InvoiceId,
    body: EInvoiceBody,
    done: StepsDone,
) -> FileAnswer:
    """Issue an invoice or a credit note as an e-invoice, or hand it out as it was.

    It is recorded who looks up whose name; the vault keeps what was issued.
    """
    caller.must_be_shown(LookKind.PERSON)
    return _handed_out(
        house, by, vault, settings, document=invoice, body=body, done=done
    )


def issue_self_billed_invoice(
    *,
    house: House,
    caller: Caller,
    by: Attribution,
    vault: VaultFile,
    settings: HouseSettings | None,
    statement: StatementId,
    body: EInvoiceBody,
    done: StepsDone,
) -> FileAnswer:
    """Issue a statement as an e-invoice of its consignor, or hand it out as it was.

    It is recorded who looks up whose name; the vault keeps what was issued.
    """
    caller.must_be_shown(LookKind.PERSON)
    return _handed_out(
        house, by, vault, settings, document=statement, body=body, done=done
    )


def _handed_out(
    house: House,
    by: Attribution,
    vault: VaultFile,
    settings: HouseSettings | None,
    *,
    document: str,
    body: EInvoiceBody,
    done: StepsDone,
) -> FileAnswer:
    client = client_named(house, document)
    look = house.look(LookKind.PERSON, [client], body.purpose, by)
    done.add(f"that you looked up {client}", look)
    names = names_kept(vault, [client])
    e_invoices = EInvoices(
        house,
        names,
        by,
        lambda: vault,
        not_issued=_not_issued,
        # Then it goes out without a PDF, and nothing says otherwise.
        not_todays=lambda _: None,
    )
    documents = IssuedDocuments(
        house,
        settings or settings_of_the_sales(house),
        names,
        body.locale,
        e_invoices,
    )
    printed = _printed(documents, document, body.form)
    form, content = ("pdf", printed.pdf) if printed.pdf else ("xml", printed.xml)
    assert content is not None, "an e-invoice is XML, if nothing else"
    return FileAnswer(
        name=f"{document.replace('/', '-')}.{form}",
        form=form,
        content=content,
        recorded_at=place_of_issue(house, document, body.form),
    )


def _printed(documents: IssuedDocuments, number: str, form: EInvoiceForm) -> Rendered:
    """Return an e-invoice, with its PDF where it has one; raises HttpProblem."""
    try:
        printed = documents.printed(number, form)
    except (NotAnEInvoice, NotPrinted) as no:
        raise HttpProblem(409, "not-an-e-invoice", "No e-invoice", str(no)) from no
    except ModuleNotFoundError as fault:
        words = "E-invoices are written by drafthorse, which is not installed with the "
        words += "service. Install it with: pip install 'lotledger[einvoice]'"
        raise HttpProblem(501, "not-installed", "Not installed", words) from fault
    if printed.xml is None:
        words = f"{number} {printed.why_no_invoice}. Print it, with /prints."
        raise HttpProblem(409, "not-an-e-invoice", "No e-invoice", words)
    return printed


def _not_issued(words: str) -> NoReturn:
    raise HttpProblem(409, "not-issued", "Not issued", words)


FORMS = ("pdf", "xml")

OPERATIONS = (
    carries_out(
        "/invoices/{invoice}/e-invoices",
        "issue an e-invoice",
        issue_e_invoice,
        forms=FORMS,
    ),
    carries_out(
        "/statements/{statement}/e-invoices",
        "issue a self-billed invoice",
        issue_self_billed_invoice,
        forms=FORMS,
    ),
)
