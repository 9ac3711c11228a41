"""Whatever terms a check calls sound, a whole sale can be played under them."""

from __future__ import annotations

from random import Random

import pytest

from ledger.files.problems import Faulty
from ledger.files.terms_file import read_terms
from ledger.house.replays import SaleReplay
from ledger.identity import HOUSE
from ledger.lot import Stage
from ledger.replay.wish import Wish
from presenters.why import why
from tests.random_sale import FLOOR, PADDLES, SALE, TIMED, play
from tests.random_terms_file import throw_terms_file
from tests.seeds import seeds


def thrown(seed, folder):
    """Write terms until some are sound; returns them, and how many were not."""
    dice, unsound = Random(seed), 0
    while True:
        file = folder / "terms.toml"
        file.write_text(throw_terms_file(dice), encoding="utf-8")
        try:
            return read_terms(file), unsound
        except Faulty:
            unsound += 1


@pytest.mark.parametrize("seed", seeds(60, fast=1))
def test_no_sound_terms_end_in_an_assertion(seed, tmp_path):
    terms, _ = thrown(seed, tmp_path)
    gamble = play(seed, tmp_path, terms)
    lots = [gamble.lot(number) for number in (*FLOOR, *TIMED)]
    assert len(lots) == 6, "every lot is in the catalogue"
    replay = SaleReplay(gamble.house, SALE)
    wishes = [Wish(without_paddles=(paddle,)) for paddle in (HOUSE, *PADDLES)]
    wishes += [Wish(terms=terms), Wish(closes_at=gamble.now)]
    for lot in lots:
        assert list(replay.recompute(lot.id).differences) == []
        for wish in wishes:
            replay.what_if(lot.id, wish)
        for step in replay.steps(lot.id):
            assert all(sentence.endswith(".") for sentence in why(step))
    gamble.house.close()


@pytest.mark.slow
def test_the_dice_throw_terms_of_both_kinds(tmp_path):
    throws = [thrown(seed, tmp_path) for seed in range(120)]
    floors = [terms.sessions[0] for terms, _ in throws]
    assert 20 < sum(unsound for _, unsound in throws) < 2_000
    assert any(session.proxies_end_at is None for session in floors)


@pytest.mark.slow
def test_sales_under_them_are_sold_and_refused(tmp_path):
    stages = set()
    for seed in range(12):
        folder = tmp_path / str(seed)
        folder.mkdir()
        terms, _ = thrown(seed, folder)
        gamble = play(seed, folder, terms)
        stages |= {gamble.lot(number).stage for number in (*FLOOR, *TIMED)}
        gamble.house.close()
    assert {Stage.SOLD, Stage.PASSED} <= stages
