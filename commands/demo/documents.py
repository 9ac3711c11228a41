"""Write the documents of the demo: an invoice, a statement, a workbook, a journal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from commands.demo.sale import examples
from commands.demo.settlement import PAID_OUT_AT
from commands.session import LedgerSession
from commands.written_file import write_file

if TYPE_CHECKING:
    from ledger.terms import Terms


PRINTED_BY = "demo"
INVOICE = "HA-2025-00002"
STATEMENT = "HA-2025-S00005"


def write_documents(
    ledger: LedgerSession, terms: Terms, folder: Path
) -> list[tuple[Path, str]]:
    """Print what a house sends and what its accountant keeps; the same bytes always."""
    from commands.document_printer import print_document
    from ledger.files.house_file import read_house
    from ledger.files.names_file import read_names
    from presenters.issued_documents import IssuedDocuments
    from projections.exports.registry import EXPORTS
    from projections.reports.books.registry import BOOKS
    from projections.reports.books.scope import Scope
    from projections.reports.formats import write

    house, settings = ledger.house(), read_house(examples() / "house.toml")
    names = read_names(examples() / "names.csv")
    documents = IssuedDocuments(house, settings, names)
    scope = Scope(
        house=terms.house,
        zone=terms.zone,
        as_of=PAID_OUT_AT,
        position=house.head(),
        ledger=house.ledger_id(),
        timing=house.ledger().timing,
        printed_by=PRINTED_BY,
        printed_at=PAID_OUT_AT,
        sale=terms.sale,
    )
    book, journal = folder / "settlement.xlsx", folder / "journal.beancount"
    with ledger.views().asked() as db:
        write_file(book, write(BOOKS["settlement"].build(db, scope), "xlsx"))
        program = EXPORTS["beancount"]
        chart = program.chart.named(dict(settings.chart))
        (text,) = program.writer(settings)(db, scope, chart)
        write_file(journal, text)
    return [
        (print_document(documents, INVOICE, folder), "an invoice"),
        (print_document(documents, STATEMENT, folder), "a consignor's statement"),
        (book, "the settlement workbook"),
        (journal, "the journal, for Beancount"),
    ]
