"""Who acts, why, when and by which key: the options of every command that records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import wraps
from getpass import getuser
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.key_type import KEY
from commands.params import ROLE, TEXT, WHEN
from ledger.identity import CLAIM_MINUTES, Role

if TYPE_CHECKING:
    from commands.session import LedgerSession
    from ledger.entry import Attribution, Evidence, Way
    from ledger.house.approvals import Request

FAR = timedelta(days=92)
"""Checks are dated ahead, and fees reckoned, but nothing is a season ahead."""

F = TypeVar("F", bound=Callable[..., Any])


def attributed(command: F) -> F:
    """Give a command the options that say who acts, why, when, and by which key.

    The command is called with ``by``, and with ``at``: the moment it was typed.
    """

    @wraps(command)
    def with_attribution(*args: Any, **options: Any) -> Any:
        by = _typed_by(options)
        return command(*args, by=by, at=by.recorded_at, **options)

    for option in reversed(_ATTRIBUTION):
        with_attribution = option(with_attribution)
    return with_attribution  # type: ignore[return-value]


def looking(command: F) -> F:
    """Give a command that shows what few may see the options that say who looks.

    It records nothing but that, where it shows anything of the kind.
    """

    @wraps(command)
    def with_viewer(
        *args: Any,
        actor: str | None,
        role: str,
        at: datetime | None,
        **options: Any,
    ) -> Any:
        from ledger.entry import Way

        session: LedgerSession = click.get_current_context().obj
        moment = session.typed_at(at)
        by = attribution(actor, role, way=Way.COMMAND, at=moment)
        return command(*args, by=by, **options)

    for option in (_AT, _ROLE, _ACTOR):
        with_viewer = option(with_viewer)
    return with_viewer  # type: ignore[return-value]


def acting(command: F) -> F:
    """Give a command the options that say who acts in what it does by itself."""
    return _ACTOR(_ROLE(command))


def _typed_by(options: dict[str, Any]) -> Attribution:
    """Take from the options of a command who gives it, and when, why and how."""
    from ledger.entry import Way
    from ledger.value import replace

    ledger, at, key = _ledger(options), options.pop("at"), options.pop("key")
    files = options.pop("ask_approval"), options.pop("approval")
    approved = _approved(ledger, *files, key=key)
    # What is dated by when it was typed is dated so in what was approved.
    asked_at = None if approved is None else approved.asked_at
    moment = ledger.typed_at(at) if at or asked_at is None else asked_at
    _refuse_far_days(options, moment)
    evidence = options.pop("evidence")
    by = replace(
        attribution(
            options.pop("actor"), options.pop("role"), way=Way.COMMAND, at=moment
        ),
        claimed_at=at,
        on_behalf_of=options.pop("on_behalf_of"),
        reason=options.pop("reason"),
        evidence=None if evidence is None else _evidence(evidence),
        key=key,
    )
    return by if approved is None else approved.attribution(by)


def _approved(
    ledger: LedgerSession,
    ask_approval: Path | None,
    approval: Path | None,
    *,
    key: str | None,
) -> Request | None:
    """Return what was approved, or let the ledger write what is asked to be."""
    if ask_approval is not None:
        if approval is not None:
            slip = "It is asked for, or there already: leave --ask-approval out."
            raise click.UsageError(slip)
        ledger.asks_approval(ask_approval)
    if approval is None:
        return None
    if key is not None:
        slip = "What was approved has a key of its own. Leave it out."
        raise click.BadParameter(slip, param_hint="'--key'")
    from commands.approval_file import read_request

    return read_request(approval, "'--approval'")


def attribution(actor: str | None, role: str, *, way: Way, at: datetime) -> Attribution:
    """Return who acts, how that is known, and which way it comes."""
    from ledger.entry import Attribution, KnownBy

    return Attribution(
        actor=actor or login_name(),
        role=Role(role),
        recorded_at=at,
        known=KnownBy.LOGIN if actor is None else KnownBy.TOLD,
        login=_other_login(actor),
        way=way,
    )


def _ledger(options: dict[str, Any]) -> LedgerSession:
    """Return the ledger, told as what it is begun where the command may begin one."""
    from ledger.events.ledger import Birth

    ledger: LedgerSession = click.get_current_context().obj
    if (rehearsal := options.pop("rehearsal", None)) is not None:
        birth = Birth.REHEARSAL if rehearsal else Birth.LIVE
        ledger.begins(birth, claim_minutes=options.pop("claim_minutes"))
    return ledger


def _other_login(actor: str | None) -> str | None:
    """Return who is logged in, where somebody else is said to act."""
    try:
        login = getuser()
    except (KeyError, OSError):
        return None
    return None if actor is None or actor == login else login


def _evidence(file: Path) -> Evidence:
    """Return where a slip or a recording is, and what tells it from any other."""
    from ledger.entry import Evidence

    return Evidence(place=str(file), sha256=digest_of(file, "'--evidence'"))


def digest_of(file: Path, option: str) -> str:
    """Return the SHA-256 of an ordinary file that an option names."""
    if not file.is_file():
        slip = f"{file} is no ordinary file. Name one that ends."
        raise click.BadParameter(slip, param_hint=option)
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _refuse_far_days(options: Mapping[str, object], moment: datetime) -> None:
    """Refuse a day that lies far ahead of the moment it is typed: the year is wrong."""
    latest = moment.date() + FAR
    for name in ("on", "cleared"):
        day = options.get(name)
        if isinstance(day, date) and day > latest:
            slip = f"{day} is far ahead of {moment.date()}. Check the year."
            raise click.BadParameter(slip, param_hint=f"'--{name}'")


def begins_ledger(command: F) -> F:
    """Give an attributed command that begins a ledger the options of its birth."""
    rehearsal = click.option(
        "--rehearsal",
        is_flag=True,
        envvar="LOTLEDGER_REHEARSAL",
        help="Where a ledger is begun: as a rehearsal, whose times are told by --at.",
    )
    minutes = claim_minutes_option(
        "Where a ledger is begun live: how far back --at may lie without a reason."
    )
    return rehearsal(minutes(command))


def claim_minutes_option(words: str) -> Callable[[F], F]:
    """Return the option that says how far back a claim may lie without a reason."""
    return click.option(
        "--claim-minutes",
        type=click.IntRange(min=0),
        default=CLAIM_MINUTES,
        show_default=True,
        metavar="MINUTES",
        help=words,
    )


authorised_by_option = click.option(
    "--authorised-by",
    type=TEXT,
    metavar="NAME",
    help="The second person, who must agree to a receipt that is an exception.",
)
"""The option of the commands that may state when a bid came."""


def login_name() -> str:
    """Ask the system who is logged in; some containers do not know."""
    try:
        return getuser()
    except (KeyError, OSError) as fault:
        lacks = "No login name is known here. Say who acts."
        raise click.BadParameter(lacks, param_hint="'--actor'") from fault


_ACTOR = click.option(
    "--actor",
    type=TEXT,
    envvar="LOTLEDGER_ACTOR",
    metavar="NAME",
    help="Who acts.  [default: your login name]",
)
_ROLE = click.option(
    "--role",
    envvar="LOTLEDGER_ROLE",
    type=ROLE,
    metavar="ROLE",
    default="clerk",
    show_default=True,
    help="The role they act in: auctioneer, clerk, accountant and others.",
)
_AT = click.option(
    "--at",
    type=WHEN,
    metavar="TIME",
    help="When it happened, with zone: a note, but in a rehearsal the time itself.",
)
_ATTRIBUTION = (
    _ACTOR,
    _ROLE,
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
        type=KEY,
        metavar="TEXT",
        help="A name for this command: repeated under it, nothing is recorded twice.",
    ),
    _AT,
    click.option(
        "--evidence",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="A slip, letter or recording; its place and SHA-256 are kept.",
    ),
    click.option(
        "--ask-approval",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Record nothing: write to FILE what a second person is to approve.",
    ),
    click.option(
        "--approval",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="What a second person approved, with: lotledger approve FILE",
    ),
)
