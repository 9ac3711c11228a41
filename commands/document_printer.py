"""Prints documents: sets what was issued in type, and writes the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.extras import how_to_install
from commands.written_file import write_file

if TYPE_CHECKING:
    from datetime import date

    from commands.session import LedgerSession
    from ledger.identity import ClientId
    from presenters.issued_documents import IssuedDocuments, Rendered


def print_document(
    documents: IssuedDocuments, number: str, folder: Path, *, form: str = "pdf"
) -> Path:
    """Print one document into a folder, and return the file."""
    printed = _printed(documents, number, form)
    if printed.why_no_invoice is not None:
        words = f"{number} {printed.why_no_invoice}: printed as PDF alone."
        click.echo(words, err=True)
    place = folder / number.replace("/", "-")
    made = {"pdf": printed.pdf, "xml": printed.xml}
    written = [
        write_file(place.with_name(f"{place.name}.{kind}"), content)
        for kind, content in made.items()
        if content is not None
    ]
    return written[0]


def _printed(documents: IssuedDocuments, number: str, form: str) -> Rendered:
    from projections.documents.mistakes import NotAnEInvoice, NotPrinted

    try:
        return documents.printed(number, form)
    except (NotAnEInvoice, NotPrinted) as no:
        raise click.BadParameter(str(no), param_hint="'--settings'") from no
    except ModuleNotFoundError as fault:
        install = how_to_install("einvoice", fault, "drafthorse")
        what = "An e-invoice is written by drafthorse, which is not installed here."
        slip = f"{what} {install}"
        raise click.BadParameter(slip, param_hint="'--format'") from fault


def print_account(
    ledger: LedgerSession,
    documents: IssuedDocuments,
    client: ClientId | None,
    folder: Path,
    *,
    on: date | None,
) -> list[Path]:
    """Print a client's account as of a day, a file for each currency."""
    if client is None:
        return []
    from projections.client_accounts import account_lines

    with ledger.views().asked() as db:
        lines = list(account_lines(db, client=client, on=on))
    return [
        write_file(folder / f"{client}-{currency}.pdf", paper)
        for currency, paper in documents.accounts(client, lines, on=on)
    ]
