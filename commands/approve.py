"""Approve, as the second person, what somebody asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import looking
from commands.output import print_facts, print_json, prints_json
from commands.recording import dry_run_option
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@dry_run_option
@prints_json("presenters.approval:ApprovalShape")
@looking
@click.pass_obj
def approve(
    ledger: LedgerSession,
    file: Path,
    *,
    dry_run: bool,
    as_json: bool,
    by: Attribution,
) -> None:
    """Sign, as the second person, the very command that FILE asks to approve.

    Read first what it says, with --dry-run, which is refused where you could not sign.
    Whoever asked then repeats their command with --approval FILE, once, and both names
    and the signature stay on record.

    Example: lotledger approve credit.json --actor u-cleo
    """
    from commands.approval_file import read_request, write_request
    from ledger.house import approvals
    from presenters.approval import approval_facts, approval_shape

    ledger.opens_even_contradicted()
    asked = read_request(file, "'FILE'")
    approved = approvals.approve(ledger.house(), asked, by.actor, at=by.recorded_at)
    if not dry_run:
        write_request(file, approved)
    shown = asked if dry_run else approved
    if as_json:
        print_json(approval_shape(shown))
        return
    print_facts(approval_facts(ledger.house(), shown))
    if not dry_run:
        click.echo(f"Approved. Give {file} back, for: --approval {file}")
