"""Record what the law wants on file before a lot is bid on."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed, digest_of
from commands.intake.dealing import check, decide
from commands.intake.sales import retention, seller_bids, without_reserve
from commands.params import CLIENT, DAY, LOT, SALE, TEXT
from commands.recording import (
    ReadList,
    dry_run_option,
    held_against,
    record,
    record_import,
    skip_last_option,
)
from commands.session import LedgerSession
from ledger.identity import ClientId, LotId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.group()
def intake() -> None:
    """Record what the law wants on file before a lot is bid on.

    Owners and deliverers, contracts and inventories, storage, due diligence, retention.

    Example: lotledger intake lot HERITAGE-2025-12/50061 --received-on 2025-10-02
    --owner C-101 --storage "vault 2, shelf 7"
    """


for command in (check, decide, without_reserve, seller_bids, retention):
    intake.add_command(command)


@intake.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option("--received-on", type=DAY, metavar="DAY", required=True, help="The day.")
@click.option("--owner", type=CLIENT, required=True, help="The beneficial owner.")
@click.option("--deliverer", type=CLIENT, help="Who brought it.  [default: the owner]")
@click.option("--prior-owner", type=CLIENT, help="Whose it was before.")
@click.option(
    "--prior-location", type=TEXT, metavar="TEXT", help="Where it was before."
)
@click.option("--storage", type=TEXT, required=True, help="Where the house keeps it.")
@click.option("--marks", type=TEXT, help="Marks, signatures and numbers on it.")
@click.option("--contract", type=TEXT, help="The contract it was consigned under.")
@attributed
@click.pass_obj
def lot(
    ledger: LedgerSession,
    /,
    name: LotId,
    *,
    owner: ClientId,
    deliverer: ClientId | None,
    by: Attribution,
    at: datetime,
    **receipt: Any,
) -> None:
    """Record how SALE/LOT came into the house; what was recorded last stands.

    People are named by the house's numbers for them; write no address of theirs.

    Example: lotledger intake lot HERITAGE-2025-12/50061 --received-on 2025-10-02
    --owner C-101 --storage "vault 2, shelf 7" --contract K-2025-17
    """
    from ledger.house.intake import receive
    from ledger.lot.intake import Arrival

    came = Arrival(lot=name, owner=owner, deliverer=deliverer or owner, **receipt)
    sentence = f"Lot {name} of {owner} is kept in {came.storage}."
    record(ledger.house(), receive([came]), by, sentence)


@intake.command("import")
@click.argument("sale", type=SALE)
@click.argument("file", type=click.Path(path_type=Path))
@skip_last_option
@dry_run_option
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    sale: SaleId,
    file: Path,
    *,
    skip_last: int,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Record how the lots of SALE came into the house, from FILE (CSV).

    Columns: lot, received_on, owner, deliverer, storage; prior_owner, prior_location,
    marks, contract. It records the whole file or nothing.

    Example: lotledger intake import HERITAGE-2025-12 intake.csv --dry-run
    """
    from ledger.files.intake_file import read_intake
    from ledger.house.intake import receive
    from presenters.words import counted

    house = ledger.house()
    lots = {lot.id for lot in house.lots(sale)}
    against = held_against(house, by, receive)
    read = read_intake(file, sale=sale, lots=lots, skip_last=skip_last, against=against)
    record_import(
        house,
        receive(read.rows),
        by=by,
        read=ReadList.of(f"intake {sale}", read, lambda: read.rows),
        summary=f"{file}: {counted(len(read.rows), 'lot')}",
        dry_run=dry_run,
    )


@intake.command()
@click.argument("client", type=CLIENT)
@click.argument("number", type=TEXT, metavar="CONTRACT")
@click.option("--signed-on", type=DAY, metavar="DAY", required=True, help="The day.")
@click.option(
    "--inventory",
    type=click.Path(path_type=Path),
    help="The inventory (CSV): item, description, quantity.",
)
@click.option(
    "--document",
    type=click.Path(path_type=Path),
    help="The signed document; its SHA-256 is recorded.",
)
@attributed
@click.pass_obj
def contract(
    ledger: LedgerSession,
    client: ClientId,
    number: str,
    *,
    signed_on: date,
    inventory: Path | None,
    document: Path | None,
    by: Attribution,
    at: datetime,
) -> None:
    """File a CONTRACT of consignment that CLIENT signed, with its inventory.

    The same CONTRACT again is an amendment; its inventory takes the place of the one
    before, which stays on record.

    Example: lotledger intake contract C-101 K-2025-17 --signed-on 2025-10-01
    --inventory inventory.csv --document k-2025-17.pdf
    """
    from ledger.files.intake_file import read_inventory
    from ledger.house.intake import file_contract
    from presenters.words import counted

    items = () if inventory is None else read_inventory(inventory)
    filed = file_contract(
        client,
        number,
        signed_on=signed_on,
        items=items,
        sha256=None if document is None else digest_of(document, "'--document'"),
    )
    lines = counted(len(items), "line")
    sentence = f"Contract {number} of {client}, signed on {signed_on}: {lines}."
    record(ledger.house(), filed, by, sentence)
