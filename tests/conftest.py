"""Shared by every test: readable story failures, new goldens, a longer simulation."""

import pytest

pytest.register_assert_rewrite("tests.story")


def pytest_addoption(parser):
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="Write what really happened into the golden files, to review as a diff.",
    )
    parser.addoption(
        "--sales",
        type=int,
        default=300,
        metavar="N",
        help="How many random lots the simulation plays, one for each seed.",
    )
