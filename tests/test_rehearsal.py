"""Whatever leaves a rehearsal says that it is one, and nothing live does."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pypdf
import pytest

from ledger.events.ledger import Times, Timing
from presenters.pages.plot import Paper, drawn
from presenters.pages.plot_marks import marks_of
from presenters.pages.replay import replay_page, replayed_lot
from presenters.pages.summary import summary_page
from presenters.report import report_json
from projections.documents import einvoice, printing
from projections.documents.labels import LABELS, LANGUAGES
from projections.exports.registry import EXPORTS
from projections.rehearsal import MARK
from projections.reports.books.registry import BOOKS
from projections.reports.formats import FORMATS, write
from tests import issued
from tests.affairs import first_affair
from tests.books_by_hand import Books, december, scope
from tests.clerk import TERMS, Clerk
from tests.disputed import D1, NOON, WISHES, filed, opened
from tests.entries import Log
from tests.issued import HOUSE, NAMES
from tests.read_paper import statement_pdf
from tests.rehearsal import LIVE, REHEARSED, TOLD
from tests.sale_of_tests import bid, by, lot, new_house
from tests.story import USD

pytestmark = pytest.mark.slow

LIVE_SINCE = datetime(2026, 11, 28, 12, tzinfo=UTC)
WENT_LIVE = Timing(times=Times.LIVE, live_since=LIVE_SINCE)
TOLD_WORDS = "as told by whoever typed"
LOCALES = {"en": issued.DocumentLocale.EN_US} | {
    locale.language: locale for locale in issued.DocumentLocale
}


@pytest.fixture(scope="module")
def books():
    books = Books(Log().tell(*first_affair()))
    yield books
    books.close()


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        house.do(bid(1, "101", 300), by=by())
        yield house


def written(books, name, form, timing):
    """Write a report, and read every word of the file on each of its pages."""
    asked = scope(threshold=1, on=december(31), timing=timing)
    report = BOOKS[name].build(books.db, asked)
    if form == "json":
        return [report_json(report).decode()]
    file = write(report, form)
    match form:
        case "pdf":
            return pdf_pages(file)
        case "xlsx":
            with zipfile.ZipFile(io.BytesIO(file)) as book:
                sheets = [n for n in book.namelist() if "worksheets/sheet" in n]
                texts = book.read("xl/sharedStrings.xml").decode()
            assert sheets
            return [texts]
        case _:
            return [file.decode()]


def pdf_pages(file):
    pages = pypdf.PdfReader(io.BytesIO(file)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def says_so(form):
    return {"csv": ",rehearsal\r\n", "json": '"times": "rehearsal"'}.get(form, MARK)


@pytest.mark.parametrize("form", [*FORMATS, "json"])
@pytest.mark.parametrize("name", BOOKS)
def test_every_page_of_every_report_of_a_rehearsal_says_so(books, name, form):
    pages = written(books, name, form, REHEARSED)
    assert all(says_so(form) in page for page in pages)
    assert not any(says_so(form) in page for page in written(books, name, form, LIVE))


@pytest.mark.parametrize("form", ["text", "html", "xlsx", "pdf"])
def test_a_report_says_which_of_its_times_were_told(books, form):
    told = written(books, "trial-balance", form, TOLD)
    assert all(f"America/Chicago, {TOLD_WORDS}" in page for page in told)
    live_by_now = written(books, "trial-balance", form, WENT_LIVE)
    words = f"before Nov 28, 2026, 6:00:00 AM {TOLD_WORDS}"
    plain = [page.replace("\u202f", " ") for page in live_by_now]
    assert all(words in page for page in plain)
    live = written(books, "trial-balance", form, LIVE)
    assert not any(TOLD_WORDS in page for page in live)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_of_a_rehearsal_says_so_where_its_format_lets_it(books, name):
    export = EXPORTS[name]
    asked = {"threshold": 1, "on": december(31)}
    files, live = (
        export.writer(None)(books.db, scope(**asked, timing=timing), export.chart)
        for timing in (REHEARSED, LIVE)
    )
    assert all((MARK.encode() in file) is export.has_comments for file in files)
    assert not any(b"ehears" in file for file in live)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["invoice", "credit note", "statement"])
def test_every_page_of_a_document_says_so(kind, language):
    more = {"settings": HOUSE, "names": NAMES, "locale": LOCALES[language]}

    def pages(timing):
        match kind:
            case "invoice":
                event = issued.invoice(issued.many(60))
                return pdf_pages(printing.invoice_pdf(event, timing=timing, **more))
            case "credit note":
                event = issued.credit_note(issued.many(60))
                note = printing.credit_note_pdf(event, by=by(), timing=timing, **more)
                return pdf_pages(note)
            case _:
                event = issued.statement()
                return pdf_pages(statement_pdf(event, timing=timing, **more))

    words = LABELS["rehearsal"][LANGUAGES.index(language)]
    assert all(words in page for page in pages(REHEARSED))
    assert not any(words in page for page in [*pages(LIVE), *pages(TOLD)])


def test_an_e_invoice_carries_a_note():
    event = issued.invoice(issued.of_all_kinds()[:1])
    more = {"settings": HOUSE, "names": NAMES}
    note = LABELS["rehearsal"][0].encode()
    assert note in einvoice.invoice_xml(event, timing=REHEARSED, **more)
    assert note not in einvoice.invoice_xml(event, timing=LIVE, **more)


@pytest.mark.parametrize("public", [True, False])
def test_the_page_of_a_replay_says_so(house, public):
    assert MARK in replay_page(replayed_lot(house, lot(1)), public=public, plot=None)


def test_the_page_of_a_dispute_says_so(house):
    opened(house)
    filed(house, WISHES["a bid"])
    assert MARK in summary_page(house, D1, printed_by="Sue", printed_at=NOON)


def test_a_plot_says_so(house):
    replayed = replayed_lot(house, lot(1))
    marks = marks_of(replayed.steps, public=True)

    def svg(timing):
        paper = Paper(lot=lot(1), money=USD, zone="UTC", timing=timing)
        return drawn(marks, paper, form="svg").decode()

    assert 'id="rehearsal"' in svg(REHEARSED)
    assert 'id="rehearsal"' not in svg(LIVE)
    assert svg(TOLD) != svg(LIVE)


@pytest.mark.parametrize(("form", "report"), [("xero", "invoices"), ("iif", "journal")])
def test_the_name_of_a_file_says_so_where_the_file_cannot(tmp_path, form, report):
    clerk = Clerk(tmp_path)
    clerk("client add C-1 --kind person")
    answer = clerk(f"report {report} --format {form} --out {{out}}", out=tmp_path / "b")
    assert answer.code == 0, answer
    assert (tmp_path / "b-rehearsal").exists()
    assert not (tmp_path / "b").exists()
    assert MARK in clerk(f"report {report} --format {form}").err


RATES = """\
jurisdiction,name,rate,on,valid_from,valid_until
US-OR,No sales tax,0%,hammer,2000-01-01,
"""
ENROLS = "client add C-1 --kind person --at 2020-01-01T00:00Z"
BEGUN_LIVE = "is begun, live: the machine's clock times its entries."
BEGUN_AS_REHEARSAL = "is begun as a rehearsal: its times are told."


def test_it_is_said_as_what_a_ledger_is_begun_once_it_is(tmp_path, monkeypatch):
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    clerk = Clerk(tmp_path)
    refused = clerk(ENROLS)
    assert (refused.code, "begun" in refused.err) == (1, False)
    assert BEGUN_AS_REHEARSAL in clerk(f"{ENROLS} --rehearsal").err
    assert "begun" not in clerk("client add C-2 --kind person --rehearsal").err


@pytest.mark.parametrize("setting", ["1", "0", None])
@pytest.mark.parametrize(
    "line",
    [
        *("client add C-1 --kind person", "tax import {rates}"),
        *("sale announce {terms}", "user add u-anna"),
    ],
)
def test_every_command_that_begins_a_ledger_says_as_what(
    tmp_path, monkeypatch, line, setting
):
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    if setting is not None:
        monkeypatch.setenv("LOTLEDGER_REHEARSAL", setting)
    clerk = Clerk(tmp_path)
    files = {
        "rates": clerk.writes("rates.csv", RATES),
        "terms": clerk.writes("terms.toml", TERMS),
    }
    words = BEGUN_AS_REHEARSAL if setting == "1" else BEGUN_LIVE
    assert words in clerk(line, **files).err


def test_the_setting_counts_only_where_a_ledger_is_begun(tmp_path, monkeypatch):
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    clerk = Clerk(tmp_path)
    clerk("client add C-1 --kind person")
    monkeypatch.setenv("LOTLEDGER_REHEARSAL", "1")
    clerk("client add C-2 --kind person")
    heading = clerk("report journal --json").json["heading"]
    assert heading["times"] == "live"
