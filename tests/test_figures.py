"""Each figure of each report leads to where it came from, and from there back."""

from __future__ import annotations

import re
from html import unescape

import pytest

from commands.demo.command import play_all
from commands.demo.sale import examples
from ledger.files.terms_file import read_terms
from ledger.identity import Role
from ledger.roles import SIGHTS, Sight
from projections.exports.registry import EXPORTS
from projections.reports.books.registry import BOOKS
from tests.served import served
from web.figures import nearer_report

pytestmark = pytest.mark.slow

SALE = "HERITAGE-2025-12"
NAMING = {
    *("position", "entry", "document_entry", "hammer_entry"),
    *("payment", "document", "invoice", "statement", "lot"),
    *("client", "consignor", "sale", "payout"),
}
"""Columns by which a row leads somewhere, whatever report it is of."""
_CELL = re.compile(r'<td class="number">(.*?)</td>', re.DOTALL)
_LINK = re.compile(r'href="([^"]+)"')
_SUM = re.compile(r'<tr(?: id="[^"]+")? class="(?:sub)?total">(.*?)</tr>', re.DOTALL)


def demo(house):
    play_all(house, read_terms(examples() / "terms.toml"))


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("demo"), demo) as service:
        yield service


def look(service, path, role=Role.ACCOUNTANT):
    shown = service.signed_in(role) | {"accept": "text/html"}
    answer = service.client.get(path, headers=shown)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


def rows_of(text):
    """Return the rows of tables that sum up no others, as HTML."""
    return re.findall(r"<tr(?: id=\"[^\"]+\")?>\n(.*?)</tr>", text, re.DOTALL)


@pytest.mark.parametrize("report", BOOKS)
def test_every_figure_leads_to_where_it_came_from(service, report):
    text = look(service, f"/reports/{report}")
    leads = set()
    for row in rows_of(text):
        for cell in _CELL.findall(row):
            link = _LINK.search(cell)
            assert link or not re.search("[1-9]", cell), (cell, row)
            if link:
                leads.add(unescape(link[1]))
    kinds = {re.sub(r"[0-9]+|=[^&]*", "", lead): lead for lead in leads}
    for lead in kinds.values():
        look(service, lead)


@pytest.mark.parametrize("report", BOOKS)
def test_every_table_of_figures_has_somewhere_to_lead(service, report):
    """Also those that are empty in the demo: by their columns, or by what they sum."""
    asked = service.ask(f"/api/v1/reports/{report}", Role.ACCOUNTANT).json()
    assert asked["tables"]
    for table in asked["tables"]:
        kinds = {column["name"]: column["kind"] for column in table["columns"]}
        if {"amount", "count"} & set(kinds.values()):
            nearer = nearer_report(report, table["name"])
            assert nearer in BOOKS or NAMING & set(kinds), table["name"]


def test_a_sum_leads_to_what_it_sums_up_and_no_further(service):
    text = look(service, f"/reports/tax-liability?sale={SALE}&until=2026-02-01")
    (texas,) = (row for row in rows_of(text) if "US-TX" in row and "buyers" in row)
    lead = unescape(_LINK.search(_CELL.search(texas)[1])[1])
    assert lead == (f"/reports/journal?sale={SALE}&from=2025-12-01&until=2025-12-31")
    text = look(service, "/reports/consignor-payables?on=2026-01-01")
    lead = unescape(_LINK.search(_CELL.search(rows_of(text)[0])[1])[1])
    assert lead == f"/reports/statements?sale={SALE}&client=C-101"


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        (("2025-12-05", "2025-12-20"), ("2025-12-05", "2025-12-20")),
        (("2025-11-15", "2025-12-20"), ("2025-12-01", "2025-12-20")),
        (("2025-12-05", None), ("2025-12-05", "2025-12-31")),
    ],
)
def test_a_figure_of_part_of_a_month_leads_to_that_part(service, asked, led):
    days = [("from", asked[0]), ("until", asked[1])]
    narrowed = "&".join(f"{end}={day}" for end, day in days if day)
    text = look(service, f"/reports/tax-liability?sale={SALE}&{narrowed}")
    leads = re.findall(r'href="(/reports/journal[^"]*from=[^"]+)"', text)
    assert leads
    for lead in map(unescape, leads):
        assert lead.endswith(f"&from={led[0]}&until={led[1]}"), lead


def test_a_figure_leads_to_its_entry_and_the_entry_back_to_its_row(service):
    journal = look(service, f"/reports/journal?sale={SALE}")
    position = re.search(r'<tr id="entry-(\d+)">', journal)[1]
    assert f'href="/log/{position}"' in journal
    entry = look(service, f"/log/{position}")
    back = unescape(re.search(r'href="(/reports/journal[^"]+)"', entry)[1])
    page, _, place = back.partition("#")
    assert f'id="{place}"' in look(service, page)
    assert place == f"entry-{position}"


def test_an_account_leads_to_its_postings_alone(service):
    balances = look(service, f"/reports/trial-balance?sale={SALE}")
    (row,) = (row for row in rows_of(balances) if ">premium<" in row)
    lead = unescape(_LINK.search(row)[1])
    assert lead == f"/reports/journal?sale={SALE}&account=premium"
    journal = look(service, lead)
    assert '<option value="premium" selected>' in journal
    rows = rows_of(journal)
    assert rows
    assert all(">premium<" in row for row in rows)


@pytest.mark.parametrize(
    ("report", "narrowed"), [("journal", "account=premium"), ("invoices", "client=")]
)
def test_other_programs_are_given_whole_books(service, report, narrowed):
    if narrowed == "client=":
        invoices = look(service, "/reports/invoices")
        narrowed += re.search('/clients/([^"]+)', invoices)[1]
    path = f"/reports/{report}?sale={SALE}&{narrowed}&hide_zeros=true"
    leads = map(unescape, re.findall(r'href="(/api[^"]+)"', look(service, path)))
    programs = [each for each in leads if narrowed not in each]
    assert len(programs) == sum(each.report == report for each in EXPORTS.values())
    for lead in programs:
        assert f"sale={SALE}" in lead
        assert service.ask(lead, Role.ACCOUNTANT).status_code == 200


def test_what_a_return_links_has_of_a_bid_leads_to_the_bid(service):
    row = rows_of(look(service, "/reports/return-links"))[0]
    cells = [unescape(each) for each in _CELL.findall(row)]
    shown = [re.sub("<[^>]+>", "", each).strip() for each in cells]
    entries = [(c, s) for c, s in zip(cells, shown, strict=True) if s.isdecimal()]
    assert len({entry for _, entry in entries}) == 3
    assert all(f'href="/log/{entry}"' in cell for cell, entry in entries)


def test_looking_back_leads_to_what_was_known_then(service):
    head = service.house.head()
    text = look(service, f"/reports/income?as_of={head - 1}")
    lead = unescape(_LINK.search(_CELL.search(rows_of(text)[0])[1])[1])
    assert lead.endswith(f"&as_of={head - 1}")


def links_of_reports(service, role):
    """Return the addresses that the pages of reports lead to, each once."""
    pages = [f"/reports/{report}" for report in BOOKS]
    if Sight.LOG in SIGHTS[role]:
        pages.append(f"/sales/{SALE}/seals")
    texts = [look(service, page, role) for page in pages]
    links = {unescape(link) for text in texts for link in _LINK.findall(text)}
    return sorted({link.partition("#")[0] for link in links} - {""})


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.COMPLIANCE, Role.AUDITOR])
def test_every_link_of_every_report_leads_to_a_page_that_is_there(service, role):
    """Those that differ in numbers alone are followed once."""
    links = links_of_reports(service, role)
    assert len(links) > 100
    shown = service.signed_in(role) | {"accept": "text/html"}
    for link in {re.sub("[0-9]+", "", link): link for link in links}.values():
        assert service.client.get(link, headers=shown).status_code == 200, link


def test_a_line_that_adds_others_up_leads_nowhere(service):
    texts = [look(service, f"/reports/{report}") for report in BOOKS]
    texts.append(look(service, f"/sales/{SALE}/seals", Role.AUDITOR))
    sums = [row for text in texts for row in _SUM.findall(text)]
    assert sums
    assert [row for row in sums if "<a" in row] == []
