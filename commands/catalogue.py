"""Import the lots of a sale."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed
from commands.params import SALE
from commands.recording import (
    ReadList,
    dry_run_option,
    held_against,
    record_import,
    sheet_options,
)
from commands.session import LedgerSession
from ledger.identity import SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution


LAYOUTS = click.Choice(
    ["lotledger", "liveauctioneers", "auctionflex", "hibid", "proxibid"]
)


@click.group()
def catalogue() -> None:
    """Import the lots of a sale.

    Example: lotledger catalogue import HERITAGE-2025-12 catalogue.csv --dry-run
    """


@catalogue.command("import")
@click.argument("sale", type=SALE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "layout",
    type=LAYOUTS,
    help="The program whose columns the file has.  [default: recognised]",
)
@sheet_options
@dry_run_option
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    /,
    sale: SaleId,
    file: Path,
    *,
    dry_run: bool,
    by: Attribution,
    at: datetime,
    **written: Any,
) -> None:
    """Enter the lots of FILE (CSV) in the catalogue of SALE: all of them, or none.

    The command lists every problem at once, with line and column. A second import of
    the same file records nothing.

    Example: lotledger catalogue import HERITAGE-2025-12 catalogue.csv
    """
    from ledger.files.catalogue_file import read_catalogue
    from ledger.house import lots
    from presenters.words import counted

    house = ledger.house()
    read = read_catalogue(
        file,
        terms=house.sale(sale).terms,
        against=held_against(house, by, partial(lots.catalogue, sale)),
        **written,
    )
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    record_import(
        house,
        lots.catalogue(sale, read.entries),
        by=by,
        read=ReadList.of(f"catalogue {sale}", read, lambda: read.entries),
        summary=f"{file}: {counted(len(read.entries), 'lot')}",
        dry_run=dry_run,
    )
