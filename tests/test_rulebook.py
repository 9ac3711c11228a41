"""Rulebook 2.2, 2.3, 3.1 and 3.2, row by row: each row that computes is a test.

Rows, or parts of rows, that compute nothing a lot decides, and where they belong:

====  ===========================  ====================================================
2.2   [GK] "buy", "unlimited"      no amount at all: ``Currency.read`` refuses the word
2.3   [S3] hidden maximum          views show prices, never maximums
2.3   [S3] one correction          the clerk confirms before a bid is entered
2.3   [S5] channels by name        e-mail, web and app bids are all ``internet``
2.3   [GK] one floor cut bid       the room (``RoomTerms.cut_bids_per_bidder``)
3.1   [S16] names masked           views
3.1   [GK] eBay retraction         ``retractable``; the house strikes (test_corrections)
3.1   [S17] approval of bidders    registration; then the room, one step at a time
3.1   [S25] no cancelling          ``retractable`` (test_corrections)
3.1   [S30] ladder may be left     the room: the auctioneer sets the asking bid
3.1   [S33] ladder may be left     the room
3.2   [S38] not identified         we flag every bid for the seller all the same (UCC)
3.2   [S38] may go backwards       the room
3.2   [S39] live lot opens         the room opens at the standing of the book
3.2   [S40] two hours, no cancel   a platform's guideline to houses, not a term of sale
3.2   [S41] relist or offer        a second chance (test_corrections)
====  ===========================  ====================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from ledger.events import HouseBidPlaced, LotPassed, PassReason, Rule
from ledger.identity import HOUSE, Channel
from ledger.increments import Basis, OffIncrement
from ledger.lot.listing import default_opening
from ledger.money import AMOUNT_MAX, NotAnAmount
from ledger.refusals import (
    BidBelowAsking,
    MaximumBelowPrice,
    NotWholeUnits,
    ReserveAboveEstimate,
    ReserveBelowHouseBid,
    ReserveMetAlready,
)
from ledger.terms.bidding import ReserveMode, SelfRaise, TieRule
from tests.story import (
    TENS,
    USD,
    Amount,
    Decision,
    UnderTerms,
    bids,
    catalogued,
    channels,
    clock,
    given,
    hammer,
    ladder,
    reserved,
    sets_reserve,
    terms,
    usd,
)

# The ladders. Those of [GK] rows hold what the sourced examples need and no more.
WEB = ladder((0, 5), (300, 10), (500, 50))
HUNDREDS = ladder((0, 10), (500, 100))
CATALOGUE = ladder((0, 10), (200, 20), (300, 25), (500, 50), (1_000, 100))
FIFTIES = ladder((0, 50))
EBAY = ladder(
    (0, "0.05"),
    (1, "0.25"),
    (5, "0.50"),
    (25, 1),
    (100, "2.50"),
    (250, 5),
    (500, 10),
    (1_000, 25),
    (2_500, 50),
    (5_000, 100),
)
HECKLER = ladder(
    (0, 10),
    (250, 25),
    (500, 50),
    (1_000, 100),
    (2_500, 250),
    (5_000, 500),
    (10_000, 1_000),
    basis=Basis.GRID,
)
DANDOTRA = ladder((0, 1), (23, "2.50"), (100, "4.50"), basis=Basis.WALK)
TRADEME = ladder(
    (0, "0.50"), (20, 1), (200, 5), (1_000, 10), (5_000, 50), (25_000, 100)
)
CHRISTIES = ladder(
    (0, 100),
    (2_000, 200),
    (3_000, 1_000, (200, 500, 800)),
    (5_000, 500),
    (10_000, 1_000),
    (20_000, 2_000),
    (30_000, 10_000, (2_000, 5_000, 8_000)),
    (50_000, 5_000),
)
AUCTION_FR = ladder(
    (0, 5),
    (20, 10),
    (200, 50),
    (500, 100),
    (1_000, 200),
    (5_000, 500),
    (10_000, 1_000),
    (20_000, 2_000),
    (50_000, 5_000),
    (100_000, 10_000),
)

ON_PAPER = channels(
    floor=OffIncrement.HALF,
    phone=OffIncrement.HALF,
    mail=OffIncrement.HALF,
    fax=OffIncrement.HALF,
)


@dataclass(frozen=True)
class Row:
    """A row of the rulebook: who bids under which terms, and where that must end."""

    says: str
    under: UnderTerms
    opening: Amount
    acts: tuple[Decision, ...]
    leader: str | None
    price: Amount
    reserve: Amount | None = None
    quoted: dict[str, object] = field(default_factory=dict)


A_LEADS_AT_310 = (bids("A", 800), bids("B", 300, "14:02"))

HERITAGE = [
    Row("2.2 (1) [S2] one above", terms(WEB), 250, A_LEADS_AT_310, "A", 310),
    Row(
        "2.2 (1) [S2][INF] 801 over 800 leads at its own maximum",
        terms(WEB),
        250,
        (*A_LEADS_AT_310, bids("B", 801, "14:03")),
        "B",
        801,
        quoted={"rule": Rule.OWN_MAXIMUM},
    ),
    Row(
        "2.2 (1) [S2][INF] 1,000 over 800 leads one step of 50 above",
        terms(WEB),
        250,
        (*A_LEADS_AT_310, bids("B", 1_000, "14:03")),
        "B",
        850,
        quoted={"rule": Rule.ONE_INCREMENT, "step": usd(50), "against": usd(800)},
    ),
    Row(
        "2.2 (1) [S2][INF] 900 only with a step of 100",
        terms(HUNDREDS),
        250,
        (*A_LEADS_AT_310, bids("B", 1_000, "14:03")),
        "B",
        900,
    ),
    Row(
        "2.2 (2) [S2] nobody bids against themselves",
        terms(WEB, self_raise=SelfRaise.ROUND),
        250,
        (*A_LEADS_AT_310, bids("A", 5_000, "14:03")),
        "A",
        310,
        quoted={"rule": Rule.MAXIMUM_RAISED},
    ),
    Row(
        "2.2 (2a) [S2] the earlier of a tie raises: the price protects the lead",
        terms(WEB),
        250,
        (bids("A", 800), bids("B", 800, "14:02"), bids("A", 2_000, "14:03")),
        "A",
        850,
        quoted={"rule": Rule.TIE_PROTECTED, "against": usd(800)},
    ),
    Row(
        "2.2 (2a) [S2] ... as far as the new maximum goes",
        terms(WEB),
        250,
        (bids("A", 800), bids("B", 800, "14:02"), bids("A", 810, "14:03")),
        "A",
        810,
    ),
    Row(
        "2.2 (2b) [S2] 101 is off the ladder of 5: a raise rounds it up to 105",
        terms(WEB, self_raise=SelfRaise.ROUND),
        95,
        (bids("A", 100), bids("B", 101, "14:02"), bids("B", 200, "14:03")),
        "B",
        105,
        quoted={"rule": Rule.ROUNDED_UP, "step": usd(4)},
    ),
    Row(
        "2.2 (2b) [S2] the same where 105 is the half of a step of 10",
        terms(CATALOGUE, self_raise=SelfRaise.ROUND_HALF),
        90,
        (bids("A", 100), bids("B", 101, "14:02"), bids("B", 200, "14:03")),
        "B",
        105,
    ),
    Row(
        "2.2 (2b) [S2] at exactly 100 nothing changes",
        terms(WEB, self_raise=SelfRaise.ROUND),
        100,
        (bids("A", 150), bids("A", 200, "14:02")),
        "A",
        100,
        quoted={"rule": Rule.MAXIMUM_RAISED},
    ),
    Row(
        "2.3 [S3] a tie across channels: the first leads",
        terms(CATALOGUE),
        100,
        (
            bids("WEB", 300, "14:01"),
            bids("MAIL", 300, "14:02", by=Channel.MAIL),
        ),
        "WEB",
        300,
    ),
    Row(
        "2.3 [S3] a mail bid received first leads the tie although entered later",
        terms(CATALOGUE),
        100,
        (
            bids("WEB", 300, "14:02"),
            bids("MAIL", 300, "14:01", entered="14:30", by=Channel.MAIL),
        ),
        "MAIL",
        300,
        quoted={"rule": Rule.TIE_EARLIER},
    ),
    Row(
        "2.3 [S3] ... even at a price that nobody could match otherwise",
        terms(CATALOGUE),
        100,
        (
            bids("A", 290, "14:02"),
            bids("WEB", 300, "14:03"),
            bids("MAIL", 300, "14:01", entered="14:30", by=Channel.MAIL),
        ),
        "MAIL",
        300,
    ),
]

PEERS = [
    Row(
        "3.1 eBay [S16] the price jumps to the reserve that a maximum reaches",
        terms(EBAY),
        10,
        (bids("A", 120),),
        "A",
        100,
        reserve=100,
        quoted={"rule": Rule.RAISED_TO_RESERVE, "reserve_met": True},
    ),
    Row(
        "3.1 eBay [S16] a maximum below the reserve moves as if there were none",
        terms(EBAY),
        10,
        (bids("A", 80), bids("B", 50, "14:02")),
        "A",
        51,
        reserve=100,
        quoted={"reserve_met": False},
    ),
    Row(
        "3.1 eBay [S12] at 127.50 the least bid is 130.00",
        terms(EBAY),
        10,
        (bids("A", 200), bids("B", 125, "14:02")),
        "A",
        "127.50",
        quoted={"asking": usd(130)},
    ),
    Row(
        "3.1 LiveAuctioneers [S17] start 70, 100 meets 300: opens at 110",
        terms(TENS),
        70,
        (bids("A", 100), bids("B", 300, "14:02")),
        "B",
        110,
    ),
    Row(
        "3.1 LiveAuctioneers [S17] alone, it stands at the start price",
        terms(TENS),
        70,
        (bids("A", 100),),
        "A",
        70,
    ),
    Row(
        "3.1 LiveAuctioneers [S17] 100 on Tuesday, 100 on Thursday: A at 100",
        terms(TENS),
        70,
        (bids("A", 100, "10:00"), bids("B", 100, "14:00")),
        "A",
        100,
    ),
    Row(
        "3.1 LiveAuctioneers [S17] an odd amount goes to the nearest increment",
        terms(TENS, off_increment=channels(internet=OffIncrement.NEAREST)),
        70,
        (bids("A", 104), bids("B", 295, "14:02")),
        "B",
        110,
    ),
    Row(
        "3.1 HDH Wine [S18] a lone maximum of 1,000 opens at 500",
        terms(FIFTIES),
        500,
        (bids("A", 1_000),),
        "A",
        500,
        quoted={"rule": Rule.OPENING},
    ),
    Row(
        "3.1 HDH Wine [S18] a rival's 650 makes it 700",
        terms(FIFTIES),
        500,
        (bids("A", 1_000), bids("B", 650, "14:02")),
        "A",
        700,
    ),
    Row(
        "3.1 Ozbid [S19] start 550, 800 meets 600: 650",
        terms(FIFTIES),
        550,
        (bids("A", 800), bids("B", 600, "14:02")),
        "A",
        650,
    ),
    Row(
        "3.1 Heckler [S20] 900 meets 550: 600",
        terms(HECKLER),
        100,
        (bids("A", 900), bids("B", 550, "14:02")),
        "A",
        600,
    ),
    Row(
        "3.1 Heckler [S20] an odd 555 is rounded up to the same step",
        terms(HECKLER),
        100,
        (bids("A", 900), bids("B", 555, "14:02")),
        "A",
        600,
    ),
    Row(
        "3.1 Dandotra [S21] from 20, 3 x 1 + 4 x 2.50 pass the rival: 33",
        terms(DANDOTRA),
        20,
        (bids("A", 34), bids("B", 31, "14:02")),
        "A",
        33,
    ),
    Row(
        "3.1 Dandotra [S21] from 100, 5 x 4.50: 122.50",
        terms(DANDOTRA),
        100,
        (bids("A", 150), bids("B", 120, "14:02")),
        "A",
        "122.50",
    ),
    Row(
        "3.1 Dandotra [S21][INF] from 21.50 the same rungs are never touched",
        terms(DANDOTRA),
        "21.50",
        (bids("A", 34), bids("B", 31, "14:02")),
        "A",
        "33.50",
    ),
    Row(
        "3.1 Catawiki [S22] at 17, a maximum of 111 bids 23",
        terms(ladder((0, 6))),
        17,
        (bids("A", 17), bids("B", 111, "14:02")),
        "B",
        23,
    ),
    Row(
        "3.1 Catawiki [S23] a maximum above the reserve first bids the reserve",
        terms(ladder((0, 6))),
        1,
        (bids("A", 111),),
        "A",
        50,
        reserve=50,
    ),
    Row(
        "3.1 EPS [S24] a maximum at the reserve is placed in full",
        terms(ladder((0, 100)), reserve=ReserveMode.FULL),
        3_000,
        (bids("A", 5_000),),
        "A",
        5_000,
        reserve=5_000,
    ),
    Row(
        "3.1 EPS [S24] a maximum below the reserve is placed in full",
        terms(ladder((0, 100)), reserve=ReserveMode.FULL),
        3_000,
        (bids("A", 4_000),),
        "A",
        4_000,
        reserve=5_000,
        quoted={"rule": Rule.FULL_TO_RESERVE, "asking": usd(4_100)},
    ),
    Row(
        "3.1 EPS [S24] increments only above the reserve: 10,100",
        terms(ladder((0, 100)), reserve=ReserveMode.FULL),
        3_000,
        (bids("A", 10_000), bids("B", 15_000, "14:02")),
        "B",
        10_100,
        reserve=10_000,
    ),
    Row(
        "3.1 Troostwijk [S25] a static bid that meets an automatic one loses the tie",
        terms(TENS, ties=TieRule.AUTOMATIC),
        100,
        (bids("AUTO", 300), bids("HAND", 300, "14:02", static=True)),
        "AUTO",
        300,
    ),
    Row(
        "3.1 Troostwijk [S25] ... although it was received first",
        terms(TENS, ties=TieRule.AUTOMATIC),
        100,
        (
            bids("AUTO", 300, "14:02"),
            bids("HAND", 300, "14:01", entered="14:03", static=True),
        ),
        "AUTO",
        300,
        quoted={"rule": Rule.TIE_AUTOMATIC},
    ),
    Row(
        "3.1 Troostwijk [S25] elsewhere the first received would lead",
        terms(TENS),
        100,
        (
            bids("AUTO", 300, "14:02"),
            bids("HAND", 300, "14:01", entered="14:03", static=True),
        ),
        "HAND",
        300,
    ),
    Row(
        "3.1 Troostwijk [S25][INF] a static bid stands at its own amount",
        terms(TENS),
        100,
        (bids("HAND", 300, static=True),),
        "HAND",
        300,
        quoted={"rule": Rule.IN_FULL, "asking": usd(320)},
    ),
    Row(
        "3.1 Interencheres [S26] equal bids: nobody leads, the lot is put up again",
        terms(TENS, ties=TieRule.REOFFER),
        100,
        (bids("A", 300), bids("B", 300, "14:02")),
        None,
        300,
        quoted={"rule": Rule.TIE_REOFFERED, "asking": usd(320), "premium": None},
    ),
    Row(
        "3.1 Interencheres [S26] ... and goes to who takes it up",
        terms(TENS, ties=TieRule.REOFFER),
        100,
        (bids("A", 300), bids("B", 300, "14:02"), bids("B", 400, "14:03")),
        "B",
        320,
    ),
    Row(
        "3.1 UK commission bids [S27] as cheaply as other bids allow",
        terms(TENS),
        100,
        (bids("A", 1_000), bids("B", 150, "14:02")),
        "A",
        160,
    ),
    Row(
        "3.1 UK commission bids [S27] as cheaply as the reserve allows",
        terms(TENS),
        100,
        (bids("B", 150), bids("A", 1_000, "14:02")),
        "A",
        180,
        reserve=180,
    ),
    Row(
        "3.1 UK commission bids [S27] identical bids: the earliest",
        terms(TENS),
        100,
        (bids("A", 300), bids("B", 300, "14:02"), bids("C", 320, "14:00")),
        "C",
        320,
    ),
    Row(
        "3.1 TradeMe [S28] a leader lowers a maximum; the price stays",
        terms(TRADEME, lowering=True),
        10,
        (bids("A", 100), bids("B", 30, "14:02"), bids("A", 40, "14:03")),
        "A",
        31,
        quoted={"rule": Rule.MAXIMUM_LOWERED},
    ),
    Row(
        "3.1 TradeMe [S28] ... and bids no further than the lowered maximum",
        terms(TRADEME, lowering=True),
        10,
        (
            bids("A", 100),
            bids("B", 30, "14:02"),
            bids("A", 40, "14:03"),
            bids("B", 50, "14:04"),
        ),
        "B",
        41,
    ),
    Row(
        "3.1 order bids [S29] 300 and 300, both with one more: the first at 325",
        terms(CATALOGUE, break_ties=True),
        100,
        (
            bids("A", 300, break_tie=True),
            bids("B", 300, "14:02", break_tie=True),
        ),
        "A",
        325,
        quoted={"rule": Rule.TIE_BROKEN, "asking": usd(350)},
    ),
    Row(
        "3.1 order bids [S29][INF] the later alone allows one more",
        terms(CATALOGUE, break_ties=True),
        100,
        (bids("A", 300), bids("B", 300, "14:02", break_tie=True)),
        "B",
        325,
    ),
    Row(
        "3.1 Christie's [S31] a written 4,700 is lowered to 4,500",
        terms(CHRISTIES, off_increment=channels(mail=OffIncrement.DOWN)),
        1_000,
        (bids("A", 4_700, by=Channel.MAIL), bids("B", 6_000, "14:02")),
        "B",
        4_800,
        quoted={"against": usd(4_500)},
    ),
    Row(
        "3.2 Bidspotter, ATG [S42] only enough to meet the reserve",
        terms(TENS),
        100,
        (bids("B", 110), bids("A", 500, "14:02")),
        "A",
        300,
        reserve=300,
    ),
    Row(
        "3.2 Bidspotter, ATG [S42] or to stay in the lead",
        terms(TENS),
        100,
        (bids("A", 500), bids("B", 400, "14:02")),
        "A",
        420,
        reserve=300,
    ),
]


@pytest.mark.parametrize("row", HERITAGE + PEERS, ids=lambda row: row.says)
def test_a_row_of_the_rulebook(row):
    past = [catalogued(row.opening)]
    if row.reserve is not None:
        past.append(reserved(row.reserve))
    *before, last = row.acts
    (
        given(*past, *before)
        .under(row.under)
        .when(last)
        .then_stands(row.leader, row.price, **row.quoted)
    )


# Heritage, rulebook 2.2 and 2.3: what is asked, and what is taken.


def at_310(maximum=800):
    """Tell how A came to lead at 310 with a maximum of 800."""
    return given(catalogued(250), bids("A", maximum), bids("B", 300)).under(terms(WEB))


@pytest.mark.parametrize(
    ("amount", "because"),
    [(320, "the least"), (321, "any whole amount"), (800, "even a tie")],
)
def test_any_amount_from_320_is_taken_at_310(amount, because):
    """Rulebook 2.2 (1) and (4) [S2]."""
    lot = at_310().when(bids("C", amount)).then_stands("A", min(800, amount + 10))
    assert lot.under.maximum == usd(amount), because


def test_less_than_320_is_not_acceptable_at_310():
    """Rulebook 2.2 (1) [S2]."""
    at_310().when(bids("C", 319)).then_refused(BidBelowAsking)


def test_any_amount_above_800_takes_the_lead():
    """Rulebook 2.2 (1) [S2]: a lot can be won by less than an increment."""
    for amount in (801, 820, 849, 850):
        at_310().when(bids("C", amount)).then_stands("C", amount)


def test_what_is_asked_tells_nothing_of_the_hidden_maximum():
    """Rulebook 2.2 (3) [S2]."""
    assert {at_310(maximum).lot().asking for maximum in (800, 5_000)} == {usd(320)}


def test_whole_dollars_only():
    """Rulebook 2.2 (4) [GK, S3]."""
    story = given(catalogued(250)).under(terms(WEB, whole_units=True))
    story.when(bids("A", "350.50")).then_refused(NotWholeUnits)
    story.when(bids("A", "351")).then_stands("A", 250)


@pytest.mark.parametrize("word", ["buy", "unlimited", "+1", str(AMOUNT_MAX)])
def test_no_buy_or_unlimited_bids(word):
    """Rulebook 2.2 (4) [GK] and 3.1, UK commission bids [S27]."""
    with pytest.raises(NotAnAmount):
        USD.read(word)


@pytest.mark.parametrize(
    ("submitted", "becomes", "because"),
    [
        (550, 550, "a full increment stays"),
        (525, 525, "a half increment, a cut bid, stays"),
        (512, 500, "nearer to the full increment below"),
        (513, 525, "nearer to the half"),
        (537, 525, "nearer to the half"),
        (538, 550, "nearer to the full increment above"),
        ("512.50", 525, "in the middle goes up"),
    ],
)
@pytest.mark.parametrize("channel", ["mail", "fax", "phone", "floor"])
def test_bids_on_paper_and_by_voice_are_full_or_half(
    channel, submitted, becomes, because
):
    """Rulebook 2.3 [S3], last clause [GK]; both amounts are kept (rulebook 7.2)."""
    under = terms(CATALOGUE, off_increment=ON_PAPER)
    lot = given(catalogued(100)).lot()
    placed, *_ = bids("A", submitted, by=Channel(channel))(lot, under)
    assert (placed.submitted, placed.maximum) == (usd(submitted), usd(becomes)), because


def test_internet_bids_are_not_rounded():
    """Rulebook 2.2 (4) and 2.3 [S3]: 801 stays 801."""
    under = terms(CATALOGUE, off_increment=ON_PAPER)
    placed, *_ = bids("A", 801)(given(catalogued(100)).lot(), under)
    assert placed.maximum == usd(801)


# Peers, rulebook 3.1: what the ladders call, and what else they do.


@pytest.mark.parametrize(
    ("table", "price", "asks", "source"),
    [
        (EBAY, "0.99", "1.04", "[GK]"),
        (EBAY, 1, "1.25", "[GK]"),
        (EBAY, 5, "5.50", "[GK]"),
        (EBAY, "24.50", 25, "[GK]"),
        (EBAY, 25, 26, "[GK]"),
        (EBAY, 100, "102.50", "[S12]"),
        (EBAY, "247.50", 250, "[S12]"),
        (EBAY, 250, 255, "[GK]"),
        (EBAY, 500, 510, "[GK]"),
        (EBAY, 1_000, 1_025, "[GK]"),
        (EBAY, 2_500, 2_550, "[GK]"),
        (EBAY, 5_000, 5_100, "[GK]"),
        (HECKLER, 240, 250, "[S20]"),
        (HECKLER, 250, 275, "[S20]"),
        (HECKLER, 500, 550, "[S20]"),
        (HECKLER, 1_000, 1_100, "[S20]"),
        (HECKLER, 2_500, 2_750, "[S20]"),
        (HECKLER, 5_000, 5_500, "[S20]"),
        (HECKLER, 10_000, 11_000, "[S20]"),
        (TRADEME, "19.50", 20, "[S28]"),
        (TRADEME, 20, 21, "[S28]"),
        (TRADEME, 200, 205, "[S28]"),
        (TRADEME, 1_000, 1_010, "[S28]"),
        (TRADEME, 5_000, 5_050, "[S28]"),
        (TRADEME, 25_000, 25_100, "[S28]"),
        (AUCTION_FR, 15, 20, "[S33]"),
        (AUCTION_FR, 20, 30, "[S33]"),
        (AUCTION_FR, 200, 250, "[S33]"),
        (AUCTION_FR, 500, 600, "[S33]"),
        (AUCTION_FR, 1_000, 1_200, "[S33]"),
        (AUCTION_FR, 5_000, 5_500, "[S33]"),
        (AUCTION_FR, 10_000, 11_000, "[S33]"),
        (AUCTION_FR, 20_000, 22_000, "[S33]"),
        (AUCTION_FR, 50_000, 55_000, "[S33]"),
        (AUCTION_FR, 100_000, 110_000, "[S33]"),
    ],
)
def test_a_ladder_of_a_peer(table, price, asks, source):
    """Rulebook 3.1: a lone bid stands at the opening, and this is asked next."""
    lot = given(catalogued(price), bids("A", price)).under(terms(table)).lot()
    assert lot.asking == usd(asks), source


def test_the_ladder_of_200_500_and_800():
    """Rulebook 3.1, Christie's [S31], the general standard [S32]."""
    calls = CHRISTIES.ladder(usd(1_800), usd(6_000))
    assert calls == [
        usd(call)
        for call in (
            *(1_800, 1_900, 2_000, 2_200, 2_400, 2_600, 2_800, 3_000),
            *(3_200, 3_500, 3_800, 4_000, 4_200, 4_500, 4_800, 5_000, 5_500, 6_000),
        )
    ]


def test_the_same_ladder_ten_times_higher():
    """Rulebook 3.1, Christie's [S31]: "then x10 pattern"."""
    low = CHRISTIES.ladder(usd(1_000), usd(5_000))
    assert CHRISTIES.ladder(usd(10_000), usd(50_000)) == [10 * call for call in low]


def test_steps_of_up_to_ten_percent():
    """Rulebook 3.1, Christie's [S30]."""
    calls = CHRISTIES.ladder(usd(1_000), usd(100_000))
    for call, following in pairwise(calls):
        assert following - call <= call / 10


def test_a_lot_opens_below_its_low_estimate():
    """Rulebook 3.1, Christie's [S30]; in the seed's sale at a quarter (rulebook 1)."""
    assert default_opening(usd(1_000), terms(CATALOGUE).rules) == usd(240)


def test_a_maximum_is_not_lowered_below_the_price():
    """Rulebook 3.1, TradeMe [S28]."""
    (
        given(catalogued(10), bids("A", 100), bids("B", 30, "14:02"))
        .under(terms(TRADEME, lowering=True))
        .when(bids("A", 30, "14:03"))
        .then_refused(MaximumBelowPrice)
    )


def test_a_tie_that_nobody_takes_up_is_not_sold():
    """Rulebook 3.1, Interencheres [S26]."""
    (
        given(catalogued(100), bids("A", 300), bids("B", 300, "14:02"))
        .under(terms(TENS, ties=TieRule.REOFFER))
        .when(hammer())
        .then(
            LotPassed(
                lot=catalogued().lot,
                highest=usd(300),
                reason=PassReason.TIED,
                at=clock("15:00"),
                terms=1,
            )
        )
    )


# Reserves and bids for the seller, rulebook 3.2.

COUNTER = terms(TENS, reserve=ReserveMode.COUNTER)


def for_the_seller(reserve, *acts):
    """Play bids against a counter-bidding house; return its bids, and the lot."""
    lot = given(catalogued(100), reserved(reserve), *acts[:-1]).under(COUNTER).lot()
    events = acts[-1](lot, COUNTER)
    house = [event.amount for event in events if isinstance(event, HouseBidPlaced)]
    return house, given(catalogued(100), reserved(reserve), *acts).under(COUNTER).lot()


def test_the_house_answers_a_maximum_below_the_reserve():
    """Sotheby's [S39]: responsive bids are placed for the seller."""
    house, lot = for_the_seller(500, bids("A", 200))
    assert house == [usd(220)]
    assert (lot.standing.leader, lot.price) == (HOUSE, usd(220))
    assert lot.standing.rule is Rule.HOUSE_LEADS


def test_the_bidder_may_go_on_against_the_house():
    """Christie's [S38]: in response to other bids."""
    house, lot = for_the_seller(500, bids("A", 200), bids("A", 300))
    assert house == [usd(320)]
    assert lot.standing.leader == HOUSE


def test_the_house_bids_again_and_again():
    """Christie's [S38]: consecutive bids, as long as they stay below the reserve."""
    acts = [bids("A", 200), bids("B", 300), bids("A", 400)]
    asked = [for_the_seller(500, *acts[:n])[0] for n in (1, 2, 3)]
    assert asked == [[usd(220)], [usd(320)], [usd(420)]]


@pytest.mark.parametrize("maximum", [460, 470, 480, 490, 499])
def test_the_house_never_bids_at_or_above_the_reserve(maximum):
    """Christie's [S38], LiveAuctioneers [S40]."""
    (amount,), lot = for_the_seller(500, bids("A", maximum))
    assert amount <= usd(480) < lot.reserve
    assert lot.standing.reserve_met is False


def test_the_last_step_below_the_reserve_is_the_bidders():
    """Christie's [S38]: one call more would be the reserve."""
    house, lot = for_the_seller(500, bids("A", 490))
    assert house == [usd(480)]
    assert (lot.standing.leader, lot.price) == ("A", usd(490))
    assert lot.standing.rule is Rule.HOUSE_ANSWERED


@pytest.mark.parametrize("maximum", [500, 2_000])
def test_a_maximum_that_reaches_the_reserve_gets_it_there(maximum):
    """Sotheby's [S39], as ATG's "only enough to meet the reserve" [S42]."""
    house, lot = for_the_seller(500, bids("A", maximum))
    assert house == []
    assert (lot.standing.leader, lot.price) == ("A", usd(500))


def test_the_house_is_silent_once_the_reserve_is_met():
    """LiveAuctioneers [S40]: it must not bid above the reserve."""
    house, lot = for_the_seller(500, bids("A", 2_000), bids("B", 600))
    assert house == []
    assert lot.price == usd(620)


def test_every_bid_for_the_seller_is_flagged():
    """UCC 2-328(4) (rulebook 4): Christie's does not identify them [S38]; we do."""
    lot = given(catalogued(100), reserved(500)).lot()
    placed, house = bids("A", 200)(lot, COUNTER)
    assert placed.standing.leader == "A"
    assert isinstance(house, HouseBidPlaced)
    assert house.standing.leader == HOUSE


def test_a_lot_that_the_house_leads_is_passed():
    """Catawiki [S41]: the reserve was not met."""
    (passed,) = hammer()(for_the_seller(500, bids("A", 200))[1], COUNTER)
    assert passed.reason is PassReason.RESERVE_NOT_MET


def test_in_other_modes_the_house_never_bids():
    for mode in (ReserveMode.JUMP, ReserveMode.PASSIVE, ReserveMode.FULL):
        lot = given(catalogued(100), reserved(500)).lot()
        assert len(bids("A", 200)(lot, terms(TENS, reserve=mode))) == 1


def test_a_passive_reserve_does_nothing_until_the_close():
    """Rulebook 3.5: reserve mode passive."""
    story = given(catalogued(100), reserved(500), bids("A", 900), bids("B", 200))
    passive = story.under(terms(TENS, reserve=ReserveMode.PASSIVE))
    lot = passive.lot()
    assert (lot.price, lot.standing.reserve_met) == (usd(220), False)
    (passed,) = hammer()(lot, passive.rules)
    assert passed.reason is PassReason.RESERVE_NOT_MET


ESTIMATED = catalogued(100, low_estimate=usd(400), high_estimate=usd(600))


def test_a_reserve_is_not_above_the_low_estimate():
    """LiveAuctioneers [S40]."""
    given(ESTIMATED).when(sets_reserve(401)).then_refused(ReserveAboveEstimate)
    assert sets_reserve(400)(given(ESTIMATED).lot(), terms())


def test_a_reserve_that_is_met_is_not_raised():
    """LiveAuctioneers [S40][INF]: else a bidder would be outbid by a signature."""
    story = given(ESTIMATED, reserved(200), bids("A", 300))
    story.when(sets_reserve(250)).then_refused(ReserveMetAlready, lot=story.lot().id)


def test_a_reserve_that_is_not_met_may_be_raised():
    story = given(ESTIMATED, reserved(200), bids("A", 150))
    story.when(sets_reserve(250)).then_stands("A", 100, reserve_met=False)


def test_a_lower_reserve_may_be_met_at_once():
    """Rulebook 3.1, eBay [S16]: the price jumps to it, below the old maximum."""
    story = given(ESTIMATED, reserved(400), bids("A", 300))
    lot = story.when(sets_reserve(250)).then_stands("A", 250, reserve_met=True)
    assert lot.standing.rule is Rule.RAISED_TO_RESERVE


def test_a_reserve_may_be_lifted():
    story = given(ESTIMATED, reserved(400), bids("A", 300))
    story.when(sets_reserve(None)).then_stands("A", 100, reserve_met=None)


def test_a_reserve_that_is_met_may_be_lifted():
    story = given(ESTIMATED, reserved(200), bids("A", 300))
    story.when(sets_reserve(None)).then_stands("A", 200, reserve_met=None)


def test_a_reserve_above_a_bid_of_the_house_may_be_lowered():
    story = given(ESTIMATED, reserved(400), bids("A", 200)).under(COUNTER)
    story.when(sets_reserve(221)).then_stands("HOUSE", 220, reserve_met=False)


@pytest.mark.parametrize("reserve", [None, 200, 220])
def test_a_reserve_is_not_brought_down_to_a_bid_of_the_house(reserve):
    """Christie's [S38]: the house would have bid at or above it."""
    (
        given(ESTIMATED, reserved(400), bids("A", 200))
        .under(COUNTER)
        .when(sets_reserve(reserve))
        .then_refused(ReserveBelowHouseBid)
    )


def test_whether_there_is_a_reserve_is_shown_and_not_how_much():
    """LiveAuctioneers [S40]: a standing says met, not met, or that there is none."""
    met = [
        given(catalogued(100), *reserve, bids("A", 300)).lot().standing.reserve_met
        for reserve in ([], [reserved(400)], [reserved(300)])
    ]
    assert met == [None, False, True]
