"""The ledger itself: whether its times are true or told, and by which clock.

A live ledger is recorded by the machine's clock; what a typist claims is a note beside
it. In a rehearsal, and in a ledger of the first release until it begins to be live, a
time is what the typist says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from ledger.events.ledger import (
    BalancesBroughtForward,
    Birth,
    ClockCorrected,
    LedgerBegun,
    LedgerEvent,
    LedgerTakenOver,
    LiveBegun,
    PreviousLedger,
    ProgramChanged,
    PublishedHead,
    RolesBegun,
    SeasonClosed,
    SigningKeyAdopted,
    Times,
    Timing,
    VaultAdopted,
)
from ledger.identity import CLAIM_MINUTES
from ledger.refusals import (
    ClaimAhead,
    ClaimWithoutReason,
    ClockBehind,
    LedgerHasEnded,
    LiveAlready,
    NoSigningKey,
    NothingToTakeOver,
    NotTheNext,
    RehearsalForEver,
    RehearsalKeepsNoKey,
    SigningKeyThere,
)
from ledger.value import replace, value

CLOCK_SLACK = timedelta(minutes=1)
"""How far a clock may be set back, as clocks that are kept right do now and then."""


@value(kw_only=True)
class Ledger:
    """What a ledger says of itself."""

    times: Times = Times.TOLD
    program: str | None = None
    """The version that recorded last, None where no version said so."""
    claim_minutes: int = CLAIM_MINUTES
    live_since: datetime | None = None
    """When it went over from told times to the machine's clock, if it ever did."""
    epoch: int = 1
    """Which history of it this is: another begins where a person took it over."""
    signing_key: str | None = None
    """The vkey of what signs in this epoch, None where no key was adopted in it."""
    roles_are_on: bool = False
    """Whether a role was ever given: whoever acts proves who it is, and has one."""
    vault: bool = False
    """Its keys are in a vault: where that is gone, nothing goes on without."""
    previous: PreviousLedger | None = None
    """The ledger that it goes on from; None: it began with nothing."""
    closed: SeasonClosed | None = None
    """How it ended, where another ledger goes on from it."""

    @property
    def live(self) -> bool:
        """Say whether the machine's clock says when things are recorded."""
        return self.times is Times.LIVE

    @property
    def lineage(self) -> tuple[str, ...]:
        """Return the ids of the ledgers that it goes on from, the latest first."""
        previous = self.previous
        return () if previous is None else (previous.ledger, *previous.before)

    @property
    def timing(self) -> Timing:
        """Return how its times came about, as every page that tells of it says."""
        return Timing(times=self.times, live_since=self.live_since)


def evolve(ledger: Ledger | None, event: LedgerEvent) -> Ledger:
    """Return the ledger as an event leaves it."""
    before = ledger or Ledger()
    match event:
        case LedgerBegun():
            return Ledger(
                times=Times(event.birth),
                program=event.program,
                claim_minutes=event.claim_minutes,
                vault=event.vault,
                previous=event.previous,
            )
        case LiveBegun():
            return replace(
                before,
                times=Times.LIVE,
                claim_minutes=event.claim_minutes,
                live_since=event.at,
            )
        case ProgramChanged():
            return replace(before, program=event.program)
        case ClockCorrected() | BalancesBroughtForward():
            return before
        case SeasonClosed():
            return replace(before, closed=event)
        case SigningKeyAdopted(key=key):
            return replace(before, signing_key=key)
        case LedgerTakenOver(epoch=epoch):
            return replace(before, epoch=epoch, signing_key=None)
        case RolesBegun():
            return replace(before, roles_are_on=True)
        case VaultAdopted():
            return replace(before, vault=True)


def begin(
    birth: Birth,
    *,
    program: str,
    claim_minutes: int,
    vault: bool = False,
    previous: PreviousLedger | None = None,
) -> LedgerBegun:
    """Begin a ledger; the keys of a rehearsal are no secret, and in no vault."""
    return LedgerBegun(
        birth=birth,
        program=program,
        claim_minutes=claim_minutes,
        vault=vault and birth is Birth.LIVE,
        previous=previous,
    )


def must_go_on(ledger: Ledger) -> None:
    """Refuse whatever would be recorded in a ledger that ended."""
    if (closed := ledger.closed) is not None:
        raise LedgerHasEnded(
            ended_on=closed.ended_on, next=closed.next_origin, place=closed.next_place
        )


def close_season(
    closed: SeasonClosed, *, next_position: int, own_words: int
) -> SeasonClosed:
    """End a ledger for the one that goes on; raises NotTheNext.

    ``own_words`` are the entries since in which it told only of itself.
    """
    if next_position - 1 - own_words != closed.brought_to:
        raise NotTheNext(
            place=closed.next_place,
            why=f"it has what stood here at position {closed.brought_to}, and more was "
            f"recorded since, up to {next_position - 1}",
        )
    return closed


def program_change(ledger: Ledger, program: str) -> tuple[ProgramChanged, ...]:
    """Record that another version writes from now on, where it does."""
    return () if ledger.program == program else (ProgramChanged(program=program),)


def adopt_vault(
    ledger: Ledger, program: str, has_vault: Callable[[], bool]
) -> tuple[VaultAdopted, ...]:
    """Record that keys are in a vault from now on, where one was made meanwhile."""
    if ledger.vault or ledger.times is Times.REHEARSAL or not has_vault():
        return ()
    return (VaultAdopted(program=program),)


def begin_live(ledger: Ledger, *, at: datetime, claim_minutes: int) -> LiveBegun:
    """Go over from told times to the machine's; raises LiveAlready.

    Raises RehearsalForEver: what was rehearsed never becomes a record.
    """
    if ledger.times is Times.LIVE:
        raise LiveAlready
    if ledger.times is Times.REHEARSAL:
        raise RehearsalForEver
    return LiveBegun(at=at, claim_minutes=claim_minutes)


def key_name(key: str) -> str:
    """Return the name that a verifier key has."""
    return key.partition("+")[0]


def origin(ledger: Ledger, ledger_id: str) -> str:
    """Return the name of its log, which names its epoch where that is not the first.

    No two histories are ever published under one name.
    """
    if ledger.signing_key is not None:
        return key_name(ledger.signing_key)
    kind = "lotledger-rehearsal" if ledger.times is Times.REHEARSAL else "lotledger"
    return in_epoch(f"{kind}/{ledger_id}", ledger.epoch)


def in_epoch(name: str, epoch: int) -> str:
    """Return the name that a log has in an epoch."""
    return name if epoch == 1 else f"{name}/{epoch}"


def name_of_all_epochs(ledger: Ledger, ledger_id: str) -> str:
    """Return what the names of its log begin with, whatever the epoch."""
    name = origin(ledger, ledger_id)
    return name if ledger.epoch == 1 else name.removesuffix(f"/{ledger.epoch}")


def adopt_key(ledger: Ledger, key: str) -> SigningKeyAdopted:
    """Adopt the first key of an epoch; raises SigningKeyThere.

    Raises RehearsalKeepsNoKey: it signs with a key that anybody can derive.
    """
    if ledger.times is Times.REHEARSAL:
        raise RehearsalKeepsNoKey
    if ledger.signing_key is not None:
        raise SigningKeyThere(name=key_name(ledger.signing_key))
    return SigningKeyAdopted(key=key, replaces=None)


def rotate_key(ledger: Ledger, key: str) -> SigningKeyAdopted:
    """Adopt another key in the place of one; raises NoSigningKey."""
    if ledger.times is Times.REHEARSAL:
        raise RehearsalKeepsNoKey
    if ledger.signing_key is None:
        raise NoSigningKey
    return SigningKeyAdopted(key=key, replaces=ledger.signing_key)


def take_over(
    ledger: Ledger,
    *,
    epoch: int,
    replica: str | None,
    left: PublishedHead | None,
    key: str | None,
) -> tuple[LedgerEvent, ...]:
    """Go on with a copy, or with another history than was published.

    Raises NothingToTakeOver for what is neither.
    """
    if replica is None and left is None:
        raise NothingToTakeOver
    assert epoch > ledger.epoch, "a history that is taken over is another"
    taken = LedgerTakenOver(epoch=epoch, replica=replica, left=left)
    if key is None:
        return (taken,)
    return taken, adopt_key(evolve(ledger, taken), key)


def moment(clock: datetime, last_at: datetime | None) -> datetime:
    """Return when an entry is recorded: by the clock, and never before the last one.

    Raises ClockBehind where the clock is behind the last entry by more than slack.
    """
    if last_at is None or clock >= last_at:
        return clock
    if last_at - clock > CLOCK_SLACK:
        raise ClockBehind(last_at=last_at, clock=clock)
    return last_at


def must_be_claimable(
    ledger: Ledger, claimed_at: datetime, *, now: datetime, reason: str | None
) -> None:
    """Refuse a claim that lies ahead, or far back without a reason.

    Raises ClaimAhead and ClaimWithoutReason.
    """
    if claimed_at > now:
        raise ClaimAhead(claimed_at=claimed_at, now=now)
    if (
        now - claimed_at > timedelta(minutes=ledger.claim_minutes)
        and not (reason or "").strip()
    ):
        raise ClaimWithoutReason(claimed_at=claimed_at, minutes=ledger.claim_minutes)
