"""Verify what a ledger was brought forward against the ledger that it goes on from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from commands.keeping import key_folder, named_passphrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events import BalancesBroughtForward, PreviousLedger
    from ledger.house.carried import Carried
    from ledger.house.records import Records
    from ledger.verification.finding import Finding
    from ledger.verification.previous import ComparedWithBefore
    from ledger.verification.verification import Verification

Progress = Callable[[int, int], None]


def check_previous(
    verification: Verification, before: str | None, progress: Progress
) -> None:
    """Compare a ledger with the one before, at a place; None: it is not here."""
    from ledger.house import House
    from ledger.verification.previous import ComparedWithBefore, not_compared

    records = verification.records
    if before is None:
        verification.remarks += not_compared(records)
        return
    with House.open(before, even_contradicted=True, keys=key_folder()) as house:
        house.keys_at_hand.passphrase = named_passphrase()
        brought = ComparedWithBefore(records, house)
        verification.findings.add(_compared(brought, records, house, progress))
        verification.remarks += brought.remarks()


def _compared(
    brought: ComparedWithBefore, records: Records, before: Records, progress: Progress
) -> Iterator[Finding]:
    """Yield in what two ledgers differ; where their heads do, nothing else is due."""
    heads = list(brought.check_heads())
    yield from heads
    previous = records.ledger().previous
    if previous is not None and not heads:
        carried = brought.due()
        balances = _balances(previous, before, carried, progress)
        yield from brought.check(carried, balances)


def _balances(
    previous: PreviousLedger,
    before: Records,
    carried: Sequence[Carried],
    progress: Progress,
) -> Sequence[BalancesBroughtForward]:
    """Work out anew what the accounts stood at."""
    from projections.opening_balances import opening_balances
    from projections.views import Views

    size = previous.head.size
    with (
        TemporaryDirectory() as folder,
        Views(before.as_of(size), f"{folder}/before") as views,
        views.asked(progress) as db,
    ):
        return opening_balances(
            db,
            (each.event for each in carried),
            ended_on=previous.ended_on,
            position=size,
        )
