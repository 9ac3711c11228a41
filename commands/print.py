"""Print invoices, credit notes and statements."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.extras import how_to_install
from commands.output import progress
from commands.params import SALE
from commands.session import LedgerSession
from ledger.identity import (
    CREDIT_NOTE_ID,
    INVOICE_ID,
    STATEMENT_ID,
    CreditNoteId,
    InvoiceId,
    SaleId,
    StatementId,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events import CreditNoteIssued, InvoiceIssued, StatementIssued
    from ledger.house.records import Records
    from ledger.terms.house import HouseSettings, Names

    Issued = InvoiceIssued | CreditNoteIssued | StatementIssued

LOCALES = click.Choice(["en_US", "en_GB", "de_DE", "fr_FR"])


class NumberType(click.ParamType[str]):
    """The number of an invoice, a credit note or a statement."""

    name = "number"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Read a number, in any case of letters."""
        written = str(value).strip().upper()
        shapes: Sequence[re.Pattern[str]] = (INVOICE_ID, CREDIT_NOTE_ID, STATEMENT_ID)
        if not any(shape.fullmatch(written) for shape in shapes):
            right = "Write it like HA-2025-00017, HA-2025-C00003 or HA-2025-S00004."
            self.fail(f"{value!r} is no number of a document. {right}", param, ctx)
        return written


@click.command("print")
@click.argument("numbers", type=NumberType(), nargs=-1, metavar="[NUMBER]...")
@click.option("--sale", type=SALE, help="Every document of a sale.")
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    envvar="LOTLEDGER_HOUSE",
    metavar="HOUSE",
    help="The house's letterhead, and the language of its documents.",
)
@click.option(
    "--names",
    type=click.Path(path_type=Path),
    envvar="LOTLEDGER_NAMES",
    metavar="CSV",
    help="The clients' names and addresses.",
)
@click.option("--locale", type=LOCALES, help="A language other than the house's.")
@click.option("--e-invoice", is_flag=True, help="Add an e-invoice (EN 16931).")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder to print into.  [default: here]",
)
@click.pass_obj
def print_(
    ledger: LedgerSession,
    numbers: tuple[str, ...],
    *,
    sale: SaleId | None,
    settings: Path | None,
    names: Path | None,
    locale: str | None,
    e_invoice: bool,
    out: Path,
) -> None:
    """Print documents by NUMBER, or all of a sale, as NUMBER.pdf.

    A document always shows what was issued; the same settings give the same bytes.
    Names and addresses come from a file and are never recorded.

    Example: lotledger print HA-2025-00001 --settings house.toml --names names.csv
    """
    from presenters.words import counted

    records = ledger.records()
    wanted = [*numbers, *(_document_numbers(ledger, sale) if sale is not None else ())]
    if not wanted:
        slip = "No document is named. Name one, or a sale with --sale."
        raise click.BadParameter(slip, param_hint="'NUMBER'")
    printer = DocumentPrinter(
        _house_settings(settings, records), _client_names(names), locale
    )
    out.mkdir(parents=True, exist_ok=True)
    with progress("printing") as advance:
        for done, number in enumerate(wanted, 1):
            printer.print(records, number, out, e_invoice=e_invoice)
            advance(done, len(wanted))
    if len(wanted) == 1:
        click.echo(f"{out / wanted[0]}.pdf: printed.")
    else:
        click.echo(f"{out}: {counted(len(wanted), 'document')} printed.")


class DocumentPrinter:
    """Prints documents with the settings of one house."""

    def __init__(
        self, settings: HouseSettings, names: Names, locale: str | None = None
    ) -> None:
        from ledger.terms.house import DocumentLocale

        self._settings, self._names = settings, names
        self._locale = None if locale is None else DocumentLocale(locale)

    def print(
        self, records: Records, number: str, folder: Path, *, e_invoice: bool = False
    ) -> Path:
        """Print one document into a folder, and return the file."""
        from projections.documents.mistakes import NotAnEInvoice, NotPrinted

        place = folder / f"{number}.pdf"
        try:
            pdf, xml = self._rendered(records, number, e_invoice=e_invoice)
        except (NotAnEInvoice, NotPrinted) as no:
            raise click.BadParameter(str(no), param_hint="'--settings'") from no
        except ModuleNotFoundError as fault:
            install = how_to_install("drafthorse", "einvoice", fault)
            what = "An e-invoice is written by drafthorse, which is not installed here."
            slip = f"{what} {install}"
            raise click.BadParameter(slip, param_hint="'--e-invoice'") from fault
        place.write_bytes(pdf)
        if xml is not None:
            place.with_suffix(".xml").write_bytes(xml)
        return place

    def _rendered(
        self, records: Records, number: str, *, e_invoice: bool
    ) -> tuple[bytes, bytes | None]:
        from projections.documents import printing

        more: Any = {
            "settings": self._settings,
            "names": self._names,
            "timing": records.ledger().timing,
        }
        where: Any = {**more, "locale": self._locale}
        xml: bytes | None = None
        if STATEMENT_ID.fullmatch(number):
            statement = records.statement(StatementId(number))
            return printing.statement_pdf(statement, **where), None
        if e_invoice:
            # It needs an extra, which only who asks for e-invoices installs.
            from projections.documents import einvoice
        if CREDIT_NOTE_ID.fullmatch(number):
            note = records.credit_note(CreditNoteId(number))
            if e_invoice:
                xml = einvoice.credit_note_xml(note, **more)
            by = records.credit_note_entry(note.credit_note).by
            return printing.credit_note_pdf(note, by=by, **where, xml=xml), xml
        invoice = records.invoice(InvoiceId(number)).issued
        if e_invoice:
            xml = einvoice.invoice_xml(invoice, **more)
        return printing.invoice_pdf(invoice, **where, xml=xml), xml


def _document_numbers(ledger: LedgerSession, sale: SaleId) -> list[str]:
    """Name every document of a sale, invoices before statements."""
    from projections.invoices import buyer_documents
    from projections.statements import statement_lines

    ledger.records().sale(sale)
    with ledger.views().asked() as db:
        invoices = [document.document for document in buyer_documents(db, sale)]
        statements = [line.statement for line in statement_lines(db, sale)]
    return [*invoices, *dict.fromkeys(statements)]


def _house_settings(place: Path | None, records: Records) -> HouseSettings:
    """Read the settings of the house; without any, only its name is known."""
    from ledger.files.house_file import read_house
    from ledger.terms.house import HouseSettings, Letterhead

    if place is not None:
        return read_house(place)
    sales = records.sale_names()
    name = records.sale(sales[0]).terms.house if sales else ""
    return HouseSettings(letterhead=Letterhead(name=name))


def _client_names(place: Path | None) -> Names:
    from ledger.files.names_file import read_names

    return {} if place is None else read_names(place)
