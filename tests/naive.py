"""A second opinion on the bidding, slow and plain, that shares no rule with the ledger.

From the steps taken on a lot (bids accepted, reserves set) it works out from scratch
who leads and at what price, and what the house would say to one step more. It knows
ladders only by listing them, and who leads only by sorting everybody's last word.
The rules are named by the words of the terms: ``re-offer``, ``tie-only``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

TOP = 4_000_00
"""No ladder is listed further than this."""


@dataclass(frozen=True)
class Rules:
    """The terms, and the lot's own figures; a band is (start, step, values)."""

    bands: tuple[tuple[int, int, tuple[int, ...]], ...]
    basis: str
    opening: int
    reserve: int | None
    reserve_mode: str
    ties: str
    self_raise: str
    off_increment: dict[str, str]
    whole: int | None
    lowering: bool
    break_ties: bool
    pieces: int
    ends_at: int


@dataclass(frozen=True)
class Bid:
    """One bid, as it was handed in: times are minutes, amounts are cents."""

    paddle: str
    submitted: int
    channel: str
    received: int
    static: bool
    break_tie: bool
    left: int | None = None


@dataclass(frozen=True)
class Word:
    """A bidder's last word."""

    maximum: int
    received: int
    turn: int
    static: bool
    break_tie: bool
    house: bool = False


class Ladder:
    """Every rung, written out."""

    def __init__(self, rules):
        self.rules = rules
        self.rungs = []
        edges = [start for start, _, _ in rules.bands[1:]] + [TOP]
        for (start, step, values), edge in zip(rules.bands, edges, strict=True):
            for round_ in range(start, edge, step):
                for value in (0, *values):
                    if round_ + value < edge:
                        self.rungs.append(round_ + value)
        self.walked = [rules.opening]
        if rules.basis == "walk":
            while self.walked[-1] < TOP // 2:
                self.walked.append(self._step_from(self.walked[-1]))

    def _step_from(self, amount):
        for start, step, values in reversed(self.rules.bands):
            if amount >= start:
                return self.up(amount) if values else amount + step
        raise AssertionError("some band begins at nothing")

    def up(self, amount):
        return next(rung for rung in self.rungs if rung > amount)

    def down(self, amount):
        return [rung for rung in self.rungs if rung <= amount][-1]

    def above(self, amount):
        if self.rules.basis == "grid":
            return self.up(amount)
        if self.rules.basis == "walk":
            return next(call for call in self.walked if call > amount)
        return self._step_from(amount)

    def rounded(self, amount, how):
        """Bring an amount onto the ladder; the higher of two equally near rungs."""
        if how == "accept" or amount in self.rungs:
            return amount
        low, high = self.down(amount), self.up(amount)
        middle = [] if (high - low) % 2 else [low + (high - low) // 2]
        near = {
            "refuse": [],
            "down": [low],
            "nearest": [low, high],
            "half": [low, *middle, high],
        }[how]
        return min(near, key=lambda rung: (abs(rung - amount), -rung), default=None)


class Book:
    """What a lot comes to, step by step."""

    def __init__(self, rules, ladder):
        self.rules, self.ladder = rules, ladder
        self.reserve = rules.reserve
        self.words = {}
        self.leader = self.price = None
        self.asking = rules.opening

    @property
    def met(self):
        if self.price is None or self.reserve is None:
            return None
        return self.price >= self.reserve

    def others(self):
        """Return the words of everybody but the leader, best first."""
        words = [word for paddle, word in self.words.items() if paddle != self.leader]
        return sorted(words, key=lambda word: (-word.maximum, word.received, word.turn))

    def least(self, bid):
        if self.leader is None:
            return self.asking
        late = bid.received < self.received_by_the_leader()
        return self.price if late else self.asking

    def received_by_the_leader(self):
        if self.leader == "HOUSE":
            return self.others()[0].received
        return self.words[self.leader].received

    def becomes(self, bid):
        """Return what a bid counts as, or the code of why it does not."""
        if self.rules.whole and bid.submitted % self.rules.whole:
            return "not-whole-units"
        how = self.rules.off_increment.get(bid.channel, "accept")
        least = self.least(bid)
        if bid.submitted == least:
            return least
        amount = self.ladder.rounded(bid.submitted, how)
        if amount is None:
            return "off-increment"
        return max(amount, least) if bid.submitted > least else amount

    def refuses(self, bid):
        """Return the code with which a bid is turned down, None if it is not."""
        if bid.received >= self.rules.ends_at:
            return "bidding-closed"
        amount = self.becomes(bid)
        if isinstance(amount, str):
            return amount
        if bid.paddle == self.leader:
            held = self.words[bid.paddle]
            older = bid.received < held.received
            if amount == held.maximum:
                return "maximum-not-raised"
            if amount < held.maximum and (older or not self.rules.lowering):
                return "maximum-not-raised"
            if amount < self.price:
                return "maximum-below-price"
        elif amount < self.least(bid):
            return "bid-below-asking"
        worst = amount
        if bid.break_tie and self.rules.break_ties:
            worst = self.ladder.above(amount)
        if bid.left is not None and worst * self.rules.pieces > bid.left:
            return "over-credit-limit"
        return None

    def take(self, bid, turn):
        amount = self.becomes(bid)
        before = self.words.get(bid.paddle)
        word = Word(amount, bid.received, turn, bid.static, bid.break_tie)
        self.words[bid.paddle] = word
        if self.leader == bid.paddle:
            self._again(before, word)
        elif self.leader is None:
            self.leader = bid.paddle
            self.price = amount if word.static else self.asking
        else:
            self._compete()
        self._apply_reserve()
        self._counter()
        self.asking = self.ladder.above(self.price)

    def _again(self, before, word):
        """The leader bids again."""
        if word.static:
            self.price = word.maximum
            return
        if word.maximum <= before.maximum:
            return
        was, others = self.price, self.others()
        how = self.rules.self_raise
        if others:
            best = others[0].maximum
            if how == "recompute" or best == before.maximum:
                due = min(word.maximum, self.ladder.above(best))
                self.price = max(self.price, due)
        if self.price == was and how in ("round", "round-half"):
            low, high = self.ladder.down(was), self.ladder.up(was)
            halves = [] if (high - low) % 2 else [(low + high) // 2]
            stops = [low, high] if how == "round" else [low, *halves, high]
            stop = min(stop for stop in stops if stop >= was)
            self.price = min(word.maximum, stop)

    def _compete(self):
        """Sort everybody's last word; the best leads, one call above the next."""
        words = dict(self.words)
        if self.leader == "HOUSE":
            words["HOUSE"] = Word(self.price, 0, 0, True, False, house=True)
        ranked = sorted(words, key=lambda paddle: -words[paddle].maximum)
        best = words[ranked[0]].maximum
        tied = [paddle for paddle in ranked if words[paddle].maximum == best]
        tied = [paddle for paddle in tied if paddle != "HOUSE"] or tied
        if len(ranked) > 1 and words[ranked[1]].maximum == best:
            self._settle_tie(tied, words, best)
            return
        (self.leader,) = tied
        winner = words[self.leader]
        if winner.static:
            self.price = best
        else:
            second = words[ranked[1]].maximum
            self.price = max(self.price, min(best, self.ladder.above(second)))

    def _settle_tie(self, tied, words, amount):
        first = sorted(tied, key=lambda p: (words[p].received, words[p].turn))
        keen = [paddle for paddle in first if words[paddle].break_tie]
        self.price = amount
        if len(tied) == 1:
            (self.leader,) = tied
        elif keen and self.rules.break_ties:
            self.leader, self.price = keen[0], self.ladder.above(amount)
            # One call more was bid: that is their word now, and they have said it once.
            self.words[self.leader] = replace(
                words[self.leader], maximum=self.price, break_tie=False
            )
        elif self.rules.ties == "re-offer":
            self.leader = None
        elif self.rules.ties == "automatic":
            self.leader = min(first, key=lambda paddle: words[paddle].static)
        else:
            self.leader = first[0]

    def _apply_reserve(self):
        if self.leader in (None, "HOUSE") or self.reserve is None:
            return
        maximum, mode = self.words[self.leader].maximum, self.rules.reserve_mode
        if mode == "passive" or self.price >= self.reserve:
            return
        if maximum >= self.reserve:
            self.price = self.reserve
        elif mode == "full":
            self.price = max(self.price, maximum)

    def _counter(self):
        """The house calls for the seller as long as that stays under the reserve."""
        if self.rules.reserve_mode != "counter" or self.met is not False:
            return
        if self.leader is None:
            return
        goes_to = self.words[self.leader].maximum
        own = [rung for rung in self.ladder.rungs if rung < self.reserve]
        call = self.ladder.above(goes_to)
        if own and call <= own[-1]:
            self.leader, self.price = "HOUSE", call
            return
        offers = [*own[-1:], goes_to]
        if min(offers) > self.price:
            self.price = min(goes_to, self.ladder.above(min(offers)))

    def refuses_reserve(self, reserve):
        """Return the code with which a change of the reserve is turned down."""
        if self.met and reserve is not None and reserve > self.reserve:
            return "reserve-met"
        if self.leader == "HOUSE" and (reserve is None or reserve <= self.price):
            return "reserve-below-house-bid"
        return None

    def change_reserve(self, reserve):
        self.reserve = reserve
        if self.price is not None:
            self._apply_reserve()
            self.asking = self.ladder.above(self.price)


def book_of(rules, ladder, steps):
    """Work a lot out from the beginning: a step is a bid, or another reserve."""
    book = Book(rules, ladder)
    for turn, step in enumerate(steps):
        if isinstance(step, Bid):
            book.take(step, turn)
        else:
            book.change_reserve(*step)
    return book
