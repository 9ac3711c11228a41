"""Where the command line meets the ledger: opens it when asked, and says who acts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import wraps
from getpass import getuser
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from commands.params import ROLE, WHEN

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from projections.desk import Views

F = TypeVar("F", bound=Callable[..., Any])


def now() -> datetime:
    """The one clock in the building."""
    return datetime.now(UTC)


class Office:
    """One ledger for the length of a command."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._open = ExitStack()
        self._house: House | None = None
        self._views: Views | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def house(self, *, start: bool = False) -> House:
        """Open the ledger; with ``start``, begin one where there is none."""
        if self._house is None:
            from uuid import uuid4  # noqa: PLC0415

            from ledger.house import House  # noqa: PLC0415

            new_id = str(uuid4()) if start else None
            self._house = self._open.enter_context(
                House.open(self.place, new_id=new_id)
            )
        return self._house

    def views(self) -> Views:
        """Open the views, told of everything that the ledger holds."""
        if self._views is None:
            from projections.desk import Views  # noqa: PLC0415

            self._views = self._open.enter_context(Views(self.house(), self.place))
        return self._views


def attributed(command: F) -> F:
    """Give a command the options that say who acts, why, when, and by which key.

    The command is called with ``by``, and with ``at``: the moment it was typed.
    """

    @wraps(command)
    def told(  # noqa: PLR0913 (one option each)
        *args: Any,
        actor: str | None,
        role: str,
        on_behalf_of: str | None,
        reason: str | None,
        key: str | None,
        at: datetime | None,
        **options: Any,
    ) -> Any:
        from ledger.entry import Attribution  # noqa: PLC0415
        from ledger.identity import Role  # noqa: PLC0415

        moment = at or now()
        by: Attribution = Attribution(
            actor=actor or getuser(),
            role=Role(role),
            recorded_at=moment,
            on_behalf_of=on_behalf_of,
            reason=reason,
            key=key,
        )
        return command(*args, by=by, at=moment, **options)

    options = [
        click.option(
            "--actor",
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
            help="In what capacity.",
        ),
        click.option("--on-behalf-of", metavar="NAME", help="For whom, if for another."),
        click.option("--reason", metavar="TEXT", help="Why; a correction needs one."),
        click.option(
            "--key",
            metavar="TEXT",
            help="Makes it safe to repeat: the same key is answered once.",
        ),
        click.option(
            "--at",
            type=WHEN,
            metavar="TIME",
            help="When it is typed, with zone.  [default: now]",
        ),
    ]
    for option in reversed(options):
        told = option(told)
    return told  # type: ignore[return-value]
