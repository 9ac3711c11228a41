"""Keep tax rates, and set how a lot is taxed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed, begins_ledger
from commands.output import print_json, print_table, prints_json
from commands.params import JURISDICTION, LOT
from commands.recording import decimal_option, dry_run_option, record, record_import
from commands.session import LedgerSession, as_of
from ledger.identity import LotId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.files.cells import DecimalMark
    from ledger.house.records import Records
    from ledger.terms.tax import TaxRate

COLUMNS = (
    ("jurisdiction", "left"),
    ("tax", "left"),
    ("rate", "right"),
    ("on", "left"),
    ("from", "left"),
    ("until", "left"),
)
SCHEMES = click.Choice(["standard", "margin", "exempt", "category"])
RIGHTS = click.Choice(["yes", "no", "category"])


@click.group()
def tax() -> None:
    """Keep tax rates, and set how a lot is taxed.

    Example: lotledger tax rates US-TX
    """


@tax.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@decimal_option
@dry_run_option
@begins_ledger
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    file: Path,
    *,
    decimal: DecimalMark,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Put the tax rates of FILE (CSV) on file, for each jurisdiction that it names.

    Columns: jurisdiction, name, rate, on, valid_from, valid_until. A new table
    replaces the earlier one of its jurisdiction, which stays in the log.

    Example: lotledger tax import rates.csv --dry-run
    """
    from ledger.files.tax_file import read_tax_rates
    from ledger.house import settling
    from presenters.words import counted

    read = read_tax_rates(file, decimal=decimal)
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    places = {row.jurisdiction for row in read.rows}
    source = f"{file.name} {read.digest}"
    record_import(
        ledger.house(),
        settling.set_tax_rates(read.rows, source=source),
        by=by,
        summary=f"{file}: {counted(len(read.rows), 'rate')} of "
        f"{counted(len(places), 'jurisdiction')}",
        dry_run=dry_run,
    )


@tax.command()
@click.argument("place", type=JURISDICTION, metavar="[JURISDICTION]", required=False)
@prints_json("presenters.tax:TaxRateShape", many=True)
@click.pass_obj
@as_of
def rates(ledger: LedgerSession, place: str | None, *, as_json: bool) -> None:
    """List the rates on file, of JURISDICTION or of all.

    Example: lotledger tax rates US-TX --json
    """
    from presenters.tax import tax_rate_shape

    rates = _rates_on_file(ledger.records(), place)
    if as_json:
        print_json([tax_rate_shape(rate) for rate in rates])
        return
    print_table(COLUMNS, [_rate_row(rate) for rate in rates])


def _rates_on_file(records: Records, place: str | None) -> list[TaxRate]:
    places = records.jurisdictions() if place is None else [place]
    return [rate for name in places for rate in records.tax_rates(name).rates]


def _rate_row(rate: TaxRate) -> tuple[object, ...]:
    from ledger.money import write_rate

    return (
        rate.jurisdiction,
        rate.name,
        write_rate(rate.rate),
        ", ".join(rate.on),
        rate.valid_from,
        rate.valid_until,
    )


@tax.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option(
    "--scheme", type=SCHEMES, default="category", help="How the lot is taxed."
)
@click.option(
    "--resale-right",
    type=RIGHTS,
    default="category",
    help="Whether the artist's resale right is due.",
)
@attributed
@click.pass_obj
def lot(
    ledger: LedgerSession,
    name: LotId,
    *,
    scheme: str,
    resale_right: str,
    by: Attribution,
    at: datetime,
) -> None:
    """Set how SALE/LOT is taxed, where it differs from its category.

    Example: lotledger tax lot HERITAGE-2025-12/50061 --scheme margin
    """
    from ledger.house import lots
    from ledger.terms.tax import TaxScheme

    bears = None if resale_right == "category" else resale_right == "yes"
    taxed = None if scheme == "category" else TaxScheme(scheme)
    command = lots.treat(name, scheme=taxed, resale_right=bears)
    sentence = f"Lot {name}: taxed as {scheme}; resale right: {resale_right}."
    record(ledger.house(), command, by, sentence)
