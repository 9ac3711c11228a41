"""What a ledger says of itself: its times, its programs and its corrected clocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ledger.events import ClockCorrected, LedgerBegun, LiveBegun, ProgramChanged
from ledger.events.ledger import Times
from presenters.shape import Shape
from presenters.times import utc_time
from presenters.words import counted

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.house.records import Records

TIMES_WORDS = {
    Times.LIVE: "live: the machine's clock times its entries",
    Times.REHEARSAL: "rehearsal: its times are told",
    Times.TOLD: "told: nobody has begun it live yet",
}


class ProgramShape(Shape):
    """A version of lotledger, and from where on it recorded."""

    program: str
    """The version."""
    position: int
    """The entry that says so; what follows it was recorded by that version."""
    recorded_at: datetime
    """When that was."""


class ClockCorrectionShape(Shape):
    """A clock that was behind the last entry, and was accepted."""

    position: int
    """The entry that says so."""
    recorded_at: datetime
    """What the clock said then."""
    actor: str
    """Who accepted it."""
    reason: str | None
    """Why it was behind."""


class LedgerShape(Shape):
    """What a ledger says of itself."""

    ledger: str
    """The id that it was begun with."""
    times: Times
    """Whose times it keeps: ``live``, ``rehearsal`` or ``told``."""
    live_since: datetime | None
    """When it went over from told times to the clock's; null where it never did."""
    told_positions: int
    """How many positions, from the first on, have times that were told."""
    claim_minutes: int | None
    """How far back a claim may lie without a reason; null where times are told."""
    programs: list[ProgramShape]
    """The versions that recorded, in order; a version of the first release says none.
    """
    clock_corrections: list[ClockCorrectionShape]
    """Every corrected clock, in order."""
    as_of_position: int
    """The last position of the log that was read."""


def ledger_shape(records: Records) -> LedgerShape:
    """Return what a ledger says of itself as its shape."""
    records = records.as_of_now()
    ledger, history, head = records.ledger(), records.ledger_history(), records.head()
    live_at = [
        entry.position for entry in history if isinstance(entry.event, LiveBegun)
    ]
    told_so_far = 0 if ledger.live else head
    return LedgerShape(
        ledger=records.ledger_id(),
        times=ledger.times,
        live_since=ledger.live_since,
        told_positions=live_at[0] - 1 if live_at else told_so_far,
        claim_minutes=ledger.claim_minutes if ledger.live else None,
        programs=list(_programs(history)),
        clock_corrections=list(_clock_corrections(history)),
        as_of_position=head,
    )


def _programs(history: Sequence[Entry[Any]]) -> Iterator[ProgramShape]:
    for entry in history:
        if isinstance(entry.event, LedgerBegun | ProgramChanged):
            yield ProgramShape(
                program=entry.event.program,
                position=entry.position,
                recorded_at=entry.by.recorded_at,
            )


def _clock_corrections(history: Sequence[Entry[Any]]) -> Iterator[ClockCorrectionShape]:
    for entry in history:
        if isinstance(entry.event, ClockCorrected):
            yield ClockCorrectionShape(
                position=entry.position,
                recorded_at=entry.by.recorded_at,
                actor=entry.by.actor,
                reason=entry.by.reason,
            )


def ledger_facts(ledger: LedgerShape) -> list[tuple[str, object]]:
    """Return what a ledger says of itself, a line each."""
    facts: list[tuple[str, object]] = [
        ("ledger", ledger.ledger),
        ("times", TIMES_WORDS[ledger.times]),
        ("told times", counted(ledger.told_positions, "position")),
    ]
    if ledger.live_since is not None:
        facts.append(("live since", utc_time(ledger.live_since)))
    if ledger.claim_minutes is not None:
        minutes = counted(ledger.claim_minutes, "minute")
        facts.append(("claims", f"up to {minutes} back without a reason"))
    facts += [("program", _program_words(each)) for each in ledger.programs]
    facts += [
        ("clock corrected", _correction_words(each))
        for each in ledger.clock_corrections
    ]
    return [*facts, ("as of position", ledger.as_of_position)]


def _program_words(program: ProgramShape) -> str:
    since = utc_time(program.recorded_at)
    return f"{program.program}, from position {program.position}, {since}"


def _correction_words(correction: ClockCorrectionShape) -> str:
    to, at = utc_time(correction.recorded_at), correction.position
    who = f"{correction.actor}, because: {correction.reason}"
    return f"to {to} at position {at} by {who}"
