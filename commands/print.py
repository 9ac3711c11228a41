"""Print invoices, credit notes and statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import looking
from commands.client_names import client_names, clients_on
from commands.document_printer import print_account, print_document
from commands.e_invoices import e_invoices
from commands.output import progress
from commands.params import CLIENT, DAY, SALE
from commands.print_options import house_settings
from commands.session import LedgerSession
from ledger.identity import (
    CREDIT_NOTE_ID,
    INVOICE_ID,
    PAYMENT_ID,
    REMINDER_ID,
    STATEMENT_ID,
    ClientId,
    SaleId,
)

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house.records import Records
    from ledger.store.dialect import Progress
    from ledger.terms.house import HouseSettings, Names
    from presenters.e_invoices_handed_out import EInvoices
    from presenters.issued_documents import IssuedDocuments

LOCALES = click.Choice(["en_US", "en_GB", "de_DE", "fr_FR"])


NUMBERS = (INVOICE_ID, CREDIT_NOTE_ID, STATEMENT_ID, PAYMENT_ID, REMINDER_ID)


class NumberType(click.ParamType[str]):
    """The number of an invoice, a credit note, a statement or a payment."""

    name = "number"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Read a number, in any case of letters."""
        written = str(value).strip().upper()
        if not any(shape.fullmatch(written) for shape in NUMBERS):
            right = (
                "Write it like HA-2025-00017, HA-2025-C00003 or HA-2025-S00004; of a "
                "payment, for its receipt, like HA-2025-00017/P1."
            )
            self.fail(f"{value!r} is no number of a document. {right}", param, ctx)
        return written


@click.command("print")
@click.argument("numbers", type=NumberType(), nargs=-1, metavar="[NUMBER]...")
@click.option("--sale", type=SALE, help="Every document of a sale.")
@click.option(
    "--account",
    "client",
    type=CLIENT,
    help="A client's account over all sales, a file for each currency.",
)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day of the account.  [default: its last]"
)
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
    help="The clients' names and addresses, in place of those in the vault.",
)
@click.option("--locale", type=LOCALES, help="A language other than the house's.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "factur-x", "xrechnung"]),
    default="pdf",
    show_default=True,
    help="The format: pdf, or an e-invoice (EN 16931) inside a PDF or by itself.",
)
@click.option(
    "--balance",
    is_flag=True,
    help="Add what was paid since, and what is open.",
)
@click.option("--e-invoice", is_flag=True, help="The same as --format factur-x.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder to print into.  [default: here]",
)
@looking
@click.pass_obj
def print_(
    ledger: LedgerSession,
    numbers: tuple[str, ...],
    *,
    sale: SaleId | None,
    client: ClientId | None,
    on: date | None,
    settings: Path | None,
    names: Path | None,
    locale: str | None,
    form: str,
    balance: bool,
    e_invoice: bool,
    out: Path,
    by: Attribution,
) -> None:
    """Print documents by NUMBER, or all of a sale, as NUMBER.pdf.

    A payment's number prints its receipt. A document always shows what was issued; the
    same settings give the same bytes. Names come from the vault, or from a file in
    their place, and are never recorded; that you looked them up in the vault is. An
    e-invoice is issued by its first printing; the vault keeps it for every later one.

    Example: lotledger print HA-2025-00001 --settings house.toml --names names.csv
    """
    records = ledger.records()
    wanted = _wanted(ledger, numbers, sale, client)
    house = house_settings(settings, records)
    clients = clients_on(records, wanted, client)
    shown = client_names(names, ledger, clients, purpose="printing", by=by)
    out.mkdir(parents=True, exist_ok=True)
    form = "factur-x" if e_invoice and form == "pdf" else form
    with e_invoices(ledger, shown, by) as issued, progress("printing") as advance:
        documents = _documents(records, house, shown, locale, issued, balance=balance)
        places = print_account(ledger, documents, client, out, on=on)
        places += _printed(documents, wanted, out, form=form, advance=advance)
    click.echo(_printed_words(places, out, client))


def _documents(
    records: Records,
    house: HouseSettings,
    names: Names,
    locale: str | None,
    issued: EInvoices,
    *,
    balance: bool,
) -> IssuedDocuments:
    """Set documents with the settings of the house."""
    from presenters.issued_documents import IssuedDocuments

    return IssuedDocuments(records, house, names, locale, issued, balance=balance)


def _printed(
    documents: IssuedDocuments,
    wanted: Sequence[str],
    out: Path,
    *,
    form: str,
    advance: Progress,
) -> Iterator[Path]:
    """Print what is wanted, document by document."""
    for done, number in enumerate(wanted, 1):
        yield print_document(documents, number, out, form=form)
        advance(done, len(wanted))


def _printed_words(places: list[Path], out: Path, client: ClientId | None) -> str:
    """Say what was printed, and where it is."""
    from presenters.words import counted

    if not places:
        return f"Nothing happened yet between {client} and the house."
    if len(places) == 1:
        return f"{places[0]}: printed."
    return f"{out}: {counted(len(places), 'document')} printed."


def _wanted(
    ledger: LedgerSession,
    numbers: tuple[str, ...],
    sale: SaleId | None,
    client: ClientId | None,
) -> list[str]:
    """Name every document that is wanted, beside a client's account."""
    wanted = [*numbers, *(_document_numbers(ledger, sale) if sale is not None else ())]
    if not wanted and client is None:
        slip = "No document is named. Name one, a sale with --sale, or --account."
        raise click.BadParameter(slip, param_hint="'NUMBER'")
    return wanted


def _document_numbers(ledger: LedgerSession, sale: SaleId) -> list[str]:
    """Name every document of a sale, invoices before statements."""
    from projections.invoices import buyer_documents
    from projections.statements import statement_lines

    ledger.records().sale(sale)
    with ledger.views().asked() as db:
        invoices = [document.document for document in buyer_documents(db, sale)]
        statements = [line.statement for line in statement_lines(db, sale)]
    return [*invoices, *dict.fromkeys(statements)]
