"""Business days around the holidays on which houses ship late."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.house.business_days import business_day, calendar_of, shipping_window
from ledger.refusals import UnknownCalendar
from tests.clerk import process

DAYS = [
    ("US", "2025-11-26", 1, "2025-11-28", "Thanksgiving is passed over"),
    ("US-TX", "2025-11-26", 1, "2025-12-01", "Texas takes the Friday off as well"),
    ("GB", "2025-11-26", 1, "2025-11-27", "Britain gives no thanks"),
    ("US", "2025-12-24", 1, "2025-12-26", "Christmas Day is passed over"),
    ("GB", "2025-12-24", 1, "2025-12-29", "and Boxing Day, and the weekend"),
    ("GB", "2026-12-24", 1, "2026-12-29", "a Boxing Day on Saturday moves to Monday"),
    ("US", "2025-12-31", 1, "2026-01-02", "New Year's Day is passed over"),
    ("US", "2025-12-05", 1, "2025-12-08", "after a Friday comes a Monday"),
    ("US", "2025-12-06", 1, "2025-12-08", "and after a Saturday"),
    ("US", "2025-12-08", 5, "2025-12-15", "five are a week"),
    ("US-TX-DALLAS", "2025-11-26", 1, "2025-12-01", "a city is in its state"),
]


@pytest.mark.parametrize(("place", "after", "number", "day", "because"), DAYS)
def test_business_day(place, after, number, day, because):
    found = business_day(date.fromisoformat(after), number, place)
    assert found == date.fromisoformat(day), because


def test_the_lot_of_the_seed_ships_in_january():
    """Cleared on 18 December 2025: 14 to 21 business days, the holidays between."""
    window = shipping_window("US", date(2025, 12, 18), (14, 21))
    # 19, 22-24, 26, 29-31 December and 2, 5-9 January are fourteen.
    assert window == (date(2026, 1, 9), date(2026, 1, 21))


@pytest.mark.parametrize(
    ("place", "window"),
    [
        ("US-TX-DALLAS", ("2026-01-09", "2026-01-21")),
        ("US-TX", ("2026-01-09", "2026-01-21")),
        ("US", ("2026-01-09", "2026-01-21")),
        ("DE-BY", ("2026-01-13", "2026-01-22")),
        ("DE", ("2026-01-12", "2026-01-21")),
    ],
)
def test_a_promise_counts_the_holidays_that_trade_keeps(place, window):
    """Texas closes its offices on 24 and 26 December; carriers go on.

    Bavaria shuts on 6 January, which is a holiday of the state, and of its shops.
    """
    first, last = shipping_window(calendar_of(place), date(2025, 12, 18), (14, 21))
    assert (f"{first}", f"{last}") == window


def test_a_place_without_a_calendar_is_refused():
    with pytest.raises(UnknownCalendar, match="No calendar of QQ is known"):
        business_day(date(2025, 12, 1), 1, "QQ")
    with pytest.raises(UnknownCalendar, match="No calendar of US-QQ is known"):
        business_day(date(2025, 12, 1), 1, "US-QQ")


@pytest.mark.slow
def test_nobody_waits_for_calendars_who_asks_for_help():
    code = (
        "import sys; from commands.main import main\n"
        "main(['release', '--help'], standalone_mode=False)\n"
        "assert 'holidays' not in sys.modules"
    )
    running = process([], code=code)
    assert running.wait() == 0, running.stderr.read()
    running.communicate()
