"""``lotledger``: run a sale from the command line, and read what became of it."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import IO, Any, NoReturn

import click

ROOMS: dict[str, tuple[str, str]] = {
    "demo": ("commands.demo:demo", "Play a whole sale from the example files."),
    "terms": ("commands.terms:terms", "Check a terms file, and try its rules."),
    "sale": ("commands.sale:sale", "Announce a sale, amend its terms, close it."),
    "catalogue": ("commands.catalogue:catalogue", "Import the lots of a sale."),
    "client": ("commands.client:client", "Enrol clients; keep limits and certificates."),
    "paddle": ("commands.paddle:paddle", "Issue, limit, suspend and reinstate paddles."),
    "register": ("commands.register:register", "Register a bidder for a lot by phone."),
    "bid": ("commands.bid:bid", "Take one bid."),
    "bids": ("commands.bids:bids", "Import bid lists, and read every bid."),
    "lot": ("commands.lot:lot", "Show one lot; withdraw it, set its reserve."),
    "lots": ("commands.lots:lots", "List the lots of a sale as they stand."),
    "results": ("commands.results:results", "List what each lot of a sale fetched."),
    "replay": ("commands.replay:replay", "Run a bid history through the engine."),
    "views": ("commands.views:views", "See, rebuild and check the derived views."),
    "completion": (
        "commands.completion:completion",
        "Print the shell's completion script.",
    ),
}
"""Where each command lives, and its line of help: a room is entered when it is used."""


GARBAGE_THRESHOLD = 50_000


class Refused(click.ClickException):
    """A no on its way to the terminal: one sentence, exit code 1, no traceback."""

    exit_code = 1

    def __init__(self, word: str, message: str) -> None:
        super().__init__(message)
        self.word = word

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on standard error."""
        click.echo(f"{self.word}: {self.message}", file=file, err=True)


class Damaged(Refused):
    """The ledger itself is the trouble: exit code 3."""

    exit_code = 3


class Lotledger(click.Group):
    """Enters a command's room when it is called, and turns every no into words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, in the order of a sale."""
        return list(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Enter the room of a command."""
        if cmd_name not in ROOMS:
            return None
        module, _, name = ROOMS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without entering any room."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in ROOMS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal ends with 1, a damaged ledger with 3."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:  # noqa: BLE001 (sorted into words, or raised again)
            _say(fault)


def _say(fault: Exception) -> NoReturn:
    """Raise a fault again in the words of the house; what we do not know, as it is."""
    from ledger.damage import LedgerDamaged  # noqa: PLC0415
    from ledger.files.problems import Faulty  # noqa: PLC0415
    from ledger.refusals import Refusal  # noqa: PLC0415
    from ledger.store.faults import STORE_FAULTS  # noqa: PLC0415

    match fault:
        case Refusal():
            raise Refused(f"Refused ({fault.given})", str(fault)) from fault
        case Faulty():
            raise Refused("Refused (faulty-file)", str(fault)) from fault
        case LedgerDamaged():
            raise Damaged("Damaged", str(fault)) from fault
        case _ if isinstance(fault, STORE_FAULTS):
            words = f"The ledger cannot be used: {fault}. Nothing was recorded."
            raise Damaged("Damaged", words) from fault
        case _:
            raise fault


@click.group(cls=Lotledger, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--ledger",
    envvar="LOTLEDGER_URL",
    default="lotledger.db",
    show_default=True,
    metavar="PATH|URL",
    help="The ledger to work on.",
)
@click.version_option(package_name="lotledger")
@click.pass_context
def main(ctx: click.Context, ledger: str) -> None:
    """Run a sale, and prove what became of it.

    Every bid, refusal and hammer is an event that is never changed or deleted.

    Example: lotledger demo, then: lotledger lots HERITAGE-2025-12
    """
    # A short command is mostly imports, and none of what they make is ever garbage.
    gc.set_threshold(GARBAGE_THRESHOLD)
    if ctx.obj is None:
        from commands.office import Office  # noqa: PLC0415

        ctx.obj = ctx.with_resource(Office(ledger))
