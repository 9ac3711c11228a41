"""What is asked of one sale's past is read from its streams, and answered alike."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from click.testing import CliRunner

import commands
from benchmarks.generating import generate
from commands.main import main
from commands.report.output import scope_of
from commands.session import LedgerSession
from ledger.events import LotEvent
from ledger.house import House
from ledger.house.sale_streams import bidding_of, books_of, house_books_of
from ledger.store.connection import ReadConnection
from ledger.store.loading import bounds
from presenters.report_streams import asks_of_book
from projections.bank import BANK_BALANCES, BANK_ENTRIES
from projections.document_numbers import NUMBERS
from projections.funds import FUNDS
from projections.invoices import INVOICES
from projections.journal import JOURNAL
from projections.mentions import touched
from projections.past_views import ViewsOfSome
from projections.payments import PAYMENTS
from projections.reports.books.registry import BOOKS
from projections.views import Views
from tests.clerk import Clerk

pytestmark = pytest.mark.slow

OF_THE_HOUSE = (
    *(JOURNAL, NUMBERS, INVOICES, PAYMENTS),
    *(FUNDS, BANK_ENTRIES, BANK_BALANCES),
)
"""What is told of the whole house by a report that tells beyond its sale."""
PRINTED = {"printed_by": "Sue", "printed_at": datetime(2026, 1, 1, tzinfo=UTC)}
THREE_SALES = 1_500
ASKED = (
    "bids list {sale} --json",
    "bids list {sale}",
    "bids list {sale}/{lot} --json",
    "bids list {sale}/{lot}",
    "bids list {sale} --paddle {paddle} --json",
    "bids list {sale}/{lot} --paddle {paddle}",
    "lots {sale} --json",
    "lots {sale}",
    "lots {sale} --open",
    "results {sale} --json",
    "results {sale}",
    "invoice list {sale}",
    "invoice list {sale} --json",
    "audit meetings {sale}",
    "audit fairness {sale}",
    "report certificates {sale}",
    "report due-diligence {sale}",
    "report trial-balance {sale}",
    "report settlement {sale}",
    "report client-account {sale}",
    "report journal {sale} --format beancount",
    "report journal {sale} --format hledger",
    "report invoices {sale} --format xero",
    "report invoices {sale} --json --beside {before}",
)
NOT_LOOKED_BACK = "it is asked of the ledger as it stands"
WHOLE_LOG = {
    "audit/history.py": "whatever is named may be touched from anywhere",
    "audit/indicators.py": "what is named may be a client, of every sale",
    "client.py": "a client appears in any sale",
    "audit/pack.py": NOT_LOOKED_BACK,
    "audit/prove.py": NOT_LOOKED_BACK,
    "client_export.py": NOT_LOOKED_BACK,
    "demo/documents.py": NOT_LOOKED_BACK,
    "document_printer.py": NOT_LOOKED_BACK,
    "own_tax.py": NOT_LOOKED_BACK,
    "print.py": NOT_LOOKED_BACK,
    "report/printing.py": "views are made again from the log to check them",
    "views.py": NOT_LOOKED_BACK,
}
"""The rooms of the command line whose questions read the whole log, and why."""


@pytest.fixture(scope="module", params=["the demo", "three sales"])
def ledger(request, tmp_path_factory):
    """Play the demo, or three small sales by seed; a sale, a lot, a paddle of it."""
    folder = tmp_path_factory.mktemp("sales")
    if request.param == "the demo":
        played = CliRunner().invoke(main, ["demo", "--dir", str(folder)])
        assert played.exit_code == 0, played.output
        return folder / "lotledger.db", "HERITAGE-2025-12", "50061", "1006"
    place = folder / "lotledger.db"
    generate(place, events=THREE_SALES, lots=12, bids_a_lot=12)
    return place, "SEED-2", "3", "101"


def test_what_reads_the_whole_log_says_why():
    folder = Path(commands.__file__).parent
    whole = {
        str(file.relative_to(folder))
        for file in folder.rglob("*.py")
        if re.search(r"ledger\.(?:views|at_one_moment)\(\)", file.read_text())
    }
    assert whole == WHOLE_LOG.keys()


def test_a_report_that_tells_beyond_its_sale_says_why():
    beyond = [name for name, book in BOOKS.items() if book.tells_beyond]
    assert all(" " in BOOKS[name].tells_beyond for name in beyond)
    for name in beyond:
        assert asks_of_book(name, "MAY26")(None) == house_books_of("MAY26")


def test_no_report_of_a_sale_reads_the_bidding_in_another(ledger):
    place, sale, *_ = ledger
    with House.open(str(place)) as house:
        entries = house.entries_after(0, limit=1_000_000)
        lots = {entry.stream for entry in entries if entry.stream.startswith("lot:")}
        for name in BOOKS:
            streams = asks_of_book(name, sale)(house)
            read = house.reader.positions_of(streams.names, streams.beginning)
            assert len(read) == len(set(read))
            of_lots = lots & {entry.stream for entry in house.entries_at(read)}
            assert all(stream.startswith(f"lot:{sale}/") for stream in of_lots)


def test_no_lot_tells_of_what_is_in_the_books_of_the_house():
    of_lots = set(get_args(LotEvent))
    for view in OF_THE_HOUSE:
        assert not of_lots & view.hears.keys(), view.name


def _positions(house):
    """Choose positions: the head, some before it, and two in the midst of a command."""
    head = house.head()
    last = {entry.type: entry.position for entry in house.entries_after(0, limit=head)}
    amid = (last["invoice-issued/1"], last.get("credit-note-issued/1", 1))
    return head, head * 4 // 5, head // 2, *amid


def test_every_report_of_a_sale_is_the_same_from_its_own_streams(ledger):
    place, *_ = ledger
    compared = 0
    with House.open(str(place)) as house, TemporaryDirectory() as apart:
        for position in _positions(house):
            past = house.as_of(position)
            with Views(past, f"{apart}/{position}.db") as views, views.asked() as whole:
                for sale in past.sale_names():
                    pages = books_of(house.reader, sale).pages(past.reader)
                    own = f"{apart}/{sale}-{position}.db"
                    scope = scope_of(past, sale, None, **PRINTED)
                    with ViewsOfSome(past, own, *pages) as some, some.asked() as db:
                        compared += _compared(db, whole, scope, beyond=False)
                    pages = house_books_of(sale).pages(past.reader)
                    own = f"{apart}/{sale}-{position}-house.db"
                    with ViewsOfSome(past, own, *pages) as some, some.asked() as db:
                        compared += _compared(db, whole, scope, beyond=True)
    assert compared > len(BOOKS)


def _compared(some, whole, scope, *, beyond):
    """Make reports from some streams and from all; count those that tell anything."""
    compared = 0
    for name, book in BOOKS.items():
        if bool(book.tells_beyond) == beyond and not book.of_clients:
            made = book.build(some, scope)
            assert made == book.build(whole, scope), name
            compared += any(table.rows for table in made.tables)
    return compared


def test_all_that_touches_a_sale_stands_in_its_streams_and_nothing_of_another(ledger):
    place, *_ = ledger
    with House.open(str(place)) as house:
        entries = house.entries_after(0, limit=1_000_000)
        for sale in house.sale_names():
            streams = books_of(house.reader, sale)
            read = set(house.reader.positions_of(streams.names, streams.beginning))
            for entry in entries:
                first, *_, more = touched(entry.event)
                of = {first, *more}
                if sale in of:
                    assert entry.position in read, entry
                elif entry.position in read:
                    assert of == {None} or entry.stream.startswith(("funds:", "hold:"))


@pytest.mark.parametrize("asked", ASKED)
def test_a_command_says_of_the_past_what_it_says_from_the_whole_log(
    ledger, asked, monkeypatch
):
    place, sale, lot, paddle = ledger
    clerk = Clerk(place.parent)
    with House.open(str(place)) as house:
        positions = _positions(house)[3:4]
    told = {}
    for position in positions:
        words = {"sale": sale, "lot": lot, "paddle": paddle, "before": position - 60}
        line = f"{asked} --as-of {position}"
        if asked.startswith(("report", "audit")):
            line += " --printed-by Sue --printed-at 2026-01-01T00:00Z"
        told[position] = line, words, clerk(line, **words)
    of_all, known = LedgerSession.views, LedgerSession.known
    monkeypatch.setattr(LedgerSession, "views", lambda session, _=None: of_all(session))
    monkeypatch.setattr(
        LedgerSession, "known", lambda session, at, _: known(session, at)
    )
    for line, words, answer in told.values():
        assert clerk(line, **words) == answer
    assert any(answer.out for _, _, answer in told.values())


def test_the_invoices_of_a_sale_are_found_without_those_of_others(ledger, monkeypatch):
    place, *_ = ledger
    ranges, rows = [], ReadConnection.rows

    def counted(connection, query, *values):
        ranges.append(values)
        return rows(connection, query, *values)

    with House.open(str(place)) as house:
        issued = house.invoices()
        monkeypatch.setattr(ReadConnection, "rows", counted)
        for sale in house.sale_names():
            own = [each for each in issued if each.issued.sale == sale]
            assert house.invoices(sale) == own
    assert not any(bounds("invoice:") == asked[:2] for asked in ranges)


def test_the_bidding_on_one_lot_is_read_from_its_own_history(ledger):
    place, sale, lot, _ = ledger
    with House.open(str(place)) as house:
        count, pages = bidding_of(sale, f"{sale}/{lot}").pages(house.reader)
        streams = {entry.stream for page in pages for entry in page}
        assert streams == {f"sale:{sale}", f"lot:{sale}/{lot}"}
        history = house.history(f"{sale}/{lot}")
        assert count == len(history) + len(house.sale_history(sale))
