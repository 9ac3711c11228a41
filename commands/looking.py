"""What few may see is shown once it is on record who looks at it."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

import click

from commands.attribution import attribution

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commands.session import LedgerSession
    from ledger.entry import Attribution
    from ledger.events import LookKind
    from ledger.identity import LotId
    from presenters.opened_history import AnyRow

LINES_AT_ONCE = 500
"""So many lines of a history are opened together."""


def may_show(
    ledger: LedgerSession,
    lots: Iterable[LotId],
    purpose: str,
    kind: LookKind | None = None,
    *,
    all_sealed: bool = False,
) -> bool:
    """Say whether sealed amounts of lots may be shown: it is then on record who looks.

    Where it cannot be recorded, it is said why, and who can read it all the same. What
    is not sealed may be shown.
    """
    from ledger.refusals import LookNotRecorded

    try:
        must_show(ledger, lots, purpose, kind, all_sealed=all_sealed)
    except LookNotRecorded as no:
        click.echo(f"{no} {readable_words(ledger)}", err=True)
        return False
    return True


def must_show(
    ledger: LedgerSession,
    lots: Iterable[LotId],
    purpose: str,
    kind: LookKind | None = None,
    *,
    all_sealed: bool = False,
) -> None:
    """Put on record who looks at sealed amounts; raises LookNotRecorded.

    Where their keys are not here nothing of them is shown, and that is no look. With
    ``all_sealed`` each lot is known to have some, and none is loaded to see.
    """
    from ledger.events import LookKind
    from ledger.house.shown import keys_are_here, with_sealed_amounts

    house = ledger.house()
    sealed = list(lots) if all_sealed else with_sealed_amounts(house, lots)
    if sealed and keys_are_here(house):
        house.look(kind or LookKind.MAXIMUM, sealed, purpose, viewer(ledger))


def opened_lines(
    ledger: LedgerSession, lines: Sequence[AnyRow], purpose: str
) -> Sequence[AnyRow]:
    """Show what is sealed in a history, once it is on record who looks."""
    from ledger.house.shown import opened_amounts
    from presenters.opened_history import with_opened_amounts

    sealed = dict.fromkeys(line.lot for line in lines if line.sealed)
    if not sealed or not may_show(ledger, sealed, purpose):
        return lines
    return with_opened_amounts(lines, opened_amounts(ledger.house(), sealed))


def opened_in_turn(ledger: LedgerSession, lines: Iterable[AnyRow]) -> Iterator[AnyRow]:
    """Open what is sealed in a long history, part by part as it is read.

    It is on record who looks at its lots.
    """
    from ledger.house.shown import opened_amounts_at
    from presenters.opened_history import with_opened_amounts

    house, left = ledger.house(), iter(lines)
    while part := list(islice(left, LINES_AT_ONCE)):
        sealed = [line.position for line in part if line.sealed]
        yield from with_opened_amounts(part, opened_amounts_at(house, sealed))


def readable_words(ledger: LedgerSession) -> str:
    """Say who can read what is sealed in a ledger, and not shown."""
    from ledger.house.key_readers import key_readers
    from presenters.key_readers import readable_by

    return readable_by(key_readers(ledger.house()))


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
