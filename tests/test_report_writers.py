"""Reports: what they add up to, what changed, and every format they are written in."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from html.parser import HTMLParser
from io import BytesIO, StringIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from rich.cells import cell_len

from ledger.identity import SaleId
from ledger.money import AMOUNT_MAX, Currency
from ledger.visible import is_unseen, visible
from presenters.report import report_json
from projections.reports import pdf
from projections.reports.column_filters import without_unchanged_columns
from projections.reports.csv import heading as csv_heading
from projections.reports.formats import FORMATS, write
from projections.reports.lines import cells
from projections.reports.model import Column, Figure, Heading, Kind, Report, ReportTable
from projections.reports.row_filters import changed, hide_zeros
from projections.reports.wording import UnknownLocale, Wording, subject
from projections.reports.xlsx import EXACT_MAX, TooLargeForSheet
from tests.random_values import NASTY
from tests.rehearsal import LIVE

pytestmark = pytest.mark.slow

GBP, JPY, KWD = Currency("GBP"), Currency("JPY"), Currency("KWD")
LONDON = ZoneInfo("Europe/London")
CALLED_AT = datetime(2026, 4, 14, 10, 0, 57, tzinfo=UTC)

MISCHIEF = (
    "=SUM(A1)",
    "-cmd|' /C calc'!A0",
    "+1",
    "@x",
    "\tled by a tab",
    "\rled by a return",
    "\uff1dSUM(A1)",
    "<script>alert(1)</script>",
    "\"double\" & 'single'",
    '#let x = 1; #x *bold* _it_ $a$ `r` <label> @ref \\ // /* {{ 7 * 7 }} "',
    "Картина маслом",
    "日本の掛け時計",
    "🕰️ 👩‍🎨",
    "ساعة قديمة",
    "first line\nsecond line",
    "https://example.com/?a=1&b=2",
    "0012",
    "\x1b[31mred\x1b[0m",
    *NASTY,
)

LOTS = (
    Column("lot", "Lot", key=True),
    Column("title", "Title"),
    Column("sold_on", "Sold on", Kind.DAY),
    Column("called_at", "Called at", Kind.MOMENT),
    Column("bids", "Bids", Kind.COUNT, total=True),
    Column("hammer", "Hammer price", Kind.AMOUNT, total=True),
    Column("rate", "Rate", Kind.RATE),
    Column("exempt", "Exempt", Kind.YES_NO),
    Column("position", "Position", Kind.POSITION),
)
ACCOUNTS = (
    Column("account", "Account", key=True),
    Column("debit", "Debit", Kind.AMOUNT, total=True),
    Column("credit", "Credit", Kind.AMOUNT, total=True),
    Column("lots", "Lots", Kind.COUNT),
)


def heading(**told):
    return Heading(
        **{
            "report": "sales-register",
            "title": "Sales register",
            "house": "Harrow & Pell",
            "sale": SaleId("SPRING-2026"),
            "period": (date(2026, 4, 1), date(2026, 4, 30)),
            "as_of": datetime(2026, 4, 30, 23, 0, tzinfo=UTC),
            "position": 48213,
            "filters": (("Department", "Clocks"),),
            "timing": LIVE,
            "ledger": "7f0c2a4e-93b1-4d52-8a6e-1f2b3c4d5e6f",
            "printed_by": "M. Osei",
            "printed_at": datetime(2026, 5, 4, 8, 15, 30, tzinfo=UTC),
            "zone": "Europe/London",
        }
        | told
    )


def sold(lot, title="A clock", hammer=285_000, bids=3, rate=Fraction(26, 100)):
    """Make up a row of LOTS."""
    return (lot, title, date(2026, 4, 14), CALLED_AT, bids, hammer, rate, False, 1234)


def lots(*rows, currency=GBP, **told):
    return ReportTable(
        name="lots",
        title="Lots",
        columns=LOTS,
        rows=rows,
        currency=currency,
        **told,
    )


def accounts(*rows, **told):
    return ReportTable(
        name="accounts",
        title="Accounts",
        columns=ACCOUNTS,
        rows=rows,
        currency=GBP,
        **told,
    )


def report(*tables, figures=(), **told):
    return Report(heading=heading(**told), tables=tables, figures=figures)


def mischief():
    """Make up a report that says everything that could go wrong, everywhere."""
    rows = (sold(str(n), title=text) for n, text in enumerate(MISCHIEF))
    loud = replace(
        lots(*rows, note=MISCHIEF[9]),
        title="[Lots]: */\\? <b>&amp;</b> '#let' of a very, very long title'",
    )
    return report(
        loud,
        accounts(),
        title="<i>Sales</i> & #strong[register]",
        house='Harrow & "Pell" <b>',
        filters=tuple((f"Text {n}", text) for n, text in enumerate(MISCHIEF)),
    )


def grouped():
    columns = (Column("class", "Class"), *ACCOUNTS)
    rows = (
        ("Assets", "Cash", 120_000, None, 1),
        ("Assets", "Buyers", 31_200, None, 2),
        ("Liabilities", "Consignors", None, 99_005, 3),
        ("Liabilities", "Tax", None, 52_195, 4),
    )
    return ReportTable(
        name="accounts",
        title="Accounts",
        columns=columns,
        rows=rows,
        currency=GBP,
        group="class",
    )


def sheet(written, name="Lots"):
    return load_workbook(BytesIO(written))[name]


def cached(written, name="Lots"):
    return load_workbook(BytesIO(written), data_only=True)[name]


def found(sheet, text):
    """Say in which row a text stands in the first column."""
    return next(cell.row for cell in sheet["A"] if cell.value == text)


def page_texts(written):
    # A typesetter may break a line in a text, and two apart join it with a space.
    return [
        " ".join(page.extract_text().split())
        for page in PdfReader(BytesIO(written)).pages
    ]


class Told(HTMLParser):
    """What a page tells: its tags, and its text."""

    def __init__(self, written):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(written.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


# The model.


def test_totals_are_exact_where_floats_are_not():
    table = lots(*(sold(str(n), hammer=10) for n in range(3)))
    large = lots(sold("1", hammer=AMOUNT_MAX), sold("2", hammer=-1))
    assert table.totals() == (None, None, None, None, 9, 30, None, None, None)
    assert large.totals()[5] == AMOUNT_MAX - 1


def test_a_missing_amount_adds_nothing():
    assert lots(sold("1"), sold("2", hammer=None)).totals()[5] == 285_000


def test_a_table_without_totals_has_none():
    columns = (Column("lot", "Lot"),)
    assert ReportTable(name="x", title="X", columns=columns).totals() is None


def test_groups_add_up_to_the_whole():
    table = grouped()
    sections = list(table.sections())
    assert [(section.name, section.totals[2:4]) for section in sections] == [
        ("Assets", (151_200, 0)),
        ("Liabilities", (0, 151_200)),
    ]
    assert table.totals()[2:4] == (151_200, 151_200)


@pytest.mark.parametrize(
    ("column", "value", "because"),
    [
        (Column("x", "X", Kind.AMOUNT), 1.5, "an amount is whole minor units"),
        (Column("x", "X", Kind.AMOUNT), True, "yes is no amount"),
        (Column("x", "X", Kind.COUNT), "3", "a text is no count"),
        (Column("x", "X", Kind.RATE), 0.25, "a rate is a fraction"),
        (Column("x", "X", Kind.DAY), CALLED_AT, "a moment is no day"),
        (Column("x", "X", Kind.MOMENT), datetime(2026, 4, 14), "it lacks a zone"),  # noqa: DTZ001
        (Column("x", "X", Kind.YES_NO), 1, "one is no yes"),
        (Column("x", "X"), 7, "a number is no text"),
    ],
)
def test_a_value_is_of_the_kind_of_its_column(column, value, because):
    with pytest.raises(AssertionError, match="x: "):
        ReportTable(
            name="t", title="T", columns=(column,), rows=((value,),), currency=GBP
        )
    assert because


def test_amounts_are_in_a_currency():
    with pytest.raises(AssertionError, match="in what"):
        lots(currency=None)


def test_rows_whose_amounts_are_all_zero_are_hidden():
    table = accounts(
        ("Cash", 0, 0, 4),
        ("Tax", None, 0, 4),
        ("Premium", 0, -1, 0),
        ("Hammer", 5, None, 0),
    )
    plain = ReportTable(
        name="p", title="P", columns=(Column("n", "N", Kind.COUNT),), rows=((0,),)
    )
    hidden = hide_zeros(report(table, plain))
    assert hidden.heading.filters[-1] == ("Left out", "rows of zeros")
    shorter, whole = hidden.tables
    assert [row[0] for row in shorter.rows] == ["Premium", "Hammer"]
    assert whole.rows == ((0,),)


def test_what_changed_is_set_side_by_side():
    then = report(
        accounts(
            ("Cash", 100, None, 1),
            ("Gone", 30, 40, 2),
            ("Same", 7, 7, 7),
            ("Tax", 10, 0, 3),
        ),
        position=9,
    )
    now = report(
        accounts(
            ("Tax", 10, 25, 3),
            ("Same", 7, 7, 7),
            ("New", None, 60, 1),
            ("Cash", 100, None, 5),
        )
    )
    both = changed(then, now)
    (table,) = both.tables
    assert [column.name for column in table.columns] == [
        "account",
        "change",
        *("debit_then", "debit_now", "debit_difference"),
        *("credit_then", "credit_now", "credit_difference"),
        *("lots_then", "lots_now", "lots_difference"),
    ]
    assert table.rows == (
        ("Tax", "changed", 10, 10, 0, 0, 25, 25, 3, 3, 0),
        ("New", "added", None, None, 0, None, 60, 60, None, 1, 1),
        ("Cash", "changed", 100, 100, 0, None, None, 0, 1, 5, 4),
        ("Gone", "gone", 30, None, -30, 40, None, -40, 2, None, -2),
    )
    totals = dict(zip(both.tables[0].columns, table.totals(), strict=True))
    assert {one.name: total for one, total in totals.items() if total is not None} == {
        "debit_difference": -30,
        "credit_difference": 45,
    }
    assert both.heading.then.position == 9
    assert both.heading.position == 48213


def test_a_page_of_what_changed_has_the_columns_that_differ_and_files_have_all():
    then = report(accounts(("Cash", 100, 0, 1), ("Tax", 10, 0, 3)), position=9)
    now = report(accounts(("Cash", 100, 0, 5), ("Tax", 10, 0, 4)))
    both = changed(then, now)
    (table,) = without_unchanged_columns(both).tables
    lots_alone = ["account", "change", "lots_then", "lots_now", "lots_difference"]
    assert [column.name for column in table.columns] == lots_alone
    assert table.rows == (("Cash", "changed", 1, 5, 4), ("Tax", "changed", 3, 4, 1))
    assert "Debit then" not in write(both, "html", "en_US").decode()
    assert "debit_then" in write(both, "csv", "en_US").decode()
    assert without_unchanged_columns(now) == now
    (none,) = without_unchanged_columns(changed(now, now)).tables
    assert len(none.columns) == 2 + 3 * 3


def test_nothing_changed_between_a_report_and_itself():
    one = report(accounts(("Cash", 1, 2, 3)), grouped_under_another_name())
    assert [table.rows for table in changed(one, one).tables] == [(), ()]


def grouped_under_another_name():
    return replace(grouped(), name="classes")


def test_rows_of_one_key_are_matched_in_their_order():
    then = report(accounts(("Fee", 1, None, 0), ("Fee", 2, None, 0)))
    now = report(accounts(("Fee", 1, None, 0), ("Fee", 3, None, 0)))
    assert [row[:5] for row in changed(then, now).tables[0].rows] == [
        ("Fee", "changed", 2, 3, 1)
    ]


def test_a_table_that_came_or_went_is_compared_with_nothing():
    then = report(accounts(("Cash", 1, None, 0)))
    now = report(replace(lots(sold("1")), name="lots"))
    came, went = changed(then, now).tables
    assert [row[1] for row in came.rows + went.rows] == ["added", "gone"]


def test_rows_without_a_key_are_told_by_all_they_say():
    columns = (Column("lot", "Lot"), Column("fee", "Fee", Kind.AMOUNT))
    then = ReportTable(
        name="t", title="T", columns=columns, rows=(("1", 5),), currency=GBP
    )
    now = replace(then, rows=(("1", 6),))
    rows = changed(report(then), report(now)).tables[0].rows
    assert rows == (("1", 6, "added"), ("1", 5, "gone"))


# Words.


@pytest.mark.parametrize(
    ("locale", "figure", "amount", "rate"),
    [
        ("en_US", "-1,234,567.50", "-£1,234,567.50", "14.95%"),
        ("de-DE", "-1.234.567,50", "-1.234.567,50 £", "14,95 %"),
        ("fr_FR", "-1 234 567,50", "-1 234 567,50 £GB", "14,95 %"),
        ("en_IN", "-12,34,567.50", "-£12,34,567.50", "14.95%"),
    ],
)
def test_figures_follow_the_locale(locale, figure, amount, rate):
    wording = Wording.of(locale, "Europe/London")
    spoken = (
        wording.figure(-123_456_750, GBP),
        wording.amount(-123_456_750, GBP),
        wording.rate(Fraction(1495, 10_000)),
    )
    # Their spaces are of several widths, none of which breaks a line.
    plain = [re.sub("[\N{NO-BREAK SPACE}\u202f]", " ", one) for one in spoken]
    assert plain == [figure, amount, rate]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("percents", [(10,), (0, 40), (100, 50), (1_000,)])
def test_rates_that_are_whole_tens_can_be_written(form, percents):
    rows = [sold(f"{n}", rate=Fraction(n, 100)) for n in percents]
    told = Report(heading=heading(), tables=(lots(*rows),))
    assert write(told, form)
    if form == "text":
        assert f" {percents[-1]:,}%" in write(told, form).decode()


def test_decimals_are_those_of_the_currency_in_every_locale():
    for locale in ("en_US", "de_DE", "ja_JP", "ar_EG"):
        wording = Wording.of(locale, "UTC")
        assert re.sub(r"\D", "", wording.figure(1_234, JPY)) == "1234"
        assert re.search(r"1\D234", wording.figure(1_234, KWD))
        # CLDR would have none for the dinar of Iraq; ISO 4217 has three.
        assert wording.figure(5, Currency("IQD")).endswith("005")


def test_the_largest_amounts_keep_every_digit():
    wording = Wording.of("en_US", "UTC")
    assert wording.figure(10**24 + 1, GBP) == "10,000,000,000,000,000,000,000.01"


def test_moments_are_told_by_the_clock_of_the_sale():
    wording = Wording.of("en_GB", "Europe/London")
    assert wording.moment(CALLED_AT) == "14 Apr 2026, 11:00:57"
    assert wording.moment_and_zone(CALLED_AT).endswith(" BST")


def test_the_hour_that_comes_twice_is_told_apart():
    wording = Wording.of("en_GB", "Europe/London")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    spoken = [wording.moment(first + timedelta(hours=n)) for n in range(3)]
    assert spoken == [
        "25 Oct 2026, 01:30:00 +0100",
        "25 Oct 2026, 01:30:00 +0000",
        "25 Oct 2026, 02:30:00",
    ]


@pytest.mark.parametrize("name", ["", "xx_YY", "english", "../etc/passwd", "en_US\0"])
def test_an_unknown_locale_is_refused(name):
    with pytest.raises(UnknownLocale, match="Write it like"):
        write(report(), "text", name)


@pytest.mark.parametrize(
    ("rate", "told"),
    [(Fraction(1), "100%"), (Fraction(0), "0%"), (Fraction(10), "1,000%")],
)
def test_round_rates_need_no_decimals(rate, told):
    worded = cells(report(lots(sold("1", rate=rate))), "en_GB")
    assert worded["lots"][1][6] == told


def test_cells_are_words_for_a_terminal():
    told = cells(report(lots(sold("1", rate=Fraction(26, 100)))), "en_GB")
    assert told["lots"][1:] == (
        (
            *("1", "A clock", "14 Apr 2026", "14 Apr 2026, 11:00:57"),
            *("3", "2,850.00", "26%", "no", "1234"),
        ),
        ("Total", "", "", "", "3", "2,850.00", "", "", ""),
    )


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ((date(2026, 4, 1), date(2026, 4, 30)), "1 Apr 2026 \N{EN DASH} 30 Apr 2026"),
        ((date(2026, 4, 1), date(2026, 4, 1)), "1 Apr 2026"),
        ((date.min, date(2026, 4, 30)), "up to 30 Apr 2026"),
        ((date(2026, 4, 1), date.max), "from 1 Apr 2026"),
    ],
)
def test_a_period_that_is_open_on_a_side_names_the_other(period, told):
    wording = Wording.of("en_GB", "Europe/London")
    assert dict(subject(heading(period=period), wording))["Period"] == told


@pytest.mark.parametrize("rate", [Fraction(0), Fraction(1, 2), Fraction(1)])
@pytest.mark.parametrize("form", ["text", "csv", "html", "pdf", "xlsx"])
def test_a_column_of_round_rates_can_be_written(form, rate):
    assert write(report(lots(sold("1", rate=rate))), form, "en_GB")


# Every format.


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_gives_the_same_bytes(form):
    one = mischief()
    assert write(one, form, "en_GB") == write(mischief(), form, "en_GB")


MADE_ELSEWHERE = """
import hashlib
from projections.reports.formats import FORMATS, write
from tests.test_report_writers import grouped, lots, report, sold

made = report(lots(sold("1"), sold("2")), grouped())
for form in FORMATS:
    print(form, hashlib.sha256(write(made, form, "de_DE")).hexdigest())
"""


def said_elsewhere(script, *words, **environment):
    """Run a script in a process of its own."""
    return subprocess.run(  # noqa: S603 (it is our own)
        [sys.executable, "-c", script, *words],
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    ).stdout


def test_another_process_gives_the_same_bytes():
    here, there = (
        said_elsewhere(MADE_ELSEWHERE, PYTHONHASHSEED=seed, TZ=f"UTC{seed}")
        for seed in "12"
    )
    assert len(here.splitlines()) == len(FORMATS)
    assert here == there


ENTERED = """
import sys
from datetime import UTC, datetime
from ledger.events.ledger import Times, Timing
from projections.reports.model import Heading, Report
from projections.reports.formats import write

now = datetime(2026, 1, 1, tzinfo=UTC)
heading = Heading(
    report="x", title="X", house="H", as_of=now, position=1, ledger="l",
    timing=Timing(times=Times.LIVE),
    printed_by="p", printed_at=now, zone="UTC",
)
write(Report(heading=heading, tables=()), sys.argv[1])
print(*sorted({"babel", "jinja2", "typst", "xlsxwriter"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("form", "packages"),
    [
        ("csv", []),
        ("text", ["babel"]),
        ("html", ["babel", "jinja2"]),
        ("xlsx", ["babel", "xlsxwriter"]),
        ("pdf", ["babel", "typst"]),
    ],
)
def test_a_writer_is_entered_when_it_is_used(form, packages):
    assert said_elsewhere(ENTERED, form).split() == packages


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_of_nothing_is_still_a_report(form):
    assert write(report(), form)
    assert write(report(lots(), accounts()), form)


@pytest.mark.parametrize("form", ["text", "html"])
def test_every_fact_of_the_heading_is_told(form):
    written = write(changed(report(position=9), report()), form, "en_GB").decode()
    for fact in (
        *("SPRING-2026", "1 Apr 2026 \N{EN DASH} 30 Apr 2026"),
        *("1 May 2026, 00:00:00 BST", "48213", "position 9", "Department", "Clocks"),
        *("7f0c2a4e-93b1-4d52-8a6e-1f2b3c4d5e6f", "M. Osei"),
        *("4 May 2026, 09:15:30 BST", "Europe/London"),
    ):
        assert fact in written


# Text.


def test_text_stands_in_columns():
    table = replace(grouped(), note="Debits equal credits.")
    rule = " " + "─" * 59
    told = [
        "Harrow & Pell: Sales register",
        "Sale          SPRING-2026",
        "Period        1 Apr 2026 \N{EN DASH} 30 Apr 2026",
        "As of         1 May 2026, 00:00:00 BST",
        "Log position  48213",
        "Department    Clocks",
        "",
        "Accounts",
        "Amounts in GBP",
        "",
        " Class               Account         Debit     Credit   Lots",
        rule,
        " Assets              Cash         1,200.00                 1",
        " Assets              Buyers         312.00                 2",
        " Total Assets                     1,512.00       0.00",
        "",
        " Liabilities         Consignors                990.05      3",
        " Liabilities         Tax                       521.95      4",
        " Total Liabilities                    0.00   1,512.00",
        "",
        rule,
        " Total                            1,512.00   1,512.00",
        "",
        "Debits equal credits.",
        "",
        "Ledger      7f0c2a4e-93b1-4d52-8a6e-1f2b3c4d5e6f",
        "Printed by  M. Osei",
        "Printed at  4 May 2026, 09:15:30 BST",
        "Times       Europe/London",
    ]
    assert write(report(table), "text", "en_GB").decode().splitlines() == told


def test_text_sends_a_terminal_nothing_but_letters():
    written = write(mischief(), "text").decode()
    joined = "\n\u200d\ufe0f"
    assert not [each for each in written if each not in joined and is_unseen(each)]
    assert "\\x1b[31mred" in written


def test_wide_letters_take_two_places():
    rows = (sold("1", title="日本"), sold("2", title="clock"))
    written = write(report(lots(*rows)), "text", "en_GB").decode().splitlines()
    ends = {cell_len(line) for line in written if line.endswith("1234")}
    assert len(ends) == 1


# CSV and JSON.


def test_csv_is_names_and_rows_and_nothing_else():
    written = write(report(lots(sold("1"), sold("2", hammer=-5))), "csv")
    assert written.decode() == (
        "lot,title,sold_on,called_at,bids,hammer,rate,exempt,position,currency\r\n"
        "1,A clock,2026-04-14,2026-04-14T10:00:57Z,3,2850.00,0.26,false,1234,GBP\r\n"
        "2,A clock,2026-04-14,2026-04-14T10:00:57Z,3,-0.05,0.26,false,1234,GBP\r\n"
    )


def test_csv_keeps_texts_from_being_formulas_and_changes_no_other():
    written = write(report(lots(*(sold("1", title=t) for t in MISCHIEF))), "csv")
    rows = list(csv.DictReader(StringIO(written.decode(), newline="")))
    for text, row in zip(MISCHIEF, rows, strict=True):
        led = text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d"))
        seen = visible(text, keep="\n\r\t")
        assert row["title"] == (f"'{seen}" if led else seen)
    assert sum(row["title"].startswith("'") for row in rows) == 7


def test_csv_of_several_tables_says_which():
    written = write(report(accounts(("Cash", 1, None, 2)), lots(sold("1"))), "csv")
    rows = list(csv.DictReader(StringIO(written.decode())))
    assert [(row["table"], row["debit"], row["hammer"]) for row in rows] == [
        ("accounts", "0.01", ""),
        ("lots", "", "2850.00"),
    ]


def test_the_heading_is_a_csv_of_its_own():
    told = csv_heading(report(filters=(("=x", "@y"),)))
    rows = dict(csv.reader(StringIO(told.decode())))
    assert rows["as_of"] == "2026-04-30T23:00:00Z"
    assert rows["period_until"] == "2026-04-30"
    assert rows["position"] == "48213"
    assert rows["filters_=x"] == "'@y"


@pytest.mark.parametrize("count", [0, 1, 500, 501, 1203])
def test_json_is_written_piece_by_piece_as_it_is_at_once(count):
    title = 'A clock, "rows": [], of\ntwo lines'
    tables = (
        lots(*(sold(f"{n}", title=title) for n in range(count)), note='"rows": []'),
        replace(grouped(), name="apart", title='"rows": []'),
        accounts(),
    )
    written = report_json(report(*tables)).decode()
    told = json.loads(written)
    assert [len(table["rows"]) for table in told["tables"]] == [count, 4, 0]
    assert [row["lot"] for row in told["tables"][0]["rows"]] == [
        f"{n}" for n in range(count)
    ]
    assert written == json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def test_json_tells_amounts_as_decimal_texts():
    told = json.loads(report_json(report(lots(sold("1", hammer=-5), currency=KWD))))
    (table,) = told["tables"]
    assert told["heading"]["as_of"] == "2026-04-30T23:00:00Z"
    assert table["rows"] == [
        {
            "lot": "1",
            "title": "A clock",
            "sold_on": "2026-04-14",
            "called_at": "2026-04-14T10:00:57Z",
            "bids": 3,
            "hammer": "-0.005",
            "rate": "0.26",
            "exempt": False,
            "position": 1234,
        }
    ]
    assert table["totals"] == {"bids": 3, "hammer": "-0.005"}
    assert table["currency"] == "KWD"


def test_json_gives_every_text_back():
    told = json.loads(report_json(mischief()))
    assert [row["title"] for row in told["tables"][0]["rows"]] == list(MISCHIEF)


def test_csv_is_the_same_in_every_locale():
    one = report(lots(sold("1")))
    assert write(one, "csv", "en_US") == write(one, "csv", "de_DE")


# Workbooks.


def test_a_workbook_holds_numbers_dates_and_sums():
    rows = (sold("1", hammer=123_456), sold("2", hammer=-10), sold("3", hammer=None))
    written = write(report(lots(*rows)), "xlsx", "en_GB")
    formulas, values = sheet(written), cached(written)
    first = found(values, "1")
    lot, title, sold_on, called_at, bids, hammer, rate, exempt, position = (
        cell.value for cell in values[first]
    )
    assert (lot, title, bids, position) == ("1", "A clock", 3, 1234)
    assert (sold_on, called_at) == (
        datetime(2026, 4, 14),  # noqa: DTZ001 (a workbook knows no zones)
        CALLED_AT.astimezone(LONDON).replace(tzinfo=None),
    )
    assert (hammer, rate, exempt) == (1234.56, 0.26, False)
    assert values.cell(first + 2, 6).value is None
    total = found(values, "Total")
    assert values.cell(total, 6).value == 1234.46
    span = f"F{first}:F{total - 1}"
    assert formulas.cell(total, 6).value == f"=ROUND(SUM({span}),2)"
    assert formulas.cell(total, 6).number_format.startswith("[$GBP]")
    assert formulas.cell(first, 6).number_format == "#,##0.00"


@pytest.mark.parametrize(
    ("currency", "shown", "value"),
    [(JPY, "#,##0", 5_000), (KWD, "#,##0.000", 5), (GBP, "#,##0.00", 50)],
)
def test_a_workbook_shows_the_decimals_of_the_currency(currency, shown, value):
    written = write(report(lots(sold("1", hammer=5_000), currency=currency)), "xlsx")
    cell = sheet(written).cell(found(sheet(written), "1"), 6)
    assert (cell.number_format, cell.value) == (shown, value)


def test_every_amount_comes_back_from_a_workbook_to_the_cent():
    amounts = [1, 10, 29, 33, 285_010, -7, 99_999_999_999_999, EXACT_MAX, -EXACT_MAX]
    written = write(report(lots(*(sold("1", hammer=a) for a in amounts))), "xlsx")
    values = cached(written)
    first = found(values, "1")
    held = [values.cell(first + n, 6).value for n in range(len(amounts))]
    assert [round(Fraction(value) * 100) for value in held] == amounts


def test_an_amount_too_large_for_a_workbook_is_refused():
    with pytest.raises(TooLargeForSheet, match="CSV or JSON"):
        write(report(lots(sold("1", hammer=EXACT_MAX + 1))), "xlsx")
    with pytest.raises(TooLargeForSheet, match="Hammer price"):
        write(report(lots(sold("1", hammer=EXACT_MAX), sold("2"))), "xlsx")


def test_no_text_in_a_workbook_is_a_formula_a_number_or_a_link():
    written = write(mischief(), "xlsx")
    values = load_workbook(BytesIO(written)).worksheets[0]
    first = found(values, "0")
    for n, text in enumerate(MISCHIEF):
        cell = values.cell(first + n, 2)
        assert cell.data_type == "s" or not text
        assert cell.hyperlink is None
        assert "SUM" in text or "=" not in str(cell.value)[:1]
        if text.isprintable():
            assert (cell.value or "") == text


def test_groups_in_a_workbook_are_added_once():
    written = write(report(grouped()), "xlsx")
    formulas, values = sheet(written, "Accounts"), cached(written, "Accounts")
    first, total = found(values, "Assets"), found(values, "Total")
    assert [formulas.cell(row, 3).value for row in (first + 2, first + 5, total)] == [
        f"=SUBTOTAL(9,C{first}:C{first + 1})",
        f"=SUBTOTAL(9,C{first + 3}:C{first + 4})",
        f"=ROUND(SUBTOTAL(9,C{first}:C{total - 1}),2)",
    ]
    assert [values.cell(row, 3).value for row in (first + 2, first + 5, total)] == [
        1512,
        0,
        1512,
    ]


def test_a_workbook_is_dated_when_it_was_printed_and_says_its_heading():
    written = write(report(lots(sold("1"))), "xlsx", "en_GB")
    book = load_workbook(BytesIO(written))
    page = book["Lots"]
    head = found(page, "Lot")
    assert book.properties.created == datetime(2026, 5, 4, 8, 15, 30)  # noqa: DTZ001
    assert {one.date_time[0] for one in ZipFile(BytesIO(written)).infolist()} == {1980}
    assert page.freeze_panes == f"A{head + 1}"
    assert page.print_title_rows == f"$1:${head}"
    above = " ".join(str(cell.value) for cell in page["A"][: head - 1])
    for fact in ("SPRING-2026", "48213", "Clocks", "M. Osei", "Europe/London", "GBP"):
        assert fact in above
    assert page.oddHeader.left.text == "Harrow && Pell"


def test_sheets_are_named_as_a_spreadsheet_allows():
    tables = [
        replace(lots(), name=name, title=title)
        for name, title in (
            ("a", "Lots: sold / passed? [all] of the whole long spring sale"),
            ("b", "lots: SOLD / passed? [all] of the whole long spring sale"),
            ("c", "History"),
            ("d", "'quoted'"),
            ("e", "???"),
            ("f", "Invoices and credit notes: Documents, GBP"),
        )
    ]
    names = load_workbook(BytesIO(write(report(*tables), "xlsx"))).sheetnames
    assert len({name.lower() for name in names}) == 6
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[2:] == ["History (2)", "quoted", "e", "Documents, GBP"]


# Pages.


def test_nothing_told_becomes_markup():
    plain, told = Told(write(report(lots(sold("1"))), "html")), mischief()
    page = Told(write(told, "html"))
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags}
    text = "\n".join(page.texts)
    for one in MISCHIEF[:13]:
        assert one.strip() in text
    assert "49" not in text, "no text is a template"


def test_a_page_asks_for_nothing_from_outside_and_needs_no_script():
    png = b"\x89PNG\r\n\x1a\n"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    figures = (Figure(title="Bids", svg=svg), Figure(title="Lots", png=png))
    page = Told(write(report(lots(sold("1")), figures=figures), "html"))
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in page.tags}
    sources = [attrs["src"] for tag, attrs in page.tags if tag == "img"]
    assert [source.partition(",")[0] for source in sources] == [
        "data:image/svg+xml;base64",
        "data:image/png;base64",
    ]
    assert not re.search(rb"url\(|@import|http", write(report(lots()), "html"))


def test_a_table_on_a_page_is_read_aloud_in_order():
    page = Told(write(report(lots(sold("1"), sold("2"))), "html", "de_DE"))
    scopes = [attrs.get("scope") for tag, attrs in page.tags if tag == "th"]
    assert scopes == ["col"] * 9 + ["row"] * 3
    ids = {attrs.get("id") for _, attrs in page.tags}
    named = {attrs["aria-labelledby"] for tag, attrs in page.tags if tag == "table"}
    assert named <= ids
    assert ("html", {"lang": "en"}) in page.tags


def test_every_page_of_a_long_pdf_carries_the_heading_and_the_header_row():
    columns = (LOTS[0], LOTS[5])
    rows = tuple((f"L{n}", n) for n in range(5_000))
    table = ReportTable(
        name="lots", title="Lots", columns=columns, rows=rows, currency=GBP
    )
    pages = page_texts(write(report(table), "pdf", "en_GB"))
    assert len(pages) > 50
    for number, text in enumerate(pages, start=1):
        for fact in (
            *("SPRING-2026", "1 Apr 2026 \N{EN DASH} 30 Apr 2026", "48213", "Clocks"),
            *("1 May 2026, 00:00:00 BST", "M. Osei", "4 May 2026, 09:15:30 BST"),
            *("Lot Hammer price", f"Page {number} of {len(pages)}"),
        ):
            assert fact in text
    whole = " ".join(pages)
    assert all(f" L{n} {n // 100:,}.{n % 100:02} " in whole for n in range(5_000))
    assert "Total 124,975.00" in pages[-1]


def test_nothing_told_becomes_markup_in_a_pdf():
    whole = " ".join(page_texts(write(mischief(), "pdf")))
    for text in (
        "#let x = 1; #x *bold* _it_ $a$ `r` <label> @ref \\ // /* {{ 7 * 7 }}",
        "<i>Sales</i> & #strong[register]",
        "=SUM(A1)",
        "Картина маслом",
        "first line second line",
    ):
        assert text in whole


def test_a_text_from_right_to_left_turns_nothing_beside_it():
    clock = "ساعة (1)"
    rows = (sold("1", title=clock), sold("2", title="a\u202etsal"))
    written = write(report(lots(*rows)), "html").decode()
    assert f"<bdi>\u2068{clock}\u2069</bdi>" in written
    assert "<bdi>a\\u202etsal</bdi>" in written


@pytest.mark.parametrize("count", [12, 25, 70])
def test_a_wide_table_loses_no_column(count):
    columns = tuple(
        Column(f"c{n}", f"Title{n}", Kind.AMOUNT, total=True) for n in range(count)
    )
    row = tuple(range(100_000, 100_000 + count))
    table = ReportTable(name="t", title="T", columns=columns, rows=(row,), currency=GBP)
    told = "".join("".join(page_texts(write(report(table), "pdf"))).split())
    for n, amount in enumerate(row):
        assert f"Title{n}" in told
        assert told.count(GBP.plain(amount).replace("1000", "1,000", 1)) >= 2


def test_a_pdf_is_dated_when_it_was_printed():
    told = PdfReader(BytesIO(write(report(lots(sold("1"))), "pdf"))).metadata
    assert told.title == "Sales register"
    assert told.author == "M. Osei"
    assert told.creation_date == datetime(2026, 5, 4, 8, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "columns", "size"),
    [
        ("en_GB", 2, (595, 842)),
        ("en_US", 2, (612, 792)),
        ("de_DE", 9, (842, 595)),
        ("es_MX", 9, (792, 612)),
    ],
)
def test_the_paper_is_what_is_in_the_tray_and_wide_tables_lie_across(
    locale, columns, size
):
    table = replace(
        lots(), columns=LOTS[:columns], rows=(sold("1", title="W" * 40)[:columns],)
    )
    box = PdfReader(BytesIO(write(report(table), "pdf", locale))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def paper_of(*tables):
    box = PdfReader(BytesIO(write(report(*tables), "pdf", "en_GB"))).pages[0].mediabox
    return round(box.width), round(box.height)


def test_the_paper_fits_the_widest_of_several_tables():
    assert paper_of(accounts()) == (595, 842)
    wide = lots(sold("1", title="W" * 40))
    assert paper_of(wide, accounts()) == (842, 595)
    assert paper_of(accounts(), wide) == (842, 595)


def test_the_paper_fits_a_title_that_is_longer_than_what_stands_below():
    loud = tuple(
        Column(f"c{place}", f"Extraordinarily-{place}", key=not place)
        for place in range(8)
    )
    table = replace(lots(), columns=loud, rows=(tuple("abcdefgh"),))
    assert paper_of(table) == (842, 595)


def test_a_column_of_a_sheet_is_as_wide_as_its_longest_line():
    table = replace(lots(), columns=LOTS[:2], rows=(("1", "A clock\nof 1760, gilt"),))
    written = write(report(table), "xlsx", "en_GB")
    (sheet,) = load_workbook(BytesIO(written)).worksheets
    assert round(sheet.column_dimensions["B"].width) == len("of 1760, gilt") + 3 + 1


def test_a_pdf_can_be_heard_unless_it_is_very_long(monkeypatch):
    monkeypatch.setattr(pdf, "TAGGED_CELLS_MAX", 2 * len(LOTS))

    def is_tagged(*rows):
        read = PdfReader(BytesIO(write(report(lots(*rows)), "pdf")))
        return "/StructTreeRoot" in read.trailer["/Root"]

    assert is_tagged(sold("1"), sold("2"))
    assert not is_tagged(sold("1"), sold("2"), sold("3"))


def test_what_no_font_has_is_printed_by_its_code_on_every_machine():
    clock = sold("1", title="日本の掛け時計")
    text = "".join(page_texts(write(report(lots(clock)), "pdf")))
    assert "[U+65E5][U+672C]" in text.replace("\n", "")


def test_figures_are_drawn_into_a_pdf():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'
        '<rect width="90" height="30" fill="red"/></svg>'
    )
    plain = write(report(lots()), "pdf")
    drawn = write(report(lots(), figures=(Figure(title="Bids", svg=svg),)), "pdf")
    assert "Bids" in page_texts(drawn)[0]
    assert len(drawn) > len(plain)
