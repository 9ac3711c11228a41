"""Keep tax rates, and set how a lot is taxed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed, begins_ledger
from commands.output import print_json, print_table, prints_json
from commands.own_tax import COMMANDS as OWN_TAX
from commands.params import COUNTRY, DAY, JURISDICTION, LOT, TEXT
from commands.recording import dry_run_option, record, record_import, sheet_options
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
    ("for", "left"),
)
SCHEMES = click.Choice(
    [
        *("standard", "margin", "exempt", "zero", "import"),
        *("inclusive", "global-margin", "category"),
    ]
)
RIGHTS = click.Choice(["yes", "no", "category"])


@click.group()
def tax() -> None:
    """Keep tax rates, and set how a lot is taxed.

    Example: lotledger tax rates US-TX
    """


@tax.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@sheet_options
@dry_run_option
@begins_ledger
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    file: Path,
    *,
    decimal: DecimalMark,
    skip_last: int,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Put the tax rates of FILE (CSV) on file, for each jurisdiction that it names.

    Columns: jurisdiction, name, rate, on, valid_from, valid_until; and, where rates
    differ by lot, category, scheme, kind, basis, code, reason. A new table replaces the
    earlier one of its jurisdiction, which stays in the log.

    Example: lotledger tax import rates.csv --dry-run
    """
    from ledger.files.tax_file import read_tax_rates
    from ledger.house import settling
    from presenters.words import counted

    read = read_tax_rates(file, decimal=decimal, skip_last=skip_last)
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
        _scope_words(rate),
    )


def _scope_words(rate: TaxRate) -> str:
    """Say for which lots a rate is, of which kind, and where the tax stands."""
    from ledger.terms.tax import TaxBasis

    basis = None if rate.basis is TaxBasis.ADDED else rate.basis
    parts = ("; ".join(rate.categories), rate.scheme, rate.kind, basis)
    return ", ".join(part for part in parts if part)


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


@tax.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option("--proof", type=TEXT, metavar="NUMBER", help="What proves the export.")
@click.option("--to", "destination", type=COUNTRY, help="Where the lot went: US.")
@click.option("--on", "day", type=DAY, metavar="DAY", help="The day that it left.")
@click.option(
    "--missing", is_flag=True, help="No proof came: bill the tax; needs --reason."
)
@attributed
@click.pass_obj
def export(
    ledger: LedgerSession,
    name: LotId,
    *,
    proof: str | None,
    destination: str | None,
    day: date | None,
    missing: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """File the proof that SALE/LOT was exported, or say that none came.

    Without proof the next settling of the sale credits the lot and invoices it again
    with its tax.

    Example: lotledger tax export MAI-2026/12 --proof 26DE1234567890AB --to US --on
    2026-06-02
    """
    from ledger.house import lots

    if missing:
        sentence = f"Lot {name}: no proof of its export, so that it bears its tax."
        record(ledger.house(), lots.lapse_export(name, at=at), by, sentence)
        return
    if proof is None or destination is None or day is None:
        slip = "Give --proof, --to and --on, or --missing."
        raise click.UsageError(slip)
    command = lots.file_export_proof(
        name, destination=destination, reference=proof, on=day, at=at
    )
    sentence = f"Lot {name}: exported to {destination} on {day}, {proof}."
    record(ledger.house(), command, by, sentence)


for _command in OWN_TAX:
    tax.add_command(_command)
