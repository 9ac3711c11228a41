"""What few may see is shown once it is on record who looks at it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from commands.attribution import attribution

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commands.session import LedgerSession
    from ledger.entry import Attribution
    from ledger.events import LookKind
    from ledger.identity import LotId


def may_show(
    ledger: LedgerSession,
    lots: Iterable[LotId],
    purpose: str,
    kind: LookKind | None = None,
) -> bool:
    """Say whether sealed amounts of lots may be shown: it is then on record who looks.

    Where it cannot be recorded, it is said why. What is not sealed may be shown.
    """
    from ledger.refusals import LookNotRecorded

    try:
        must_show(ledger, lots, purpose, kind)
    except LookNotRecorded as no:
        click.echo(str(no), err=True)
        return False
    return True


def must_show(
    ledger: LedgerSession,
    lots: Iterable[LotId],
    purpose: str,
    kind: LookKind | None = None,
) -> None:
    """Put on record who looks at sealed amounts; raises LookNotRecorded."""
    from ledger.events import LookKind
    from ledger.house.shown import with_sealed_amounts

    house = ledger.house()
    if sealed := with_sealed_amounts(house, lots):
        house.look(kind or LookKind.MAXIMUM, sealed, purpose, viewer(ledger))


def viewer(ledger: LedgerSession) -> Attribution:
    """Return who looks: in a rehearsal, at the moment that it has reached."""
    from ledger.entry import Way
    from ledger.events.ledger import Times

    house = ledger.house()
    moment = ledger.typed_at(None)
    if house.ledger().times is not Times.LIVE:
        (last,) = house.entries_after(house.head() - 1, limit=1)
        moment = last.by.recorded_at
    return attribution(
        os.environ.get("LOTLEDGER_ACTOR"),
        os.environ.get("LOTLEDGER_ROLE", "clerk"),
        way=Way.COMMAND,
        at=moment,
    )
