"""The buyer's premium: what the house charges on top of the hammer price."""

from __future__ import annotations

from typing import NamedTuple

from ledger.identity import Channel
from ledger.money import Minor, share
from ledger.terms.premium import NO_SURCHARGE, Band, PremiumTerms, Slice


class PremiumDue(NamedTuple):
    """The premium on one lot, line by line: each is rounded, so that they add up."""

    slices: tuple[Slice, ...]
    minimum: Minor
    """What lifts the slices to the least a lot is charged; 0 where they reach it."""
    flat: Minor
    surcharge: Minor

    @property
    def total(self) -> Minor:
        """The whole premium: the sum of its lines."""
        lines = self.minimum + self.flat + self.surcharge
        for part in self.slices:
            lines += part.amount
        return lines


NOTHING = PremiumDue(slices=(), minimum=0, flat=0, surcharge=0)


def premium_due(
    hammer: Minor,
    terms: PremiumTerms,
    *,
    channel: Channel,
    category: str | None,
    client_class: str | None,
) -> PremiumDue:
    """Charge each slice of the hammer price at its own rate (rulebook 3.3).

    The minimum holds for the sum of the slices; flat fee and surcharge come on top.
    A hammer price of nothing bears no premium.
    """
    assert hammer >= 0, "a hammer price is not negative"
    if not hammer:
        return NOTHING
    schedule = terms.schedule(
        channel=channel, category=category, client_class=client_class
    )
    parts = slices(hammer, schedule.bands)
    charged = sum([part.amount for part in parts])
    extra = terms.surcharge(channel)
    return PremiumDue(
        parts,
        minimum=max(0, schedule.minimum - charged),
        flat=schedule.flat,
        surcharge=share(hammer, extra) if extra is not NO_SURCHARGE else 0,
    )


def premium(
    hammer: Minor,
    terms: PremiumTerms,
    *,
    channel: Channel,
    category: str | None,
    client_class: str | None,
) -> Minor:
    """Return the whole premium on one lot, whose lines nobody asked for."""
    assert hammer >= 0, "a hammer price is not negative"
    if not hammer:
        return 0
    schedule = terms.schedule(
        channel=channel, category=category, client_class=client_class
    )
    charged = floor = 0
    for band in schedule.bands:
        top = hammer if band.up_to is None else min(hammer, band.up_to)
        charged += share(top - floor, band.rate)
        if (floor := top) == hammer:
            break
    due = max(charged, schedule.minimum) + schedule.flat
    extra = terms.surcharge(channel)
    return due if extra is NO_SURCHARGE else due + share(hammer, extra)


def slices(hammer: Minor, bands: tuple[Band, ...]) -> tuple[Slice, ...]:
    """Cut a hammer price into the parts that bands charge, each rounded by itself."""
    parts = []
    floor = 0
    for band in bands:
        if floor == hammer:
            break
        top = hammer if band.up_to is None else min(hammer, band.up_to)
        parts.append(Slice(floor, top, band.rate, share(top - floor, band.rate)))
        floor = top
    return tuple(parts)
