"""Carry an import out, or rehearse it; a file imported twice is recognised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from commands.wording import where

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.instruction import Instruction
    from ledger.store.writer import Recorded


def carry_out(  # noqa: PLR0913 (each is said by name)
    house: House,
    instruction: Instruction,
    *,
    by: Attribution,
    key: str,
    told: str,
    dry_run: bool,
) -> Recorded | None:
    """Do an import under a key made of the file's own bytes, and say so.

    Returns what was recorded, None for a rehearsal.
    """
    if dry_run:
        events = house.rehearse(instruction, by=by)
        click.echo(f"{told}: sound; would record {len(events)} events.")
        return None
    recorded = house.do(instruction, by=replace(by, key=by.key or key))
    click.echo(f"{told}. {where(recorded)}")
    return recorded
