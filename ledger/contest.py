"""The contest: maximums in, one leader and one price out.

The heart of it is rulebook 2.2.1: the price is the lesser of the leader's own maximum
and one increment above the underbidder's. The rest of this file is what differs between
houses, chosen by the terms: ties, static bids, reserves, a leader raising.
"""

from __future__ import annotations

from datetime import datetime

from ledger.events.vocabulary import Rule
from ledger.identity import HOUSE, BidId, Channel, Paddle
from ledger.increments import IncrementTable
from ledger.money import Minor
from ledger.seal import Locked
from ledger.terms.bidding import BiddingTerms, ReserveMode, SelfRaise, TieRule
from ledger.value import replace, value


@value
class Claim:
    """A bidder's word to the house: buy for me, up to this maximum."""

    bid: BidId
    paddle: Paddle
    word: Minor | Locked
    """The maximum, opened where something is decided by it."""
    received_at: datetime
    channel: Channel
    client_class: str | None = None
    static: bool = False
    break_tie: bool = False
    live: bool = False
    """Called in the room, and not left with the house."""
    cut: bool = False
    """Half an increment, called in the room."""
    entered_at: datetime | None = None
    """When it was entered, where somebody stated when it came; else None."""
    raises: BidId | None = None
    """The first bid of its bidder's lead, where they led already; else None."""

    @property
    def maximum(self) -> Minor:
        """The most that it may come to.

        Raises Unread where it is sealed, and not read here.
        """
        word = self.word
        return word.amount if isinstance(word, Locked) else word

    @property
    def read(self) -> Minor | None:
        """The maximum, None where it cannot be read here."""
        word = self.word
        return word.read if isinstance(word, Locked) else word

    def at(self, price: Minor) -> Claim:
        """Return what a claim becomes by leading at a price.

        Only a tie is broken above the maximum: that increment is bid, and spent.
        Where the maximum is not read here, it stays sealed.
        """
        if isinstance(self.word, Locked) and not self.break_tie:
            return self
        most = self.read
        if most is None or price <= most:
            return self
        return replace(self, word=price, break_tie=False)


@value
class Outcome:
    """The result of a contest: the leader, the price, and the rule that decided it."""

    leader: Claim | None
    price: Minor
    rule: Rule
    step: Minor = 0
    against: Minor | None = None


@value
class Contest:
    """The lot's side of a contest: its ladder, where it opened, what it must reach."""

    terms: BiddingTerms
    opening: Minor
    reserve: Minor | None
    book_wins_ties: bool = False
    """The book keeps the lead when the room bids the same."""
    called: tuple[Minor, Minor] | None = None
    """A price, and what the auctioneer asks after it, whatever the ladder says."""
    asks_rungs: bool = False
    """After a price that is off the ladder its next rung is asked."""

    @property
    def table(self) -> IncrementTable:
        """The ladder in force."""
        return self.terms.increments

    def above(self, price: Minor) -> Minor:
        """Return the call after ``price``."""
        if self.called is not None and self.called[0] == price:
            return self.called[1]
        return self.table.above(price, opening=self.opening)

    def asking(self, price: Minor) -> Minor:
        """Return what the next bidder is asked, once the bidding stands at a price."""
        if self.called is not None and self.called[0] == price:
            return self.called[1]
        if self.asks_rungs:
            return self.table.rung_above(price, opening=self.opening)
        return self.above(price)

    def first(self, claim: Claim, asking: Minor) -> Outcome:
        """Let a lone bid stand at what is asked, or in full if it is static."""
        if claim.static:
            return Outcome(claim, claim.maximum, Rule.IN_FULL)
        return self.reserved(Outcome(claim, asking, Rule.OPENING))

    def meet(self, holder: Claim, rival: Claim) -> Outcome:
        """Let the leader's bid meet another's."""
        if holder.maximum == rival.maximum:
            outcome = self._outcome_of_tie(holder, rival)
        elif rival.maximum > holder.maximum:
            outcome = self._outcome_of_win(rival, holder.maximum)
        else:
            outcome = self._outcome_of_win(holder, rival.maximum)
        return self.reserved(outcome)

    def _outcome_of_win(self, winner: Claim, against: Minor) -> Outcome:
        """The higher maximum leads, one call above the lower (rulebook 2.2.1)."""
        if winner.static:
            return Outcome(winner, winner.maximum, Rule.IN_FULL, 0, against)
        call = self.above(against)
        if call <= winner.maximum:
            return Outcome(winner, call, Rule.ONE_INCREMENT, call - against, against)
        return Outcome(winner, winner.maximum, Rule.OWN_MAXIMUM, 0, against)

    def _outcome_of_tie(self, holder: Claim, rival: Claim) -> Outcome:
        """Decide between equal maximums (rulebook 2.3 and 3.1)."""
        tied = holder.maximum
        if holder.paddle == HOUSE:
            # The house gives way at its own amount, whatever the terms say of ties.
            return Outcome(rival, tied, Rule.TIE_EARLIER, 0, tied)
        room_meets_book = rival.live and not holder.live
        if room_meets_book and self.book_wins_ties:
            return Outcome(holder, tied, Rule.TIE_BOOK, 0, tied)
        # A bid received at the same moment keeps the order it was entered in.
        late = rival.received_at < holder.received_at
        earlier, later = (rival, holder) if late else (holder, rival)
        if self.terms.break_ties and (earlier.break_tie or later.break_tie):
            winner = earlier if earlier.break_tie else later
            call = self.above(tied)
            return Outcome(winner.at(call), call, Rule.TIE_BROKEN, call - tied, tied)
        if room_meets_book:
            return Outcome(rival, tied, Rule.TIE_ROOM, 0, tied)
        if self.terms.ties is TieRule.REOFFER:
            return Outcome(None, tied, Rule.TIE_REOFFERED, 0, tied)
        if self.terms.ties is TieRule.AUTOMATIC and earlier.static and not later.static:
            return Outcome(later, tied, Rule.TIE_AUTOMATIC, 0, tied)
        return Outcome(earlier, tied, Rule.TIE_EARLIER, 0, tied)

    def reserved(self, outcome: Outcome) -> Outcome:
        """Apply the reserve to a price below it (rulebook 3.1 eBay, EPS)."""
        leader, reserve = outcome.leader, self.reserve
        if leader is None or reserve is None or outcome.price >= reserve:
            return outcome
        mode = self.terms.reserve
        if mode is ReserveMode.PASSIVE:
            return outcome
        if leader.maximum >= reserve:
            rule = Rule.RAISED_TO_RESERVE
            return Outcome(leader, reserve, rule, 0, outcome.against)
        if mode is ReserveMode.FULL and leader.maximum > outcome.price:
            rule = Rule.FULL_TO_RESERVE
            return Outcome(leader, leader.maximum, rule, 0, outcome.against)
        return outcome

    def raised(
        self, lead: Claim, claim: Claim, under: Claim | None, price: Minor
    ) -> Outcome:
        """Let a leader raise a maximum: nobody bids against themselves (rulebook 2.2).

        The price moves only to protect a lead held by being earlier in a tie, to leave
        an amount off the ladder, or where the terms work it out anew. A static bid
        stands in full whoever makes it.
        """
        if claim.static:
            return Outcome(claim, claim.maximum, Rule.IN_FULL)
        how = self.terms.self_raise
        outcome = Outcome(claim, price, Rule.MAXIMUM_RAISED)
        if under is not None:
            anew = self._outcome_of_win(claim, under.maximum)
            if how is SelfRaise.RECOMPUTE:
                outcome = anew if anew.price > price else outcome
            elif under.maximum == lead.maximum:
                outcome = replace(anew, rule=Rule.TIE_PROTECTED)
        if outcome.price == price and how in {SelfRaise.ROUND, SelfRaise.ROUND_HALF}:
            lifted = self.table.round_up(price, half=how is SelfRaise.ROUND_HALF)
            if lifted != price:
                top = min(claim.maximum, lifted)
                outcome = Outcome(claim, top, Rule.ROUNDED_UP, top - price)
        return self.reserved(outcome)

    def lowered(self, claim: Claim, price: Minor) -> Outcome:
        """Let a leader lower a maximum: the price stays (rulebook 3.1, TradeMe)."""
        if claim.static:
            return Outcome(claim, claim.maximum, Rule.IN_FULL)
        return Outcome(claim, price, Rule.MAXIMUM_LOWERED)

    def answered(self, outcome: Outcome) -> tuple[Minor, Outcome] | None:
        """Let the house bid for the consignor below the reserve (rulebook 3.2).

        Returns the house's bid and where it leaves the lot, or None where the terms,
        the reserve or the price leave it nothing to say. The house never bids at or
        above the reserve, and never wins a tie.
        """
        leader, reserve = outcome.leader, self.reserve
        counters = self.terms.reserve is ReserveMode.COUNTER
        if leader is None or reserve is None or not counters:
            return None
        top = leader.maximum
        cap, call = self.table.below(reserve), self.above(top)
        if call <= cap:
            house = Claim(leader.bid, HOUSE, call, leader.received_at, Channel.FLOOR)
            return call, Outcome(house, call, Rule.HOUSE_LEADS, call - top, top)
        amount = min(cap, top)
        if amount <= outcome.price:
            return None
        price = min(top, self.above(amount))
        return amount, Outcome(leader, price, Rule.HOUSE_ANSWERED, 0, amount)
