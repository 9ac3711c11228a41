"""Bid lists from spreadsheets: an order book with times, or a whole mail bag."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ledger.files.bids_file import LAYOUTS, read_bids
from ledger.files.problems import Faulty
from ledger.files.terms_file import read_terms
from ledger.identity import Channel
from ledger.lot.slip import Slip

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "heritage-2025-12"
SAMPLES = ROOT / "tests" / "samples"

TERMS = read_terms(EXAMPLE / "terms.toml")
RECEIVED = datetime(2025, 12, 2, 15, 0, tzinfo=UTC)
NOW = datetime(2025, 12, 2, 16, 0, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")

BID = {
    "lot": "50001",
    "paddle": "1002",
    "maximum": "100",
    "channel": "mail",
    "received_at": "2025-12-01T09:00:00-06:00",
    "entered_at": "2025-12-02T09:40:00-06:00",
    "static": "",
    "break_tie": "",
}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def csv_of(*bids: dict[str, str]) -> str:
    lines = [",".join(bids[0])] + [",".join(bid.values()) for bid in bids]
    return "\n".join(lines) + "\n"


def without(*columns: str) -> dict[str, str]:
    return {name: value for name, value in BID.items() if name not in columns}


def read(text: str, **said):
    Path("bids.csv").write_text(text, encoding="utf-8")
    return read_bids("bids.csv", terms=TERMS, **{"entered_at": NOW} | said)


def refused(text: str, **said) -> list[str]:
    with pytest.raises(Faulty) as no:
        read(text, **said)
    return [str(problem) for problem in no.value.problems]


def test_the_example_is_read_whole_and_in_the_order_of_entry():
    path = EXAMPLE / "bids.csv"
    bids = read_bids(path, terms=TERMS, entered_at=NOW)
    assert len(bids.slips) == 76
    assert bids.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert bids.notes == (
        (
            "67 bids without a moment of entry: entered as received "
            "(lines 2, 3, 4, 5, 6 and 62 more)"
        ),
    )
    slips = [one.slip for one in bids.slips]
    entered = [slip.entered_at for slip in slips]
    assert entered == sorted(entered)
    assert [slip.received_at for slip in slips] != sorted(s.received_at for s in slips)
    assert bids.slips[3].lot == "HERITAGE-2025-12/50074"
    assert sum(slip.submitted for slip in slips) == 16_607_800


def test_a_bid_with_all_that_can_be_said_of_it():
    """Received and entered are two times (rulebook 7.3)."""
    bids = read_bids(SAMPLES / "mail_bag.csv", terms=TERMS, entered_at=NOW)
    mailed, faxed, clicked = (slip.slip for slip in bids.slips)
    assert mailed == Slip(
        paddle="1002",
        submitted=10_000,
        channel=Channel.MAIL,
        received_at=datetime(2025, 11, 24, 18, 15, tzinfo=UTC),
        entered_at=datetime(2025, 12, 2, 15, 40, tzinfo=UTC),
        break_tie=True,
    )
    assert faxed.received_at == datetime(2025, 11, 25, 14, 0, tzinfo=UTC)
    assert faxed.entered_at == NOW
    assert clicked.static
    assert clicked.entered_at == clicked.received_at
    assert clicked.received_at.microsecond == 250_000
    assert bids.notes == (
        "1 bid without a moment of entry: entered 2025-12-02 10:00:00-06:00 (line 3)",
        "1 bid without a moment of entry: entered as received (line 4)",
    )


@pytest.mark.parametrize(
    ("channel", "entered_at", "because"),
    [
        ("internet", RECEIVED, "nobody types it"),
        ("live", RECEIVED, "nobody types it"),
        ("floor", NOW, "a clerk types it now"),
        ("phone", NOW, "a clerk types it now"),
        ("mail", NOW, "a clerk types it now"),
        ("fax", NOW, "a clerk types it now"),
    ],
)
def test_when_a_bid_is_entered_unless_it_says(channel, entered_at, because):
    text = csv_of(without("entered_at") | {"channel": channel, "received_at": ""})
    (bid,) = read(text, received_at=RECEIVED).slips
    assert bid.slip.entered_at == entered_at, because


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"lot": "SALE/50001"},
            (
                '1: lot: found "SALE/50001"; expected a lot number like 27 or 27A. '
                "Write digits, then a letter if any."
            ),
        ),
        (
            {"paddle": "HOUSE"},
            (
                '2: paddle: found "HOUSE"; expected a bidder\'s paddle: HOUSE bids '
                "for the "
                "consignor. Write the paddle of a client."
            ),
        ),
        (
            {"paddle": "p7"},
            (
                '2: paddle: found "p7"; expected a paddle of capital letters and '
                "digits, "
                'at most 12. Write "P7".'
            ),
        ),
        (
            {"paddle": "10-02"},
            (
                '2: paddle: found "10-02"; expected a paddle of capital letters and '
                'digits, at most 12. Write it like "1042".'
            ),
        ),
        (
            {"maximum": ""},
            (
                "3: maximum: found nothing; expected an amount in USD. "
                "Write it like $1,250.50."
            ),
        ),
        (
            {"maximum": "100 EUR"},
            (
                '3: maximum: found "100 EUR"; expected an amount in USD. '
                "Write it like $1,250.50."
            ),
        ),
        (
            {"maximum": "0.00"},
            (
                '3: maximum: found "0.00"; expected an amount above 0. '
                "Leave the cell empty if there is none."
            ),
        ),
        (
            {"channel": ""},
            (
                "4: channel: found nothing; expected one of floor, phone, mail, fax, "
                "internet, live. Write one of them."
            ),
        ),
        (
            {"channel": "Intrenet"},
            (
                '4: channel: found "Intrenet"; expected one of floor, phone, mail, '
                "fax, "
                'internet, live. Write "internet".'
            ),
        ),
        (
            {"received_at": "2025-12-01 09:00"},
            (
                '5: received_at: found "2025-12-01 09:00"; expected a time with its '
                "distance from UTC. Write it like 2025-12-01 09:00-06:00, or name "
                "its zone: --zone."
            ),
        ),
        (
            {"received_at": "12/01/2025 9:00"},
            (
                '5: received_at: found "12/01/2025 9:00"; expected a time with its '
                "distance from UTC. Write it like 2025-12-02T10:00:00-06:00."
            ),
        ),
        (
            {"received_at": "2025-11-31T09:00:00Z"},
            (
                '5: received_at: found "2025-11-31T09:00:00Z"; expected a time with '
                "its "
                "distance from UTC. Write it like 2025-12-02T10:00:00-06:00."
            ),
        ),
        (
            {"received_at": ""},
            (
                "5: received_at: found nothing; expected a time with its distance from "
                "UTC. Write it like 2025-12-02T10:00:00-06:00."
            ),
        ),
        (
            {"entered_at": "2025-12-01T08:59:59-06:00"},
            (
                '6: entered_at: found "2025-12-01T08:59:59-06:00"; expected its '
                "receipt or "
                "later, 2025-12-01 09:00:00-06:00. Check both times."
            ),
        ),
        (
            {"received_at": "2025-12-03T09:00:00-06:00", "entered_at": ""},
            (
                "5: received_at: found 2025-12-03 09:00:00-06:00; expected its entry "
                "or "
                "earlier, 2025-12-02 10:00:00-06:00. Check the time."
            ),
        ),
        (
            {"static": "true"},
            '7: static: found "true"; expected yes or no. Write one of them.',
        ),
        (
            {"break_tie": "Yes"},
            '8: break_tie: found "Yes"; expected yes or no. Write "yes".',
        ),
    ],
)
def test_each_mistake_in_a_bid_has_its_sentence(changes, sentence):
    assert refused(csv_of(BID | changes)) == [f"bids.csv:2:{sentence}"]


def test_a_bid_may_be_typed_as_it_comes_in():
    (bid,) = read(csv_of(BID | {"entered_at": BID["received_at"]})).slips
    assert bid.slip.entered_at == bid.slip.received_at


def test_every_mistake_of_a_list_is_told_at_once():
    text = csv_of(BID | {"lot": "x", "channel": "post"}, BID, BID | {"maximum": "-5"})
    assert [sentence.partition("; ")[0] for sentence in refused(text)] == [
        'bids.csv:2:1: lot: found "x"',
        'bids.csv:2:4: channel: found "post"',
        'bids.csv:4:3: maximum: found "-5"',
    ]


def test_a_list_without_times_or_channels_says_neither_for_any_bid():
    assert refused(csv_of(without("channel", "received_at", "entered_at"))) == [
        (
            'bids.csv:1: header: found no column "channel"; expected how each bid '
            "reached "
            "the house. Add it, or name one channel for the whole list."
        ),
        (
            'bids.csv:1: header: found no column "received_at"; expected when each bid '
            "reached the house. Add it, or say when the whole list was received."
        ),
    ]


def test_what_is_said_of_the_whole_list_counts_where_a_row_is_silent():
    text = csv_of(BID, BID | {"channel": "", "received_at": "", "entered_at": ""})
    spoken, silent = read(text, channel=Channel.FAX, received_at=RECEIVED).slips
    assert (spoken.slip.channel, silent.slip.channel) == (Channel.MAIL, Channel.FAX)
    assert silent.slip.received_at == RECEIVED
    assert silent.slip.entered_at == NOW
    assert read(text, channel=Channel.FAX, received_at=RECEIVED).notes == (
        "1 bid without a channel: taken as fax (line 3)",
        (
            "1 bid without a moment of receipt: received 2025-12-02 09:00:00-06:00 "
            "(line 3)"
        ),
        "1 bid without a moment of entry: entered 2025-12-02 10:00:00-06:00 (line 3)",
    )


def test_a_zone_for_the_whole_list_gives_its_times_an_instant():
    text = csv_of(BID | {"received_at": "2025-12-01 09:00", "entered_at": ""})
    (bid,) = read(text, zone=CHICAGO).slips
    assert bid.slip.received_at == datetime(2025, 12, 1, 15, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_show_twice_is_not_guessed():
    text = csv_of(BID | {"received_at": "2025-11-02 01:30"})
    assert refused(text, zone=CHICAGO) == [
        (
            'bids.csv:2:5: received_at: found "2025-11-02 01:30"; expected an offset: '
            "clocks in America/Chicago show this time twice. "
            'Write "2025-11-02 01:30-05:00" or "2025-11-02 01:30-06:00".'
        )
    ]


def test_unknown_paddles_and_lots_are_for_the_house_to_refuse():
    (bid,) = read(csv_of(BID | {"lot": "99999", "paddle": "ZZ9"})).slips
    assert bid.lot == "HERITAGE-2025-12/99999"


@pytest.mark.parametrize("layout", [None, "auctionflex"])
def test_alternate_bids_of_auction_flex(layout):
    """Bid Card #, Lot #, Bid Amount and nothing else (rulebook 6.2 [S112])."""
    bids = read_bids(
        SAMPLES / "alternate_bids.csv",
        terms=TERMS,
        layout=layout,
        channel=Channel.INTERNET,
        received_at=RECEIVED,
        entered_at=NOW,
    )
    assert [(b.lot, b.slip.paddle, b.slip.submitted) for b in bids.slips] == [
        ("HERITAGE-2025-12/50001", "1002", 10_000),
        ("HERITAGE-2025-12/50062A", "1004", 180_000),
        ("HERITAGE-2025-12/50001", "1005", 9_050),
    ]
    assert {b.slip.entered_at for b in bids.slips} == {RECEIVED}


def test_a_list_of_no_layout():
    assert refused("Bid Card,Lot #,Amount\n1,2,3\n") == [
        (
            'bids.csv:1:1: header: found "Bid Card"; expected the column "Bid Card #". '
            'Write "Bid Card #".'
        ),
        (
            'bids.csv:1:3: header: found "Amount"; expected the column "Bid Amount". '
            'Write "Bid Amount".'
        ),
    ]
    assert LAYOUTS == ("lotledger", "auctionflex")
