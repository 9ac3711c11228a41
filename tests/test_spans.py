"""Spans of time are told in the units that people read."""

from __future__ import annotations

import pytest
from babel import Locale

from projections.figures import span_in

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 ms"),
        (999, "999 ms"),
        (3_204, "3.204 s"),
        (MINUTE + 5 * SECOND, "1 min 5 s"),
        (2 * HOUR + 30 * MINUTE, "2 h 30 min"),
        (3 * DAY + HOUR, "3 d 1 h"),
        (-90 * SECOND, "-1 min 30 s"),
    ],
)
def test_a_span_begins_with_its_largest_unit(ms, words):
    assert span_in(Locale.parse("en_US"), ms) == words


def test_a_language_has_its_own_decimals_and_days():
    assert span_in(Locale.parse("de_DE"), 3_204) == "3,204 s"
    assert span_in(Locale.parse("fr_FR"), 2 * DAY) == "2 j 0 h"
