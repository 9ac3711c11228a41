"""Consignments by dice: rates, lots and whatever may happen to them."""

from __future__ import annotations

from fractions import Fraction

from ledger.house import consigning, corrections
from ledger.terms.settlement_rules import ConsignorRules
from tests.consigned import (
    ANN,
    BEN,
    DAY,
    amends,
    buyer_pays,
    consigned_lot,
    pays_out,
    rescinds,
    scale,
    states,
)
from tests.sale_of_tests import SALE, by, lot
from tests.story import clock, usd


def some_rules(dice):
    """Make up rates: two bands, a minimum, and every fee there is."""
    return ConsignorRules(
        scale((dice.choice([200, 500]), dice.randint(0, 20)), (None, 5), minimum=9),
        by_category=(("Coins", scale((None, dice.randint(0, 20)))),),
        illustration=usd(dice.choice([0, 3])),
        reserve_fee=Fraction(dice.randint(0, 10), 100),
        buy_back=Fraction(dice.randint(0, 10), 100),
        withhold=dice.random() < 0.8,
    )


def some_entries(dice):
    for number in range(1, 9):
        dollars = dice.randint(1, 40) * 25
        keeps = dice.random() < 0.2
        more = {"reserve": usd(dollars + 100)} if keeps else {}
        yield consigned_lot(
            number,
            dollars,
            category=dice.choice(["Coins", None]),
            consignor=dice.choice([ANN, ANN, BEN]),
            **more,
        )


def happens(house, dice):
    """Let one thing happen, if the house allows it."""
    number, amount = dice.randint(1, 8), usd(dice.randint(1, 200))
    at = clock("19:45")
    match dice.randrange(9):
        case 0:
            rescinds(house, number)
        case 1:
            amends(house, number, price=amount)
        case 2:
            again = corrections.resell(
                lot(number), at=at, authorised_by="Ann", price=usd(10)
            )
            house.do(again, by=by(reason="agreed"))
        case 3:
            held = house.lot(lot(number))
            if held.sold is not None and held.sold.buyer == "101":
                buyer_pays(house, number)
        case 4:
            spent = consigning.expense(
                SALE, ANN, amount, description="cost", on=DAY, at=at
            )
            house.do(spent, by=by())
        case 5:
            ahead = consigning.advance(SALE, ANN, amount, method="wire", on=DAY, at=at)
            house.do(ahead, by=by())
        case 6:
            house.do(consigning.agree(SALE, ANN, some_rules(dice)), by=by())
        case 7:
            pays_out(house)
        case _:
            states(house)
