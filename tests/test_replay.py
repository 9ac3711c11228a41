"""Foreign bid histories run through the engine: what agrees, and why others do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clerk import Clerk

pytestmark = pytest.mark.slow

AUCTIONS = Path(__file__).parents[1].parent / "shared" / "data" / "ebay_bids.csv"
COLUMNS = "--lot lot --bidder who --maximum most --at day"
PRICES = f"{COLUMNS} --opening opens --price fetched"

HISTORY = """\
lot,who,most,day,opens,fetched
agrees,ann,50,1.5,10,31
agrees,bob,30,2.0,10,31
reserve,ann,50,1,10,40
missing,ann,50,1,10,60
retracted,ann,50,1,10,10
retracted,bob,45,2,10,10
unsound,ann,9,1,10,9
silent,ann,50,1,10,
"""


@pytest.fixture
def clerk(tmp_path):
    return Clerk(tmp_path)


def replayed(clerk, text, columns=PRICES):
    file = clerk.writes("history.csv", text)
    line = f"replay csv {{file}} --terms ebay-2003 {columns} --json"
    answer = clerk(line, file=file)
    assert answer.code == 0, answer.err
    return answer.json


def test_it_says_what_each_lot_came_to_in_the_shape_scripts_rely_on(clerk):
    told = replayed(clerk, HISTORY)
    assert [*told] == ["lots", "bids", "refused", "matched", "results"]
    assert [told[name] for name in ("lots", "bids", "refused", "matched")] == [
        6,
        8,
        1,
        1,
    ]
    assert told["results"][0] == {
        "lot": "agrees",
        "price": "31.00",
        "leader": "ann",
        "bids": 2,
        "refused": 0,
        "announced": "31.00",
        "agrees": True,
        "why": None,
    }


WHYS = [
    ("reserve", "within the leader's maximum: a hidden reserve, or a missing bid"),
    ("missing", "the highest being $50: the winning bid is not among them"),
    ("retracted", "a bid was retracted, or other increments were used"),
    ("unsound", "line 8, $9 by ann, is refused here (asked $10): other increments?"),
]


@pytest.mark.parametrize(("lot", "why"), WHYS)
def test_a_price_that_does_not_agree_has_a_reason_in_words(clerk, lot, why):
    results = {result["lot"]: result for result in replayed(clerk, HISTORY)["results"]}
    assert results[lot]["agrees"] is False
    assert why in results[lot]["why"]


def test_a_bid_of_the_file_is_never_called_missing(clerk):
    """It is in line 3, and refused by half a cent on the dollar."""
    text = "lot,who,most,day,opens,fetched\nx,a,10,1,10,10.40\nx,b,10.40,2,10,10.40\n"
    (lot,) = replayed(clerk, text)["results"]
    asked = "is refused here (asked $10.50): other increments?"
    assert lot["why"] == f"line 3, $10.40 by b, {asked}"


def test_a_refused_bid_above_the_price_is_named_as_well(clerk):
    text = "lot,who,most,day,opens,fetched\nx,a,10,1,10,10.30\nx,b,10.40,2,10,10.30\n"
    (lot,) = replayed(clerk, text)["results"]
    assert lot["why"].startswith("line 3, $10.40 by b, is refused here")


@pytest.mark.parametrize(
    "names", [("private", "private"), ("ann", "ann"), ("***", "***", "ann")]
)
def test_masked_bidders_are_called_masked(clerk, names):
    """Were they one bidder, nobody bid against them."""
    rows = "".join(f"x,{name},{20 + n},{n},10,99\n" for n, name in enumerate(names))
    (lot,) = replayed(clerk, f"lot,who,most,day,opens,fetched\n{rows}")["results"]
    assert lot["why"].endswith(f'name "{names[0]}": the bidders are masked')


def test_one_bidder_who_agrees_is_no_mask(clerk):
    text = "lot,who,most,day,opens,fetched\nx,a,20,1,10,10\nx,a,30,2,10,10\n"
    (lot,) = replayed(clerk, text)["results"]
    assert (lot["agrees"], lot["why"]) == (True, None)


CALLED = """\
lot,amount,time,hammer
1,5,2025-01-01 10:00:00-0500,8
1,6,2025-01-01 10:00:05-0500,8
1,8,2025-01-01 10:00:06-0500,8
2,5,2025-01-01 10:01:00-0500,11
2,11,2025-01-01 10:01:01-0500,11
"""
"""What an estate sale shows: each call, an offset without a colon, and no bidder."""


@pytest.mark.parametrize("way", ["--called", "--static", "--called --at time"])
def test_a_history_of_calls_needs_neither_bidders_nor_times(clerk, way):
    told = replayed(clerk, CALLED, f"--lot lot --maximum amount --price hammer {way}")
    assert (told["matched"], told["refused"]) == (2, 0)
    assert [lot["leader"] for lot in told["results"]] == ["line 4", "line 6"]
    as_maximums = "--lot lot --maximum amount --price hammer"
    assert replayed(clerk, CALLED, as_maximums)["matched"] == 0


def test_times_without_an_offset_are_of_the_zone_that_is_named(clerk):
    text = "lot,who,most,day\nx,a,20,2025-01-01 10:00\nx,b,20,2025-01-01 09:00\n"
    paris = f"{COLUMNS} --zone Europe/Paris"
    (lot,) = replayed(clerk, text, paris)["results"]
    assert lot["leader"] == "b"
    file = clerk.writes("history.csv", text)
    nowhere = f"replay csv {{file}} --terms ebay-2003 {COLUMNS} --zone Nowhere"
    assert clerk(nowhere, file=file).code == 2


PERCENT = """\
currency = "USD"
[bidding]
[[bidding.increments]]
from = "0"
percent = "10%"
[premium]
[[premium.bands]]
rate = "25%"
"""


def test_steps_may_be_a_percentage(clerk):
    """An English auction whose every call is at least a tenth above the last."""
    terms = clerk.writes("terms.toml", PERCENT)
    amounts = [("1.00", ""), ("1.10", ""), ("1.20", "refused"), ("1.21", "")]
    rows = "".join(f"x,{amount},1.21\n" for amount, _ in amounts)
    file = clerk.writes("calls.csv", f"lot,amount,price\n{rows}")
    columns = "--lot lot --maximum amount --price price --called --json"
    told = clerk(f"replay csv {{file}} --terms {terms} {columns}", file=file).json
    assert (told["matched"], told["refused"]) == (1, 1)


def test_a_lot_without_an_announced_price_neither_agrees_nor_not(clerk):
    *_, silent = replayed(clerk, HISTORY)["results"]
    assert (silent["announced"], silent["agrees"], silent["why"]) == (None, None, None)


def test_people_read_what_does_not_agree_and_a_total(clerk):
    file = clerk.writes("history.csv", HISTORY)
    answer = clerk.does(f"replay csv {{file}} --terms ebay-2003 {PRICES}", file=file)
    lines = answer.splitlines()
    assert lines[-1] == "6 lots, 8 bids, 1 refused: 1 of 5 announced prices agree."
    assert not any(line.split()[:1] == ["agrees"] for line in lines)
    plain = clerk.does(f"replay csv {{file}} --terms ebay-2003 {COLUMNS}", file=file)
    assert "announced" not in plain
    assert plain.splitlines()[-1] == "6 lots, 8 bids, 0 refused."


def test_the_order_is_that_of_the_times_then_of_the_file(clerk):
    text = "lot,who,most,day\nx,late,50,2\nx,first,50,1\nx,second,50,1\n"
    (lot,) = replayed(clerk, text, COLUMNS)["results"]
    assert (lot["leader"], lot["price"]) == ("first", "50.00")


def test_rows_of_a_lot_that_disagree_are_remarked(clerk):
    text = "lot,who,most,day,opens\nx,ann,50,1,10\nx,bob,60,2,12\n"
    file = clerk.writes("history.csv", text)
    columns = f"{COLUMNS} --opening opens"
    answer = clerk(f"replay csv {{file}} --terms ebay-2003 {columns}", file=file)
    assert answer.err.startswith(f"{file}: lot x has another opens on line 3: ")


WRONG = [
    (COLUMNS.replace("most", "mots"), 'no column "mots"', 'Write "most".'),
    (COLUMNS.replace("day", "who"), 'who: found "ann"', "a number, or a time"),
    (f"{COLUMNS} --price foo", 'no column "foo"', "Name one of them."),
]


@pytest.mark.parametrize(("columns", "found", "remedy"), WRONG)
def test_a_column_that_does_not_fit_is_refused(clerk, columns, found, remedy):
    file = clerk.writes("history.csv", HISTORY)
    answer = clerk(f"replay csv {{file}} --terms ebay-2003 {columns}", file=file)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Refused (faulty-file): ")
    assert found in answer.err
    assert remedy in answer.err


def test_a_preset_or_file_mistyped_is_refused(clerk):
    file = clerk.writes("history.csv", HISTORY)
    preset = clerk(f"replay csv {{file}} --terms ebay-2004 {COLUMNS}", file=file)
    assert (preset.code, 'Write "ebay-2003".' in preset.err) == (1, True)
    nowhere = clerk(f"replay csv nope.csv --terms ebay-2003 {COLUMNS}")
    assert (nowhere.code, "no such file" in nowhere.err) == (1, True)


@pytest.mark.skipif(not AUCTIONS.exists(), reason="the real auctions are not at hand")
def test_real_auctions_come_to_the_prices_that_were_paid(clerk):
    # 316 auctions of about 2003, on the increments of rulebook 3.1 (eBay).
    columns = "--lot auctionid --bidder bidder --maximum bid --at bidtime"
    line = f"replay csv {{file}} --terms ebay-2003 {columns}"
    answer = clerk(f"{line} --opening openbid --price price --json", file=AUCTIONS).json
    assert answer["lots"] == len(answer["results"]) == 316
    assert answer["matched"] >= 300
    assert answer["matched"] == sum(result["agrees"] for result in answer["results"])
    assert all(result["why"] for result in answer["results"] if not result["agrees"])
    mistyped = clerk(f"{line} --price pirce", file=AUCTIONS)
    assert (mistyped.code, 'Write "price".' in mistyped.err) == (1, True)
