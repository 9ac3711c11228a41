"""A lot's history as a page: all of it, as it is filtered, and as of each moment."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.events import BidPlaced, BidRefused, MaximumsOpened, Opening
from ledger.events.sealed import SEALABLE, without_amounts
from ledger.identity import LotId, Role
from ledger.value import replace
from presenters.lot_chart import BOTTOM, Zoom, chart_of, zooms_of
from presenters.pages.plot_marks import marks_of
from presenters.pages.replay import replayed_lot
from presenters.report_scope import end_of_day
from tests.sale_of_tests import bid, by
from tests.sample_lots import (
    CHANGED,
    CRIED,
    FEW,
    MANY,
    ZONE,
    house_of_sample_lots,
)
from tests.served import served
from tests.story import USD, clock

pytestmark = pytest.mark.slow

LOT = "/sales/MAY26/lots/1"
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with house_of_sample_lots(tmp_path_factory.mktemp("drawn")) as house:
        yield house


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        for number, (paddle, maximum) in enumerate(
            (("101", "150"), ("102", "120"), ("103", "10"), ("102", "400"))
        ):
            bid = {"paddle": paddle, "maximum": maximum}
            service.tell(f"/api/v1{LOT}/bids", bid, key=f"bid-{number}")
        yield service


def sealed_steps(house, lot):
    """Return the steps of a lot as who may not see amounts is told of them."""
    return [
        replace(step, event=without_amounts(step.event))
        if isinstance(step.event, SEALABLE)
        else step
        for step in replayed_lot(house, lot).steps
    ]


def draw(house, lot, *, zoom=Zoom.ALL, upto=None, fitting=None, sealed=False):
    steps = sealed_steps(house, lot) if sealed else replayed_lot(house, lot).steps
    then = [s for s in steps if upto is None or s.position <= upto]
    return chart_of(
        marks_of(steps, public=False),
        marks_of(then, public=False),
        zoom=zoom,
        currency=USD,
        zone=ZONE,
        fitting={s.position for s in then} if fitting is None else fitting,
        here=None if upto is None else then[-1].at,
    )


def opening_of(step, *, maximum):
    """Open a bid of 400: one that was refused has no maximum."""
    return Opening(
        position=step.position,
        bid=step.event.bid,
        submitted=400,
        maximum=maximum,
        nonce="00" * 32,
    )


def kinds(chart):
    return sorted(mark.kind for mark in chart.marks)


def look(service, path, role=Role.AUDITOR):
    answer = service.client.get(path, headers=service.signed_in(role) | HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def positions(text):
    """Return the entries of the table, and the marks of the plot."""
    table = text[text.index('id="entries"') :]
    marks = text[text.index('class="sheet"') : text.index('class="slider')]
    number = r'href="/log/(\d+)[?"]'
    return [[int(each) for each in re.findall(number, part)] for part in (table, marks)]


# The plot.


def test_a_lot_that_nothing_became_of_yet_has_no_plot(service):
    text = look(service, "/sales/MAY26/lots/2/history")
    assert 'class="sheet"' not in text
    assert "there is nothing to draw" in text


def test_bids_that_were_refused_and_struck_are_marked_as_such(house):
    assert kinds(draw(house, FEW)) == ["maximum", "maximum", "refused"]
    assert kinds(draw(house, CHANGED)) == ["maximum", "maximum", "taken-out"]


def test_a_refused_bid_whose_amount_is_sealed_is_marked_as_such(house):
    assert kinds(draw(house, FEW, sealed=True)) == [
        "refused sealed",
        "sealed",
        "sealed",
    ]


def test_what_is_opened_of_a_refused_bid_is_no_bid_that_was_taken(house):
    steps = sealed_steps(house, FEW)
    placed, refused = (
        next(step for step in steps if isinstance(step.event, kind))
        for kind in (BidPlaced, BidRefused)
    )
    openings = (opening_of(placed, maximum=500), opening_of(refused, maximum=None))
    event = MaximumsOpened(lot=LotId(FEW), currency=USD, openings=openings)
    opened = replace(steps[-1], event=event)
    marks = marks_of([*steps, opened], public=False)
    assert [mark.position for mark in marks.opened] == [placed.position]
    assert [mark.position for mark in marks.refused] == [refused.position]
    assert marks.sealed_refused == []


def test_everything_stands_on_the_sheet(house):
    for lot in (FEW, MANY, CRIED, CHANGED):
        for zoom in zooms_of(marks_of(replayed_lot(house, lot).steps, public=False)):
            chart = draw(house, lot, zoom=zoom)
            assert all(0 <= m.x <= 100 and 0 <= m.y <= BOTTOM for m in chart.marks)
            points = re.findall(r"[^ ,]+", chart.price)
            assert all(0 <= float(each) <= 100 for each in points)
            assert 2 <= len(chart.amounts) <= 7
            assert len(chart.moments) <= 7


def test_the_room_is_spread_from_the_call_to_the_hammer(house):
    whole, room = draw(house, CRIED), draw(house, CRIED, zoom=Zoom.ROOM)

    def width(chart):
        calls = [m.x for m in chart.marks if m.kind.startswith("called")]
        return max(calls) - min(calls)

    assert width(room) > width(whole)
    assert [turn.name for turn in room.turns] == ["put up", "hammer"]
    assert Zoom.ROOM not in zooms_of(
        marks_of(replayed_lot(house, FEW).steps, public=False)
    )


def test_the_sheet_stands_still_while_time_goes_on(house):
    history = house.history(MANY)
    whole = {m.position: (m.x, m.y) for m in draw(house, MANY).marks}
    for entry in history[3::7]:
        then = draw(house, MANY, upto=entry.position)
        assert all(whole[m.position] == (m.x, m.y) for m in then.marks)
        assert all(m.position <= entry.position for m in then.marks)


def test_moments_below_the_sheet_are_round_by_the_clock_of_the_room(house):
    chart = draw(house, FEW, zoom=Zoom.HOUR)
    first, second, *_ = (at for _, at in chart.moments)
    assert second - first == timedelta(minutes=15)
    assert first.minute % 15 == 0
    assert first.utcoffset() == timedelta(hours=-5)
    assert clock("14:00") <= second <= clock("15:00")


def test_a_day_ends_by_the_clock_of_the_saleroom(house):
    until = datetime(2026, 5, 21, 5, tzinfo=UTC) - timedelta(microseconds=1)
    assert end_of_day(house, date(2026, 5, 20)) == until


# The page.


def test_these_events_are_all_is_counted_against_the_stream(service):
    last = service.house.history("MAY26/1")[-1].version
    text = look(service, f"{LOT}/history")
    assert f"own stream has {last} events, numbered 1 to {last} without a gap" in text


@pytest.mark.parametrize(
    ("line", "several"),
    [("", True), ("kind:bid-refused", False), ("paddle:102", True)],
)
def test_a_filter_means_the_same_for_table_plot_and_export(service, line, several):
    table, marks = positions(look(service, f"{LOT}/history?filter={line}"))
    asked = f"/api/v1/history?name=MAY26/1&filter={line}&format=csv"
    rows = service.ask(asked, Role.AUDITOR).text.splitlines()[1:]
    assert table == [int(row.split(",")[0]) for row in rows]
    assert set(marks) <= set(table)
    assert (len(marks) > 1) is several


@pytest.mark.parametrize("form", ["json", "text", "csv", "xlsx", "html", "pdf"])
def test_a_history_is_to_be_had_in_every_format(service, form):
    answer = service.ask(f"/api/v1/history?name=C-101&format={form}", Role.AUDITOR)
    assert answer.status_code == 200
    ending = "txt" if form == "text" else form
    assert f"history-C-101.{ending}" in answer.headers["content-disposition"]


def test_the_whole_page_goes_to_a_moment(service):
    history = service.house.history("MAY26/1")
    for entry in history:
        text = look(service, f"{LOT}/history?as_of={entry.position}")
        table, marks = positions(text)
        assert max(table) == entry.position
        assert all(each <= entry.position for each in marks)
        assert f'<option value="{entry.position}" selected>' in text
        # What is still to come stays to be gone to.
        assert text.count("<option ") == len(history)


def test_the_moment_of_a_bid_is_when_it_was_entered_and_the_price_began(service):
    """Its mark stands where it is said to have come."""
    early = {"at": clock("10:58"), "received_at": clock("10:10")}
    for paddle, dollars, more in (
        ("101", 300, {"at": clock("10:50")}),
        ("102", 200, early),
    ):
        service.house.do(bid(3, paddle, dollars, **more), by=by())
    head = service.house.head()
    text = look(service, f"/sales/MAY26/lots/3/history?as_of={head}")
    assert re.search(rf">{head}: bid-placed, [^<]*:58:00\b", text)
    line = re.findall(r'"price" points="(.*?)"', text)[0].split()
    here = re.findall(r'class="here" x1="(.*?)%"', text)[0]
    assert [point.partition(",")[0] for point in line[-3:]] == [here] * 3
    before, after = (float(point.partition(",")[2]) for point in line[-3:-1])
    assert before > after


def test_a_moment_shows_what_the_log_of_then_tells(service):
    for position in range(1, service.house.head() + 1):
        path = f"/history?name=MAY26/1&as_of={position}"
        answer = service.client.get(
            path, headers=service.signed_in(Role.COMPLIANCE) | HTML
        )
        if answer.status_code != 200:
            continue
        then = re.findall(r'number"><a href="/log/(\d+)', answer.text)
        shown = look(service, f"{LOT}/history?as_of={position}", Role.COMPLIANCE)
        assert positions(shown)[0] == [int(each) for each in then]


def test_why_this_price_is_told_by_the_rules_of_the_day(service):
    text = look(service, f"{LOT}/history")
    assert "1#4: 102 bid up to" in text[text.index('class="why"') - 600 :]
    assert "Terms version 1, in force from position" in text
    first = service.house.history("MAY26/1")[0].position
    assert "the first bid makes one" in look(service, f"{LOT}/history?as_of={first}")


def test_a_bidder_and_a_clerk_are_told_who_may_look(service):
    for role in (Role.BIDDER, Role.CLERK):
        headers = service.signed_in(role) | HTML
        answer = service.client.get(f"{LOT}/history", headers=headers)
        assert answer.status_code == 403
