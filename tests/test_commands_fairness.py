"""How a sale treated its bidders: every figure worked out by hand from its events."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from tests.clerk import CLIENTS, Clerk, clerk_of_a_sale, prepared

pytestmark = pytest.mark.slow

TIMED = """\
sale = "TIMED26"
title = "By the clock"
house = "The house"
zone = "UTC"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "All"
lots = "1-99"
kind = "timed"
starts = "2026-05-10 10:00"
closes = "2026-05-20 20:00"
channels = ["internet", "mail"]
[sessions.soft_close]
window = "2 minutes"
length = "5 minutes"
trigger = "accepted"
"""
LOTS = "lot,title,opening\n1,A chair,60\n2,A table,100\n"
ROOM_LOTS = """\
lot,title,low_estimate,high_estimate,opening,reserve
1,A chair,300,500,60,200
2,A table,800,1200,400,
"""


@prepared
def clerk_of_a_timed_sale(clerk: Clerk) -> None:
    """Return a clerk of two timed lots, with what may come early, late and too late."""
    for name, text in (("terms.toml", TIMED), ("lots.csv", LOTS), ("c.csv", CLIENTS)):
        clerk.writes(name, text)
    at = "--at 2026-05-01T09:00Z"
    clerk.does(f"sale announce {{f}} {at}", f=clerk.folder / "terms.toml")
    clerk.does(f"catalogue import TIMED26 {{f}} {at}", f=clerk.folder / "lots.csv")
    clerk.does(f"client import TIMED26 {{f}} {at}", f=clerk.folder / "c.csv")
    bid = "bid TIMED26/{} --paddle {} --maximum {} {}"
    clerk.does(bid.format(1, 101, 200, "--at 2026-05-12T10:00:00Z"))
    clerk.does(bid.format(1, 102, 200, "--at 2026-05-12T10:00:00.250Z"))
    mail = "--channel mail --received-at 2026-05-12T09:00Z --at 2026-05-13T09:00Z"
    clerk.does(bid.format(1, 103, 200, mail))
    clerk.does(bid.format(1, 102, 300, "--at 2026-05-20T19:58:59.500Z"))
    clerk.does("sale run TIMED26 --until 2026-05-20T20:04:00Z --at 2026-05-20T20:04Z")
    clerk(bid.format(2, 101, 500, "--at 2026-05-20T20:04:00.001Z"))
    clerk.does("sale run TIMED26 --at 2026-05-20T20:30Z")
    clerk(bid.format(1, 101, 900, "--at 2026-05-20T20:30:00.100Z"))
    clerk(bid.format(1, 103, 210, "--at 2026-05-20T20:31:00Z"))
    clerk.does("lots TIMED26")


@pytest.fixture
def timed(tmp_path):
    return clerk_of_a_timed_sale(tmp_path)


@prepared
def clerk_of_a_room(clerk: Clerk) -> None:
    """Return a clerk in whose room the house ran lot 1 up to its reserve."""
    clerk.begin(ROOM_LOTS)
    clerk.does("bid MAY26/1 --paddle 102 --maximum 100 --at 2026-05-19T10:00-05:00")
    room = "--at 2026-05-20T10:05-05:00"
    clerk.does(f"live open MAY26/1 {room}")
    clerk.does(f"live bid MAY26/1 --paddle 103 110 {room}")
    clerk.does(f"live bid MAY26/1 --house 150 {room}")
    clerk(f"live bid MAY26/1 --house 200 {room}")
    clerk.does(f"live bid MAY26/1 --paddle 103 210 {room}")
    clerk.does(f"live hammer MAY26/1 {room}")
    clerk.does("lots MAY26")


def tables(clerk, line):
    answer = clerk(f"{line} --json").json
    return {table["name"]: table["rows"] for table in answer["tables"]}


def only(rows):
    (row,) = rows
    return row


def test_times_from_receipt_to_record_are_told_by_channel(timed):
    told = tables(timed, "audit fairness TIMED26")["channels"]
    by = {(row["channel"], row["stated"]): row for row in told}
    clock = by["internet", False]
    assert (clock["bids"], clock["taken"], clock["refused"]) == (6, 3, 3)
    assert (clock["fastest_ms"], clock["slowest_ms"]) == (0, 0)
    mail = by["mail", True]
    assert (mail["bids"], mail["median_ms"]) == (1, 24 * 3_600_000)
    events = timed("bids list TIMED26 --json").json
    bids = [e["position"] for e in events if e["kind"] in {"bid", "refused"}]
    assert len(bids) == clock["bids"] + mail["bids"]
    assert mail["slowest"] in bids
    assert str(mail["slowest"]) == mail["events"]


def test_a_bid_out_of_its_turn_is_late_and_decides_the_tie(timed):
    told = tables(timed, "audit fairness TIMED26")
    late = only(told["late_bids"])
    assert (late["paddle"], late["channel"], late["stated"]) == ("103", "mail", True)
    assert late["late"] == "entered after a bid that came later"
    assert (late["ms"], late["decided_tie"]) == (24 * 3_600_000, True)
    first, second = told["ties"]
    assert (first["leader"], first["other"], first["gap_ms"]) == ("101", "102", 250)
    assert (second["leader"], second["stated"]) == ("103", True)
    assert second["gap_ms"] in {3_600_000, 3_600_250}


def test_an_extension_names_the_bid_and_how_early_it_was(timed):
    extension = only(tables(timed, "audit fairness TIMED26")["extensions"])
    assert (extension["bid"], extension["paddle"]) == ("1#4", "102")
    assert extension["was"] == "2026-05-20T20:00:00Z"
    assert extension["before_end_ms"] == 60_500
    assert extension["added_ms"] > 0


def test_what_came_after_the_hammer_is_told_to_the_millisecond(timed):
    told = tables(timed, "audit fairness TIMED26")
    by = {(row["lot"], row["amount"]): row for row in told["after_the_hammer"]}
    assert by["2", "500.00"]["after_ms"] == 4 * 60_000 + 1
    assert by["2", "500.00"]["higher"] is None
    high, low = by["1", "900.00"], by["1", "210.00"]
    assert (high["higher"], low["higher"]) == (True, False)
    assert high["hammer"] == low["hammer"]
    # The extension moved the close to 20:03:59.500.
    assert high["after_ms"] == 26 * 60_000 + 600
    assert low["after_ms"] - high["after_ms"] == 59_900
    assert high["code"] == "lot-not-open"


def test_the_house_is_held_against_a_replay_without_it(tmp_path):
    clerk = clerk_of_a_room(tmp_path)
    row = only(tables(clerk, "audit fairness MAY26")["house_bids"])
    assert (row["lot"], row["house_bids"], row["refused"]) == ("1", 1, 1)
    assert (row["highest"], row["reserve"]) == ("150.00", "200.00")
    assert (row["price"], row["buyer"]) == ("210.00", "103")
    replayed = clerk("replay lot MAY26/1 --without-bidder HOUSE --json").json
    without = replayed["what_if"]
    assert row["price_without"] == without["price"]
    assert row["buyer_without"] == without["buyer"]
    difference = float(row["price"]) - float(row["price_without"])
    assert float(row["difference"]) == difference
    counts = {r["figure"]: r for r in tables(clerk, "audit fairness MAY26")["summary"]}
    assert counts["house bids"]["count"] == 1
    assert counts["house bids refused"]["count"] == 1
    events = counts["house bids"]["events"]
    (position,) = [
        line["position"]
        for line in clerk("bids list MAY26 --json").json
        if line["kind"] == "house"
    ]
    assert events == str(position)


def test_a_sale_without_a_bid_has_nothing_to_hide(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    told = tables(clerk, "audit fairness MAY26")
    assert {row["count"] for row in told["summary"]} == {0}
    assert all(not rows for name, rows in told.items() if name != "summary")
    assert "bids taken" in clerk.does("audit fairness MAY26")


def test_no_such_sale_gets_a_sentence(timed):
    assert timed("audit fairness MAY99").err.startswith("Refused (unknown-sale)")


def test_it_is_told_as_it_was_known_then(timed):
    first = timed("bids list TIMED26 --json").json[0]["position"]
    told = tables(timed, f"audit fairness TIMED26 --as-of {first}")
    counts = {row["figure"]: row["count"] for row in told["summary"]}
    assert (counts["bids taken"], counts["extensions"]) == (1, 0)


@pytest.mark.parametrize("form", ["text", "csv", "xlsx", "html", "pdf", "json"])
def test_every_format_is_written(timed, form):
    out = timed.folder / f"fairness.{form}"
    timed.does(f"audit fairness TIMED26 --format {form} --out {{out}}", out=out)
    assert out.stat().st_size
    if form == "csv":
        rows = list(csv.DictReader(StringIO(out.read_bytes().decode())))
        assert {"summary", "ties", "after_the_hammer"} <= {row["table"] for row in rows}


def test_a_list_fits_a_terminal_of_eighty_columns(timed):
    told = timed.does("audit fairness TIMED26")
    rows = [line for line in told.splitlines() if not line.startswith("     ")]
    assert max(map(len, rows)) <= 80
    for words in (
        "From receipt to record",
        "Late bids",
        "After the hammer",
        "26 min 0 s",
    ):
        assert words in told


def test_every_house_bid_of_a_sale_is_listed_with_the_reserve_then(tmp_path):
    clerk = clerk_of_a_room(tmp_path)
    (table,) = clerk("report house-bids MAY26 --json").json["tables"]
    taken, refused = table["rows"]
    assert (taken["amount"], taken["against"], taken["before"]) == (
        "150.00",
        "103",
        "110.00",
    )
    assert (taken["reserve"], taken["below"], taken["refused"]) == (
        "200.00",
        True,
        None,
    )
    assert (refused["refused"], refused["below"]) == ("no-house-bid", False)
    assert clerk("report house-bids MAY26 --client C-9 --json").json["tables"]
