"""What the terminal shows of a fault: one sentence, an exit code, no traceback."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ledger.files.problems import Faulty

MOVE_VIEWS = (
    "Move the file beside the ledger that ends in -views to another folder, and keep "
    "it there; the next command builds new views."
)

NOTHING_RECORDED = "Nothing was recorded"
"""What is said of a command that had recorded nothing before a fault."""
REPEAT = "then repeat"


class Refused(click.ClickException):
    """A refusal on the terminal: one sentence, exit code 1, no traceback."""

    exit_code = 1

    def __init__(self, word: str, message: str) -> None:
        super().__init__(_as_recorded(message))
        self.word = word

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on standard error."""
        click.echo(f"{self.word}: {self.message}", file=file, err=True)


class Mistyped(Refused):
    """A value that cannot be read: exit code 2."""

    exit_code = 2

    def __init__(self, slip: click.BadParameter) -> None:
        hint = slip.param_hint or (slip.param and slip.param.get_error_hint(slip.ctx))
        where = f" ({str(hint).strip(chr(39))})" if hint else ""
        super().__init__(f"Wrong usage{where}", slip.message)


class Damaged(Refused):
    """A ledger that is damaged or cannot be used: exit code 3."""

    exit_code = 3

    def __init__(self, message: str) -> None:
        super().__init__("Stopped", message)


def terminal_error(fault: Exception) -> Exception:
    """Return the error that the terminal shows for a fault, or the fault itself."""
    from ledger.damage import LedgerDamaged
    from ledger.files.problems import Faulty
    from ledger.refusals import Refusal

    match fault:
        case Refusal():
            return Refused(f"Refused ({fault.given})", str(fault))
        case Faulty():
            return Refused(f"Refused ({fault.code})", _problems_text(fault))
        case LedgerDamaged():
            return Damaged(str(fault))
        case _:
            return _database_error(fault)


def _problems_text(faulty: Faulty) -> str:
    """Say what is wrong with a file: one problem in its line, or several below."""
    if len(faulty.sentences) == 1:
        return str(faulty)
    return f"{len(faulty.sentences)} mistakes; nothing was recorded.\n{faulty}"


def _database_error(fault: Exception) -> Exception:
    """Return the error for a fault of the database or of a view, with a remedy."""
    from commands.damage_behind import damage_behind
    from ledger.store.dialect import dialect_at
    from projections.queries import NotBuilt

    if isinstance(fault, NotBuilt):
        return Damaged(str(fault))
    # Importing the packages that raise these would slow every start; names will do.
    kinds = {kind.__name__ for kind in type(fault).__mro__}
    if not kinds & {"PersistenceError", "SQLAlchemyError"}:
        damage = damage_behind(_place())
        return fault if damage is None else Damaged(str(damage))
    dialect = dialect_at(_place())
    what, remedy = dialect.reason_of(fault)
    if "PersistenceError" in kinds:
        return Damaged(f"The ledger cannot be used: {what}. {remedy}")
    if "full" not in what and dialect.folder is not None:
        remedy = MOVE_VIEWS
    return Damaged(f"The views cannot be used: {what}. {remedy}")


def _as_recorded(message: str) -> str:
    """Say what stands where a command had recorded something before it stopped."""
    context = click.get_current_context(silent=True)
    session = context and context.find_root().obj
    last = session.last_recorded() if session else None
    if last is None:
        return message
    stands = f"What was recorded before stays, up to position {last}"
    message = message.replace(NOTHING_RECORDED, stands)
    return message.replace(REPEAT, f"{REPEAT}: it goes on there")


def _place() -> str:
    """Return the place of the ledger that a command was given."""
    context = click.get_current_context(silent=True)
    place: str = getattr(context and context.find_root().obj, "place", "lotledger.db")
    return place
