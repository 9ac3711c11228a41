"""The terms of bidding: the ladder, ties, reserves, raising, lowering."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from ledger.identity import ROOM_CHANNELS, Channel
from ledger.increments import Basis, Increment, IncrementTable, OffIncrement
from ledger.value import later, replace, value


class TieRule(StrEnum):
    """The choice of leader between two equal maximums (rulebook 2.3 and 3.1)."""

    EARLIEST = "earliest"
    """The bid received first."""
    AUTOMATIC = "automatic"
    """An automatic bid before a static one, then the bid received first."""
    REOFFER = "re-offer"
    """Nobody: the lot is put up again at that amount."""


class ReserveMode(StrEnum):
    """The effect of a reserve on the bidding (rulebook 3.1 and 3.2)."""

    JUMP = "jump"
    """The price rises to the reserve as soon as a maximum reaches it."""
    COUNTER = "counter"
    """The house bids for the consignor, below the reserve, and says so."""
    PASSIVE = "passive"
    """The reserve is looked at only when the lot closes."""
    FULL = "full"
    """A maximum up to the reserve is placed in full; increments only above it."""


class SelfRaise(StrEnum):
    """The effect of a leader's higher maximum on the price (rulebook 2.2)."""

    TIE_ONLY = "tie-only"
    """Only a leader by being earlier in a tie moves the price."""
    ROUND = "round"
    """That, and a price off the ladder rises to the next increment."""
    ROUND_HALF = "round-half"
    """That, and a price off the ladder rises to the next half increment."""
    RECOMPUTE = "recompute"
    """The price is worked out again, as if the new maximum had come first."""


class StrikePolicy(StrEnum):
    """The rest of the bidding when a bid is taken out of it (facts of rulebook 4).

    The statute says that a retraction revives no earlier bid (UCC 2-328(3)); houses
    differ in what they do instead.
    """

    REOPEN = "reopen"
    """No bid stands: the lot is bid for again from its opening."""
    PROMOTE_NEXT = "promote-next"
    """The next bidder leads, at what the bid had driven them to."""
    STRIKE_ONE = "strike-one"
    """The bids that are left meet again in their order."""
    STRIKE_ALL = "strike-all-and-replay"
    """All bids of that bidder go, and those that are left meet again."""


class Openings(StrEnum):
    """Whose sealed amounts are opened to everybody once a lot is closed."""

    NONE = "none"
    """Nobody's: what was not spent stays a secret."""
    WINNER_AND_UNDERBIDDER = "winner-and-underbidder"
    """Of a lot that is sold, the buyer's, the underbidder's, and its reserve."""
    ALL = "all"
    """Every bid, refused ones too, and the reserve, whether the lot is sold or not."""


class NextAsk(StrEnum):
    """The next asking of a floor session after a price (rulebook 2.2 and 2.3)."""

    ADD = "add"
    """Whatever the basis of the ladder gives: 461 and a step of 25 ask 486."""
    RUNG = "rung"
    """The next rung of the ladder: one odd proxy at 461 leads back to 475."""


@value
class BiddingTerms:
    """The rules of the contest."""

    increments: IncrementTable
    off_increment: tuple[tuple[Channel, OffIncrement], ...] = ()
    ties: TieRule = TieRule.EARLIEST
    reserve: ReserveMode = ReserveMode.JUMP
    self_raise: SelfRaise = SelfRaise.TIE_ONLY
    whole_units: bool = False
    """Only whole dollars (pounds, euros) are accepted."""
    lowering: bool = False
    """A leader may lower a maximum, down to the current price."""
    break_ties: bool = False
    """A bidder may allow one increment more to win a tie."""

    retractable: bool = True
    """A bidder may take a bid back before the hammer (UCC 2-328(3))."""
    retraction: StrikePolicy = StrikePolicy.REOPEN
    """What that leaves of the bidding."""
    far_times_asking: int | None = later(default=None)
    """An amount beyond so many times what is asked is asked back; None: it is not."""
    far_times_estimate: int | None = later(default=None)
    """It is asked back only if it is beyond so many times the high estimate as well."""
    openings: Openings = later(default=Openings.NONE)
    """Whose sealed amounts are opened after the close, so that anybody can check."""

    def climbing_by(self, own: Increment | None) -> BiddingTerms:
        """Return these terms with one step for every price; None: as they are.

        The rungs are counted from where it starts, not from an opening.
        """
        if own is None:
            return self
        rows = (own,) if own.start == 0 else (Increment(0, own.step), own)
        basis = self.increments.basis
        basis = Basis.GRID if basis is Basis.WALK else basis
        ladder = replace(self.increments, increments=rows, basis=basis)
        return replace(self, increments=ladder)

    def off_increment_rule(self, channel: Channel) -> OffIncrement:
        """Return what this channel does with amounts off the ladder."""
        for bid_by, rule in self.off_increment:
            if bid_by is channel:
                return rule
        return OffIncrement.ACCEPT


@value
class RoomTerms:
    """The rights of the auctioneer in the room (rulebook 2.3, 2.4 and 2.5)."""

    opening_from: Fraction = Fraction(1, 4)
    opening_to: Fraction = Fraction(3, 5)
    """Without reserve, a lot with estimates opens between these shares of the low."""
    grace_seconds: int = 0
    """A live bid this soon after the hammer may reopen the lot."""
    cut_bids_per_bidder: int | None = 1
    """Half-increment bids a bidder may make on one lot; None: as many as allowed."""
    proxy_wins_ties: bool = True
    """The book keeps the lead when the room bids the same amount."""
    house_bids: bool = True
    """The auctioneer may bid for the consignor below the reserve."""
    next_ask: NextAsk = NextAsk.RUNG
    """What is asked after a price that is off the ladder."""
    grace_channels: tuple[Channel, ...] = ROOM_CHANNELS
    """The channels whose live bids the seconds of grace are for."""
