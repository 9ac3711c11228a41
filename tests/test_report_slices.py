"""Long reports on pages in slices: no row lost or doubled, sums and files of all."""

from __future__ import annotations

import re
from html import unescape

import pytest

from commands.demo.command import play_all
from commands.demo.sale import examples
from ledger.files.terms_file import read_terms
from ledger.identity import Role
from projections.exports.registry import EXPORTS
from projections.reports.model import Column, Heading, Kind, Report, ReportTable
from projections.reports.row_slices import with_rows
from tests.rehearsal import LIVE
from tests.served import served
from tests.story import clock
from web.operations.reports import FORMS
from web.pages import reports

SALE = "HERITAGE-2025-12"
FIRST = "Rows 1\N{EN DASH}"
_ROW = re.compile(r"<tr(?: id=\"[^\"]+\")?>\n(.*?)</tr>", re.DOTALL)
_SUBTOTAL = re.compile(r'<tr class="subtotal">(.*?)</tr>', re.DOTALL)
_TOTAL = re.compile(r'<tr class="total">(.*?)</tr>', re.DOTALL)
_NEXT = re.compile(r'<a rel="next" href="([^"]+)"')
_BACK = re.compile(r'<a rel="prev" href="([^"]+)"')
_FILES = re.compile(r'href="(/api[^"]+)"')


def demo(house):
    play_all(house, read_terms(examples() / "terms.toml"))


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("demo"), demo) as service:
        yield service


def look(service, path, language="en"):
    shown = service.signed_in(Role.ACCOUNTANT)
    shown |= {"accept": "text/html", "accept-language": language}
    answer = service.client.get(path, headers=shown)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


def slices_of(service, path):
    """Return the slices of a report from the first on, as each leads to the next."""
    texts = [look(service, path)]
    while following := _NEXT.search(texts[-1]):
        texts.append(look(service, unescape(following[1])))
    return texts


def rows_of(text, kind=_ROW):
    return [re.sub(r"<[^>]+>|\s+", " ", row).split() for row in kind.findall(text)]


def in_three(service, monkeypatch, path):
    """Return a report whole, then in three slices, and how many rows those have."""
    whole = look(service, path)
    size = len(rows_of(whole)) * 2 // 5 + 1
    monkeypatch.setattr(reports, "SLICE", size)
    return whole, slices_of(service, path), size


@pytest.mark.parametrize(
    "asked",
    [
        "client-account",
        "journal",
        f"journal?sale={SALE}&from=2025-12-01&until=2026-02-01",
        "journal?as_of=300",
        "journal?beside=200",
        "invoices?beside=200&hide_zeros=true",
        "settlement",
        "trial-balance",
    ],
)
def test_slices_together_are_the_report(service, monkeypatch, asked):
    whole, slices, size = in_three(service, monkeypatch, f"/reports/{asked}")
    assert [len(rows_of(text)) for text in slices[:2]] == [size, size]
    assert [row for text in slices for row in rows_of(text)] == rows_of(whole)
    subtotals = [each for text in slices for each in rows_of(text, _SUBTOTAL)]
    assert subtotals == rows_of(whole, _SUBTOTAL)
    totals = rows_of(whole, _TOTAL)
    for text in slices:
        assert all(each in totals for each in rows_of(text, _TOTAL))
        assert rows_of(text, _TOTAL) or not totals
    assert all(any(each in rows_of(text, _TOTAL) for text in slices) for each in totals)


def test_each_slice_says_which_rows_it_has_of_how_many(service, monkeypatch):
    whole, slices, size = in_three(service, monkeypatch, "/reports/journal")
    count = len(rows_of(whole))
    for place, text in enumerate(slices):
        first, last = place * size + 1, min(place * size + size, count)
        assert f'role="note">Rows {first}\N{EN DASH}{last} of {count}. Sums' in text
        assert bool(_BACK.search(text)) == bool(place)
    second = unescape(_NEXT.search(slices[0])[1])
    begin = f"{size + 1}\N{EN DASH}{2 * size}"
    assert f"Zeilen {begin} von {count}. " in look(service, second, "de")
    assert f"Lignes {begin} sur {count}. " in look(service, second, "fr")


def test_a_slice_leads_back_also_from_where_no_other_ends(service, monkeypatch):
    monkeypatch.setattr(reports, "SLICE", 7)
    text = look(service, "/reports/journal?after=3&as_of=300")
    assert "Rows 4\N{EN DASH}10 of " in text
    assert unescape(_BACK.search(text)[1]) == "/reports/journal?as_of=300"
    following = unescape(_NEXT.search(text)[1])
    assert following == "/reports/journal?after=10&as_of=300"


def test_where_no_row_comes_any_more_a_sentence_says_so(service):
    count = len(rows_of(look(service, f"/reports/journal?sale={SALE}")))
    for after in (count, count + 5):
        text = look(service, f"/reports/journal?after={after}&sale={SALE}")
        told = f"There is no row after row {after}: the report has {count}."
        assert told in text
        assert f'<a href="/reports/journal?sale={SALE}">From the beginning</a>' in text
        assert "<table" not in text


@pytest.mark.parametrize("report", ["journal", "client-account", "invoices"])
def test_files_are_of_all_whatever_slice_they_are_taken_from(
    service, monkeypatch, report
):
    whole, slices, _ = in_three(service, monkeypatch, f"/reports/{report}")
    programs = sum(each.report == report for each in EXPORTS.values())
    assert len(_FILES.findall(whole)) == len(FORMS) + programs
    for text in (*slices, look(service, f"/reports/{report}?entry=250")):
        assert _FILES.findall(text) == _FILES.findall(whole)


def test_a_file_of_a_slice_has_every_row(service, monkeypatch):
    whole, slices, _ = in_three(service, monkeypatch, "/reports/journal")
    files = {
        re.search("format=([a-z]+)", path)[1]: service.ask(
            unescape(path), Role.ACCOUNTANT
        )
        for path in _FILES.findall(slices[1])
        if re.search("format=(csv|json|beancount)", path)
    }
    assert [answer.status_code for answer in files.values()] == [200] * 3
    (table,) = files["json"].json()["tables"]
    assert len(table["rows"]) == len(rows_of(whole))
    for row in table["rows"]:
        assert f"\r\n{row['position']},{row['number']}," in files["csv"].text


@pytest.mark.parametrize("report", ["journal", "trial-balance", "number-gaps"])
def test_a_short_report_says_nothing_of_slices(service, report):
    text = look(service, f"/reports/{report}")
    assert FIRST not in text
    assert 'class="pager"' not in text


def test_an_entry_leads_to_the_slice_of_its_row(service, monkeypatch):
    path = f"/reports/journal?sale={SALE}"
    _, slices, _ = in_three(service, monkeypatch, path)
    position = re.findall(r'<tr id="entry-(\d+)">', slices[-1])[-1]
    there = look(service, f"{path}&entry={position}")
    assert rows_of(there) == rows_of(slices[-1])
    assert "entry=" not in _BACK.search(there)[1]
    monkeypatch.setattr(reports, "SLICE", 1)
    entry = look(service, f"/log/{position}")
    back = unescape(re.search(r'href="(/reports/journal[^"]+)"', entry)[1])
    page, _, place = back.partition("#")
    assert f'id="{place}"' in look(service, page)


def numbered(*counts):
    """Return a report of tables of so many rows, numbered through all of them."""
    numbers = iter(range(sum(counts)))
    columns = (Column("half", "Half"), Column("n", "N", Kind.COUNT, total=True))
    moment = clock("10:00")
    return Report(
        heading=Heading(
            report="numbers",
            title="Numbers",
            house="Lot & Sons",
            as_of=moment,
            position=1,
            ledger="",
            timing=LIVE,
            printed_by="tester",
            printed_at=moment,
            zone="UTC",
        ),
        tables=tuple(
            ReportTable(
                name=f"table{place}",
                title="Table",
                columns=columns,
                rows=tuple((f"{2 * n // count}", next(numbers)) for n in range(count)),
                group="half",
            )
            for place, count in enumerate(counts)
        ),
    )


@pytest.mark.parametrize("counts", [(0,), (5,), (6, 4), (0, 3, 0, 8, 0, 0), (3, 0, 3)])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 20])
def test_every_row_and_every_sum_is_told_once(counts, size):
    whole = numbered(*counts)
    slices = [
        table
        for after in range(0, max(sum(counts), 1), size)
        for table in with_rows(whole, range(after, after + size)).tables
    ]
    assert {table.name for table in slices} == {table.name for table in whole.tables}
    empty = [table.name for table in slices if not table.rows]
    assert empty == [table.name for table in whole.tables if not table.rows]
    told = [part for table in slices for part in table.sections()]
    parts = [part for table in whole.tables for part in table.sections()]
    assert [row for part in told for row in part.rows] == [
        row for part in parts for row in part.rows
    ]
    assert [part.totals for part in told if part.totals] == [
        part.totals for part in parts
    ]
    totals = {table.name: table.totals() for table in whole.tables}
    assert {table.name: table.totals() for table in slices} == totals


def test_a_report_that_is_no_longer_than_a_slice_is_that_report():
    whole = numbered(4, 3)
    assert with_rows(whole, range(7)) is whole
