"""Bids from the room, each answered by the book in the same breath."""

from __future__ import annotations

from datetime import datetime, timedelta

from ledger.contest import Claim, Contest, Outcome
from ledger.events.corrections import LotReopened, ReopenedFor
from ledger.events.lot import BidRefused, HouseBidPlaced, LotEvent
from ledger.events.room import LiveBidTaken
from ledger.events.vocabulary import Rule
from ledger.identity import HOUSE, ROOM_CHANNELS, Channel, Paddle
from ledger.increments import OffIncrement
from ledger.lot import Lot, Stage
from ledger.lot.bidding import (
    Bidder,
    UnderTerms,
    must_afford,
    must_be_whole,
    next_bid,
    normalised,
)
from ledger.lot.evolve import evolve
from ledger.lot.room.calls import must_be_up
from ledger.lot.rounded import below_asking
from ledger.lot.standing import (
    contest_on,
    ladder_on,
    standing_after,
    with_client_class,
)
from ledger.money import Minor
from ledger.refusals import (
    AskingMovedOn,
    BidBelowAsking,
    ChannelClosed,
    GraceOver,
    LeadsAlready,
    NoCutBid,
    NoHouseBid,
    Refusal,
)
from ledger.terms import Rules
from ledger.terms.bidding import NextAsk
from ledger.terms.sessions import SessionKind
from ledger.value import replace, value


@value(kw_only=True)
class RoomBid:
    """A bid as the auctioneer sees it: whose, by which channel, at what amount."""

    paddle: Paddle
    channel: Channel
    at: datetime
    amount: Minor | None = None
    """None: what is asked, or half an increment for a cut bid."""
    cut: bool = False
    """Half an increment instead of a whole one (rulebook 2.3)."""
    seen: Minor | None = None
    """What was asked when it was called: it answers that, and nothing asked since."""
    read_at: datetime | None = None
    """When a service or a console read it: whether it is in time after the hammer."""


def take_bid(
    lot: Lot, words: RoomBid, *, bidder: Bidder, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Take a bid from the room, and let the book answer it (rulebook 2.3, 3.1).

    A bid soon after the hammer puts the lot up again first, as far as the terms allow
    (rulebook 2.4 [S9]). Raises the first refusal that applies.
    """
    reopened = _events_of_late_bid(lot, words, under)
    for event in reopened:
        lot = evolve(lot, event)
    must_be_up(lot)
    _must_be_admitted(lot, words, under)
    rule = _off_increment_rule(words, under)
    submitted, amount = _submitted_and_called(lot, words, rule, under)
    claim = _room_claim(lot, words, amount, bidder, under)
    contest = _room_contest(lot, under)
    must_afford(lot, claim, submitted, bidder, under.rules)
    outcome = _outcome_of_claim(lot, claim, contest)
    taken = LiveBidTaken(
        lot=lot.id,
        bid=claim.bid,
        paddle=claim.paddle,
        client_class=claim.client_class,
        submitted=submitted,
        amount=amount,
        off_increment=rule,
        cut=words.cut,
        channel=claim.channel,
        at=words.at,
        standing=standing_after(
            lot, outcome, contest=contest, rules=under.rules, terms=under.version
        ),
        read_at=words.read_at,
    )
    return (*reopened, taken)


def _off_increment_rule(words: RoomBid, under: UnderTerms) -> OffIncrement:
    if words.cut:
        return OffIncrement.HALF
    return under.rules.bidding.off_increment_rule(words.channel)


def _submitted_and_called(
    lot: Lot, words: RoomBid, rule: OffIncrement, under: UnderTerms
) -> tuple[Minor, Minor]:
    """Return what was submitted, and the call that it became."""
    if words.seen is not None and words.seen != lot.asking:
        raise AskingMovedOn(
            lot=lot.id, seen=lot.money(words.seen), asking=lot.money(lot.asking)
        )
    least = _least_amount(lot, words, under)
    submitted = least if words.amount is None else words.amount
    amount = normalised(lot, submitted, least=least, rules=under.rules, rule=rule)
    if amount < least:
        raise below_asking(lot, submitted, amount, least=least)
    return submitted, amount


def _room_claim(
    lot: Lot, words: RoomBid, amount: Minor, bidder: Bidder, under: UnderTerms
) -> Claim:
    """Return a bid called in the room: it stands at its own amount."""
    claim = Claim(
        next_bid(lot),
        words.paddle,
        amount,
        words.at,
        words.channel,
        bidder.client_class,
        static=True,
        live=True,
        cut=words.cut,
    )
    return with_client_class(lot, claim, rules=under.rules, session=under.session)


def _room_contest(lot: Lot, under: UnderTerms) -> Contest:
    # What the auctioneer asked is answered: what is asked next is not asked yet.
    return replace(contest_on(lot, under.rules), called=None)


def _outcome_of_claim(lot: Lot, claim: Claim, contest: Contest) -> Outcome:
    if lot.lead is None or lot.price is None:
        return contest.first(claim, lot.asking)
    return contest.meet(lot.lead, claim)


def _must_be_admitted(lot: Lot, words: RoomBid, under: UnderTerms) -> None:
    """Refuse a channel that is closed, and who would bid against themselves."""
    taken = ROOM_CHANNELS if under.session is None else under.session.channels
    heard = [channel for channel in ROOM_CHANNELS if channel in taken]
    if words.channel not in heard:
        raise ChannelClosed(
            lot=lot.id, channel=words.channel, channels=", ".join(heard)
        )
    if lot.lead is not None and lot.lead.paddle == words.paddle:
        assert lot.price is not None, "a leader leads at a price"
        raise LeadsAlready(lot=lot.id, paddle=words.paddle, price=lot.money(lot.price))


def _least_amount(lot: Lot, words: RoomBid, under: UnderTerms) -> Minor:
    """Return the least that is taken: what is asked, or half an increment less.

    A bidder cuts the bidding once on a lot, where the terms say no more (rulebook 2.3).
    """
    if not words.cut:
        return lot.asking
    allowed = under.rules.room.cut_bids_per_bidder
    cuts = sum(claim.cut for claim in lot.claims if claim.paddle == words.paddle)
    if allowed is not None and cuts >= allowed:
        raise NoCutBid(lot=lot.id, why=f"paddle {words.paddle} has cut it before")
    if lot.price is None:
        raise NoCutBid(lot=lot.id, why="there is no bid yet to cut")
    return _half_increment_above(lot, lot.price, under.rules)


def _half_increment_above(lot: Lot, price: Minor, rules: Rules) -> Minor:
    """Return half an increment above a price; raises NoCutBid where there is none."""
    table = ladder_on(lot, rules)
    if rules.room.next_ask is NextAsk.RUNG:
        cut = table.cut(price, opening=lot.listing.opening)
        if cut is None:
            why = "no half of an increment lies between the price and the next rung"
            raise NoCutBid(lot=lot.id, why=why)
        return cut
    step = table.step_at(price)
    half, rest = divmod(step, 2)
    if rest or (price + half) % table.unit:
        raise NoCutBid(lot=lot.id, why=f"an increment of {lot.money(step)} has no half")
    return price + half


def _events_of_late_bid(
    lot: Lot, words: RoomBid, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Put a lot up again for a bid that came just after the hammer (rulebook 2.4)."""
    if lot.stage not in {Stage.SOLD, Stage.PASSED} or lot.closed_at is None:
        return ()
    grace = under.rules.room.grace_seconds
    if lot.listing.kind is not SessionKind.FLOOR or not grace:
        return ()
    if words.channel not in under.rules.room.grace_channels:
        return ()
    until = lot.closed_at + timedelta(seconds=grace)
    if (words.read_at or words.at) > until:
        raise GraceOver(lot=lot.id, seconds=grace, until=until)
    reopened = LotReopened(
        lot=lot.id,
        why=ReopenedFor.LATE_BID,
        at=words.at,
        ends_at=None,
        standing=lot.standing,
        authorised_by=None,
    )
    return (reopened,)


def refuse_bid(lot: Lot, words: RoomBid, no: Refusal) -> BidRefused:
    """Write down who bid what in the room, when, and why it was not taken."""
    called = lot.asking if words.seen is None else words.seen
    return BidRefused(
        lot=lot.id,
        bid=next_bid(lot),
        paddle=words.paddle,
        submitted=called if words.amount is None else words.amount,
        static=True,
        break_tie=False,
        live=True,
        cut=words.cut,
        channel=words.channel,
        received_at=words.at,
        entered_at=words.at,
        code=no.code,
        said=str(no),
        read_at=words.read_at,
        seen=words.seen,
    )


def house_bid(
    lot: Lot, *, amount: Minor | None, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Bid for the consignor, always below the reserve, and flagged (rulebook 3.2).

    Without an amount it is what is asked. The book answers; the house never wins a tie.
    """
    must_be_up(lot)
    bid = _house_bid_amount(lot, amount, under)
    contest = _room_contest(lot, under)
    standing = standing_after(
        lot,
        _outcome_of_house_bid(lot, bid, contest),
        contest=contest,
        rules=under.rules,
        terms=under.version,
    )
    return (HouseBidPlaced(lot=lot.id, amount=bid, standing=standing),)


def _house_bid_amount(lot: Lot, amount: Minor | None, under: UnderTerms) -> Minor:
    for barred, why in (
        (not under.rules.room.house_bids, "the terms do not let it"),
        (lot.reserve is None, "the lot has no reserve"),
        (lot.lead is not None and lot.lead.paddle == HOUSE, "it leads already"),
    ):
        if barred:
            raise NoHouseBid(lot=lot.id, why=why)
    assert lot.reserve is not None, "a lot without reserve was refused"
    bid = lot.asking if amount is None else amount
    must_be_whole(lot, bid, under.rules)
    if bid >= lot.reserve:
        raise NoHouseBid(lot=lot.id, why="it would reach the reserve")
    if bid < lot.asking:
        raise BidBelowAsking(
            lot=lot.id, maximum=lot.money(bid), asking=lot.money(lot.asking)
        )
    return bid


def _outcome_of_house_bid(lot: Lot, bid: Minor, contest: Contest) -> Outcome:
    """Let the leader answer the house, or let the house lead."""
    lead = lot.lead
    if lead is None or lot.up is None:
        assert lot.up is not None, "the lot is up"
        house = Claim(next_bid(lot), HOUSE, bid, lot.up.opened_at, Channel.FLOOR)
        return Outcome(house, bid, Rule.HOUSE_LEADS)
    if bid > lead.maximum:
        house = Claim(lead.bid, HOUSE, bid, lead.received_at, Channel.FLOOR)
        top = lead.maximum
        return Outcome(house, bid, Rule.HOUSE_LEADS, bid - top, top)
    price = min(lead.maximum, contest.above(bid))
    return Outcome(lead, price, Rule.HOUSE_ANSWERED, 0, bid)
