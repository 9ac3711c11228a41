"""Tell who did what, when and why."""

from __future__ import annotations

import click

from commands.audit.history import history
from commands.audit.meetings import meetings


@click.group()
def audit() -> None:
    """Tell who did what, when and why.

    It tells maximums, and is for auditors.

    Example: lotledger audit history HERITAGE-2025-12/50061
    """


audit.add_command(history)
audit.add_command(meetings)
