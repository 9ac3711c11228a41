"""Consignors who bid on their own lots, and what the house was refused: it is shown."""

from __future__ import annotations

import pytest

from tests.clerk import Clerk, prepared

pytestmark = pytest.mark.slow

LOTS = """\
lot,title,low_estimate,high_estimate,opening,reserve,consignor
1,A chair,300,500,60,200,C-1
2,A table,800,1200,400,,C-2
"""
OWN = "The bidder is the consignor of the lot."
EARLY = "--at 2026-05-19T10:00-05:00"
ROOM = "--at 2026-05-20T10:05-05:00"


@prepared
def clerk_of_an_own_lot(clerk: Clerk) -> None:
    """Return a clerk whose lot 1 is up, with a bid of its own consignor."""
    clerk.begin(LOTS)
    clerk.does(f"bid MAY26/1 --paddle 102 --maximum 100 {EARLY}")
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 150 {EARLY}")
    clerk.does(f"live open MAY26/1 {ROOM}")
    clerk.does("lots MAY26")


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_an_own_lot(tmp_path)


def test_an_own_lots_bid_is_marked_wherever_it_is_shown(clerk):
    answers = {
        "bids list": clerk.does("bids list MAY26"),
        "replay": clerk.does("replay lot MAY26/1 --step"),
        "history": clerk.does("audit history MAY26/1"),
    }
    clerk.does(f"dispute open MAY26/1 --question Why? {ROOM}")
    clerk.does("dispute summary MAY26/D1 --out {page}", page=clerk.folder / "d.html")
    answers["dispute"] = (clerk.folder / "d.html").read_text("utf-8")
    for name, answer in answers.items():
        assert answer.count(OWN) == 1, name
    assert "consignor's bids  1#2\n" in clerk.does("lot show MAY26/1")
    assert clerk("lot show MAY26/1 --json").json["own_lot_bids"] == ["1#2"]
    marked = [
        line["bid"] for line in clerk("bids list MAY26 --json").json if line["own_lot"]
    ]
    assert marked == ["1#2"]


def test_whoever_takes_such_a_bid_is_told(clerk):
    assert OWN not in clerk.does(f"live bid MAY26/1 --paddle 103 160 {ROOM}")
    assert OWN in clerk.does(f"live bid MAY26/1 --paddle 101 170 {ROOM}")
    assert OWN in clerk.does(f"bid MAY26/2 --paddle 102 --maximum 500 {EARLY}")
    assert OWN not in clerk.does(f"bid MAY26/2 --paddle 103 --maximum 450 {EARLY}")


def test_a_report_has_what_consignors_bid_and_bought_back(clerk):
    clerk.does(f"live bid MAY26/1 --paddle 103 190 {ROOM}")
    clerk.does(f"live bid MAY26/1 --paddle 101 220 {ROOM}")
    clerk.does(f"live hammer MAY26/1 {ROOM}")
    (table,) = clerk("report own-lot-bids MAY26 --json").json["tables"]
    rows = [(row["kind"], row["bid"], row["client"]) for row in table["rows"]]
    assert rows == [
        ("bid", "1#2", "C-1"),
        ("live", "1#4", "C-1"),
        ("sold", None, "C-1"),
    ]
    assert (
        clerk("report own-lot-bids --client C-2 --json").json["tables"][0]["rows"] == []
    )


@pytest.mark.parametrize(
    ("lot", "amount", "code"),
    [(1, "200", "no-house-bid"), (1, "70", "bid-below-asking"), (2, "400", "not-up")],
)
def test_what_the_house_was_refused_is_on_record(clerk, lot, amount, code):
    """Of the reserve, of the asking, and of a lot that is not up: by kind, not case."""
    refused = clerk(f"live bid MAY26/{lot} --house {amount} {ROOM}")
    assert (refused.code, refused.err[:9]) == (1, "Refused (")
    (line,) = clerk("bids list MAY26 --paddle HOUSE --json").json
    assert (line["kind"], line["paddle"], line["code"]) == ("refused", "HOUSE", code)
    history = clerk.does("audit history MAY26 --filter 'paddle:HOUSE refused:yes'")
    assert "HOUSE offered" in history
    assert "0 of" not in clerk.does("replay sale MAY26")
    assert clerk("replay sale MAY26").code == 0


def test_without_the_house_what_it_was_refused_is_not_heard(clerk):
    clerk(f"live bid MAY26/1 --house 200 {ROOM}")
    clerk.does(f"live bid MAY26/1 --paddle 103 210 {ROOM}")
    clerk.does(f"live hammer MAY26/1 {ROOM}")
    told = clerk.does("replay lot MAY26/1 --without-bidder HOUSE")
    assert "HOUSE offered" not in told


def test_a_name_called_as_a_paddle_is_not_the_house(clerk):
    """What an older ledger may hold: the house's name, refused as nobody's paddle."""
    assert clerk(f"live bid MAY26/1 120 --paddle HOUSE {ROOM}").code == 1
    assert clerk("replay sale MAY26").code == 0


def test_a_bid_recorded_later_than_it_is_said_to_have_come_says_so(clerk):
    rows = "lot,paddle,maximum,channel,received_at\n"
    rows += "2,103,450,internet,2026-05-12T10:00-05:00\n"
    bids = clerk.writes("bids.csv", rows)
    clerk.does("bids import MAY26 {f} --at 2026-05-19T11:00-05:00", f=bids)
    listed = clerk.does("bids list MAY26/2")
    assert "entered 2026-05-19 11:00:00" in listed or "recorded 2026-05-19" in listed


def test_what_was_typed_as_it_happened_is_not_said_twice(clerk):
    clerk.does(f'correct strike MAY26/1 1#1 --policy strike-one --reason "void" {ROOM}')
    assert "entered 2026-05-20" not in clerk.does("bids list MAY26/1")


def test_a_bid_of_the_consignor_that_is_refused_is_marked_too(clerk):
    for line in (
        "live bid MAY26/1 --paddle 101 61",
        "bid MAY26/1 --paddle 101 --maximum 62 --channel live",
    ):
        refused = clerk(f"{line} {ROOM}")
        assert (refused.code, OWN in refused.err) == (1, True), line
    assert OWN not in clerk(f"live bid MAY26/1 --paddle 103 61 {ROOM}").err
