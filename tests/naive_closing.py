"""A second opinion on closing times, in plain seconds, that shares no rule with us.

It is told what each bid did to the bidding, and works out who may bid and when each
lot closes. The rules are named by the words of the terms: ``reset``, ``stay-open``.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Lot:
    """A lot, by what happened to it; ``promised`` is the close last announced."""

    catalogued: int
    place: int
    promised: int | None = None
    moves: int = 0
    bidders: set[str] = field(default_factory=set)
    leader: str | None = None
    price: int | None = None
    closed_at: int | None = None


class Sale:
    """The lots of a session that close by the clock."""

    def __init__(self, rules, closes):
        self.rules = rules
        self.lots = [Lot(at, place) for place, at in enumerate(closes)]

    def closes(self, lot):
        """Say when a lot closes; a lot that waits for ever has no time."""
        if not lot.bidders and self.rules["unopened"] == "stay-open":
            limits = [self.rules["unopened_until"], self.rules["hard_stop"]]
            ends = min((limit for limit in limits if limit is not None), default=None)
            return ends if ends is None else max(ends, self._uncontested(lot))
        if len(lot.bidders) == 1 and self.rules["sole_bidder_wins"]:
            return self._uncontested(lot)
        return self._contested(lot)

    def refuses(self, lot, paddle, received):
        """Name the refusal that time alone gives, if any."""
        if lot.closed_at is not None:
            return "lot-not-open"
        ends = self.closes(lot)
        if ends is not None and ends <= received:
            return "bidding-closed"
        shut = self.rules["eligibility"] == "prior-bidders" and lot.bidders
        if shut and self._extra(lot, received) and paddle not in lot.bidders:
            return "prior-bidders-only"
        return None

    def hears(self, lot, paddle, received, leader, price):
        """Take a bid down, by who led after it and at what price."""
        extends = {
            "accepted": True,
            "lead-change": paddle == leader and lot.leader != paddle,
            "price-change": paddle != lot.leader and price != lot.price,
        }[self.rules["trigger"]]
        waited = not lot.bidders and received >= self._uncontested(lot)
        lot.leader, lot.price = leader, price
        lot.bidders.add(paddle)
        alone = self.rules["sole_bidder_wins"] and len(lot.bidders) == 1
        if waited:
            self._promise(lot, received if alone else self._fresh(received))
            carries = not alone
        else:
            late = extends and not alone and self._late(lot, received)
            carries = late and self._push(lot, received)
        if carries:
            for other in self._beside(lot):
                over = self._contested(other) <= received
                alone = self.rules["sole_bidder_wins"] and len(other.bidders) == 1
                if other.closed_at is None and not over and not alone:
                    self._push(other, received)

    def falls_due(self, now):
        """Close what is over, in order."""
        ends = [
            (self.closes(lot), lot.place) for lot in self.lots if lot.closed_at is None
        ]
        done = sorted((at, place) for at, place in ends if at is not None and at <= now)
        for at, place in done:
            self.lots[place].closed_at = at
        return done

    def _stop(self, at):
        stop = self.rules["hard_stop"]
        return at if stop is None or at < stop else stop

    def _uncontested(self, lot):
        return self._stop(lot.catalogued) if lot.promised is None else lot.promised

    def _contested(self, lot):
        if lot.promised is None:
            return self._stop(lot.catalogued + (self.rules["after_close"] or 0))
        return lot.promised

    def _extra(self, lot, received):
        return received >= self._stop(lot.catalogued)

    def _late(self, lot, received):
        if self.rules["after_close"]:
            return self._extra(lot, received)
        return received > self._contested(lot) - self.rules["window"]

    def _fresh(self, received):
        return self._stop(
            received + (self.rules["after_close"] or self.rules["length"])
        )

    def _push(self, lot, received):
        """Move a close to a later time, unless it was moved often enough."""
        now = self._contested(lot)
        ends = self._fresh(received)
        if self.rules["mode"] == "add" and not self.rules["after_close"]:
            ends = self._stop(now + self.rules["length"])
        most = self.rules["extensions_max"]
        if ends <= now or (most is not None and lot.moves >= most):
            return False
        self._promise(lot, ends)
        return True

    def _promise(self, lot, ends):
        lot.promised, lot.moves = ends, lot.moves + 1

    def _beside(self, lot):
        """Name the lots that are kept open with one: of its group, or all."""
        size = {"lot": 1, "group": self.rules["group_size"], "session": len(self.lots)}
        group = size[self.rules["scope"]]
        mine = [one for one in self.lots if one.place // group == lot.place // group]
        return [one for one in mine if one is not lot]
