"""Printing: a document as it was issued, as PDF, with the name of whose it is."""

from __future__ import annotations

from typing import Annotated

from ledger.events import LookKind
from ledger.house import House, looks
from ledger.house.command import Command
from ledger.house.vaults import names_kept
from ledger.identity import (
    CREDIT_NOTE_ID,
    INVOICE_ID,
    PAYMENT_ID,
    REMINDER_ID,
    STATEMENT_ID,
)
from ledger.roles import Sight
from ledger.terms.house import DocumentLocale, HouseSettings
from ledger.vault.vault_file import VaultFile
from presenters.issued_documents import (
    IssuedDocuments,
    client_named,
    settings_of_the_sales,
)
from projections.documents.mistakes import NotPrinted
from web.caller import Caller
from web.fields import Words
from web.files import FileAnswer
from web.misread import exactly
from web.operation import Said, does
from web.problem import HttpProblem
from web.reading import LedgerReading

_NUMBERS = (INVOICE_ID, CREDIT_NOTE_ID, STATEMENT_ID, PAYMENT_ID, REMINDER_ID)


class PrintBody(Said, frozen=True, kw_only=True):
    """Which document is printed, and how."""

    document: Annotated[
        str,
        exactly(
            "|".join(each.pattern for each in _NUMBERS),
            "a document, like LL-2026-00007",
        ),
    ]
    """Its number; of a payment, for its receipt; of a reminder, for the letter."""
    purpose: Words = "printing"
    """What for: it is recorded before anybody's name is shown."""
    locale: DocumentLocale | None = None
    """Its language; that of its sale, where nothing is said."""
    balance: bool = False
    """Whether what was paid since is added, and what is open."""


def print_document(reading: LedgerReading, caller: Caller, body: PrintBody) -> Command:
    """Print a document as it was issued; it is recorded who looks up whose name."""
    caller.must_see(Sight.MONEY)
    caller.must_be_shown(LookKind.PERSON)
    return looks.look(
        LookKind.PERSON,
        [client_named(reading.records, body.document)],
        purpose=body.purpose,
        viewer=caller.actor,
        session=caller.session,
        at=reading.at,
    )


def document_that_is_printed(
    house: House, vault: VaultFile, settings: HouseSettings | None, body: PrintBody
) -> FileAnswer:
    """Return the PDF, with the name that the vault has by now."""
    documents = IssuedDocuments(
        house,
        settings or settings_of_the_sales(house),
        names_kept(vault, [client_named(house, body.document)]),
        body.locale,
        balance=body.balance,
    )
    try:
        pdf = documents.printed(body.document).pdf
    except NotPrinted as no:
        raise HttpProblem(409, "not-printed", "Not printed", str(no)) from no
    assert pdf is not None, "only an e-invoice goes out without a PDF"
    name = f"{body.document.replace('/', '-')}.pdf"
    return FileAnswer(name=name, form="pdf", content=pdf)


OPERATIONS = (
    does(
        "/prints",
        "look",
        print_document,
        document_that_is_printed,
        forms=("pdf",),
    ),
)
