"""Record a command, or import a file, and print one sentence about it."""

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


def record(house: House, command: Command, by: Attribution, sentence: str) -> None:
    """Record a command, then print the sentence and the position in the log."""
    click.echo(f"{sentence} {where(house.do(command, by=by))}")


def record_import(
    house: House,
    command: Command,
    *,
    by: Attribution,
    key: str | None = None,
    summary: str,
    dry_run: bool,
) -> tuple[Event, ...]:
    """Record an import and print its summary; return the events, also of a dry run.

    A list has a key made of its own bytes, so that a second import of the same file is
    recognised. A table has none: it may replace another table since.
    """
    if dry_run:
        events = house.rehearse(command, by=by)
        click.echo(f"{summary}: sound; would record {counted(len(events), 'event')}.")
        return events
    recorded = house.do(command, by=replace(by, key=by.key or key))
    click.echo(f"{summary}. {where(recorded)}")
    return recorded.events
