"""Have a person forgotten."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.keeping import passphrase
from commands.output import print_json, prints_json
from commands.params import CLIENT, TEXT
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import ClientId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.store.writer import Recorded


@click.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.option(
    "--basis",
    type=TEXT,
    required=True,
    metavar="TEXT",
    help="The law or the request that it follows from; it names nobody.",
)
@click.option(
    "--approved-by",
    type=TEXT,
    required=True,
    metavar="NAME",
    help="The second person.",
)
@dry_run_option
@prints_json("presenters.erasure:ErasureShape")
@attributed
@click.pass_obj
def erase(
    ledger: LedgerSession,
    name: ClientId,
    *,
    basis: str,
    approved_by: str,
    dry_run: bool,
    as_json: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Have CLIENT forgotten for good: it cannot be taken back.

    Name and contact go at once. What they bid goes with them, unless a law keeps a sale
    that they took part in; then it goes once you say so again after that. A legal hold
    keeps everything. What was printed, and what banks were sent, is out of reach. Name
    and contact, and bids that nothing keeps, go from the vaults of the ledgers before,
    too, where those are here.

    Example: lotledger client erase C-1042 --basis "GDPR art 17, letter 2026-14"
    --approved-by ann
    """
    from ledger.house import erasing
    from ledger.house.former_vaults import vaults_elsewhere
    from presenters.erasure import erasure_sentences, erasure_shape

    house = ledger.house()
    asked = erasing.erase(name, basis=basis, authorised_by=approved_by, at=at)
    if dry_run:
        events, recorded = house.dry_run(asked, by=by), None
    else:
        recorded = _carried_out(house, asked, by)
        events = recorded.events
    kept = erasing.still_kept(house, erasing.keeping_of(house, name), at=at)
    elsewhere = vaults_elsewhere(house)
    shape = erasure_shape(name, events, kept, recorded, elsewhere=elsewhere)
    if as_json:
        print_json(shape)
        return
    click.echo(erasure_sentences(shape))


def _carried_out(house: House, asked: Command, by: Attribution) -> Recorded:
    """Record an erasure, then destroy; where the vault does not open, neither is done.

    Whoever opens a vault does what the log says was erased, and so does this.
    """
    from ledger.house.redoing import redo_erasures
    from ledger.house.vaults import (
        former_vaults_of,
        open_vault_of,
        vault_file_of,
    )

    if vault_file_of(house) is None and not house.ledger().vault:
        return house.do(asked, by=by)
    with (
        open_vault_of(house, passphrase) as vault,
        former_vaults_of(house, passphrase) as former,
    ):
        recorded = house.do(asked, by=by)
        redo_erasures(
            house,
            vault,
            epoch=house.ledger().epoch,
            former=lambda: nullcontext(former),
        )
    return recorded
