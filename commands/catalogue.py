"""Import the lots of a sale."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import SALE
from commands.recording import (
    ReadList,
    decimal_option,
    dry_run_option,
    held_against,
    record_import,
)
from commands.session import LedgerSession
from ledger.identity import SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.files.cells import DecimalMark


LAYOUTS = click.Choice(["lotledger", "liveauctioneers", "auctionflex", "proxibid"])


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
@decimal_option
@dry_run_option
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    sale: SaleId,
    file: Path,
    *,
    layout: str | None,
    decimal: DecimalMark,
    dry_run: bool,
    by: Attribution,
    at: datetime,
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
        layout=layout,
        decimal=decimal,
        against=held_against(house, by, partial(lots.catalogue, sale)),
    )
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    record_import(
        house,
        lots.catalogue(sale, read.entries),
        by=by,
        read=ReadList(f"catalogue {sale} {read.digest}", read.entries, read.places),
        summary=f"{file}: {counted(len(read.entries), 'lot')}",
        dry_run=dry_run,
    )
