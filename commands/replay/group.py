"""Replay a lot, a sale, or a foreign history."""

from __future__ import annotations

import click

from commands.replay.csv import csv_
from commands.replay.lot import lot
from commands.replay.sale import sale


@click.group()
def replay() -> None:
    """Replay a lot, a sale, or a foreign history.

    Example: lotledger replay sale HERITAGE-2025-12
    """


for command in (lot, sale, csv_):
    replay.add_command(command)
