"""Check that the bands of a premium reach from nothing all the way up, each once.

A check passes over what is None: that was reported, or rightly left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.files.problems import nearest, quoted
from ledger.files.terms_file.shapes import (
    BandTable,
    EarnedTable,
    PremiumTable,
    ScheduleTable,
)
from ledger.files.toml.document import ABSENT, Mistake, dotted
from ledger.files.toml.lines import KeyPath
from ledger.money import Currency, Minor

PREMIUM: KeyPath = ("premium",)


def premium_mistakes(premium: PremiumTable, currency: Currency) -> Iterator[Mistake]:
    """List what does not make sense in the premium."""
    yield from band_mistakes(premium.bands, PREMIUM, currency)
    for kind, schedules in (
        ("channel", premium.channel),
        ("category", premium.category),
        ("class", premium.class_),
    ):
        for name, schedule in (schedules or {}).items():
            if schedule is not None:
                at = (*PREMIUM, kind, str(name))
                yield from band_mistakes(schedule.bands, at, currency)
    if premium.earned is not None:
        yield from _earned_mistakes(premium.earned, premium.class_ or {})


def band_mistakes(
    bands: list[BandTable | None] | None, schedule: KeyPath, currency: Currency
) -> Iterator[Mistake]:
    """Check that bands follow each other upward, without gap or overlap."""
    at = (*schedule, "bands")
    if bands == []:
        remedy = f'Write [[{dotted(at)}]] rate = "25%".'
        yield Mistake(at, "at least one band", remedy, "none")
    before: Minor | None = 0
    for place, band in enumerate(bands or []):
        if band is None:
            before = None
            continue
        yield from _from_mistakes(band, before, (*at, place), currency)
        last = place + 1 == len(bands or [])
        yield from _end_mistakes(band, before, (*at, place), currency, last=last)
        before = band.up_to


def _from_mistakes(
    band: BandTable, before: Minor | None, at: KeyPath, currency: Currency
) -> Iterator[Mistake]:
    """Check that a band starts where the one before it ends."""
    if band.from_ is None or before is None or band.from_ == before:
        return
    end = currency.write(before)
    sort = "gap" if band.from_ > before else "overlap"
    where = f"{end}, where the band before ends" if before else "0"
    remedy = f"Close the {sort}: write from = {quoted(end)}."
    yield Mistake((*at, "from"), where, remedy)


def _end_mistakes(
    band: BandTable,
    before: Minor | None,
    at: KeyPath,
    currency: Currency,
    *,
    last: bool,
) -> Iterator[Mistake]:
    """Check that a band ends above the one before it, and only the last has no end."""
    has_end = "up_to" in band.model_fields_set
    if last and has_end:
        expected = "no end: the last band reaches all the way up"
        yield Mistake((*at, "up_to"), expected, "Take it out, or add a band after it.")
    elif not last and not has_end:
        expected = "where it ends: only the last band reaches all the way up"
        yield Mistake((*at, "up_to"), expected, 'Write up_to = "100,000".', ABSENT)
    elif band.up_to is not None and before is not None and band.up_to <= before:
        expected = f"more than {currency.write(before)}"
        where = ", where the band before ends" if before else ""
        yield Mistake((*at, "up_to"), expected + where, "Write a higher end.")


def _earned_mistakes(
    earned: EarnedTable, classes: dict[str, ScheduleTable | None]
) -> Iterator[Mistake]:
    """Check that an earned class has a schedule, and that something earns it."""
    at = (*PREMIUM, "earned")
    if earned.class_ is not None and earned.class_ not in classes:
        header = f"Write [premium.class.{earned.class_}] and its bands."
        remedy = nearest(earned.class_, classes, otherwise=header)
        yield Mistake((*at, "class"), "a class with a schedule of its own", remedy)
    if earned.channels == []:
        remedy = 'Write channels = ["mail", "internet"].'
        yield Mistake((*at, "channels"), "at least one channel", remedy, "none")
    if earned.share == 0:
        expected = "more than 0% of the low estimate"
        yield Mistake((*at, "share"), expected, 'Write share = "100%".')
