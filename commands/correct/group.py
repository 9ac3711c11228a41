"""Retract, strike, reopen, rescind, resell; correct a hammer."""

from __future__ import annotations

import click

from commands.correct.bidding import reopen, retract, strike
from commands.correct.hammer import hammer, rescind, resell
from commands.ledger_clock import correct_clock


@click.group()
def correct() -> None:
    """Retract, strike, reopen, rescind, resell; correct a hammer.

    Each correction needs --reason and adds events; the log loses none.

    Example: lotledger correct retract HERITAGE-2025-12/50061 50061#7 --reason "a typo"
    """


for command in (correct_clock, retract, strike, reopen, rescind, resell, hammer):
    correct.add_command(command)
