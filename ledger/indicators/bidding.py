"""The bidding that indicators look at: lots, who sold them, and who bid what and when.

It comes from a ledger or from a file of another house. Bids of the house for the
consignor are not in it: they are made in its own name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from ledger.money import Minor
from ledger.value import field, value


@value(kw_only=True)
class Bid:
    """A bid that was taken, and how the bidding stood before it."""

    bidder: str
    amount: Minor
    """What the bidder would pay, or called."""
    at: Fraction
    """When it was received, in seconds or in the file's own unit."""
    mark: int
    """The position in the log, or the line of the file."""
    price: Minor | None = None
    """What everybody saw that had been bid; None before the first bid."""
    leader: str | None = None
    """Who led before it."""
    leads: bool = True
    """Whether it led when it was taken."""
    discovers: bool = False
    """It was answered by less than an increment: the leader's maximum was found."""
    called: bool = False
    """It was called in the room, where bids follow each other fast."""

    @property
    def raised(self) -> Minor:
        """By how much it goes above what stood; the first bid of a lot by nothing."""
        return 0 if self.price is None else self.amount - self.price


@value(kw_only=True)
class TakenOut:
    """A leading bid or a sale that was taken back, and who it had kept out."""

    bidder: str
    """Whose bid was retracted or struck, or whose purchase was called off."""
    amount: Minor
    mark: int
    was_sale: bool
    """It was a purchase, called off after the hammer."""


@value(kw_only=True)
class LotBidding:
    """One lot: whose it was, the bids on it as they came, and who got it."""

    lot: str
    seller: str | None
    category: str | None = None
    currency: str = ""
    bids: tuple[Bid, ...] = ()
    winner: str | None = None
    """Who bought it, or leads while it is open; None where nobody got it."""
    price: Minor | None = None
    """What it was sold for, or stands at."""
    opening: Minor | None = None
    estimate: Minor | None = None
    """The high estimate, or else the low one."""
    taken_out: tuple[TakenOut, ...] = ()
    second: str | None = None
    """To whom it was sold by a second chance, once its sale was called off."""
    mark: int | None = None
    """Where the hammer fell."""

    @property
    def bidders(self) -> dict[str, None]:
        """Everybody who bid, in the order of their first bids."""
        return dict.fromkeys(bid.bidder for bid in self.bids)

    @property
    def final_bidder(self) -> str | None:
        """Who has it in the end."""
        return self.second or self.winner


@value
class Bidding:
    """The lots that are looked at, by who sold them and who bid on them."""

    lots: tuple[LotBidding, ...]
    by_seller: Mapping[str | None, Sequence[LotBidding]] = field(default_factory=dict)
    by_bidder: Mapping[str, Sequence[LotBidding]] = field(default_factory=dict)
    in_seconds: bool = True
    """Whether times are in seconds; a file may have a unit of its own."""

    @classmethod
    def of(cls, lots: Sequence[LotBidding], *, in_seconds: bool = True) -> Bidding:
        """Sort lots by seller and by bidder."""
        by_seller: dict[str | None, list[LotBidding]] = defaultdict(list)
        by_bidder: dict[str, list[LotBidding]] = defaultdict(list)
        for lot in lots:
            by_seller[lot.seller].append(lot)
            for bidder in lot.bidders:
                by_bidder[bidder].append(lot)
        return cls(tuple(lots), dict(by_seller), dict(by_bidder), in_seconds)

    def lost(self, bidder: str) -> list[LotBidding]:
        """List the lots on which a bidder bid against others, and did not get."""
        return [
            lot
            for lot in self.by_bidder[bidder]
            if lot.winner != bidder and len(lot.bidders) > 1
        ]
