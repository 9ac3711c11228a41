"""Open a dispute, file replays, find, sign off, print it."""

from __future__ import annotations

import click

from commands.dispute.proceedings import file_replay, find, open_, sign_off
from commands.dispute.reading import list_, show, summary


@click.group()
def dispute() -> None:
    """Open a dispute, file replays, find, sign off, print it.

    A dispute is a question about a lot, kept in a history of its own: what was asked,
    which replays were put on file, what was found, and who agreed. The lot itself is
    put right with: lotledger correct

    Example: lotledger dispute show HERITAGE-2025-12/D1
    """


for command in (open_, file_replay, find, sign_off, show, list_, summary):
    dispute.add_command(command)
