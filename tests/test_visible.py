"""What no reader sees, or what steers, is written as a code everywhere."""

import json
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from ledger.visible import is_unseen, visible
from presenters.shape import to_json
from projections.reports.formats import write
from projections.reports.model import Column, Heading, Report, ReportTable
from tests.clerk import CATALOGUE, TERMS, clerk_of_a_sale
from tests.rehearsal import LIVE

pytestmark = pytest.mark.slow

HIDING = {
    "\x1b": "\\x1b",
    "\x9b": "\\x9b",
    "\u202e": "\\u202e",
    "\u2067": "\\u2067",
    "\u200b": "\\u200b",
    "\u2028": "\\u2028",
    "\ufeff": "\\ufeff",
    "\u00ad": "\\xad",
    "\u3164": "\\u3164",
    "\U000e0041": "\\U000e0041",
}
"""Letters that hide or steer, each with its code."""
HEADING = Heading(
    report="t",
    title="T",
    house="H",
    as_of=datetime(2026, 5, 4, tzinfo=UTC),
    position=1,
    ledger="L",
    timing=LIVE,
    printed_by="P",
    printed_at=datetime(2026, 5, 4, tzinfo=UTC),
    zone="UTC",
)
HIDDEN = "Vase" + "".join(HIDING) + "blue"


@pytest.mark.parametrize(("letter", "code"), HIDING.items())
def test_a_letter_without_a_shape_is_written_as_its_code(letter, code):
    assert visible(f"a{letter}b") == f"a{code}b"


@pytest.mark.parametrize(
    "text",
    ["Weiß", "日本の掛け時計", "ساعة", "👩‍🎨 ❤️", "می‌خواهم", "क्‍ष", "1\u00a0000,00"],
)
def test_what_is_written_in_letters_stays_as_it_is(text):
    assert visible(text) == text


def test_a_joiner_between_letters_that_do_not_join_hides_nothing():
    assert visible("10\u200d1") == "10\\u200d1"


@pytest.mark.parametrize("form", ["text", "csv", "html", "xlsx"])
def test_every_format_of_a_report_shows_them(form):
    table = ReportTable(
        name="t", title="T", columns=(Column("title", "Title"),), rows=((HIDDEN,),)
    )
    told = Report(heading=HEADING, tables=(table,))
    written = write(told, form)
    if form == "xlsx":
        assert b"\xe2\x80\xae" not in strings_of(written)
        return
    unseen = [each for each in written.decode() if is_unseen(each)]
    assert set(unseen) <= {"\n", "\r"}
    assert "\\u202e" in written.decode()


def strings_of(workbook):
    return ZipFile(BytesIO(workbook)).read("xl/sharedStrings.xml")


def test_json_says_the_same_text_in_letters_that_are_seen():
    written = to_json({"title": HIDDEN})
    assert json.loads(written) == {"title": HIDDEN}
    assert not [each for each in written if each != "\n" and is_unseen(each)]


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def test_a_title_out_of_a_file_steers_no_terminal(clerk):
    listed = CATALOGUE.replace("A chair", "A \u202eriahc")
    again = clerk.writes("again.toml", TERMS.replace("MAY26", "MAY27"))
    lots = clerk.writes("again.csv", listed)
    clerk.does("sale announce {f} --at 2026-05-01T10:00Z", f=again)
    clerk.does("catalogue import MAY27 {f} --at 2026-05-01T10:00Z", f=lots)
    for command in ("lots MAY27", "lot show MAY27/1", "results MAY27"):
        answer = clerk.does(command)
        assert "\u202e" not in answer
    assert "A \\u202eriahc" in clerk.does("lots MAY27")
    clerk.does("replay lot MAY27/1 --html {f}", f=clerk.folder / "lot.html")
    assert "A \\u202eriahc" in (clerk.folder / "lot.html").read_text()


def test_who_acts_and_why_steer_no_terminal(clerk):
    line = (
        "bid MAY26/1 --paddle 101 --maximum 80 --at 2026-05-04T17:00:00Z "
        "--actor {who} --reason {why}"
    )
    clerk.does(line, who="A\u202ennA", why="typed\u2066 \u200bagain")
    history = clerk.does("bids list MAY26/1")
    assert "A\\u202ennA" in history
    assert not [each for each in history if each != "\n" and is_unseen(each)]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_reason_is_one_line_whatever_ends_it(clerk, mark):
    line = "bid MAY26/1 --paddle 101 --maximum 80 --reason {why}"
    said = clerk(line, why=f"two{mark}lines")
    assert said.code == 2
    assert "Write it on one line" in said.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("esc.toml", "sale = \x1b[31mX"),
        ("key.toml", '"a\\u202eb" = 1'),
        ("\u202elmot.toml", "sale = "),
    ],
)
def test_a_faulty_file_steers_no_terminal(clerk, name, text):
    said = clerk("terms check {f}", f=clerk.writes(name, text))
    assert said.code == 1
    assert not [
        each for each in said.out + said.err if each != "\n" and is_unseen(each)
    ]


def test_an_argument_steers_no_terminal(clerk):
    said = clerk("lot show {lot}", lot="MAY26/\u202e1")
    assert said.code == 2
    assert "\\u202e" in said.err
