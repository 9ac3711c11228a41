"""Tell who did what, when and why."""

from __future__ import annotations

import click

from commands.audit.history import history


@click.group()
def audit() -> None:
    """Ask who did what, when, and why: for auditors, maximums included.

    Example: lotledger audit history HERITAGE-2025-12/50061
    """


audit.add_command(history)
