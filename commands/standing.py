"""How a lot stood before a correction, and how it stands after it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.wording import standing_words
from ledger.identity import HOUSE
from presenters.times import zoned_time

if TYPE_CHECKING:
    from ledger.lot import Lot


def stood(lot: Lot) -> str:
    """Say how a lot stood: ``102 led at $310``."""
    money = lot.listing.currency
    if lot.sold is not None:
        return f"sold to {lot.sold.buyer} at {money.write(lot.sold.hammer)}"
    if lot.stage.value == "rescinded":
        return "its sale had been called off"
    if lot.price is None or lot.standing is None:
        said = "no bid stood"
    elif lot.standing.leader is None:
        said = f"it was tied at {money.write(lot.price)}"
    else:
        leader = lot.standing.leader
        named = "the house" if leader == HOUSE else leader
        said = f"{named} led at {money.write(lot.price)}"
    return said if lot.stage.value == "open" else f"{lot.stage.value}, {said}"


def stands(lot: Lot, *, before: Lot, zone: str) -> str:
    """Say how a lot stands, as a sentence goes on: ``101 leads at $200; asking …``."""
    money = lot.listing.currency
    if lot.sold is not None:
        hammer, due = money.write(lot.sold.hammer), money.write(lot.sold.premium)
        return f"sold to {lot.sold.buyer} at {hammer}, premium {due}."
    if lot.stage.value == "rescinded":
        return "its sale is called off."
    if lot.standing is None:
        said = f"no bid stands; asking {money.write(lot.asking)}."
    else:
        said = standing_words(lot.standing, money)
    if before.stage == lot.stage:
        return said
    until = "" if lot.up is not None else f" until {zoned_time(lot.ends_at, zone)}"
    return f"up again{until}: {said}"
