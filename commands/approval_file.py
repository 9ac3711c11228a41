"""The file in which somebody asks a second person for an approval, and gets it."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import click

from commands.written_file import write_file
from ledger.entry import Attribution
from ledger.events import Event
from ledger.house import House
from ledger.house.approvals import Request, request
from ledger.house.command import Command
from ledger.refusals import ApprovalNeeded
from ledger.store import json_text
from ledger.store.writer import Recorded


class AskingHouse(House):
    """A house that records nothing, and writes what takes a second person to a file."""

    file = Path()

    def do(self, command: Command, *, by: Attribution) -> Recorded:
        """Ask for the approval of a command; the command that was typed ends there."""
        self.rehearse(command, by=by)
        slip = "This takes no second person here. Leave --ask-approval out."
        raise click.UsageError(slip)

    def dry_run(self, command: Command, *, by: Attribution) -> tuple[Event, ...]:
        """Ask for the approval of a command: a dry run that asks is one that asks."""
        return self.rehearse(command, by=by)

    def rehearse(self, command: Command, *, by: Attribution) -> tuple[Event, ...]:
        """Ask for the approval of a command as soon as it is known to take one."""
        try:
            return super().rehearse(command, by=by)
        except ApprovalNeeded as needed:
            asked = request(
                command,
                by,
                ledger=self.ledger_id(),
                key=by.key or f"approved {uuid4()}",
                mark=self.keys_at_hand.mark_of,
            )
            write_request(self.file, asked)
            click.echo(
                f"Nothing is recorded. {self.file} asks for the approval of a second "
                f"person, who is {needed.roles}. They approve it with: lotledger "
                f"approve {self.file}"
            )
            raise click.exceptions.Exit(0) from needed


def read_request(file: Path, option: str) -> Request:
    """Read what is asked, or was approved; raises BadParameter."""
    try:
        asked: Request = json_text.decoder(Request).decode(file.read_bytes())
    except OSError as fault:
        slip = f"{file} cannot be read, {os.strerror(fault.errno or 0)}."
        remedy = "Name what --ask-approval wrote."
        raise click.BadParameter(f"{slip} {remedy}", param_hint=option) from fault
    except json_text.FAULTS as fault:
        slip = f"{file} asks for no approval: {json_text.reason_of(fault)}."
        remedy = "Write one with --ask-approval."
        raise click.BadParameter(f"{slip} {remedy}", param_hint=option) from fault
    return asked


def write_request(file: Path, asked: Request) -> None:
    """Write what is asked, or was approved, to its file."""
    write_file(file, json_text.encoder(Request)(asked) + b"\n")
