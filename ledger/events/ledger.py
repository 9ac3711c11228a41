"""The events of the ledger's own stream: how it began, and what it runs on.

The first one is version 1 of the stream, at position 1 of the log. A ledger of the
first release has none: its times are told until it begins to be live.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import ClientId
from ledger.money import Currency, Minor
from ledger.value import later, value


class Birth(StrEnum):
    """As what a ledger is begun, for ever."""

    LIVE = "live"
    """The machine's own clock says when each entry is recorded."""
    REHEARSAL = "rehearsal"
    """Whoever types says when: for practice, and for sales of the past."""


class Times(StrEnum):
    """Whose times a ledger keeps."""

    LIVE = "live"
    REHEARSAL = "rehearsal"
    TOLD = "told"
    """The ledger is of the first release, and nobody has begun it live yet."""


@value(kw_only=True)
class Timing:
    """How the times of a ledger came about."""

    times: Times
    live_since: datetime | None = None
    """Until when they were told, where a ledger of the first release is live by now."""

    @property
    def is_rehearsed(self) -> bool:
        """Say whether nothing here is a record."""
        return self.times is Times.REHEARSAL


@value
class PublishedHead:
    """What was published of a log: how many entries it had, and the root over them."""

    size: int
    root: str
    """In Base 64, as checkpoints have it."""


@value(kw_only=True)
class PreviousLedger:
    """The ledger that another goes on from, as far as that was brought forward."""

    ledger: str
    """Its id."""
    origin: str
    """The name of its log."""
    head: PublishedHead
    """What was brought forward: what it had after its last entry but its end."""
    checkpoint: str | None
    """Its signed checkpoint over just that; None: nothing signs it."""
    ended_on: date
    """The last day of its books; those of the next begin the day after."""
    before: tuple[str, ...] = later(default=())
    """The ids of the ledgers that it went on from, the latest first."""


@event("ledger-begun/1")
class LedgerBegun:
    """A ledger was begun."""

    birth: Birth
    program: str
    """The version of lotledger that began it."""
    claim_minutes: int
    """How far back a claimed time may lie without a reason, in a live ledger."""
    vault: bool = later(default=False)
    """Its keys are in a vault from the first entry on."""
    previous: PreviousLedger | None = later(default=None)
    """The ledger that it goes on from; None: it begins with nothing."""


@value(kw_only=True)
class AccountBalance:
    """What brings an account to what it stood at, beside what entries tell of it."""

    account: str
    """One of the journal's accounts, such as ``tax``."""
    client: ClientId | None
    jurisdiction: str | None
    amount: Minor
    """Above zero a debit, below zero a credit."""


@event("balances-brought-forward/1")
class BalancesBroughtForward:
    """The accounts of the previous ledger went on, and its income did not."""

    currency: Currency
    balances: tuple[AccountBalance, ...]
    """They come to nothing: debits are credits."""
    ended_on: date
    position: int
    """As of which position of the previous ledger."""


@event("season-closed/1")
class SeasonClosed:
    """The ledger ended: nothing is recorded in it any more, and another goes on."""

    ended_on: date
    """The last day of its books."""
    brought_to: int
    """The last position that was brought forward."""
    next_origin: str
    """The name of the log that goes on."""
    next_place: str
    """Where that ledger was then: a file, or a database without its password."""
    next_head: PublishedHead
    """What stood in it when it had all that was brought forward."""


@event("live-begun/1")
class LiveBegun:
    """A ledger whose times were told until then went over to the machine's clock."""

    at: datetime
    claim_minutes: int


@event("program-changed/1")
class ProgramChanged:
    """Another version of lotledger than before began to record."""

    program: str


@event("vault-adopted/1")
class VaultAdopted:
    """A ledger that had no vault has its keys in one from here on."""

    program: str
    """The version of lotledger that found it first."""


@event("clock-corrected/1")
class ClockCorrected:
    """A person accepted a clock that is behind the last entry."""

    at: datetime
    """What the clock said then."""


@event("signing-key-adopted/1")
class SigningKeyAdopted:
    """From here on another key signs what the ledger publishes of itself."""

    key: str
    """What it is verified with: its name, its id and its public half, as a vkey."""
    replaces: str | None
    """The key that signed until then; None where there was none."""


@event("ledger-taken-over/1")
class LedgerTakenOver:
    """A person went on with a copy, or with another history than was published."""

    epoch: int
    """Which history of the ledger begins here, from 2."""
    replica: str | None
    """What it said that it is a copy of; None where it was none."""
    left: PublishedHead | None
    """What was published of another history, which is left; None where none was."""


@event("roles-begun/1")
class RolesBegun:
    """The first role was given: from here on whoever acts proves who they are."""


LedgerEvent: TypeAlias = (
    LedgerBegun
    | LiveBegun
    | ProgramChanged
    | ClockCorrected
    | SigningKeyAdopted
    | LedgerTakenOver
    | RolesBegun
    | VaultAdopted
    | BalancesBroughtForward
    | SeasonClosed
)
