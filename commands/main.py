"""``lotledger``: run a sale from the command line, and read what became of it."""

from __future__ import annotations

import atexit
import gc
import sys
from importlib import import_module
from typing import Any

import click

from commands.errors import Mistyped, Refused, terminal_error
from commands.input_limit import input_limit_option
from commands.places import ledger_option
from commands.streams import discard_unwritable, lossy, shown
from ledger.clock import machine_clock
from ledger.version import VERSION

SUBCOMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("commands.demo.command:demo", "Play a whole sale from the example files."),
    "terms": ("commands.terms:terms", "Check a terms file, and try its rules."),
    "ledger": (
        "commands.ledger_itself:ledger_",
        "Show what the ledger says of itself.",
    ),
    "begin-live": ("commands.ledger_clock:begin_live", "Time entries by the clock."),
    "sale": (
        "commands.sale.group:sale",
        "Announce a sale, amend its terms, run its clock, close it.",
    ),
    "catalogue": ("commands.catalogue:catalogue", "Import the lots of a sale."),
    "client": (
        "commands.client:client",
        "Enrol clients; keep limits, certificates and tax numbers.",
    ),
    "intake": (
        "commands.intake.group:intake",
        "Record what the law wants on file before a lot is bid on.",
    ),
    "hold": ("commands.hold:hold", "Place legal holds, and lift them."),
    "retention": (
        "commands.retention:retention",
        "List who is due to be forgotten, and what the laws keep.",
    ),
    "paddle": (
        "commands.paddle:paddle",
        "Issue, limit, suspend and reinstate paddles.",
    ),
    "register": ("commands.register:register", "Register bidders for lots by phone."),
    "bid": ("commands.bid:bid", "Take one bid."),
    "bids": ("commands.bids:bids", "Import bid lists, and read every bid."),
    "live": (
        "commands.live.room:live",
        "Run the room: put lots up, take bids, knock them down.",
    ),
    "lot": (
        "commands.lot:lot",
        "Show one lot; withdraw it, set its reserve, picture it, open what was sealed.",
    ),
    "correct": (
        "commands.correct.group:correct",
        "Retract, strike, reopen, rescind, resell; correct a hammer.",
    ),
    "settle": (
        "commands.settle:settle",
        "Settle a sale: invoice its buyers, and issue statements.",
    ),
    "charge": (
        "commands.charge:charge",
        "Charge a buyer for shipping, insurance and the like.",
    ),
    "invoice": ("commands.invoice:invoice", "Read the invoices of a sale."),
    "print": ("commands.print:print_", "Print invoices, credit notes and statements."),
    "credit": ("commands.credit:credit", "Credit an invoice, or lines of it."),
    "pay": (
        "commands.pay.group:pay",
        "Take payments, correct them, and match a bank's file.",
    ),
    "funds": (
        "commands.funds.group:funds",
        "Keep money that is for no invoice: deposits, on account, in suspense.",
    ),
    "release": ("commands.release:release", "Release lots, once they are paid for."),
    "tax": ("commands.tax:tax", "Keep tax rates, and set how a lot is taxed."),
    "consign": (
        "commands.consign:consign",
        "Agree on a consignor's rates; record expenses, advances and their invoices.",
    ),
    "statement": (
        "commands.statement.group:statement",
        "Issue statements to consignors, and read their accounts.",
    ),
    "payout": ("commands.payout:payout", "Pay a consignor, or reverse a payout."),
    "repay": (
        "commands.repay:repay",
        "Take back what a consignor owes, or note that it bounced.",
    ),
    "set-off": (
        "commands.set_off:set_off",
        "Set a consignor's money off: against an invoice of theirs, or another sale.",
    ),
    "bank": (
        "commands.bank.group:bank",
        "Keep the house's bank accounts, so that the books equal the bank.",
    ),
    "payout-file": (
        "commands.payout_file:payout_file",
        "Write a file of payments for the bank, and note what is in it.",
    ),
    "period": (
        "commands.period:period",
        "Lock the books through a day, and open them again.",
    ),
    "report": (
        "commands.report.command:report",
        "Print a report of the books, or export the books to another program.",
    ),
    "lots": ("commands.lots:lots", "List the lots of a sale as they stand."),
    "results": ("commands.results:results", "List what each lot of a sale fetched."),
    "replay": (
        "commands.replay.group:replay",
        "Replay a lot, a sale, or a foreign history.",
    ),
    "dispute": (
        "commands.dispute.group:dispute",
        "Open a dispute, file replays, rule on it, sign it off, print it.",
    ),
    "audit": ("commands.audit.group:audit", "Tell who did what, when and why."),
    "key": (
        "commands.key:key",
        "Make, rotate and show the key that signs checkpoints.",
    ),
    "vault": (
        "commands.vault:vault",
        "Make and copy the vault, which keeps keys and people.",
    ),
    "user": (
        "commands.user:user",
        "Add users, and let each prove by a key who they are.",
    ),
    "token": (
        "commands.token:token",
        "Make and revoke tokens, which sign in to the service.",
    ),
    "webhook": ("commands.webhook:webhook", "Send the log's entries to webhooks."),
    "serve": ("commands.serve:serve", "Serve the ledger to many at once."),
    "role": (
        "commands.role:role",
        "Give users their roles, take them, and tell what each may do.",
    ),
    "approve": (
        "commands.approve:approve",
        "Approve, as the second person, what somebody asks.",
    ),
    "backup": ("commands.backup:backup", "Copy the ledger while it is written to."),
    "copy": ("commands.copy:copy", "Copy a ledger from a file to a server, or back."),
    "season": ("commands.season.group:season", "End a ledger, and begin the next."),
    "take-over": (
        "commands.take_over:take_over",
        "Go on with a copy of the ledger, and record why.",
    ),
    "views": ("commands.views:views", "See, rebuild and check the derived views."),
    "completion": (
        "commands.completion:completion",
        "Print the shell's completion script.",
    ),
}
"""The module of each command, imported when it is used, and its line of help."""


GARBAGE_THRESHOLD = 1_000_000


class Lotledger(click.Group):
    """Imports a command when it is called, and turns every refusal into a sentence."""

    def main(self, *args: Any, **settings: Any) -> Any:
        """Run from the arguments to the exit code, also with no output."""
        self.read_at = machine_clock()
        sys.stderr = lossy(sys.stderr)
        if sys.stdout is None:
            words = "Standard output is closed, so there is nowhere to answer; nothing"
            click.echo(f"Stopped: {words} was done. Send it to a file.", err=True)
            sys.exit(Refused.exit_code)
        try:
            with shown():
                return super().main(*args, **settings)
        except OSError as fault:
            discard_unwritable(sys.stdout)
            click.echo(f"Stopped: {_file_error_text(fault)}", err=True)
            sys.exit(Refused.exit_code)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, in the order of a sale."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in SUBCOMMANDS:
            return None
        module, _, name = SUBCOMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, line) for name, (_, line) in SUBCOMMANDS.items()]
            )

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal ends with 1, a damaged ledger with 3."""
        typed = list(ctx.args)
        try:
            return super().invoke(ctx)
        except click.MissingParameter:
            raise
        except click.BadParameter as slip:
            raise Mistyped(slip) from slip
        except click.NoSuchOption as slip:
            if not slip.option_name.strip("-$")[:1].isdigit():
                raise
            below = _below_zero(slip, typed)
            raise Mistyped(click.BadParameter(below, slip.ctx)) from slip
        except (click.ClickException, click.exceptions.Exit, click.Abort, OSError):
            raise
        except Exception as fault:
            error = terminal_error(fault)
            if error is fault:
                raise
            raise error from fault


def _below_zero(slip: click.NoSuchOption, typed: list[str]) -> str:
    """Say that an amount is below 0: whole, as it was typed, and what to do instead."""
    like = (word for word in typed if word.startswith(slip.option_name))
    whole = next(like, slip.option_name)
    sentence = f"{whole!r} is below 0. Write an amount above 0."
    if slip.ctx is not None and slip.ctx.command.name == "payout":
        sentence += (
            " What a consignor owes is taken back with: lotledger repay SALE CLIENT; "
            "a payout that came back is reversed with --reverse."
        )
    return sentence


def _file_error_text(fault: OSError) -> str:
    """Say what the system refused: to open a file, or to write the answer."""
    if fault.filename is not None:
        return f"{fault.filename}: {fault.strerror}."
    lost = f"The answer cannot be written: {fault.strerror}"
    return f"{lost}. What is recorded stays recorded."


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 (click calls it so)
    if not asked or ctx.resilient_parsing:
        return
    click.echo(f"lotledger {VERSION}")
    ctx.exit()


@click.group(cls=Lotledger, context_settings={"help_option_names": ["-h", "--help"]})
@ledger_option
@input_limit_option
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(ctx: click.Context, ledger: tuple[str, ...]) -> None:
    """Run a sale, and prove what became of it.

    Every bid, refusal and hammer is an event that is never changed or deleted.

    Example: lotledger demo, then: lotledger lots HERITAGE-2025-12
    """
    # A short command is mostly imports, and none of what they make is ever garbage.
    gc.set_threshold(GARBAGE_THRESHOLD)
    atexit.register(gc.freeze)
    if ctx.obj is None:
        from commands.session import LedgerSession

        if len(ledger) > 1 and ctx.invoked_subcommand != "report":
            slip = "Only a report tells of several ledgers. Name one."
            raise click.BadParameter(slip, param_hint="'--ledger'")
        ctx.obj = ctx.with_resource(LedgerSession(*ledger, read_at=main.read_at))
