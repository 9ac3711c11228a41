"""What a report is asked that makes no sense: refused before anything is printed."""

from __future__ import annotations

import pytest

from tests.clerk import Clerk

pytestmark = pytest.mark.slow

SLIPS = [
    (
        "trial-balance MAY26 --format beancount",
        (
            "Wrong usage (--format): beancount is for the report journal. "
            "Write: report journal."
        ),
    ),
    (
        "journal MAY26 --format beancount --beside 3",
        (
            "Wrong usage (--beside): Write a comparison as text, csv, json, xlsx, "
            "html or pdf."
        ),
    ),
    (
        "journal MAY26 --format xlsx",
        "Wrong usage (--format): xlsx is no text format. Name a file with --out.",
    ),
    (
        "journal MAY26 --format pdf",
        "Wrong usage (--format): pdf is no text format. Name a file with --out.",
    ),
    (
        "journal MAY26 --from 2026-05-02 --until 2026-05-01",
        "Wrong usage (--until): 2026-05-01 is before 2026-05-02. Check both days.",
    ),
]


@pytest.mark.parametrize(("asked", "slip"), SLIPS, ids=[asked for asked, _ in SLIPS])
def test_what_makes_no_sense_is_refused(asked, slip, tmp_path):
    answer = Clerk(tmp_path)(f"report {asked}")
    assert (answer.code, answer.out, answer.err) == (2, "", f"{slip}\n")


def test_a_period_of_one_day_makes_sense(tmp_path):
    answer = Clerk(tmp_path)(
        "report journal MAY26 --from 2026-05-01 --until 2026-05-01"
    )
    assert (answer.code, answer.out) == (3, ""), "there is no ledger here"
