"""Open the ledger for a command, and record who acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from functools import wraps
from getpass import getuser
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from commands.clock import now
from commands.output import progress
from commands.params import AS_OF, ROLE, TEXT, WHEN
from ledger.identity import Role

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.records import Records
    from projections.views import Views

FAR = timedelta(days=92)
"""Checks are dated ahead, and fees reckoned, but nothing is a season ahead."""

F = TypeVar("F", bound=Callable[..., Any])


class LedgerSession:
    """One ledger for the length of a command."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._open = ExitStack()
        self._house: House | None = None
        self._views: Views | None = None
        self._past: Records | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def house(self, *, start: bool = False, new_id: str | None = None) -> House:
        """Open the ledger; with ``start`` or an id, begin one where there is none."""
        if self._house is None:
            from uuid import uuid4

            from ledger.house import House

            new_id = new_id or (str(uuid4()) if start else None)
            self._house = self._open.enter_context(
                House.open(self.place, new_id=new_id, upgrading=_upgrade_progress)
            )
        return self._house

    def look_back(self, to: int | datetime) -> int:
        """Answer from now on as it was known at a position, or at a moment."""
        house = self.house()
        position = to if isinstance(to, int) else house.position_at(to)
        self._past = house.as_of(position)
        return position

    @contextmanager
    def known(self, at: int | datetime) -> Iterator[tuple[Records, Views]]:
        """Open what was known at a position, or at a moment, beside what is read."""
        from tempfile import TemporaryDirectory

        from projections.views import Views

        house = self.house()
        position = at if isinstance(at, int) else house.position_at(at)
        records = house.as_of(position)
        with (
            TemporaryDirectory() as apart,
            Views(records, f"{apart}/ledger.db") as views,
        ):
            yield records, views

    def records(self) -> Records:
        """Return what is read: the ledger, or what it was when looked back to."""
        return self._past or self.house()

    def views(self) -> Views:
        """Open the views, told of everything that is read.

        Looking back they are built apart, and what is served stays as it is.
        """
        if self._views is None:
            from projections.views import Views

            place = self.place
            if self._past is not None:
                from tempfile import TemporaryDirectory

                apart = self._open.enter_context(TemporaryDirectory())
                place = f"{apart}/ledger.db"
            self._views = self._open.enter_context(Views(self.records(), place))
        return self._views


@contextmanager
def _upgrade_progress(sentence: str) -> Iterator[Callable[[int, int], None]]:
    """Say that a ledger is upgraded, and show how far it is."""
    click.echo(sentence, err=True)
    with progress("upgrading") as advance:
        yield advance


def attributed(command: F) -> F:
    """Give a command the options that say who acts, why, when, and by which key.

    The command is called with ``by``, and with ``at``: the moment it was typed.
    """

    @wraps(command)
    def with_attribution(
        *args: Any,
        actor: str | None,
        role: str,
        on_behalf_of: str | None,
        reason: str | None,
        key: str | None,
        at: datetime | None,
        **options: Any,
    ) -> Any:
        from ledger.entry import Attribution

        moment = at or now()
        _refuse_far_days(options, moment)
        by: Attribution = Attribution(
            actor=actor or login_name(),
            role=Role(role),
            recorded_at=moment,
            on_behalf_of=on_behalf_of,
            reason=reason,
            key=key,
        )
        return command(*args, by=by, at=moment, **options)

    for option in reversed(_ATTRIBUTION):
        with_attribution = option(with_attribution)
    return with_attribution  # type: ignore[return-value]


def _refuse_far_days(options: Mapping[str, object], moment: datetime) -> None:
    """Refuse a day that lies far ahead of the moment it is typed: the year is wrong."""
    latest = moment.date() + FAR
    for name in ("on", "cleared"):
        day = options.get(name)
        if isinstance(day, date) and day > latest:
            slip = f"{day} is far ahead of {moment.date()}. Check the year."
            raise click.BadParameter(slip, param_hint=f"'--{name}'")


def as_of(command: F) -> F:
    """Give a command that reads the option to look back: ``--as-of``."""

    @wraps(command)
    def with_as_of(
        asked: LedgerSession | click.Context,
        *args: Any,
        as_of: int | datetime | None,
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

    option = click.option(
        "--as-of",
        type=AS_OF,
        metavar="POSITION|TIME",
        help="Read the ledger as it stood then.",
    )
    return option(with_as_of)  # type: ignore[return-value]


def login_name() -> str:
    """Ask the system who is logged in; some containers do not know."""
    try:
        return getuser()
    except (KeyError, OSError) as fault:
        lacks = "No login name is known here. Say who acts."
        raise click.BadParameter(lacks, param_hint="'--actor'") from fault


_ATTRIBUTION = (
    click.option(
        "--actor",
        type=TEXT,
        envvar="LOTLEDGER_ACTOR",
        metavar="NAME",
        help="Who acts.  [default: your login name]",
    ),
    click.option(
        "--role",
        envvar="LOTLEDGER_ROLE",
        type=ROLE,
        default="clerk",
        show_default=True,
        help="The role they act in.",
    ),
    click.option(
        "--on-behalf-of",
        type=TEXT,
        metavar="NAME",
        help="The person they act for, if not for themselves.",
    ),
    click.option(
        "--reason",
        type=TEXT,
        metavar="TEXT",
        help="The reason; every correction needs one.",
    ),
    click.option(
        "--key",
        type=TEXT,
        metavar="TEXT",
        help="A name for this command: repeated under it, nothing is recorded twice.",
    ),
    click.option(
        "--at",
        type=WHEN,
        metavar="TIME",
        help="The time of typing, with zone.  [default: now]",
    ),
)
