"""Every sentence of why, read back against the terms, on lots that dice play."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ledger.events import BidPlaced, HouseBidPlaced, IncrementSet, LiveBidTaken
from ledger.identity import HOUSE
from ledger.increments import Basis
from ledger.replay.steps import steps
from ledger.terms.bidding import NextAsk
from ledger.terms.sessions import SessionKind
from presenters.why import why
from tests.random_room_lot import RoomLot
from tests.replayed import FIRST, announced, day_of, entry
from tests.seeds import seeds
from tests.story import USD

M = r"(\$[\d,]*\d(?:\.\d\d)?)"
P = r"(HOUSE|[A-Z]\d*)"
TOP = 3_000_00
SENTENCED = BidPlaced | LiveBidTaken | HouseBidPlaced | IncrementSet

READINGS = []
"""Each form of sentence, with what must be true where it is said."""


def reads(form):
    """Let a function say whether a sentence of a form is true."""

    def mark(function):
        READINGS.append((re.compile(form), function))
        return function

    return mark


class Case:
    """A step beside its terms, and a ladder climbed by hand."""

    def __init__(self, step, rules):
        self.event, self.before, self.after = step.event, step.before, step.after
        self.standing = getattr(step.event, "standing", None)
        climbs = rules.bidding.climbing_by(self._increment())
        self.rules, self.table = rules, climbs.increments
        starts = [i.start for i in self.table.increments[1:]] + [TOP]
        self.rungs = sorted(
            {
                rung
                for increment, end in zip(self.table.increments, starts, strict=True)
                for turn in range(increment.start, end, increment.step)
                for rung in (turn, *(turn + value for value in increment.values))
                if rung < end
            }
        )

    def _increment(self):
        chosen = isinstance(self.event, IncrementSet)
        return (self.after if chosen else self.before).increment

    def around(self, amount):
        """Return the rung at an amount or below, and the next one above."""
        below = max(rung for rung in self.rungs if rung <= amount)
        return below, min(rung for rung in self.rungs if rung > amount)

    def row(self, amount):
        return [i for i in self.table.increments if i.start <= amount][-1]

    def above(self, amount):
        """Climb one increment, as the basis of the ladder has it."""
        if self.table.basis is Basis.WALK:
            at = self.before.listing.opening
            while at <= amount:
                row = self.row(at)
                at = self.around(at)[1] if row.values else at + row.step
            return at
        if self.table.basis is Basis.GRID or self.row(amount).values:
            return self.around(amount)[1]
        return amount + self.row(amount).step

    def called(self, amount):
        """Return what the auctioneer asked after a price, for a proxy."""
        up = isinstance(self.event, BidPlaced) and self.before.up
        return self.before.asking if up and self.before.price == amount else None

    def call(self, amount):
        return self.called(amount) or self.above(amount)

    @property
    def became(self):
        placed = isinstance(self.event, BidPlaced)
        return self.event.maximum if placed else self.event.amount

    def is_cut(self, amount):
        low, high = self.around(amount)
        return 2 * amount == low + high and low < amount


@reads(rf"The lot asked {M}\.")
def _asked(case, amount):
    return amount == case.before.asking


@reads(rf"{M} is on the ladder\.")
def _on(case, amount):
    return amount in case.rungs and amount == case.became


@reads(rf"{M} is a cut bid, half way between {M} and {M}\.")
def _cut(case, amount, low, high):
    return case.is_cut(amount) and (low, high) == case.around(amount)


@reads(rf"{M} is off the ladder: it is (.*), and taken as it is\.")
def _as_it_is(case, amount, what):
    own = amount == case.became == case.event.submitted
    return own and _is_what(case, amount, what)


@reads(rf"{M} is off the ladder: it reaches {M}, (.*)\.")
def _reaches(case, written, counts, what):
    own = written == case.event.submitted != counts == case.became
    return own and written > counts and _is_what(case, counts, what)


def _is_what(case, amount, what):
    before = case.before
    off = amount not in case.rungs
    match what:
        case "what the lot asked":
            return off and amount == before.asking
        case "half an increment above the price":
            half = case.row(before.price).step / 2
            steps_up = amount - before.price == half
            up_to = 2 * amount == before.price + case.above(before.price)
            return case.event.cut and off and (steps_up or up_to)
        case "the price, which it was received before":
            earlier = case.event.received_at < before.lead.received_at
            return off and earlier and amount == before.price
    return False


@reads(rf"{M} is off the ladder: (?:by|from|live) .*it goes (.*): {M}\.")
def _rounded(case, written, how, counts):
    low, high = case.around(written)
    to = [low, high]
    if how == "down to a rung":
        to = [low]
    elif how == "to the nearest rung, or half one" and case.is_cut((low + high) // 2):
        to.append((low + high) // 2)
    nearest = min(abs(written - amount) for amount in to)
    off = written not in case.rungs
    return off and counts in to and abs(written - counts) == nearest


@reads(rf"The ladder from {M} climbs by (.*): one increment above is (.*)\.")
def _ladder(case, start, step, basis):
    against = case.standing.against
    if isinstance(case.event, IncrementSet):
        against = case.standing.price
    row = case.row(against)
    values = "".join(f"{USD.write(value)}, " for value in row.values)[:-2]
    each = f"{values} in each {USD.write(row.step)}" if values else row.step
    adds = basis == "the price plus the step"
    walks = basis == "the next rung, climbing from the opening"
    assert adds or walks or basis == "the next rung of the ladder"
    call = against + row.step if adds else case.around(against)[1]
    right = case.above(against) if walks else call
    walking = walks == (case.table.basis is Basis.WALK)
    if isinstance(case.event, IncrementSet):
        return (start, step) == (row.start, each) and walking
    led_to = {case.standing.price, right} if not case.standing.step else {right}
    named = (start, step) == (row.start, each)
    return named and walking and case.standing.price in led_to


@reads(rf"On this lot the auctioneer climbs by {M}: one increment above is (.*)\.")
def _own_ladder(case, step, basis):
    against = case.standing.against
    if isinstance(case.event, IncrementSet):
        against = case.standing.price
    adds = case.table.basis is Basis.ADD
    named = "the price plus the step" if adds else "the next rung of the ladder"
    return step == case.row(against).step and basis == named


@reads(rf"After {M} it asks {M}\.")
def _asks_after(case, price, asking):
    rung = case.rules.room.next_ask is NextAsk.RUNG
    adds = case.table.basis is Basis.ADD
    call = case.around(price)[1] if rung and adds else case.above(price)
    return price == case.after.price and asking == case.after.asking == call


@reads(r"No bid stands: what is asked first stays as it was\.")
def _asks_first(case):
    return case.after.standing is None and case.after.asking == case.after.opening_asked


@reads(rf"The auctioneer had asked for {M} after {M}\.")
def _auctioneer(case, asked, price):
    return price == case.standing.against and asked == case.called(price)


@reads(rf".*one increment of {M} above {M} = {M}(?:, capped by a maximum of {M})?\.")
def _sum(case, step, above, price, cap):
    right = step + above == price == case.standing.price == case.call(above)
    return right and (cap is None or price <= cap == case.after.lead.maximum)


@reads(rf".*: one increment above {M} = {M}, capped by {P}'s own maximum of {M}\.")
def _capped(case, above, call, paddle, own):
    lead = case.after.lead
    mine = (paddle, own) == (lead.paddle, lead.maximum)
    return mine and call == case.call(above) >= own == case.standing.price


@reads(rf"{P} stands at what was asked, {M}: (nobody else has bid|nobody led)\.")
def _opening(case, paddle, price, who):
    others = any(claim.paddle != paddle for claim in case.after.claims)
    told = (who == "nobody led") == others and case.before.lead is None
    return told and price == case.before.asking == case.standing.price


@reads(rf"A bid at its own amount stands in full: {M}(?:, above {M})?\.")
def _in_full(case, price, against):
    lead = case.after.lead
    return lead.static and price == lead.maximum and against == case.standing.against


@reads(rf"The house bid for the consignor below the reserve: {M}(?:, above {M})?\.")
def _house(case, price, above):
    led = case.standing.leader == HOUSE and price == case.standing.price
    other = above is None or (price > above and price != case.above(above))
    return led and other and price < case.before.reserve


@reads(rf"{P} answers the house's {M} at {M}\.")
def _answers(case, paddle, amount, price):
    lead = case.after.lead
    call = min(lead.maximum, case.above(amount))
    by_hand = {call, min(lead.maximum, case.after.asking)}
    return lead.paddle == paddle and amount == case.event.amount and price in by_hand


@reads(rf"{P}'s maximum reaches the reserve: the price is {M}\.")
def _to_reserve(case, paddle, price):
    lead = case.after.lead
    return lead.paddle == paddle and price == case.after.reserve <= lead.maximum


@reads(rf"Below the reserve a maximum is placed in full: {M}\.")
def _full_below(case, price):
    return price == case.after.lead.maximum < case.after.reserve


@reads(rf"{M} (reaches|is below) the reserve of {M} \(rule: .*\)\.")
def _reserve(case, price, how, reserve):
    own = (price, reserve) == (case.after.price, case.after.reserve)
    return own and (how == "reaches") == (price >= reserve)


@reads(rf"{P} (raised: nobody bids against themselves|lowered .*), {M} stays\.")
def _stays(case, paddle, _, price):
    return paddle == case.before.lead.paddle and price == case.before.price


@reads(rf"{P} lowered a maximum, as the terms allow: {M} stays\.")
def _lowered(case, paddle, price):
    before, after = case.before.lead, case.after.lead
    less = after.maximum < before.maximum and after.paddle == before.paddle == paddle
    return less and price == case.before.price and case.rules.bidding.lowering


@reads(rf"{P} raised: off the ladder, it goes up by {M} to {M}\.")
def _goes_up(case, paddle, step, price):
    off = case.before.price not in case.rungs
    return off and price - step == case.before.price and paddle == case.standing.leader


@reads(rf"Both maximums are {M}: (.*)\.")
def _tie(case, tied, how):
    house_led = case.before.lead is not None and case.before.lead.paddle == HOUSE
    by_house = how == "the house gives way at its own amount"
    assert by_house == house_led or "first" not in how
    if "first" in how and " at " not in how:
        lead, under = case.after.lead, case.after.under
        same = lead.received_at == under.received_at
        assert ("entered first" in how) == same
        assert same or lead.received_at < under.received_at
        assert tied == lead.maximum == under.maximum
    return tied == case.standing.against


@reads(rf"The room is asked the next rung of the ladder after {M}: {M}\.")
def _next_rung(case, price, rung):
    asks = case.rules.room.next_ask is NextAsk.RUNG and price == case.standing.price
    return asks and rung == case.around(price)[1] == case.standing.asking


def amounts_read(groups):
    return [
        USD.read(group[1:]) if group and re.fullmatch(M, group) else group
        for group in groups
    ]


def told_of(room_lot):
    """Yield each sentence of a bid with its step, but for the line of the terms."""
    rules = room_lot.under.rules
    times = {"kind": SessionKind.FLOOR, "closes_at": None}
    told = enumerate(room_lot.events, start=FIRST)
    day = day_of(announced(rules, **times))
    for step in steps([entry(*event) for event in told], day):
        if isinstance(step.event, SENTENCED):
            case = Case(step, rules)
            yield from ((case, sentence) for sentence in why(step)[:-1])


def checked(case, sentence):
    """Read a sentence by every form it has, and say which were true."""
    forms = [
        (reading.__name__, reading(case, *amounts_read(match.groups())))
        for form, reading in READINGS
        if (match := form.fullmatch(sentence)) is not None
    ]
    assert forms, f"nothing reads: {sentence}"
    assert all(true for _, true in forms), (sentence, forms)
    return [name for name, _ in forms]


@pytest.mark.parametrize("seed", seeds(400, fast=60))
def test_every_sentence_of_why_is_true_under_the_terms(seed):
    for case, sentence in told_of(RoomLot(seed)):
        checked(case, sentence)


@pytest.mark.slow
def test_the_dice_say_every_sentence():
    heard = Counter()
    for seed in range(400):
        for case, sentence in told_of(RoomLot(seed)):
            heard.update(checked(case, sentence))
    assert {reading.__name__ for _, reading in READINGS} - set(heard) == set()
