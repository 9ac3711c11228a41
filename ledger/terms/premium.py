"""The terms of the buyer's premium."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from ledger.identity import Channel
from ledger.money import Minor
from ledger.value import value

NO_SURCHARGE = Fraction(0)


@value
class Band:
    """A rate, and how far up the hammer price it reaches; None: all the way."""

    up_to: Minor | None
    rate: Fraction


@value
class Slice:
    """The part of an amount that one band charges, and what it came to."""

    from_: Minor
    up_to: Minor
    rate: Fraction
    amount: Minor


@value
class Schedule:
    """Marginal bands, a minimum per lot, and a flat fee per lot on top."""

    bands: tuple[Band, ...]
    minimum: Minor = 0
    flat: Minor = 0


@value
class EarnedClass:
    """A client class that a bid earns for its lot, as Phillips' priority bidding.

    A written bid of at least ``share`` of the low estimate, received ``ahead`` of the
    session, earns the class for this and every later bid of that paddle on that lot.
    """

    client_class: str
    channels: tuple[Channel, ...]
    share: Fraction
    ahead: timedelta


@value
class PremiumTerms:
    """The schedule that applies: by client class, category, channel, or the usual one.

    A surcharge is a rate on the whole hammer price for one channel, on top of all.
    """

    usual: Schedule
    by_channel: tuple[tuple[Channel, Schedule], ...] = ()
    by_category: tuple[tuple[str, Schedule], ...] = ()
    by_class: tuple[tuple[str, Schedule], ...] = ()
    surcharges: tuple[tuple[Channel, Fraction], ...] = ()
    earned: EarnedClass | None = None

    def schedule(
        self, *, channel: Channel, category: str | None, client_class: str | None
    ) -> Schedule:
        """Return the schedule for one buyer of one lot."""
        for name, schedule in self.by_class:
            if name == client_class:
                return schedule
        for name, schedule in self.by_category:
            if name == category:
                return schedule
        for bid_by, schedule in self.by_channel:
            if bid_by == channel:
                return schedule
        return self.usual

    def surcharge(self, channel: Channel) -> Fraction:
        """Return the extra rate of a channel, 0 where it has none."""
        for bid_by, rate in self.surcharges:
            if bid_by == channel:
                return rate
        return NO_SURCHARGE
