"""Filed replays: a shape of their own, word for word, that no screen and no word moves.

``GOLDEN`` is what is written today, ``BEFORE`` what was filed before shapes had names.
Where a replay comes to something else than in ``GOLDEN``, so would those on file: give
``METHOD`` its next edition.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from json import loads
from pathlib import Path

import pytest

from ledger.dispute import digest_of
from ledger.events import LotPassed, PassReason, Rule
from ledger.files.terms_file import preset_names, read_rules
from ledger.house import bids, disputes
from ledger.house.filing import FiledReplay, checked
from ledger.house.replays import SaleReplay
from ledger.identity import BidId, Paddle
from ledger.lot import Stage
from ledger.lot.bidding import refuse_bid
from ledger.lot.evolve import evolve
from ledger.money import Money
from ledger.refusals import BidBelowAsking
from ledger.replay import filed as shapes
from ledger.replay.against_the_rules import Recount
from ledger.replay.difference import Difference, Objection
from ledger.replay.filed import (
    FiledNote,
    filed_comparison,
    filed_recount,
    read_filing,
    write_inputs,
    write_result,
)
from ledger.replay.result import Comparison, Fared, Note, Result
from ledger.replay.wish import Wish
from ledger.store.terms_text import read_terms, write_terms
from ledger.terms.bidding import StrikePolicy, TieRule
from presenters.dispute import account_facts, account_shape
from presenters.dispute_account import account_of
from presenters.filed_replay import note_sentences, outcome_words
from presenters.pages.summary import summary_page
from tests import story
from tests.disputed import D1, NOON, WISHES, filed, opened
from tests.sale_of_tests import SALE, bid, by, lot, new_house, terms
from tests.story import LOT, USD, clock, leads, usd
from tests.timed_sale import soft_close, timed_house

GOLDEN = Path(__file__).parent / "golden" / "filed_1.json"
BEFORE = loads((Path(__file__).parent / "golden" / "filed_0.json").read_text())


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        house.do(bid(1, "101", 300), by=by())
        house.do(bid(1, "102", 450), by=by())
        yield house


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_a_filed_replay_runs_again_from_what_is_on_file(house, wish):
    opened(house)
    replay = filed(house, wish)
    assert replay.digest == sha256(replay.result.encode()).hexdigest()
    assert checked(SaleReplay(house, SALE), replay).same


def test_what_was_asked_is_filed_whole(house):
    opened(house)
    other = terms(ties=TieRule.REOFFER)
    wish = Wish(
        without=(BidId("1#1"),),
        without_paddles=(Paddle("102"),),
        terms=other,
        closes_at=clock("09:30"),
        policy=StrikePolicy.STRIKE_ONE,
    )
    asked = loads(filed(house, wish).inputs)
    names = [asked.pop(name) for name in ("shape", "method", "lot")]
    assert names == ["filed/1", "replay/2", "MAY26/1"]
    told = asked.pop("what_if")
    assert read_terms(write_terms(other)) == other
    assert told.pop("terms") == loads(write_terms(other))
    assert told == {
        "without": ["1#1"],
        "without_bidders": ["102"],
        "closes_at": "2026-05-20T09:30:00Z",
        "policy": "strike-one",
    }
    assert asked == {}


@pytest.mark.parametrize("preset", preset_names())
def test_any_rules_are_written_whole(preset):
    rules = read_rules(preset)
    assert read_terms(write_terms(rules)) == rules


def test_what_if_says_what_the_lot_would_have_come_to(house):
    opened(house)
    result = loads(filed(house, WISHES["a bid"]).result)
    assert result["currency"] == "USD"
    assert result["recorded"]["price"] == "320.00"
    assert result["what_if"]["price"] == "100.00"


def test_a_replay_of_the_record_names_no_difference(house):
    opened(house)
    result = loads(filed(house).result)
    assert (result["events"], result["differences"]) == (3, [])


def test_what_came_later_changes_no_filed_replay(house):
    opened(house)
    replay = filed(house, WISHES["a bidder"])
    house.do(bid(1, "103", 900), by=by())
    house.do(bids.close_lot(lot(1), at=clock("15:00")), by=by())
    assert checked(SaleReplay(house, SALE), replay).same
    later = filed(house, WISHES["a bidder"])
    assert later.digest != replay.digest
    assert later.as_of > replay.as_of


def test_a_late_bid_on_another_lot_that_came_afterwards_is_left_aside(tmp_path):
    soft = soft_close(scope="session")
    with timed_house(tmp_path, soft, entries=2) as house:
        house.do(bid(1, "101", 300), by=by())
        opened(house)
        before = filed(house)
        late = clock("14:58")
        house.do(bid(2, "102", 200, at=late, received_at=late), by=by())
        assert len(house.history(lot(1))) == 3, "the close moved"
        assert checked(SaleReplay(house, SALE), before).same
        assert checked(SaleReplay(house, SALE), filed(house)).same


def test_another_result_is_noticed(house):
    opened(house)
    replay = filed(house, WISHES["a bid"])
    other = replay.result.replace("100.00", "100.01")
    forged = replace(replay, result=other, digest=digest_of(other))
    assert checked(SaleReplay(house, SALE), forged).same is False


def test_a_result_that_its_digest_was_not_taken_of_is_noticed(house):
    opened(house)
    replay = filed(house, WISHES["a bid"])
    other = replace(replay, result=replay.result.replace("100.00", "100.01"))
    assert not checked(SaleReplay(house, SALE), other).intact
    assert checked(SaleReplay(house, SALE), replay).intact


# The shape that is written.

PLACED = story.bid(2, "P9", 300, leads("P7", 320, asks=340, why=Rule.ONE_INCREMENT))
PASSED = LotPassed(
    lot=LOT, highest=None, reason=PassReason.NO_BIDS, at=clock("15:00"), terms=1
)
REFUSED = Objection("bid-below-asking", "A sentence of today.")
NO = refuse_bid(
    evolve(None, story.catalogued()),
    story.slip("P9", 90),
    BidBelowAsking(lot=LOT, maximum=Money(usd(90), USD), asking=Money(usd(110), USD)),
)
SOLD = Result(
    lot=LOT,
    stage=Stage.SOLD,
    price=usd(320),
    winner=Paddle("P7"),
    underbidder=Paddle("P9"),
    hammer=usd(320),
    premium=usd(32),
    total=usd(352),
    reserve_met=True,
    consignor=None,
    currency=USD,
)
OPEN = replace(
    SOLD, stage=Stage.OPEN, hammer=None, premium=None, total=None, reserve_met=None
)


def every_kind():
    """Write a comparison with each kind of note, and each kind of difference."""
    cheaper = replace(PLACED.standing, price=usd(310))
    late = replace(PLACED, standing=cheaper, received_at=clock("14:00"))
    fared = [
        Note(kind, place, PLACED, REFUSED if place % 2 else None)
        for place, kind in enumerate(Fared, start=1)
    ]
    differences = [
        Difference(7, PLACED, late, USD),
        Difference(8, PLACED, None, USD, REFUSED),
        Difference(9, PLACED, None, USD, Objection(None, "A sentence of today.")),
        Difference(10, None, PASSED, USD),
        Difference(11, PLACED, PASSED, USD),
        Difference(12, NO, replace(NO, code="leads-already", said="Another."), USD),
    ]
    return {
        "comparison": write_result(
            filed_comparison(Comparison(LOT, SOLD, OPEN, tuple(fared), "UTC"))
        ),
        "recount": write_result(
            filed_recount(Recount(events=12, differences=differences, on_trust=1), USD)
        ),
        "inputs": write_inputs(
            LOT,
            shapes.FiledWish(
                without=("14#1",),
                without_bidders=("P9", "HOUSE"),
                terms={"sale": "MAY26"},
                closes_at=clock("15:00"),
                policy="reopen",
            ),
        ),
        "no wish": write_inputs(LOT, None),
    }


def test_what_is_filed_is_written_word_for_word_as_ever(house):
    opened(house)
    written = every_kind() | {
        name: filed(house, wish).result for name, wish in WISHES.items()
    }
    assert written == loads(GOLDEN.read_text())


def test_what_is_written_is_read_back():
    written = every_kind()
    for name in ("comparison", "recount"):
        filing = read_filing(written["inputs"], written[name])
        assert filing.of_today
        assert write_result(filing.outcome) == written[name]
        assert write_inputs(filing.lot, filing.wish) == written["inputs"]
    assert read_filing(written["no wish"], written["recount"]).wish is None


def test_no_sentence_is_filed(house, monkeypatch):
    opened(house)
    house.do(bid(1, "103", 460), by=by())
    wish = Wish(terms=terms(ties=TieRule.REOFFER), without=(BidId("1#1"),))
    before = filed(house, wish)
    monkeypatch.setattr(BidBelowAsking, "remedy", "Think again.")
    monkeypatch.setattr(BidBelowAsking, "what", "{maximum} is below {asking}.")
    assert filed(house, wish).result == before.result
    assert checked(SaleReplay(house, SALE), before).same
    assert all("sentence" not in text for text in every_kind().values())


# Filed before, or by another method.


def of_before(house, name):
    """File what was filed before shapes had names."""
    opened(house)
    text = BEFORE[name]
    assert digest_of(text["result"]) == text["digest"]
    replay = FiledReplay(
        as_of=house.head(), inputs=text["inputs"], result=text["result"]
    )
    (event,) = house.do(disputes.file_replay(D1, replay, at=NOON), by=by()).events
    return event


@pytest.mark.parametrize("name", BEFORE)
def test_what_was_filed_before_is_shown_as_filed_beside_a_run_of_today(house, name):
    event = of_before(house, name)
    check = checked(SaleReplay(house, SALE), event)
    assert (check.filing.shape, check.filing.method) == ("filed/0", None)
    assert (check.intact, check.same) == (True, None)
    assert outcome_words(check.filing.outcome) == outcome_words(check.today)
    assert note_sentences(check.filing.outcome) == []


@pytest.mark.parametrize("name", BEFORE)
def test_it_is_never_called_another_result(house, name):
    of_before(house, name)
    account = account_of(house, D1)
    words = " ".join(str(value) for _, value in account_facts(account, "UTC"))
    assert "as filed, by an older method without a name, the digest" in words
    assert "today's method, replay/2, gives: " in words
    (replay,) = account_shape(account, 1).replays
    assert replay.result == loads(BEFORE[name]["result"])
    assert (replay.digest_holds, replay.same_again) == (True, None)
    assert replay.today["method"] == "replay/2"
    page = summary_page(house, D1, printed_by="Sue", printed_at=NOON)
    assert "is the one that was filed: its digest holds" in page
    assert "nother replay, by replay/2" in page
    assert "another result" not in (words + page).lower()


def test_a_replay_by_an_earlier_method_is_shown_as_filed(house, monkeypatch):
    opened(house)
    replay = filed(house, WISHES["a bid"])
    monkeypatch.setattr(shapes, "METHOD", "replay/9")
    check = checked(SaleReplay(house, SALE), replay)
    assert (check.filing.method, check.intact, check.same) == ("replay/2", True, None)
    words = " ".join(
        str(value) for _, value in account_facts(account_of(house, D1), "UTC")
    )
    assert "as filed, by replay/2, the digest holds" in words


def test_what_is_shown_of_a_filing_carries_its_notes(house):
    """A note is filed by its kind and its place: ``dispute show`` says both."""
    opened(house)
    filed(house, Wish(without=(BidId("1#1"),)))
    account = account_of(house, D1)
    (on_file,) = account.filed
    note = FiledNote(fared="left-aside", position=9, code=None)
    filing = on_file.check.filing
    filing = replace(filing, outcome=replace(filing.outcome, notes=(note,)))
    noted = replace(on_file, check=replace(on_file.check, filing=filing))
    facts = account_facts(replace(account, filed=[noted]), "UTC")
    assert ("", "Position 9: left aside: it came after the hammer.") in facts
