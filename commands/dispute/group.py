"""Open a dispute, file replays, rule on it, sign it off, print it."""

from __future__ import annotations

import click

from commands.dispute.proceedings import file_replay, find, open_, sign_off
from commands.dispute.reading import list_, show, summary


@click.group()
def dispute() -> None:
    """Open a dispute, file replays, rule on it, sign it off, print it.

    A dispute is a question about a lot, with a history of its own: the question, the
    replays on file, the findings, and who signed them off. To correct the lot itself,
    use: lotledger correct

    Example: lotledger dispute show HERITAGE-2025-12/D1
    """


for command in (open_, file_replay, find, sign_off, show, list_, summary):
    dispute.add_command(command)
