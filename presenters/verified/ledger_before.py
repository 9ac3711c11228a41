"""Verify what a ledger was brought forward against the ledger that it goes on from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryDirectory

from ledger.events import BalancesBroughtForward, PreviousLedger
from ledger.house import House
from ledger.house.carried import Carried
from ledger.house.records import Records
from ledger.verification.brought import Brought
from ledger.verification.finding import Finding
from ledger.verification.previous import ComparedWithBefore, not_compared
from ledger.verification.verification import Verification
from projections.catching_up import Progress
from projections.opening_balances import opening_balances
from projections.views import Views


def check_previous(
    verification: Verification,
    before: str | None,
    brought: Brought,
    progress: Progress,
) -> None:
    """Compare a ledger with the one before, at a place; None: it is not here."""
    records = verification.records
    if before is None:
        verification.remarks += not_compared(records)
        return
    with House.open(before, even_contradicted=True, keys=brought.folder) as house:
        house.keys_at_hand.passphrase = brought.passphrase
        compared = ComparedWithBefore(records, house)
        verification.findings.add(_compared(compared, records, house, progress))
        verification.remarks += compared.remarks()


def _compared(
    compared: ComparedWithBefore, records: Records, before: Records, progress: Progress
) -> Iterator[Finding]:
    """Yield in what two ledgers differ; where their heads do, nothing else is due."""
    heads = list(compared.check_heads())
    yield from heads
    previous = records.ledger().previous
    if previous is not None and not heads:
        carried = compared.due()
        balances = _balances(previous, before, carried, progress)
        yield from compared.check(carried, balances)


def _balances(
    previous: PreviousLedger,
    before: Records,
    carried: Sequence[Carried],
    progress: Progress,
) -> Sequence[BalancesBroughtForward]:
    """Work out anew what the accounts stood at."""
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
