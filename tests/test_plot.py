"""The plot of a lot: what is marked, for whom, and the same bytes every time."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

import matplotlib as mpl
import pytest

from ledger.house import bids, corrections, lots
from ledger.identity import BidId, Channel
from ledger.refusals import RecordedRefusal
from ledger.terms.bidding import ReserveMode, StrikePolicy
from presenters.pages.plot import Paper, drawn
from presenters.pages.plot_labels import HEIGHT, LETTER, MARK, Spot, corners
from presenters.pages.plot_marks import Level, Mark, Marks, Turn, marks_of
from presenters.pages.replay import replayed_lot
from tests import ledger_places
from tests.clerk import MAIN, Clerk, process
from tests.rehearsal import LIVE
from tests.sale_of_tests import bid as bids_on, by as clerk_by, lot, new_house
from tests.sample_lots import (
    CHANGED,
    CRIED,
    FEW,
    MANY,
    QUIET,
    ZONE,
    house_of_sample_lots,
)
from tests.story import USD, clock, usd

pytestmark = pytest.mark.slow

ALL = (QUIET, FEW, MANY, CRIED, CHANGED)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("plotted")


@pytest.fixture(scope="module")
def house(place):
    with house_of_sample_lots(place) as house:
        yield house


@pytest.fixture
def folder(place, house):
    """Where the ledger of that house is, for a terminal."""
    assert house.head() > 0
    return place


def marks(house, name, *, public=False) -> Marks:
    return marks_of(replayed_lot(house, name).steps, public=public)


def svg(house, name, *, public=False, last=None) -> str:
    shown = marks(house, name, public=public).within(last)
    return drawn(
        shown, Paper(lot=name, money=USD, timing=LIVE, zone=ZONE), form="svg"
    ).decode()


def texts(picture: str) -> list[str]:
    """Name the texts in a picture, whose letters are drawn as lines."""
    return re.findall(r"<!-- (.*?) -->", picture)


# What is marked.


def test_the_price_is_a_line_of_steps_from_the_first_bid(house):
    assert marks(house, FEW).price == [
        Level(at=clock("10:00"), amount=usd(250)),
        Level(at=clock("14:20"), amount=usd(320)),
    ]


def test_an_auditor_sees_maximums_refusals_and_the_reserve(house):
    shown = marks(house, FEW)
    assert [
        (maximum.at, maximum.amount, maximum.label) for maximum in shown.maximums
    ] == [
        (clock("10:00"), usd(300), "101"),
        (clock("14:20"), usd(410), "103"),
    ]
    assert [one.amount for one in shown.refused] == [usd(120)]
    assert shown.reserve == [Level(at=clock("08:30"), amount=usd(250))]
    assert shown.turns == [Turn(at=clock("15:00"), name="hammer")]
    assert shown.outcome == "sold to 103 at $320"


@pytest.mark.parametrize("name", ALL)
def test_the_public_sees_the_price_and_what_was_called(house, name):
    shown = marks(house, name, public=True)
    assert shown.price == marks(house, name).price
    assert shown.maximums + shown.refused + shown.taken_out + shown.reserve == []
    assert not any(bid.label for bid in shown.bids)
    assert not re.search(r"10[1-5]", shown.outcome)


def test_calls_in_the_room_are_marked_by_channel(house):
    calls = marks(house, CRIED).calls
    told = {way: [one.label for one in calls[way]] for way in calls}
    assert told == {
        Channel.FLOOR: ["103", "103", "103"],
        Channel.PHONE: ["104", "104"],
        Channel.LIVE: ["105"],
    }
    names = [turn.name for turn in marks(house, CRIED).turns]
    assert names == ["put up", "hammer"]


def test_bids_that_were_taken_out_stay_to_be_seen_and_the_price_has_a_gap(house):
    shown = marks(house, CHANGED)
    assert [one.amount for one in shown.taken_out] == [usd(900)]
    assert [maximum.amount for maximum in shown.maximums] == [usd(300), usd(150)]
    told = [(one.at, one.amount) for one in shown.price]
    assert told[1:] == [
        (clock("10:30"), usd(320)),
        (clock("11:00"), None),
        (clock("12:00"), usd(100)),
    ]


def test_a_call_that_was_struck_is_marked_so_for_auditors(tmp_path):
    """Everybody heard it, all the same."""
    why = clerk_by(reason="not in the room")
    with house_of_sample_lots(tmp_path) as house:
        before = marks(house, CRIED)
        last = before.calls[Channel.FLOOR][-1]
        again, one = clock("16:07"), StrikePolicy.STRIKE_ONE
        house.do(corrections.reopen(CRIED, at=again), by=why)
        house.do(corrections.strike(CRIED, last.bid, policy=one, at=again), by=why)
        shown, heard = marks(house, CRIED), marks(house, CRIED, public=True)
    assert shown.taken_out == [last]
    assert shown.calls[Channel.FLOOR] == before.calls[Channel.FLOOR][:-1]
    assert len(heard.calls[Channel.FLOOR]) == len(before.calls[Channel.FLOOR])
    assert shown.outcome == "put up again"


def test_what_became_of_a_lot_is_told_also_after_the_hammer(tmp_path):
    told = []
    with new_house(tmp_path, durable=False) as house:
        why, two = clerk_by(reason="a slip"), {"authorised_by": "Ann"}
        house.do(bids_on(1, "101", 300), by=clerk_by())
        house.do(bids_on(1, "102", 500), by=clerk_by())
        later = {"at": clock("18:00"), **two}
        for command in (
            bids.close_lot(lot(1), at=clock("15:00")),
            corrections.amend_hammer(lot(1), price=usd(310), **later),
            corrections.rescind(lot(1), **later),
            corrections.resell(lot(1), price=usd(200), **later),
        ):
            house.do(command, by=why)
            shown = marks(house, lot(1))
            told.append(shown.outcome)
        assert shown.ended_at == clock("15:00"), "the time across is the bidding's"
        assert marks(house, lot(1), public=True).outcome == "sold at $200"
    assert told == [
        "sold to 102 at $320",
        "sold to 102 at $310",
        "sale called off",
        "sold to 101 at $200",
    ]


@pytest.mark.parametrize("public", [True, False])
def test_a_price_begins_when_a_bid_is_entered_not_when_it_is_said_to_have_come(
    tmp_path, public
):
    """A bid that is refused in between moves no price either."""
    noon, later = clock("12:00"), clock("12:30")
    with new_house(tmp_path, durable=False) as house:
        house.do(bids_on(1, "101", 300, at=noon), by=clerk_by())
        with pytest.raises(RecordedRefusal):
            house.do(bids_on(1, "103", 50, at=clock("12:10")), by=clerk_by())
        early = {"at": later, "received_at": clock("11:00")}
        house.do(bids_on(1, "102", 200, **early), by=clerk_by())
        shown, seen = (marks(house, lot(1), public=each) for each in (False, public))
        told = replayed_lot(house, lot(1))
    assert [one.at for one in seen.price] == [noon, later]
    assert [mark.at for mark in shown.maximums] == [noon, clock("11:00")]
    assert max(told.moments(public=public).values()) == later


def test_a_bid_that_is_typed_late_moves_no_price_back_in_time(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        noon, before = clock("12:00"), clock("11:30")
        house.do(bids_on(1, "101", 300, at=noon, received_at=noon), by=clerk_by())
        early = {"at": before, "received_at": clock("11:00")}
        house.do(bids_on(1, "102", 200, **early), by=clerk_by())
        shown = marks(house, lot(1))
    assert [one.at for one in shown.price] == [noon, noon]


def test_house_bids_are_marked(tmp_path):
    with new_house(tmp_path, durable=False, reserve=ReserveMode.COUNTER) as house:
        house.do(lots.set_reserve(lot(1), usd(400)), by=clerk_by())
        house.do(bids_on(1, "101", 300), by=clerk_by())
        shown = marks(house, lot(1), public=True)
    assert len(shown.house) == 1


def test_the_last_minutes_begin_with_what_stood_then(house):
    shown = marks(house, CRIED).within(timedelta(minutes=1))
    since = clock("16:05:40")
    assert shown.since == since
    assert shown.price[0] == Level(at=since, amount=usd(400))
    assert shown.reserve == [Level(at=since, amount=usd(420))]
    assert shown.maximums == []
    assert [bid.label for bid in shown.bids] == ["103", "104", "105"]
    assert [turn.name for turn in shown.turns] == ["hammer"]


def test_minutes_that_hold_everything_leave_nothing_out(house):
    whole, last = marks(house, MANY), marks(house, MANY).within(timedelta(days=9))
    assert (last.price, last.maximums) == (whole.price, whole.maximums)


# Where labels stand.


def box(mark: Spot, corner: Spot, text: str) -> tuple[float, float, float, float]:
    width = LETTER * len(text)
    left = mark.x + corner.x - (width if corner.x < 0 else 0)
    bottom = mark.y + corner.y
    return left, bottom, left + width, bottom + HEIGHT


def overlap(one, other) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def test_a_label_stands_to_the_upper_right_where_there_is_room():
    marks = [(Spot(0, 0), "101"), (Spot(100, 0), "102")]
    assert corners(marks) == [Spot(5, 6), Spot(5, 6)]


@pytest.mark.parametrize("seed", range(50))
def test_no_label_stands_on_another_or_on_a_mark(seed):
    dice = Random(seed)
    marks = [
        (Spot(dice.uniform(0, 120), dice.uniform(0, 60)), dice.choice(["1", "1042"]))
        for _ in range(14)
    ]
    chosen = corners(marks)
    boxes = [
        box(mark, corner, text)
        for (mark, text), corner in zip(marks, chosen, strict=True)
        if corner is not None
    ]
    half = MARK / 2
    spots = [(m.x - half, m.y - half, m.x + half, m.y + half) for m, _ in marks]
    assert boxes
    for place, one in enumerate(boxes):
        assert not any(overlap(one, other) for other in boxes[:place])
        assert not any(overlap(one, spot) for spot in spots)


# What is drawn.


def test_amounts_are_written_as_money_and_times_as_on_the_wall(house):
    told = texts(svg(house, FEW))
    assert {"$250", "$400", "05:00", "10:00", "20 May 2026"} <= set(told)
    assert f"time in {ZONE}" in told
    assert "Lot MAY26/2" in told
    assert "sold to 103 at $320" in told


def test_days_are_written_so_that_nobody_takes_them_for_hours():
    first, last = clock("10:00"), clock("10:00") + timedelta(days=8)
    prices = [Level(at=first, amount=usd(100)), Level(at=last, amount=usd(200))]
    paper = Paper(lot=FEW, money=USD, timing=LIVE, zone="UTC")
    told = texts(drawn(Marks(price=prices), paper, form="svg").decode())
    assert {"21 May", "27 May", "2026"} <= set(told)


def test_the_legend_names_what_is_there_and_nothing_else(house):
    told = texts(svg(house, FEW))
    assert {"price", "reserve", "maximum", "refused", "hammer"} <= set(told)
    assert not {"put up", "taken out", "called from the floor"} & set(told)
    told = texts(svg(house, CRIED, last=timedelta(minutes=3)))
    assert {"called from the floor", "called by phone", "called live online"} <= set(
        told
    )


@pytest.mark.parametrize("name", ALL)
def test_a_picture_for_the_public_names_nobody_and_no_secret(house, name):
    told = " ".join(texts(svg(house, name, public=True)))
    assert not re.search(r"10[1-5]|maximum|reserve|refused|taken out", told)


def test_few_bids_are_named_and_many_are_not(house):
    assert re.findall('id="paddle-(.*?)"', svg(house, FEW)) == ["2#1", "2#3"]
    assert "paddle-" not in svg(house, MANY)


def test_a_lot_without_bids_says_so(house):
    told = texts(svg(house, QUIET))
    assert "no bids" in told
    assert not any(one.startswith("$") for one in told)


def test_one_bid_alone_can_be_drawn():
    at = clock("12:00")
    alone = Marks(
        price=[Level(at=at, amount=usd(100))],
        maximums=[Mark(at=at, amount=usd(100), label="101", bid=BidId("2#1"))],
    )
    paper = Paper(lot=FEW, money=USD, timing=LIVE, zone="UTC")
    picture = drawn(alone, paper, form="svg").decode()
    assert "$100" in texts(picture)
    assert 'id="paddle-2#1"' in picture


def test_a_picture_does_not_say_when_it_was_made(house):
    picture = svg(house, FEW)
    assert "<dc:date>" not in picture
    assert "Matplotlib v" not in picture


def test_what_somebody_likes_their_plots_to_look_like_changes_nothing(house):
    before = svg(house, FEW)
    with mpl.rc_context({"lines.linewidth": 9, "font.size": 20, "svg.hashsalt": None}):
        assert svg(house, FEW) == before


def test_a_picture_is_of_the_form_that_is_asked(house):
    paper = Paper(lot=FEW, money=USD, timing=LIVE, zone=ZONE)
    picture = drawn(marks(house, FEW), paper, form="png")
    assert picture.startswith(b"\x89PNG")
    assert b"matplotlib" not in picture


# At the terminal.


def replays(folder, line, **quoted):
    return Clerk(folder)(f"replay lot {line}", **quoted)


@pytest.mark.parametrize(
    ("name", "begins"), [("lot.svg", b"<?xml"), ("LOT.PNG", b"\x89PNG")]
)
def test_a_plot_is_written(folder, tmp_path, name, begins):
    file = tmp_path / name
    said = replays(folder, f"{FEW} --plot {{f}}", f=file)
    assert said.out == f"Lot MAY26/2: {file} is drawn.\n"
    assert file.read_bytes().startswith(begins)


def test_a_plot_is_for_auditors_unless_it_is_for_the_public(folder, tmp_path):
    told = {}
    for audience in ("auditor", "public"):
        file = tmp_path / f"{audience}.svg"
        line = f"{CRIED} --last 3 --audience {audience} --plot {{f}}"
        assert replays(folder, line, f=file).code == 0
        told[audience] = texts(file.read_text())
    assert "reserve" in told["auditor"]
    assert "reserve" not in told["public"]
    assert "07:00" not in told["public"], "that is hours before the last minutes"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("--plot lot.pdf", "neither .svg nor .png"),
        ("--last 3", "Say what to write"),
        ("--audience public", "Say what to write"),
        ("--plot lot.svg --last 0", "--last"),
        ("--plot lot.svg --step", "and nothing else"),
        ("--plot lot.svg --json", "and nothing else"),
        ("--plot lot.svg --without 2#1", "and nothing else"),
    ],
)
def test_what_cannot_be_drawn_is_said(folder, more, said):
    answer = replays(folder, f"{FEW} {more}")
    assert (answer.code, said in answer.err) == (2, True), answer.err


def test_a_lot_that_is_not_there_is_not_drawn(folder, tmp_path):
    file = tmp_path / "lot.svg"
    said = replays(folder, "MAY26/99 --plot {f}", f=file)
    assert (said.code, "unknown-lot" in said.err) == (1, True)
    assert not file.exists()


def alone(folder, *words, code=MAIN):
    """Run the command in a process of its own; return its code, output and errors."""
    line = ["--ledger", ledger_places.place(folder), "replay", "lot", *words]
    run = process(line, code=code)
    out, err = run.communicate()
    return run.returncode, out, err


DRAW = """
import sys
from commands.main import main
ledger, to, *lots = sys.argv[1:]
for lot in lots:
    for form in ("svg", "png"):
        file = f"{to}/{lot.replace('/', '-')}.{form}"
        words = ["--ledger", ledger, "replay", "lot", lot, "--plot", file]
        main(words, standalone_mode=False)
"""


def test_two_processes_draw_the_same_bytes(folder, tmp_path):
    drawn = []
    for turn in ("one", "two"):
        (to := tmp_path / turn).mkdir()
        run = process([ledger_places.place(folder), to, MANY, CRIED], code=DRAW)
        _, err = run.communicate()
        assert run.returncode == 0, err
        drawn.append({path.name: path.read_bytes() for path in to.iterdir()})
    assert len(drawn[0]) == 4
    assert drawn[0] == drawn[1]


WITHOUT = f"import sys; sys.modules['matplotlib'] = None; {MAIN}"


def test_where_nothing_can_draw_it_says_what_to_install(folder, tmp_path):
    code, _, err = alone(folder, FEW, "--plot", tmp_path / "lot.svg", code=WITHOUT)
    assert code == 2
    assert "pip install 'lotledger[plot]'" in err


def test_nothing_that_draws_is_imported_unless_it_is_asked(folder):
    told = "print({'matplotlib', 'jinja2'} & {*sys.modules})"
    code = f"import atexit, sys; atexit.register(lambda: {told}); {MAIN}"
    assert alone(folder, FEW, "--json", code=code)[1].endswith("set()\n")
