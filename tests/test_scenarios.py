"""Whole lots as plain text: the words a clerk would write, checked line by line.

A script begins with the terms, one ``name: value`` a line, then tells who did what and
when. What the house answers stands below, behind ``>``; ``--golden-update`` writes it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scripts import ANSWER, perform

SCENARIOS = sorted(Path(__file__).parent.joinpath("scenarios").glob("*.txt"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(scenario, request):
    script = scenario.read_text()
    played = perform(script)
    if request.config.getoption("--golden-update"):
        scenario.write_text(played)
    assert played == script


def test_a_line_that_no_clerk_would_write_is_not_passed_over():
    for line in ("reserve 300", "14:02  P7 bid 300", "14:02  the gavel falls"):
        with pytest.raises(AssertionError, match="a clerk would not write"):
            perform(f"ladder: $10\nopens: $100\n{line}\n")


def test_what_did_not_happen_is_not_told():
    script = "ladder: $10\nopens: $100\n14:01  P7 bids up to $300\n"
    assert perform(script + ANSWER + "sold to P7\n") == perform(script)
