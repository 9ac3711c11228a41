"""The auctioneer's calls: put up, asking, fair warning, sold or passed."""

from __future__ import annotations

from datetime import datetime

from ledger.events.lot import LotEvent, LotPassed, LotSold, PassReason
from ledger.events.room import (
    AskingSet,
    FairWarningGiven,
    IncrementSet,
    LotOpened,
    LotSkipped,
    OpeningRule,
)
from ledger.events.vocabulary import Rule
from ledger.identity import sale_of
from ledger.increments import Basis, Increment
from ledger.lot import Call, Lot, hammer as fall
from ledger.lot.bidding import UnderTerms, must_be_whole
from ledger.lot.listing import must_be_open
from ledger.lot.standing import contest_on, ladder_on
from ledger.money import Minor, share
from ledger.refusals import (
    AskingTooLow,
    BiddingGoesOn,
    IncrementTooSmall,
    MustBeSold,
    NotCried,
    NothingToSell,
    NotUp,
    OpeningOutOfRange,
    OpeningSettled,
    SessionOver,
)
from ledger.terms.sessions import SessionKind
from ledger.value import replace

BY_THE_RESERVE = {
    Rule.RAISED_TO_RESERVE,
    Rule.FULL_TO_RESERVE,
    Rule.HOUSE_LEADS,
    Rule.HOUSE_ANSWERED,
}


def open_lot(
    lot: Lot, *, at: datetime, amount: Minor | None, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Put a lot up: where the book left it, or at the auctioneer's choice.

    The choice is free only without bids and without reserve, between two shares of the
    low estimate (rulebook 1 [S1]). Opening a lot that is up changes nothing.
    """
    if lot.up is not None:
        return ()
    must_be_open(lot)
    if lot.listing.kind is not SessionKind.FLOOR:
        raise NotCried(lot=lot.id)
    if at < lot.ends_at:
        raise BiddingGoesOn(lot=lot.id, ends_at=lot.ends_at, at=at)
    if amount is not None:
        _must_be_free_to_choose(lot, amount, under)
    asking = lot.asking if amount is None else amount
    rule = OpeningRule.CHOICE if amount is not None else _opening_rule(lot)
    opened = LotOpened(
        lot=lot.id, rule=rule, asking=asking, at=at, standing=lot.standing
    )
    return (opened,)


def _opening_rule(lot: Lot) -> OpeningRule:
    """Say what the opening follows from (rulebook 3.1 and 3.2)."""
    if lot.standing is None:
        return OpeningRule.OPENING_BID
    if lot.standing.rule in BY_THE_RESERVE:
        return OpeningRule.RESERVE
    return OpeningRule.OPENING_BID if lot.under is None else OpeningRule.BOOK


def _must_be_free_to_choose(lot: Lot, amount: Minor, under: UnderTerms) -> None:
    low = lot.listing.low_estimate
    for settled, why in (
        (lot.standing is not None, "the book opens it"),
        (lot.reserve is not None, "it has a reserve"),
        (low is None, "it has no estimate"),
    ):
        if settled:
            raise OpeningSettled(lot=lot.id, why=why)
    must_be_whole(lot, amount, under.rules)
    assert low is not None, "a lot without estimate was refused"
    room = under.rules.room
    least, most = share(low, room.opening_from), share(low, room.opening_to)
    if not least <= amount <= most:
        raise OpeningOutOfRange(
            lot=lot.id,
            amount=lot.money(amount),
            least=lot.money(least),
            most=lot.money(most),
        )


def skip(lot: Lot, *, at: datetime) -> tuple[LotEvent, ...]:
    """Leave a lot for later: it comes up after the rest; skipping twice is nothing."""
    must_be_open(lot)
    if lot.skipped:
        return ()
    return (LotSkipped(lot=lot.id, at=at),)


def ask(
    lot: Lot, *, asking: Minor, at: datetime, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Ask for another amount than the increments give, above what is bid.

    It is one that a bidder may take: in whole dollars, where bids are.
    """
    must_be_up(lot)
    if asking == lot.asking:
        return ()
    must_be_whole(lot, asking, under.rules)
    if lot.price is not None and asking <= lot.price:
        raise AskingTooLow(
            lot=lot.id, asking=lot.money(asking), price=lot.money(lot.price)
        )
    standing = None if lot.standing is None else replace(lot.standing, asking=asking)
    return (AskingSet(lot=lot.id, asking=asking, at=at, standing=standing),)


def set_increment(
    lot: Lot, *, step: Minor | None, at: datetime, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Climb by another step for the rest of the lot, or as the terms do again.

    What is asked follows at once: one such step above the price, or above the rung
    that an odd price has passed.
    """
    must_be_up(lot)
    if step == (None if lot.increment is None else lot.increment.step):
        return ()
    increment = None
    if step is not None:
        _must_climb(lot, step, under)
        increment = Increment(_rung_passed(lot, under), step)
    climbing = replace(lot, increment=increment, up=None)
    standing, asking = lot.standing, lot.opening_asked
    if standing is not None and standing.price is not None:
        asking = contest_on(climbing, under.rules).asking(standing.price)
        standing = replace(standing, asking=asking)
    chosen = IncrementSet(
        lot=lot.id,
        step=step,
        start=None if increment is None else increment.start,
        asking=asking,
        at=at,
        standing=standing,
    )
    return (chosen,)


def _rung_passed(lot: Lot, under: UnderTerms) -> Minor:
    """Return the rung on which the bidding is, or which it has passed last."""
    at = lot.asking if lot.price is None else lot.price
    ladder = ladder_on(lot, under.rules)
    return at if ladder.basis is Basis.WALK else ladder.at_or_below(at)


def _must_climb(lot: Lot, step: Minor, under: UnderTerms) -> None:
    if step <= 0:
        raise IncrementTooSmall(lot=lot.id, step=lot.money(step))
    must_be_whole(lot, step, under.rules)


def warn(lot: Lot, *, at: datetime) -> tuple[LotEvent, ...]:
    """Give fair warning; giving it twice without a bid between is nothing."""
    if must_be_up(lot).warned:
        return ()
    return (FairWarningGiven(lot=lot.id, at=at),)


def hammer(lot: Lot, *, at: datetime, under: UnderTerms) -> tuple[LotSold, ...]:
    """Knock a lot down to its leader; raises NothingToSell where it must be passed."""
    must_be_up(lot)
    if (reason := fall.unsold(lot)) is not None:
        raise NothingToSell(lot=lot.id, why=reason.value.replace("-", " "))
    return (fall.sold(lot, at=at, under=under),)


def pass_lot(lot: Lot, *, at: datetime, under: UnderTerms) -> tuple[LotPassed, ...]:
    """Pass a lot: for want of bids, or because the auctioneer will not sell at that.

    Raises MustBeSold for one that is expressly without reserve.
    """
    must_be_up(lot)
    reason = fall.unsold(lot) or PassReason.DISCRETION
    if reason is PassReason.DISCRETION and lot.without_reserve:
        raise MustBeSold(lot=lot.id)
    return (fall.passed(lot, reason, at=at, under=under),)


def must_be_up(lot: Lot) -> Call:
    """Return the call of the lot that is up; raises NotUp for any other."""
    must_be_open(lot)
    if lot.up is None:
        raise NotUp(lot=lot.id)
    return lot.up


def must_be_in_session(lot: Lot, *, session_over: bool) -> None:
    """Refuse to put a lot up again for a bid once its session is over.

    What was sealed is opened by then: two people may put it up again.
    """
    if session_over:
        raise SessionOver(sale=sale_of(lot.id), session=lot.listing.session)
