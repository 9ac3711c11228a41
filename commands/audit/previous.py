"""Verify what a ledger was brought forward against the ledger that it goes on from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ledger.verification.finding import Finding, FindingKind

if TYPE_CHECKING:
    from ledger.events import BalancesBroughtForward, Event
    from ledger.house.records import Records
    from ledger.verification.verification import Verification

Progress = Callable[[int, int], None]


def check_previous(
    verification: Verification, before: str | None, progress: Progress
) -> None:
    """Compare a ledger with the one before, at a place; None: it is not here."""
    from ledger.house import House
    from ledger.verification.previous import check_previous, remark_on

    records = verification.records
    if before is None:
        remark, findings = remark_on(records, None), list[Finding]()
    else:
        with House.open(before, even_contradicted=True) as house:
            remark = remark_on(records, house)
            findings = list(check_previous(records, house, progress))
            if not findings and records.ledger().previous is not None:
                findings += _balances(records, house)
    verification.findings.add(findings)
    if remark is not None:
        verification.remarks.append(remark)


def _balances(records: Records, before: Records) -> Iterator[Finding]:
    """Work out anew what the accounts stood at, and yield where it differs."""
    from projections.opening_balances import opening_balances
    from projections.views import Views

    previous = records.ledger().previous
    assert previous is not None, "it is compared with the ledger before"
    size, past = previous.head.size, before.as_of(previous.head.size)
    entries = list(_entries(records))
    with (
        TemporaryDirectory() as folder,
        Views(past, f"{folder}/before") as views,
        views.asked() as db,
    ):
        due = opening_balances(
            db,
            (event for _, event, is_brought in entries if is_brought),
            ended_on=previous.ended_on,
            position=size,
        )
    recorded = {event: position for position, event in _recorded(entries)}
    for event in set(due) ^ set(recorded):
        yield Finding(
            kind=FindingKind.PREVIOUS,
            what=f"The accounts in {event.currency.code} were not brought forward as "
            "they stood in the ledger before",
            position=recorded.get(event),
        )


def _recorded(
    entries: list[tuple[int, Event, bool]],
) -> Iterator[tuple[int, BalancesBroughtForward]]:
    from ledger.events import BalancesBroughtForward

    for position, event, _ in entries:
        if isinstance(event, BalancesBroughtForward):
            yield position, event


def _entries(records: Records) -> Iterator[tuple[int, Event, bool]]:
    """Yield the entries that a ledger began with: they stand before all others."""
    from ledger.store.reader import AT_ONCE

    position = 0
    while page := records.entries_after(position, limit=AT_ONCE):
        for entry in page:
            yield entry.position, entry.event, entry.by.brought is not None
        position = page[-1].position
