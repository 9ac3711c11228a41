"""Open the ledger for a command, and record who acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date, datetime
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from commands.keeping import (
    AutomaticCheckpoints,
    files_folder,
    key_folder,
    passphrase,
    user_key_file,
)
from commands.output import progress
from commands.print_options import as_of_option
from ledger.clock import machine_clock
from ledger.identity import CLAIM_MINUTES

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.events.ledger import Birth
    from ledger.house import House
    from ledger.house.records import Records
    from ledger.house.sale_streams import Asks, Streams
    from ledger.store.reader import EarlierTimes
    from presenters.moment import LedgerMoment
    from projections.views import Views

F = TypeVar("F", bound=Callable[..., Any])


class LedgerSession:
    """One ledger for the length of a command."""

    def __init__(
        self, place: str, *others: str, read_at: datetime | None = None
    ) -> None:
        self.place = place
        self.others = others
        """More ledgers, which a report tells of as well."""
        self.read_at = read_at or machine_clock()
        """When the command was read, before anything that takes time was done."""
        self._open = ExitStack()
        self._house: House | None = None
        self._views: dict[Streams | None, Views] = {}
        """By the streams that they are told of; None: all of them."""
        self._past: Records | None = None
        self._birth: Birth | None = None
        """As what it is begun where there is none; None: this command begins none."""
        self._claim_minutes = CLAIM_MINUTES
        self._even_contradicted = False
        self._asks: Path | None = None
        """The file that is to ask a second person for an approval, if one is."""
        self._checkpoints = AutomaticCheckpoints()

    @property
    def name(self) -> str:
        """Return how a person knows the ledger: its place, without a password."""
        from ledger.store.dialect import dialect_at

        return dialect_at(self.place).name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def begins(self, birth: Birth, *, claim_minutes: int = CLAIM_MINUTES) -> None:
        """Let the house begin a ledger where there is none."""
        self._birth, self._claim_minutes = birth, claim_minutes

    def opens_even_contradicted(self) -> None:
        """Open the ledger also where it is not the one that was published."""
        self._even_contradicted = True

    def asks_approval(self, file: Path) -> None:
        """Let what takes a second person be written to a file, and nothing recorded."""
        self._asks = file

    def publish(self, house: House) -> None:
        """Sign the ledger as it stands; where that cannot be done, say why."""
        self._checkpoints(house)

    def house(self, *, new_id: str | None = None) -> House:
        """Open the ledger; begin one where there is none and this command may."""
        if self._house is None:
            self._house = self._open.enter_context(self._opened(new_id))
            at_hand = self._house.keys_at_hand
            at_hand.passphrase, at_hand.user_key = passphrase, user_key_file()
            self._house.files_folder = files_folder()
        return self._house

    def _opened(self, new_id: str | None) -> House:
        from uuid import uuid4

        from ledger.house import House
        from ledger.house.stamp import Recording

        if self._asks is not None:
            return self._asking(self._asks)
        if self._birth is None:
            return House.open(
                self.place,
                new_id=new_id,
                recording=Recording(clock=machine_clock),
                upgrading=_upgrade_progress,
                keys=key_folder(),
                publish=self.publish,
                even_contradicted=self._even_contradicted,
            )
        from commands.beginning import BeginningHouse

        house = BeginningHouse.open(
            self.place,
            new_id=new_id or str(uuid4()),
            recording=Recording(
                clock=machine_clock,
                birth=self._birth,
                claim_minutes=self._claim_minutes,
            ),
            upgrading=_upgrade_progress,
            keys=key_folder(),
            publish=self.publish,
        )
        house.name = self.name
        return house

    def _asking(self, file: Path) -> House:
        """Open the ledger to ask for an approval: nothing is recorded there."""
        from commands.approval_file import AskingHouse
        from ledger.house.stamp import Recording

        house = AskingHouse.open(
            self.place,
            recording=Recording(clock=machine_clock),
            keys=key_folder(),
            even_contradicted=self._even_contradicted,
        )
        house.file = file
        return house

    def typed_at(self, at: datetime | None) -> datetime:
        """Return when a command is typed: as it says where times are told, else now."""
        return machine_clock() if at is None or self._is_live() else at

    def told_at(self, at: datetime | None, option: str) -> datetime | None:
        """Return a time that only tells what it is, which a live ledger is not told."""
        if at is not None and self._is_live():
            needless = "This ledger is live: its clock says when. Leave it out."
            raise click.BadParameter(needless, param_hint=f"'{option}'")
        return at

    def _is_live(self) -> bool:
        from ledger.store.dialect import dialect_at

        if self._birth is not None and not dialect_at(self.place).exists():
            return self._birth == "live"
        house = self.house()
        if self._birth is not None and not house.head():
            return self._birth == "live"
        return house.ledger().live

    def look_back(self, to: int | date) -> int:
        """Answer from now on as it was known at a position, a moment or a day's end."""
        house = self.house()
        if isinstance(to, int):
            self._past = house.as_of(to)
            return to
        moment = _moment(house, to)
        position = house.position_at(moment)
        self._past = house.as_of(position)
        later = house.later_with_earlier_times(position, moment)
        if later.number:
            click.echo(_later_words(later, position), err=True)
        return position

    @contextmanager
    def known(
        self, at: int | date, asks: Asks | None = None
    ) -> Iterator[tuple[Records, Views]]:
        """Open what was known at a position, or at a moment, beside what is read."""
        house = self.house()
        position = at if isinstance(at, int) else house.position_at(_moment(house, at))
        records = house.as_of(position)
        streams = None if asks is None else asks(house)
        with _past_views(records, streams) as views:
            yield records, views

    def records(self) -> Records:
        """Return what is read: the ledger, or what it was when looked back to."""
        return self._past or self.house()

    def last_recorded(self) -> int | None:
        """Return the last position that was recorded here; None where none was."""
        return None if self._house is None else self._house.last_recorded

    def rehearsal_mark(self) -> str | None:
        """Return the words that mark what is shown of a rehearsal, if it is one."""
        if self._house is None:
            return None
        from projections.rehearsal import rehearsal_mark

        return rehearsal_mark(self.records().ledger().timing)

    def views(self, asks: Asks | None = None) -> Views:
        """Open the views, told of everything that is read.

        Looking back they are built apart, of the streams that a question asks for, and
        what is served stays as it is.
        """
        past = self._past
        streams = None if past is None or asks is None else asks(self.house())
        if streams not in self._views:
            self._views[streams] = self._open.enter_context(self._opened_views(streams))
        return self._views[streams]

    @contextmanager
    def at_one_moment(self, asks: Asks | None = None) -> Iterator[LedgerMoment]:
        """Open the views, and the records up to the position that their rows tell."""
        from presenters.moment import moment_of

        with progress("reading") as advance, self.views(asks).asked(advance) as db:
            yield moment_of(db, self.records())

    def _opened_views(self, streams: Streams | None) -> AbstractContextManager[Views]:
        if self._past is None:
            from projections.views import Views

            return Views(self.house(), self.place)
        return _past_views(self._past, streams)


def _moment(house: House, to: date) -> datetime:
    """Return the moment that is looked back to: of a day its end in the saleroom."""
    from presenters.report_scope import end_of_day

    return to if isinstance(to, datetime) else end_of_day(house, to)


def _past_views(
    past: Records, streams: Streams | None
) -> AbstractContextManager[Views]:
    """Build views of what was known then: of some streams, or of all."""
    from projections.past_views import views_of_past

    some = None if streams is None else streams.pages(past.reader)
    return views_of_past(past, some)


@contextmanager
def _upgrade_progress(sentence: str) -> Iterator[Callable[[int, int], None]]:
    """Say that a ledger is upgraded, and show how far it is."""
    click.echo(sentence, err=True)
    with progress("upgrading") as advance:
        yield advance


def _later_words(later: EarlierTimes, position: int) -> str:
    what = f"{later.number:,} later positions carry earlier times"
    if not later.is_all:
        what = f"At least {what}"
    elif later.number == 1:
        what = "1 later position carries an earlier time"
    return f"{what}, as times were told; the answer stops at position {position}."


def as_of(command: F) -> F:
    """Give a command that reads the option to look back: ``--as-of``."""

    @wraps(command)
    def with_as_of(
        asked: LedgerSession | click.Context,
        *args: Any,
        as_of: int | date | None,
        **more: Any,
    ) -> Any:
        if as_of is not None:
            ledger: LedgerSession = (
                asked.obj if isinstance(asked, click.Context) else asked
            )
            position = ledger.look_back(as_of)
            if not more.get("as_json"):
                click.echo(f"As of position {position}.")
        return command(asked, *args, **more)

    return as_of_option(with_as_of)  # type: ignore[return-value]
