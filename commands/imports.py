"""Carry an import out, or rehearse it; a file imported twice is recognised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ledger.entry import Attribution
from ledger.events import Event
from presenters.recorded import where
from presenters.words import counted

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.house.command import Command


def carry_out(
    house: House,
    command: Command,
    *,
    by: Attribution,
    key: str | None = None,
    told: str,
    dry_run: bool,
) -> tuple[Event, ...]:
    """Do an import and say so, under a key made of the file's own bytes if it has one.

    A list that is imported again is the same list; a table that is imported again may
    replace another since, so it has none. Returns the events it recorded, or would
    record.
    """
    if dry_run:
        events = house.rehearse(command, by=by)
        click.echo(f"{told}: sound; would record {counted(len(events), 'event')}.")
        return events
    recorded = house.do(command, by=replace(by, key=by.key or key))
    click.echo(f"{told}. {where(recorded)}")
    return recorded.events
