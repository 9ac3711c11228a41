"""The standing of the bidding on a lot, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import HOUSE, number_of
from presenters.times import zoned_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events import Rule, Standing
    from ledger.identity import LotId, Paddle
    from ledger.lot import Lot
    from ledger.money import Currency


STATED = "receipt was stated"
"""Said of a bid whose receipt is what somebody says, and no clock."""


def standing_words(standing: Standing, currency: Currency) -> str:
    """Say who leads at what price, whether the reserve is met, and what is asked."""
    asking = currency.write(standing.asking)
    if standing.price is None:
        return f"nobody leads; asking {asking}."
    price = currency.write(standing.price)
    match standing.leader:
        case None:
            lead = f"tied at {price}, put up again"
        case leader if leader == HOUSE:
            lead = f"the house leads at {price}, for the consignor"
        case leader:
            lead = f"{leader} leads at {price}"
    unmet = "; reserve not met" if standing.reserve_met is False else ""
    return f"{lead}{unmet}; asking {asking}."


def named_in(lot: Lot, paddle: Paddle | None) -> str:
    """Name a bidder of a lot, and say whether somebody stated when the bid came."""
    if paddle is None:
        return "nobody"
    return f"{paddle}, {STATED}" if lot.stated_by(paddle) else paddle


def stated_line(lots: Sequence[LotId]) -> str:
    """Say of which lots of a list somebody stated when the leader's bid came."""
    numbers = ", ".join(number_of(lot) for lot in lots)
    return f"Of a bid of the leader or the buyer the {STATED}: lot {numbers}."


def rule_words(rule: Rule) -> str:
    """Name the rule that decided a price: ``one increment``."""
    return rule.value.replace("-", " ")


def stood(lot: Lot) -> str:
    """Say how a lot stood before a correction: ``102 led at $310``."""
    money = lot.listing.currency
    if lot.sold is not None:
        return f"sold to {lot.sold.buyer} at {money.write(lot.sold.hammer)}"
    if lot.stage.value == "rescinded":
        return "its sale had been called off"
    if lot.price is None or lot.standing is None:
        bidding = "no bid stood"
    elif lot.standing.leader is None:
        bidding = f"it was tied at {money.write(lot.price)}"
    else:
        leader = lot.standing.leader
        named = "the house" if leader == HOUSE else leader
        bidding = f"{named} led at {money.write(lot.price)}"
    return bidding if lot.stage.value == "open" else f"{lot.stage.value}, {bidding}"


def stands(lot: Lot, *, before: Lot, zone: str) -> str:
    """Say how a lot stands after a correction: ``101 leads at $200; asking …``."""
    money = lot.listing.currency
    if lot.sold is not None:
        hammer, due = money.write(lot.sold.hammer), money.write(lot.sold.premium)
        return f"sold to {lot.sold.buyer} at {hammer}, premium {due}."
    if lot.stage.value == "rescinded":
        return "its sale is called off."
    if lot.standing is None:
        bidding = f"no bid stands; asking {money.write(lot.asking)}."
    else:
        bidding = standing_words(lot.standing, money)
    if before.stage == lot.stage:
        return bidding
    until = "" if lot.up is not None else f" until {zoned_time(lot.ends_at, zone)}"
    return f"up again{until}: {bidding}"
