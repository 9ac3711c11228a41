"""Business days: when a lot ships, by the holidays of where its sale is taxed."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

from ledger.refusals import UnknownCalendar

WEEKEND = (5, 6)
FEDERAL = ("US",)
"""Countries in which trade keeps only the holidays of the whole country."""


def calendar_of(place: str) -> str:
    """Return whose holidays a promise at a place counts: ``DE-BY``, but ``US``.

    A holiday of Bavaria closes Bavaria; one of Texas closes its state's offices, and
    neither houses nor carriers, which keep the federal ones.
    """
    country, *within = place.split("-")
    return country if country in FEDERAL or not within else f"{country}-{within[0]}"


def shipping_window(
    calendar: str, paid_on: date, days: tuple[int, int]
) -> tuple[date, date]:
    """Return the first and the last day of a promise in business days."""
    first, last = days
    return business_day(paid_on, first, calendar), business_day(paid_on, last, calendar)


def business_day(after: date, number: int, place: str) -> date:
    """Return the N-th business day after a day: neither a weekend nor a holiday.

    Raises UnknownCalendar.
    """
    days_off = _holidays(place)
    day = after
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() not in WEEKEND and day not in days_off
    return day


@cache
def _holidays(place: str) -> Container[date]:
    """Return the public holidays of a place, whatever the year."""
    country, state = [*place.split("-"), None][:2]
    try:
        return country_holidays(str(country), subdiv=state)
    except NotImplementedError as fault:
        raise UnknownCalendar(place=place) from fault
