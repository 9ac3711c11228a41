"""The stamp on what is recorded: when it was, and how it is known who says so.

A live ledger is stamped with the machine's clock, asked once for all that one
transaction writes. Elsewhere a time is what the typist says, and in a rehearsal nothing
is kept that another machine would write otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ledger import ledger as ledger_itself
from ledger.clock import Clock, machine_clock
from ledger.entry import LEDGER_STREAM, Attribution, KnownBy
from ledger.events.ledger import Birth, LedgerEvent, PreviousLedger, Times
from ledger.house.command import Command
from ledger.identity import CLAIM_MINUTES
from ledger.ledger import Ledger
from ledger.refusals import ClockBehind, ClockRight
from ledger.store.transaction import Known, Transaction
from ledger.value import replace
from ledger.version import VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """By which clock and program it is recorded, and as what a ledger is begun."""

    program: str = VERSION
    clock: Clock = machine_clock
    birth: Birth = Birth.LIVE
    claim_minutes: int = CLAIM_MINUTES
    previous: PreviousLedger | None = None
    """What a ledger that is begun goes on from."""

    def stamp(
        self,
        known: Known,
        *,
        head: int,
        last_at: datetime | None,
        has_vault: Callable[[], bool] = bool,
    ) -> Stamp:
        """Return the stamp of what is written next, after a head."""
        ledger: Ledger | None = known.get(LEDGER_STREAM).state
        prelude: tuple[LedgerEvent, ...]
        if head == 0:
            begun = ledger_itself.begin(
                self.birth,
                program=self.program,
                claim_minutes=self.claim_minutes,
                vault=has_vault(),
                previous=self.previous,
            )
            ledger, prelude = ledger_itself.evolve(None, begun), (begun,)
        else:
            ledger = ledger or Ledger()
            prelude = (
                *ledger_itself.program_change(ledger, self.program),
                *ledger_itself.adopt_vault(ledger, self.program, has_vault),
            )
        return Stamp(ledger, prelude, clock=self.clock(), last_at=last_at)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is put on every command of one transaction, and recorded before them."""

    ledger: Ledger
    prelude: tuple[LedgerEvent, ...]
    """What the ledger itself has to say first."""
    clock: datetime
    last_at: datetime | None

    def on(self, command: Command, by: Attribution) -> tuple[Command, Attribution]:
        """Return a command and who gives it, as they are to be recorded.

        Raises LedgerHasEnded, whatever is asked, since no command is recorded but
        through here; and ClockBehind, ClockRight, ClaimAhead and ClaimWithoutReason.
        """
        ledger_itself.must_go_on(self.ledger)
        second = command.arguments.get("authorised_by")
        by = replace(by, second=second if isinstance(second, str) else by.second)
        if not (self.ledger.live or self._begins_live(command)):
            return command, self._told(by)
        now = self._now(command)
        if by.claimed_at is not None:
            ledger_itself.must_be_claimable(
                self.ledger, by.claimed_at, now=now, reason=by.reason
            )
        return command.recorded_at(now), replace(by, recorded_at=now)

    def begin(self, transaction: Transaction) -> None:
        """Record what the ledger itself has to say before anything else."""
        transaction.record(LEDGER_STREAM, self.prelude)

    def for_the_house(self, by: Attribution) -> Attribution:
        """Return who the ledger's own words are recorded by: whoever writes first."""
        return replace(
            by,
            second=None,
            approval=None,
            claimed_at=None,
            on_behalf_of=None,
            reason=None,
            key=None,
        )

    def after(self, ledger: Ledger, recorded_at: datetime) -> Stamp:
        """Return the stamp of what follows an entry of the ledger's own."""
        return Stamp(ledger, (), clock=self.clock, last_at=recorded_at)

    def _begins_live(self, command: Command) -> bool:
        """Say whether a command ends the told times, so that it is itself not told."""
        return command.verb.begins_live and self.ledger.times is Times.TOLD

    def _told(self, by: Attribution) -> Attribution:
        by = replace(by, claimed_at=None)
        if self.ledger.times is Times.REHEARSAL:
            proven = KnownBy.SIGNED_IN if by.known is KnownBy.SIGNED_IN else None
            by = replace(by, known=proven, login=None, way=None)
        return by

    def _now(self, command: Command) -> datetime:
        if command.verb.begins_live and not self.ledger.live:
            # The last moment that was told says nothing about the clock.
            return self.clock
        if not command.verb.corrects_clock:
            return ledger_itself.moment(self.clock, self.last_at)
        try:
            ledger_itself.moment(self.clock, self.last_at)
        except ClockBehind:
            return self.clock
        raise ClockRight
