"""Bid histories of other houses, whatever their columns are called."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from ledger.files.history_file import ForeignBid, ForeignLot, read_history
from ledger.files.problems import Faulty
from ledger.money import Currency

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "samples"
EBAY = ROOT.parent / "shared" / "data" / "ebay_bids.csv"

USD = Currency("USD")
COLUMNS = {"lot": "lot", "bidder": "bidder", "maximum": "maximum", "at": "at"}

needs_ebay = pytest.mark.skipif(
    not EBAY.exists(), reason="the 5,204 bids of 2003 are not part of the project"
)


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(text: str, **said):
    Path("history.csv").write_text(text, encoding="utf-8")
    return read_history("history.csv", **{"currency": USD} | COLUMNS | said)


def refused(text: str, **said) -> list[str]:
    with pytest.raises(Faulty) as no:
        read(text, **said)
    return [str(problem) for problem in no.value.problems]


def test_bids_are_in_the_order_of_their_times_and_lots_as_they_first_appear():
    history = read_history(
        SAMPLES / "history.csv",
        lot="item",
        bidder="who",
        maximum="offer",
        at="day",
        opening="start",
        price="final",
        currency=USD,
    )
    assert history.lots == (
        ForeignLot(
            "B-2",
            9_999,
            130_000,
            (
                ForeignBid("cyd", 130_000, Decimal("0.25"), 4),
                ForeignBid("dan", 127_500, Decimal("0.25"), 5),
                ForeignBid("ann", 125_050, Decimal("0.75"), 2),
            ),
        ),
        ForeignLot(
            "A-1",
            100,
            1_200,
            (
                ForeignBid("ann", 1_250, Decimal("0.1"), 6),
                ForeignBid("bob", 1_000, Decimal(2), 3),
            ),
        ),
    )
    assert history.notes == ()


def test_iso_times_are_instants():
    path = SAMPLES / "history_iso.csv"
    (lot,) = read_history(path, **COLUMNS, currency=USD).lots
    assert (lot.opening, lot.announced) == (None, None)
    assert lot.bids == (
        ForeignBid("bob", 600_000, datetime(2024, 3, 31, 9, 30, tzinfo=UTC), 3),
        ForeignBid("ann", 500_000, datetime(2024, 3, 31, 10, 0, tzinfo=UTC), 2),
    )


def test_a_zone_gives_times_without_one_an_instant():
    text = "lot,bidder,maximum,at\n7,ann,5,2024-01-05 12:00\n"
    (lot,) = read(text, zone=ZoneInfo("Europe/Paris")).lots
    assert lot.bids[0].at == datetime(2024, 1, 5, 11, 0, tzinfo=UTC)


def test_times_are_as_exact_as_they_are_written():
    nanoseconds = 1_700_000_000_000_000_000
    text = (
        f"lot,bidder,maximum,at\n7,late,5,{nanoseconds + 1}\n7,soon,5,{nanoseconds}\n"
    )
    (lot,) = read(text).lots
    assert [bid.bidder for bid in lot.bids] == ["soon", "late"]


def test_rows_that_do_not_agree_on_their_lot_are_told():
    text = "lot,bidder,maximum,at,start\n7,a,5,1,\n7,b,6,2,1\n7,c,7,3,2\n7,d,8,4,1.00\n"
    history = read(text, opening="start")
    assert history.lots[0].opening == 100
    assert history.notes == (
        "lot 7 has another start on line 4: the one of line 3 counts",
    )


NO_TIME = "expected a number, or a time with its distance from UTC."


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",ann,5,1,", "1: lot: found nothing; expected a text. Write one."),
        ("7,,5,1,", "2: bidder: found nothing; expected a text. Write one."),
        (
            "7,ann,,1,",
            (
                "3: maximum: found nothing; expected an amount in USD. "
                "Write it like $1,250.50."
            ),
        ),
        (
            "7,ann,0.00,1,",
            '3: maximum: found "0.00"; expected an amount above 0. Take the row out.',
        ),
        (
            "7,ann,-5,1,",
            (
                '3: maximum: found "-5"; expected an amount in USD. '
                "Write it like $1,250.50."
            ),
        ),
        (
            "7,ann,5.005,1,",
            (
                '3: maximum: found "5.005"; expected at most 2 decimals: USD has 2. '
                "Round it to 2."
            ),
        ),
        (
            "7,ann,5,noon,",
            f'4: at: found "noon"; {NO_TIME} Write it like 2025-12-02T10:00:00-06:00.',
        ),
        (
            "7,ann,5,2024-01-05 12:00,",
            (
                f'4: at: found "2024-01-05 12:00"; {NO_TIME} Write it like '
                "2024-01-05 12:00-06:00, or name its zone: --zone."
            ),
        ),
        (
            "7,ann,5,nan,",
            f'4: at: found "nan"; {NO_TIME} Write it like 2025-12-02T10:00:00-06:00.',
        ),
        (
            "7,ann,5,1,free",
            (
                '5: start: found "free"; expected an amount in USD. '
                "Write it like $1,250.50."
            ),
        ),
    ],
)
def test_each_mistake_in_a_bid_has_its_sentence(row, sentence):
    text = f"lot,bidder,maximum,at,start\n{row}\n"
    assert refused(text, opening="start") == [f"history.csv:2:{sentence}"]


@pytest.mark.parametrize(
    ("first", "then", "kind"),
    [
        ("1.5", "2024-01-05T12:00Z", "a number"),
        ("2024-01-05T12:00Z", "1.5", "a time with its distance from UTC"),
    ],
)
def test_times_of_two_kinds_cannot_be_put_in_order(first, then, kind):
    text = f"lot,bidder,maximum,at\n7,ann,5,{first}\n7,bob,6,{then}\n"
    assert refused(text) == [
        (
            f'history.csv:3:4: at: found "{then}"; expected {kind}, as in the rows '
            "above. "
            "Write all times alike."
        )
    ]


def test_every_mistake_of_a_history_is_told_at_once():
    text = "lot,bidder,maximum,at\n7,ann,x,1\n7,bob\n7,cyd,6,y\n"
    assert [sentence.partition("; ")[0] for sentence in refused(text)] == [
        'history.csv:2:3: maximum: found "x"',
        "history.csv:3: found 2 cells",
        'history.csv:4:4: at: found "y"',
    ]


def test_a_column_that_is_not_there():
    text = "item,bidder,bid,bidtime\n7,ann,5,1\n"
    assert refused(text, maximum="bid", at="bidtme", price="hammer") == [
        (
            'history.csv:1: header: found no column "lot"; expected one of item, '
            "bidder, "
            "bid, bidtime. Name one of them."
        ),
        (
            'history.csv:1: header: found no column "bidtme"; expected one of item, '
            'bidder, bid, bidtime. Write "bidtime".'
        ),
        (
            'history.csv:1: header: found no column "hammer"; expected one of item, '
            "bidder, bid, bidtime. Name one of them."
        ),
    ]


def ebay():
    return read_history(
        EBAY,
        lot="auctionid",
        bidder="bidder",
        maximum="bid",
        at="bidtime",
        opening="openbid",
        price="price",
        currency=USD,
    )


@needs_ebay
def test_the_bids_of_316_auctions_of_2003():
    """Published with Modeling Online Auctions (Jank and Shmueli)."""
    history = ebay()
    bids = [bid for lot in history.lots for bid in lot.bids]
    assert (len(history.lots), len(bids)) == (316, 5_204)
    assert sum(bid.maximum for bid in bids) == 104_572_170
    assert sum(lot.opening or 0 for lot in history.lots) == 3_851_330
    assert sum(lot.announced or 0 for lot in history.lots) == 10_882_692
    assert history.notes == (
        "lot 3019271858 has another openbid on line 2635: the one of line 2634 counts",
    )


@needs_ebay
def test_a_history_of_thousands_of_bids_is_read_in_a_moment():
    def seconds():
        before = process_time()
        ebay()
        return process_time() - before

    assert min(seconds() for _ in range(3)) < 0.15
