"""Policies for a bid that is taken out: each decides what is left of the bidding."""

from __future__ import annotations

from typing import NamedTuple, TypedDict, assert_never

from ledger.contest import Claim, Outcome
from ledger.events.lot import HouseBidPlaced
from ledger.events.vocabulary import Rule, Standing
from ledger.identity import HOUSE, BidId, Channel, Paddle
from ledger.lot import Lot
from ledger.lot.bidding import UnderTerms
from ledger.lot.rerun import contest_again
from ledger.lot.standing import contest_on, hides_class, standing_after
from ledger.money import Minor
from ledger.terms import Rules
from ledger.terms.bidding import StrikePolicy


class Left(NamedTuple):
    """The rest of the bidding once bids are taken out."""

    bids: tuple[BidId, ...]
    """The bids that were taken out."""
    lead: BidId | None
    """The bid that leads, unless nobody does, or the house."""
    standing: Standing | None
    """Where the bidding stands before the house answers; None: it begins again."""
    answer: tuple[HouseBidPlaced, ...] = ()
    """What the house bids for the consignor then."""

    @property
    def leader(self) -> Paddle | None:
        """The paddle that leads in the end."""
        last = self.answer[-1].standing if self.answer else self.standing
        return None if last is None else last.leader


def left_without(
    lot: Lot,
    claim: Claim,
    policy: StrikePolicy,
    *,
    under: UnderTerms,
    alone: bool = False,
) -> Left:
    """Take a bid out by a policy, with those of its bidder that go with it, or alone.

    A bid that is not at the head never moves the lead. Where none that is left may
    stand, the lot is bid for from its opening.
    """
    heads = _claims_at_the_head(lot)
    led = claim in heads
    lowered = (claim,) if alone else _with_lowered(lot, claim)
    theirs = (claim,) if alone else _claims_of(lot, claim.paddle)
    match policy:
        case StrikePolicy.REOPEN:
            if led:
                return Left(_bid_ids(lowered), None, None)
            return _left_unmoved(lot, lowered)
        case StrikePolicy.PROMOTE_NEXT:
            if led:
                return _left_to_next(lot, theirs, under)
            return _left_unmoved(lot, lowered)
        case StrikePolicy.STRIKE_ONE:
            return _left_to_rerun(lot, lowered, heads, under)
        case StrikePolicy.STRIKE_ALL:
            return _left_to_rerun(lot, theirs, heads, under)
        case _:
            assert_never(policy)


def left_without_house(lot: Lot, *, under: UnderTerms) -> Left:
    """Let all bids meet again as if the house had never bid for the consignor."""
    rerun = contest_again(lot, lot.claims, under=under)
    if rerun.outcome is None:
        return Left((), None, None)
    lead = None if rerun.lead is None else rerun.lead.bid
    return _left_standing(lot, (), lead, rerun.outcome, under)


class Counts(TypedDict):
    """The asking once bids are taken out, and the bids that count then."""

    asking: Minor
    left: int
    channel: Channel | None
    client_class: str | None
    under: BidId | None
    third: BidId | None


def counts_without(lot: Lot, left: Left, rules: Rules) -> Counts:
    """Say what is asked, how many bids count, and how the one came that leads.

    Where maximums are sealed, who is under it as well: nobody could tell by the record.
    """
    under, third = _under(lot, left) if lot.listing.sealed else (None, None)
    lead = None if left.lead is None else lot.claims.find(left.lead)
    return Counts(
        asking=lot.opening_asked if left.standing is None else left.standing.asking,
        left=0 if left.standing is None else len(lot.claims) - len(left.bids),
        channel=None if lead is None else lead.channel,
        client_class=None
        if lead is None or hides_class(lot, rules)
        else lead.client_class,
        under=None if under is None else under.bid,
        third=None if third is None else third.bid,
    )


def _under(lot: Lot, left: Left) -> tuple[Claim | None, Claim | None]:
    if left.standing is None:
        return None, None
    return lot.claims.without(left.bids).under(left.standing.leader)


def _claims_at_the_head(lot: Lot) -> tuple[Claim, ...]:
    """Return the bids at the head: the one that leads, those that tie there.

    Where the house leads for the consignor, it is the bid that the house answered.
    """
    if lot.lead is None:
        assert lot.under is not None, "somebody bid before a bid is taken out"
        tied = lot.under.maximum
        words = lot.claims.words().values()
        return tuple(word for word in words if word.maximum == tied)
    lead = lot.under if lot.lead.paddle == HOUSE else lot.claims.find(lot.lead.bid)
    assert lead is not None, "a bid that stands leads, or was answered"
    return (lead,)


def _claims_of(lot: Lot, paddle: Paddle) -> tuple[Claim, ...]:
    return tuple(claim for claim in lot.claims if claim.paddle == paddle)


def _with_lowered(lot: Lot, claim: Claim) -> tuple[Claim, ...]:
    """Return a bid, and the higher ones that it lowered: they do not come back."""
    bids = _claims_of(lot, claim.paddle)
    earlier = bids[: bids.index(claim)]
    return (*(bid for bid in earlier if bid.maximum > claim.maximum), claim)


def _bid_ids(claims: tuple[Claim, ...]) -> tuple[BidId, ...]:
    return tuple(claim.bid for claim in claims)


def _left_unmoved(lot: Lot, out: tuple[Claim, ...]) -> Left:
    """Leave lead and price alone."""
    by_bidder = lot.lead is not None and lot.lead.paddle != HOUSE
    lead = lot.lead.bid if lot.lead is not None and by_bidder else None
    return Left(_bid_ids(out), lead, lot.standing)


def _left_to_next(lot: Lot, out: tuple[Claim, ...], under: UnderTerms) -> Left:
    """Let the next bidder lead, at the most that they had been driven to.

    Who led is out until they bid again: none of their earlier bids is revived.
    """
    best = lot.claims.best(but=(out[0].paddle,))
    if best is None:
        return Left(_bid_ids(out), None, None)
    outcome = Outcome(best, best.maximum, Rule.PROMOTED)
    return _left_standing(lot, _bid_ids(out), best.bid, outcome, under)


def _left_to_rerun(
    lot: Lot, out: tuple[Claim, ...], heads: tuple[Claim, ...], under: UnderTerms
) -> Left:
    """Let the bids that are left meet again in their order.

    The house's own bid stands for as long as the bid that it answered.
    """
    bids = _bid_ids(out)
    house_leads = lot.lead is not None and lot.lead.paddle == HOUSE
    if house_leads and heads[0] not in out:
        return _left_unmoved(lot, out)
    rerun = contest_again(lot, lot.claims.without(bids), under=under)
    if rerun.outcome is None:
        return Left(bids, None, None)
    lead = None if rerun.lead is None else rerun.lead.bid
    return _left_standing(lot, bids, lead, rerun.outcome, under)


def _left_standing(
    lot: Lot,
    bids: tuple[BidId, ...],
    lead: BidId | None,
    outcome: Outcome,
    under: UnderTerms,
) -> Left:
    """Write down where that leaves the lot, and what the house answers."""
    contest = contest_on(lot, under.rules)

    def standing(after: Outcome) -> Standing:
        return standing_after(
            lot, after, contest=contest, rules=under.rules, terms=under.version
        )

    answer = contest.answered(outcome)
    if answer is None or (_is_lead(lot, lead) and answer[1].rule is Rule.HOUSE_LEADS):
        # Whom the house let lead, it does not outbid now.
        return Left(bids, lead, standing(outcome))
    amount, answered = answer
    house = HouseBidPlaced(lot=lot.id, amount=amount, standing=standing(answered))
    return Left(bids, lead, standing(outcome), (house,))


def _is_lead(lot: Lot, bid: BidId | None) -> bool:
    return lot.lead is not None and lot.lead.bid == bid
