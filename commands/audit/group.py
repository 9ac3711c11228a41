"""Tell who did what, when and why."""

from __future__ import annotations

import click

from commands.audit.checkpoint import checkpoint
from commands.audit.fairness import fairness
from commands.audit.history import history
from commands.audit.indicators import indicators
from commands.audit.meetings import meetings
from commands.audit.procedures import procedures
from commands.audit.review import review
from commands.audit.verify import verify


@click.group()
def audit() -> None:
    """Tell who did what, when and why.

    It tells maximums, and is for auditors.

    Example: lotledger audit history HERITAGE-2025-12/50061
    """


for command in (
    checkpoint,
    history,
    meetings,
    verify,
    indicators,
    review,
    fairness,
    procedures,
):
    audit.add_command(command)
