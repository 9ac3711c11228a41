"""Looks at what few may see: each is recorded before anything is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from eventsourcing.persistence import PersistenceError

from ledger import looks as looks_of_a_day
from ledger.damage import LedgerDamaged
from ledger.entry import Attribution, looks_stream
from ledger.events.looks import LookKind
from ledger.house.command import Decide, command
from ledger.house.transaction import HouseTransaction
from ledger.looks import Looks
from ledger.refusals import LedgerHasEnded, LookNotRecorded, ReplicaNotWritten
from ledger.value import replace

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.store.writer import Recorded


def as_viewer(by: Attribution) -> Attribution:
    """Return who looks: a look repeats no command, and has no reason but its purpose.

    What the command that shows it was typed with stays with that command.
    """
    return replace(
        by, key=None, reason=None, evidence=None, claimed_at=None, approval=None
    )


@command("look")
def look(
    kind: LookKind,
    subjects: Sequence[str],
    *,
    purpose: str,
    viewer: str,
    session: str | None = None,
    at: datetime,
) -> Decide:
    """Record that lots or clients are looked at, unless this session did already."""

    def decide(transaction: HouseTransaction) -> None:
        stream = looks_stream(viewer, at)
        looked = looks_of_a_day.look(
            transaction.state(stream) or Looks(),
            kind,
            subjects,
            purpose=purpose,
            session=session,
            at=at,
        )
        transaction.record(stream, looked)

    return decide


def look_at(
    house: House, kind: LookKind, subjects: Sequence[str], purpose: str, by: Attribution
) -> Recorded:
    """Record a look in a ledger; raises LookNotRecorded where that cannot be done."""
    looked = look(
        kind,
        subjects,
        purpose=purpose,
        viewer=by.actor,
        session=by.session,
        at=by.recorded_at,
    )
    try:
        return house.do(looked, by=as_viewer(by))
    except (LedgerHasEnded, ReplicaNotWritten, LedgerDamaged) as fault:
        raise LookNotRecorded(why=str(fault)) from fault
    except PersistenceError as fault:
        raise LookNotRecorded(why="its file cannot be written to.") from fault
