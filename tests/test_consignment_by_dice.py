"""Made-up sales, each from a seed: what consignors are told and paid always adds up."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from ledger.events.documents import Deduction, net_of
from ledger.identity import number_of
from ledger.lot import Stage
from ledger.refusals import Refusal
from projections.journal import BookAccount, journal_entry
from tests.consigned import (
    ANN,
    buyer_pays,
    consigned_house,
    pays_out,
    standing,
    states,
)
from tests.random_consignments import happens, some_entries, some_rules
from tests.sale_of_tests import all_entries
from tests.seeds import seeds

SEEDS = seeds(24, fast=2)
STEPS = 30


def half_up(amount, rate):
    """Round the way a clerk does."""
    return int(amount * rate + Fraction(1, 2))


def worked_out(held, rules):
    """Work out by hand what a lot leaves its consignor."""
    if held.stage not in {Stage.SOLD, Stage.PASSED, Stage.RESCINDED}:
        return 0
    left = -rules.illustration
    if held.sold is None:
        standing_ = held.standing
        if held.stage is Stage.PASSED and standing_ and standing_.reserve_met is False:
            left -= half_up(held.reserve, rules.reserve_fee)
        return left
    hammer = held.sold.hammer
    if held.sold.buyer == "900" and held.listing.consignor == ANN:
        return left - half_up(hammer, rules.buy_back)
    by_category = dict(rules.by_category)
    terms = by_category.get(held.listing.category, rules.commission)
    commission, floor = 0, 0
    for band in terms.bands:
        top = hammer if band.up_to is None else min(hammer, band.up_to)
        commission += half_up(max(0, top - floor), band.rate)
        floor = max(floor, top)
    return left + hammer - max(commission, terms.minimum)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_the_account_adds_up(seed, tmp_path):
    dice = Random(seed)
    rules = some_rules(dice)
    bought_back = dice.sample(range(1, 9), 1)
    with consigned_house(
        tmp_path,
        list(some_entries(dice)),
        rules=rules,
        unsold=dice.sample(range(1, 9), 2),
        bought_back=bought_back,
    ) as house:
        for _ in range(STEPS):
            try:
                happens(house, dice)
            except Refusal:
                # What cannot be, such as a price above a maximum, is not.
                continue
        states(house)
        assert states(house) is None, "a second statement says nothing"
        stands = standing(house)
    account, balance = stands.account, stands.balance
    lines = account.lines
    agreed = account.agreed or rules
    fresh = sum(worked_out(held, agreed) for held in stands.lots)
    aside = sum(
        line.amount
        for line in lines
        if line.kind in {Deduction.EXPENSE, Deduction.ADVANCE}
    )
    assert net_of(lines) == fresh + aside, "corrections add up to a fresh statement"
    assert balance.net == net_of(lines) == balance.hammer - balance.deducted
    left = balance.net - balance.paid
    assert balance.payable - balance.owed <= left
    assert balance.payable == max(0, left - balance.awaited)
    assert balance.owed == max(0, -left)
    for held in stands.lots:
        stated = account.stated_lots().get(held.id)
        net = 0 if stated is None else net_of(stated.lines)
        told = held.books.settled
        assert (0 if told is None else told.net) == net, "a lot knows what it brought"


@pytest.mark.parametrize("seed", seeds(8, fast=1))
def test_once_every_buyer_paid_what_is_paid_and_owed_is_the_net(seed, tmp_path):
    dice = Random(seed)
    with consigned_house(
        tmp_path, list(some_entries(dice)), rules=some_rules(dice)
    ) as house:
        states(house)
        for held in standing(house).lots:
            if held.sold is None:
                continue
            buyer_pays(house, int(number_of(held.id)))
            before = standing(house).balance
            if before.payable:
                pays_out(house, f"{before.payable // 200}.50")
                after = standing(house).balance
                assert after.paid + after.payable == before.paid + before.payable
        if standing(house).balance.payable:
            pays_out(house)
        balance = standing(house).balance
        posted = [journal_entry(entry.event) for entry in all_entries(house)]
    assert (balance.payable, balance.awaited) == (0, 0)
    assert balance.paid - balance.owed == balance.net
    legs = [leg for one in posted if one is not None for leg in one.legs]
    assert sum(leg.amount for leg in legs) == 0
    in_the_books = sum(
        leg.amount
        for leg in legs
        if leg.account is BookAccount.CONSIGNORS and leg.party.client == ANN
    )
    assert in_the_books == balance.paid - balance.net, "the books say so too"
