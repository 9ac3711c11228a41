"""Verify the views and the books: on copies, so that what is kept stays as it is."""

from __future__ import annotations

from ledger.damage import EntryDamaged, LedgerDamaged
from ledger.store.dialect import Dialect
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.findings import Findings
from ledger.verification.verification import Verification
from projections.catching_up import Progress
from projections.verification.books import disagreements
from projections.verification.served import faults_of_views
from projections.views import VIEWS, Views

NO_VIEWS = "There are no views beside the ledger to compare with it."
NOT_DERIVED = (
    "Views and books were not worked out again: the log cannot be read from end to end."
)
NOT_COMPARED = "Not compared, since they are not built in the shape of this version: "


class KeptViews:
    """A copy of the views, made before it is known how far the log goes.

    They are told of what is recorded meanwhile, and would be ahead of it later.
    """

    def __init__(self, dialect: Dialect, folder: str) -> None:
        self.place, self.anew = f"{folder}/copy", f"{folder}/anew"
        self._are_there = False
        self._fault: Exception | None = None
        try:
            self._are_there = dialect.copy_views(self.place)
        except Exception as fault:  # noqa: BLE001 (it is told where they are compared)
            self._fault = fault

    def must_be_whole(self) -> bool:
        """Return whether there were any; raises what their copying met."""
        if self._fault is not None:
            raise self._fault
        return self._are_there


def check_views(
    verification: Verification, kept: KeptViews, progress: Progress
) -> list[str]:
    """Compare a copy of the views with the log, then the books that the log makes.

    Returns what was not there to be compared.
    """
    try:
        remarks, agree = _compared(verification, kept, progress)
        _check_books(verification, kept.place if agree else kept.anew, progress)
    except EntryDamaged:
        return [NOT_DERIVED]
    return remarks


def _compared(
    verification: Verification, kept: KeptViews, progress: Progress
) -> tuple[list[str], bool]:
    """Compare what is kept; returns remarks, and whether the copy may be read on."""
    findings = verification.findings
    try:
        if not kept.must_be_whole():
            return [NO_VIEWS], False
        with Views(verification.records, kept.place) as views:
            built = views.built()
            faults = list(faults_of_views(views, built, progress))
    except EntryDamaged:
        raise
    except LedgerDamaged as damage:
        return _in_views_file(findings, str(damage).removesuffix("."))
    except Exception:  # noqa: BLE001 (whole views are read without any)
        return _in_views_file(findings, "The views hold what no view can hold")
    findings.add(
        Finding(
            kind=FindingKind.VIEWS_FILE if fault.in_file else FindingKind.VIEWS,
            what=fault.what,
            position=fault.position,
        )
        for fault in faults
    )
    others = [view.name for view in VIEWS if view.name not in built]
    remarks = [f"{NOT_COMPARED}{', '.join(others)}."] if others else []
    return remarks, not faults


def _in_views_file(findings: Findings, what: str) -> tuple[list[str], bool]:
    findings.add([Finding(kind=FindingKind.VIEWS_FILE, what=what)])
    return [], False


def _check_books(verification: Verification, place: str, progress: Progress) -> None:
    with Views(verification.records, place) as views, views.asked(progress) as db:
        verification.findings.add(
            Finding(kind=FindingKind.BOOKS, what=each.what, position=each.position)
            for each in disagreements(db)
        )
