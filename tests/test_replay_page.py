"""The page of a replay: every step, for an auditor or for everybody, in one file."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from ledger.events import LotCatalogued
from ledger.house import bids, lots
from ledger.refusals import RecordedRefusal
from presenters.pages.plot import Paper, drawn
from presenters.pages.plot_marks import marks_of
from presenters.pages.replay import ReplayedLot, replay_page, replayed_lot
from presenters.public_view import glimpses
from presenters.step import step_outcome, step_sentence
from presenters.why import why
from tests import ledger_places
from tests.clerk import MAIN, Clerk, process
from tests.random_sale import play
from tests.rehearsal import LIVE
from tests.sale_of_tests import bid, by, lot, new_house
from tests.sample_lots import (
    CHANGED,
    CRIED,
    FEW,
    MANY,
    NASTY,
    QUIET,
    SALE,
    house_of_sample_lots,
)
from tests.story import USD, clock, usd

pytestmark = pytest.mark.slow

ALL = (QUIET, FEW, MANY, CRIED, CHANGED)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("told")


@pytest.fixture(scope="module")
def house(place):
    with house_of_sample_lots(place) as house:
        yield house


@pytest.fixture
def folder(place, house):
    """Where the ledger of that house is, for a terminal."""
    assert house.head() > 0
    return place


def page(told: ReplayedLot, *, public: bool = False, plot: str | None = None) -> str:
    return replay_page(told, public=public, plot=plot)


class Read(HTMLParser):
    """A page as a reader without scripts meets it: its words, and what is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.steps: list[str] = []
        self._silent: str | None = None

    def handle_starttag(self, tag, attrs) -> None:
        told = dict(attrs)
        self.asked += [told[name] for name in ("src", "href", "data") if name in told]
        if tag == "article":
            self.steps.append(told["id"])
        if tag in ("script", "style"):
            self._silent = tag
        assert "hidden" not in told, "nothing waits for a script to be seen"

    def handle_endtag(self, tag) -> None:
        self._silent = None if tag == self._silent else self._silent

    def handle_data(self, data) -> None:
        if self._silent is None:
            self.said.append(data)

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.said))


def read(text: str) -> Read:
    reader = Read()
    reader.feed(text)
    return reader


# For an auditor.


@pytest.mark.parametrize("name", ALL)
def test_an_auditor_reads_every_step_without_a_script(house, name):
    told = replayed_lot(house, name)
    seen = read(page(told))
    assert seen.steps == [f"step-{step.number}" for step in told.steps]
    for step in told.steps:
        assert step_sentence(step) in seen.words
        assert step_outcome(step) in seen.words
        assert all(rule in seen.words for rule in why(step))
        assert f"position {step.position}, " in seen.words


def test_a_correction_is_told_with_its_reason(house):
    assert (
        "Reason given: typed a 9 for a 1"
        in read(page(replayed_lot(house, CHANGED))).words
    )


def test_what_a_step_changed_is_marked(house):
    steps = page(replayed_lot(house, FEW)).split("<article")[1:]
    changed = [
        re.findall('class="changed"><dt>(.*?)</dt><dd>(.*?)</dd>', step)
        for step in steps
    ]
    assert changed[:2] == [[], [("reserve", "$250")]]
    assert changed[3] == [("refused", "1")]
    assert ("hammer", "$320") in changed[-1]


def test_times_are_those_on_the_wall(house):
    words = read(page(replayed_lot(house, FEW))).words
    assert "Times in America/Chicago." in words
    assert "2026-05-20 09:20:00" in words
    assert "14:20:00" not in words


def test_what_was_written_in_the_catalogue_is_no_part_of_the_page(house):
    text = page(replayed_lot(house, FEW))
    assert "<b>" not in text
    assert NASTY in read(text).words


@pytest.mark.parametrize("public", [True, False])
def test_a_page_asks_for_nothing_from_outside(house, public):
    text = page(replayed_lot(house, MANY), public=public)
    assert read(text).asked == []
    assert not re.search(r"url\(|@import|fetch\(|XMLHttp|import\(", text)
    assert "default-src 'none'" in text


def test_a_page_goes_forwards_and_backwards(house):
    text = page(replayed_lot(house, FEW))
    assert re.search('<input type="range" [^>]*min="1" max="6"', text)
    assert text.count("<script>") == 1
    assert {"back", "next"} <= set(re.findall('<button [^>]*id="(.*?)"', text))
    assert "@media print" in text


@pytest.mark.parametrize("audience", ["auditor", "public"])
def test_the_plot_shows_where_the_page_is(folder, tmp_path, audience):
    """Each step of the bidding has a line; what came long before has none."""
    file = tmp_path / "lot.html"
    Clerk(folder).does(f"replay lot {CRIED} --audience {audience} --html {{f}}", f=file)
    text = file.read_text("utf-8")
    steps, lines = (
        re.findall(f'id="{name}-([0-9]+)"', text) for name in ("step", "moment")
    )
    first = next(n for n, one in enumerate(steps) if one == lines[0])
    assert first > 0
    assert lines == steps[first:]
    assert "[id^=moment-]:not(.here) { display: none; }" in text


# For everybody.


@pytest.mark.parametrize("name", ALL)
def test_the_public_reads_of_nobody_and_of_no_refusal(house, name):
    words = read(page(replayed_lot(house, name), public=True)).words
    assert not re.search(r"\b10[1-5]\b|Sue|maximum|refus|typed a 9|C-10", words)


def test_the_public_sees_what_the_page_of_the_lot_showed(house):
    told = glimpses(replayed_lot(house, CRIED).steps)
    assert [(one.sentence, one.outcome) for one in told[3:8]] == [
        ("A bid was taken.", "The price is $280; reserve not met; asking $300."),
        (
            "The auctioneer put the lot up.",
            "The price is $280; reserve not met; asking $300.",
        ),
        (
            "A bid of $300 from the floor.",
            "The price is $320; reserve not met; asking $340.",
        ),
        ("A bid of $340 by phone.", "The price is $360; reserve not met; asking $380."),
        (
            "A bid of $380 from the floor.",
            "The price is $400; reserve not met; asking $420.",
        ),
    ]
    assert told[-1].outcome == "Sold at $460, $506 with the premium."
    assert [one.number for one in told] == list(range(1, len(told) + 1))


def test_the_public_hears_that_a_bid_was_taken_back(house):
    told = glimpses(replayed_lot(house, CHANGED).steps)
    taken_back = told[3]
    assert taken_back.sentence == "A bidder retracted a bid."
    assert taken_back.outcome == "No bid stands; asking $100."


def one_lot(folder, *, reserve: int, maximum: int, refused: int) -> ReplayedLot:
    """Tell a lot with secrets in it: a reserve, a maximum, and what was refused."""
    folder.mkdir()
    with new_house(folder, durable=False) as house:
        steps = (
            (lots.set_reserve(lot(1), usd(reserve)), "09:00"),
            (bid(1, "101", maximum, at=clock("10:00")), "10:00"),
            (bid(1, "102", refused, at=clock("11:00")), "11:00"),
            (bid(1, "103", 150, at=clock("12:00")), "12:00"),
            (bids.close_lot(lot(1), at=clock("15:00")), "15:00"),
        )
        for command, when in steps:
            with suppress(RecordedRefusal):
                house.do(command, by=replace(by(), recorded_at=clock(when)))
        return replayed_lot(house, lot(1))


def test_other_secrets_make_the_same_page_for_the_public(tmp_path):
    one = one_lot(tmp_path / "one", reserve=700, maximum=300, refused=20)
    other = one_lot(tmp_path / "other", reserve=900, maximum=640, refused=40)
    assert page(one, public=True) == page(other, public=True)
    assert page(one) != page(other)


def test_the_public_hears_of_no_maximum_that_a_leader_raised(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        for dollars in (300, 500, 700):
            house.do(bid(1, "101", dollars, at=clock("10:00")), by=by())
        told = glimpses(replayed_lot(house, lot(1)).steps)
    assert [one.sentence for one in told[1:]] == ["A bid was taken."]
    assert told[-1].shown.bids == 1


CHANGE = "The reserve was set, changed or lifted."


def test_a_reserve_that_changes_nothing_to_be_seen_is_not_told(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        for dollars in (700, 600, None):
            reserve = None if dollars is None else usd(dollars)
            house.do(lots.set_reserve(lot(1), reserve), by=by())
        told = glimpses(replayed_lot(house, lot(1)).steps)
    assert [one.sentence for one in told[1:]] == [
        "The reserve was set, changed or lifted."
    ] * 2
    assert [one.shown.reserve_met for one in told] == [None, False, None]


@pytest.mark.parametrize("seed", range(4))
def test_no_sale_that_dice_can_play_tells_the_public_who_bid(tmp_path, seed):
    gamble = play(seed, tmp_path)
    for one in gamble.house.lots(gamble.terms.sale):
        told = replayed_lot(gamble.house, one.id)
        assert len(read(page(told)).steps) == len(told.steps)
        words = read(page(told, public=True)).words
        named = re.sub(r"position \d+|\$[\d,.]+", "", words)
        assert not re.search(r"\b10[1-4]\b|maximum|refus|@example|C-10", named)
        picture = drawing(told, public=True)
        assert not re.search(r"<!-- (10[1-4]|maximum|reserve|refused) -->", picture)
        assert "<svg" in drawing(told, public=False)
    gamble.house.close()


def drawing(told: ReplayedLot, *, public: bool) -> str:
    paper = Paper(lot=told.lot.id, money=USD, timing=LIVE, zone=told.terms.zone)
    return drawn(marks_of(told.steps, public=public), paper, form="svg").decode()


# At the terminal.


def writes(folder, name, file, more=""):
    return Clerk(folder)(f"replay lot {name} --html {{f}} {more}", f=file)


def test_a_page_is_written_with_its_plot(folder, tmp_path):
    file = tmp_path / "lot.html"
    assert writes(folder, FEW, file).out == f"Lot MAY26/2: {file} is written.\n"
    text = file.read_text(encoding="utf-8")
    assert text.count("<svg") == 1
    assert "<?xml" not in text
    assert "For auditors only" in text


def test_a_page_for_the_public_has_a_plot_for_the_public(folder, tmp_path):
    file = tmp_path / "lot.html"
    writes(folder, CRIED, file, "--audience public --last 3")
    text = unescape(file.read_text(encoding="utf-8"))
    assert "<!-- called from the floor -->" in text
    assert not re.search(r"<!-- (maximum|reserve|refused) -->", text)
    assert "For auditors only" not in text


@pytest.mark.parametrize("name", ALL)
def test_a_page_of_any_lot_can_be_written(folder, tmp_path, name):
    for audience in ("public", "auditor"):
        file = tmp_path / f"{audience}.html"
        assert writes(folder, name, file, f"--audience {audience}").code == 0


def alone(folder, *words, code=MAIN):
    run = process(
        ["--ledger", ledger_places.place(folder), "replay", "lot", *words], code=code
    )
    out, err = run.communicate()
    return run.returncode, out, err


def test_two_processes_write_the_same_page(folder, tmp_path):
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    for file in (one, two):
        assert alone(folder, MANY, "--html", file)[0] == 0
    assert one.read_bytes() == two.read_bytes()


def test_where_nothing_can_draw_a_page_goes_without(folder, tmp_path):
    file = tmp_path / "lot.html"
    without = f"import sys; sys.modules['matplotlib'] = None; {MAIN}"
    code, _, err = alone(folder, FEW, "--html", file, code=without)
    assert code == 0
    assert "The page has no plot." in err
    text = file.read_text(encoding="utf-8")
    assert "<svg" not in text
    assert len(read(text).steps) == 6


def test_the_page_is_as_of_the_last_position(house):
    told = replayed_lot(house, FEW)
    assert isinstance(told.steps[0].event, LotCatalogued)
    assert f"as of position {house.head()} of ledger" in read(page(told)).words
    assert told.terms.sale == SALE
