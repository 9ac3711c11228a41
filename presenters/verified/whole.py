"""A ledger verified: every check in turn, and the verdict."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from tempfile import TemporaryDirectory
from typing import TypeAlias

from ledger.store.dialect import Dialect
from ledger.verification.brought import Brought
from ledger.verification.rules import Replays
from ledger.verification.verification import Verification
from presenters.recount import difference_words, masked
from presenters.verification import VerificationShape, verification_shape
from presenters.verified.kept_views import KeptViews, check_views
from presenters.verified.ledger_before import check_previous
from projections.catching_up import Progress

Step: TypeAlias = Callable[[str], AbstractContextManager[Progress]]
"""Begins a check that takes time, by what it does, and gives what is told how far it
got."""


def verified(
    dialect: Dialect,
    brought: Brought,
    *,
    place: str,
    processes: int,
    step: Step,
    before: str | None = None,
) -> VerificationShape:
    """Verify the ledger of a database, which others may open at its place.

    Where there is one before, what was brought forward is compared with that.
    """
    with (
        TemporaryDirectory() as folder,
        closing(Verification(dialect, brought)) as verification,
    ):
        views = KeptViews(dialect, folder)
        _check_log(verification, step)
        _check_outcomes(verification, place, processes, step)
        with step("comparing views") as advance:
            verification.remarks += check_views(verification, views, advance)
        verification.check_e_invoices()
        with step("comparing with the ledger before") as advance:
            check_previous(verification, before, brought, advance)
        return verification_shape(verification)


def _check_log(verification: Verification, step: Step) -> None:
    """Check what was recorded, as it stands."""
    verification.check_file()
    with step("reading the log") as advance:
        verification.check_log(advance)
    with step("following histories") as advance:
        verification.check_streams(advance)


def _check_outcomes(
    verification: Verification, place: str, processes: int, step: Step
) -> None:
    """Check what it led to, by the rules of the day."""
    can_be_opened = not verification.findings
    replays = Replays(
        place=place,
        processes=processes if can_be_opened else 1,
        keys=verification.keys,
        # Nobody could tell that a maximum was looked at.
        words=lambda difference: difference_words(masked(difference)),
    )
    with step("deciding again") as advance:
        verification.check_rules(replays, advance)
    with step("checking openings") as advance:
        verification.check_openings(advance)
