"""Tell who did what, when and why."""

from __future__ import annotations

import click

from commands.audit.ask_witness import ask_witness
from commands.audit.census import census
from commands.audit.check import check
from commands.audit.checkpoint import checkpoint
from commands.audit.consistency import consistency
from commands.audit.cosign import cosign
from commands.audit.envelopes import envelopes
from commands.audit.fairness import fairness
from commands.audit.heads import heads
from commands.audit.history import history
from commands.audit.indicators import indicators
from commands.audit.meetings import meetings
from commands.audit.pack import pack
from commands.audit.procedures import procedures
from commands.audit.prove import prove
from commands.audit.receipt import receipt, redeem
from commands.audit.review import review
from commands.audit.seals import seals
from commands.audit.tiles import tiles
from commands.audit.timestamp import timestamp
from commands.audit.verify import verify


@click.group()
def audit() -> None:
    """Tell who did what, when and why.

    It tells maximums, and is for auditors.

    Example: lotledger audit history HERITAGE-2025-12/50061
    """


for command in (
    history,
    meetings,
    verify,
    indicators,
    review,
    fairness,
    procedures,
    envelopes,
    seals,
):
    audit.add_command(command)
for command in (checkpoint, prove, check, consistency, tiles, heads, cosign, timestamp):
    audit.add_command(command)
for command in (pack, census, receipt, redeem, ask_witness):
    audit.add_command(command)
