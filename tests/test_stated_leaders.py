"""A leader whose bid came when somebody stated: it is said wherever the leader is."""

from __future__ import annotations

import pytest

from tests.clerk import Clerk, clerk_of_a_sale
from tests.console_operator import operate

pytestmark = pytest.mark.slow

TIMED = """\
sale = "WEB26"
title = "A timed sale"
house = "The house"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "Online"
lots = "1-9"
kind = "timed"
starts = "2026-05-01 10:00"
closes = "2026-05-20 20:00"
channels = ["internet", "mail"]

[sessions.soft_close]
window = "5 minutes"
length = "10 minutes"
"""
LISTED = "lot,title,low_estimate,high_estimate,opening\n1,A chair,150,250,60\n"


def at(time, day=19):
    return f"--at 2026-05-{day}T{time}-05:00"


@pytest.fixture
def clerk(tmp_path):
    """A clerk whose lot 1 is led by a letter that came before the bid it ties with."""
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 90 {at('09:00')}")
    letter = "bid MAY26/1 --paddle 102 --maximum 90 --channel mail"
    clerk.does(f"{letter} --received-at 2026-05-18T10:00-05:00 {at('10:00')}")
    clerk.does(f"bid MAY26/2 --paddle 101 --maximum 500 {at('10:00')}")
    return clerk


def test_it_is_said_wherever_the_leader_is(clerk):
    shown = clerk.does("lot show MAY26/1")
    assert (
        "receipt         1#2 stated as 2026-05-18 10:00:00 America/Chicago, "
        "entered 2026-05-19 10:00:00 America/Chicago\n"
    ) in shown
    assert clerk("lot show MAY26/1 --json").json["receipt_stated"] is True
    why = clerk.does("replay lot MAY26/1 --step")
    assert "leader 102, receipt was stated" in why
    assert "102's was received first, 2026-05-18 10:00:00 CDT, as stated" in why
    listed = clerk.does("lots MAY26")
    assert (
        "Of a bid of the leader or the buyer the receipt was stated: lot 1." in listed
    )
    rows = clerk("lots MAY26 --json").json
    assert [row["receipt_stated"] for row in rows] == [True, False, False]
    page = clerk.folder / "steps.html"
    clerk.does("replay lot MAY26/1 --html {f}", f=page)
    assert "102, receipt was stated" in page.read_text()


def test_nothing_is_said_where_a_clock_says_when_it_came(clerk):
    for line in ("lot show MAY26/2", "replay lot MAY26/2 --step", "results MAY26"):
        assert "stated" not in clerk.does(line), line
    assert clerk("lot show MAY26/2 --json").json["receipt_stated"] is False


def test_a_buyer_is_one_too(clerk):
    clerk.does(f"live open MAY26/1 {at('10:00', 20)}")
    clerk.does(f"live hammer MAY26/1 {at('10:01', 20)}")
    assert "receipt was stated: lot 1." in clerk.does("results MAY26")
    assert "1#2 stated as" in clerk.does("lot show MAY26/1")


def test_the_console_says_it(clerk):
    async def story(operator):
        await operator.types("n")
        operator.sees("book 102, receipt was stated")

    operate(clerk.ledger, story, size=(120, 40))


# Whether a bid was entered after the close


@pytest.fixture
def web(tmp_path):
    clerk = Clerk(tmp_path)
    day = at("10:00", "01")
    clerk.does(f"sale announce {{f}} {day}", f=clerk.writes("web.toml", TIMED))
    clerk.does(f"catalogue import WEB26 {{f}} {day}", f=clerk.writes("l.csv", LISTED))
    for paddle in ("101", "102"):
        clerk.does(f"client add C-{paddle} --kind person {day}")
        clerk.does(f"paddle issue WEB26 {paddle} --client C-{paddle} {day}")
    clerk.does(f"bid WEB26/1 --paddle 101 --maximum 60 {at('12:00')}")
    return clerk


def letter(clerk, maximum, entered):
    stated = "--channel mail --received-at 2026-05-18T10:00-05:00"
    bid = f"bid WEB26/1 --paddle 102 --maximum {maximum} {stated}"
    return clerk(f"{bid} {at(entered, 20)}")


def after_close(clerk):
    tables = clerk("report receipts WEB26 --json").json["tables"]
    return [row["after_close"] for row in tables[0]["rows"]]


def test_a_bid_within_an_extension_is_not_after_the_close(web):
    web.does(f"bid WEB26/1 --paddle 101 --maximum 90 {at('19:58', 20)}")
    web.does(f"bid WEB26/1 --paddle 102 --maximum 70 {at('19:59', 20)}")
    assert letter(web, 80, "20:01").code == 0
    assert after_close(web) == [False]


def test_an_end_that_was_moved_later_makes_no_late_bid_early(web):
    """It was entered after the end of that moment, whatever the end became since."""
    letter(web, 80, "20:01")
    web.does(f"sale run WEB26 {at('20:02', 20)}")
    ends = "--ends-at 2026-05-20T21:00-05:00"
    web.does(
        f"correct reopen WEB26/1 {ends} --reason x --authorised-by Ben "
        f"{at('20:05', 20)}"
    )
    assert after_close(web) == [True]
    letter(web, 85, "20:30")
    assert after_close(web) == [True, True], "it was received before the first close"
