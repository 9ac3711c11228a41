"""What a house announces of a sale beside its rules: viewing, shipping, licences."""

from __future__ import annotations

from enum import StrEnum

from ledger.value import value


class Topic(StrEnum):
    """What bidders are informed of."""

    LOCATION = "location"
    """Where the saleroom or the lots are."""
    VIEWING = "viewing"
    """Where and when the lots can be seen."""
    LICENCE = "licence"
    """By which licence, and of which auctioneer, the sale is held."""
    SHIPPING = "shipping"
    """When and how lots are sent."""
    TAX = "tax"
    """Which tax is charged, and which certificate exempts from it."""
    TERMS = "terms"
    """Where the conditions of sale stand whole."""
    AUCTION = "auction"
    """What kind of auction it is, and how it is held."""


@value
class Information:
    """What bidders of a sale are informed of, in the house's own words."""

    about: Topic
    text: str
    """The words, in lines as they are printed."""
    category: str | None
    """The category of lots that it is of; None: of every lot."""
