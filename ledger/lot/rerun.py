"""The bids of a lot met again: what they come to once some of them are left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ledger.contest import Claim, Contest, Outcome
from ledger.events.vocabulary import Rule
from ledger.identity import Paddle
from ledger.lot import Lot
from ledger.lot.bidding import UnderTerms
from ledger.lot.claims import better
from ledger.lot.standing import contest_on
from ledger.money import Minor
from ledger.value import replace


class Rerun(NamedTuple):
    """The result of bids that meet again."""

    lead: Claim | None
    """The bid that leads; None where there is none, or the best are tied."""
    outcome: Outcome | None
    """Who leads at what price, before the house answers; None where there is no bid."""


def contest_again(lot: Lot, claims: Iterable[Claim], *, under: UnderTerms) -> Rerun:
    """Let bids meet in the order they were entered, as if there had been no others.

    The house answers on the way as it would have. A bid that was called in the room
    counts as a maximum: its bidder called it against bids that may be gone, and would
    have had the lot for less (facts of rulebook 4, Brandly's cases).
    """
    by_bid = {claim.bid: claim for claim in claims}
    # What the auctioneer asked after the price of today was not asked on the way.
    contest = replace(contest_on(lot, under.rules), called=None)
    meeting = _Meeting(contest, lot.opening_asked)
    for claim in by_bid.values():
        meeting.hear(replace(claim, static=claim.static and not claim.live))
    outcome = meeting.outcome
    if outcome is None or outcome.leader is None:
        return Rerun(None, outcome)
    return Rerun(by_bid[outcome.leader.bid], outcome)


class _Meeting:
    """Bids that meet one after the other."""

    def __init__(self, contest: Contest, asking: Minor) -> None:
        self.outcome: Outcome | None = None
        self._contest = contest
        self._asking = asking
        self._answered: Outcome | None = None
        """The outcome once the house has answered it."""
        self._words: dict[Paddle, Claim] = {}

    def hear(self, claim: Claim) -> None:
        """Let one more bid meet those before it."""
        outcome = self._outcome_of_claim(claim)
        self._words.pop(claim.paddle, None)
        self._words[claim.paddle] = claim
        if outcome is not None:
            answer = self._contest.answered(outcome)
            self.outcome = outcome
            self._answered = outcome if answer is None else answer[1]

    def _outcome_of_claim(self, claim: Claim) -> Outcome | None:
        """Return where a bid leaves the lot; None where it changes nothing."""
        contest, answered = self._contest, self._answered
        if answered is None:
            return contest.first(claim, min(self._asking, claim.maximum))
        if answered.leader is None:
            asking = contest.asking(answered.price)
            return contest.first(claim, asking) if claim.maximum >= asking else None
        if answered.leader.paddle == claim.paddle:
            return self._outcome_of_raise(answered.leader, claim, answered.price)
        if claim.maximum < answered.price:
            return None
        return contest.meet(answered.leader, claim)

    def _outcome_of_raise(
        self, lead: Claim, claim: Claim, price: Minor
    ) -> Outcome | None:
        """Let a leader bid again: what the room heard then moves no price now."""
        contest = self._contest
        if claim.maximum > lead.maximum:
            if claim.live:
                return contest.reserved(Outcome(claim, price, Rule.MAXIMUM_RAISED))
            return contest.raised(
                lead, claim, self._highest_rival_claim(claim.paddle), price
            )
        if claim.maximum == lead.maximum or claim.live:
            return None
        # It was lowered as far as the others had come; a reserve set since may have
        # brought the price further than that, and no longer does.
        return contest.lowered(claim, min(price, claim.maximum))

    def _highest_rival_claim(self, leader: Paddle) -> Claim | None:
        """Return the best last word of anybody but the leader."""
        best = None
        for paddle, word in self._words.items():
            if paddle != leader:
                best = word if best is None else better(word, best)
        return best
