"""Match a bank's file to open invoices, and book what is certain."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed
from commands.output import print_json, print_remarks, prints_json
from commands.params import SALE, TEXT
from commands.pay.outcome import print_paid_lots
from commands.session import LedgerSession
from ledger.identity import SaleId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger.entry import Attribution
    from ledger.files.bank_file import BankMapping
    from ledger.house import House
    from ledger.money import Currency
    from ledger.settlement.bank import BankLine, Match
    from ledger.store.writer import Recorded

_MAPPING_OPTIONS = (
    click.option(
        "--mapping",
        type=click.Path(path_type=Path),
        help="A TOML file that sets these options.",
    ),
    click.option("--day", type=TEXT, metavar="COLUMN", help="The day of booking."),
    click.option("--amount", type=TEXT, metavar="COLUMN", help="The signed amount."),
    click.option("--credit", type=TEXT, metavar="COLUMN", help="The money received."),
    click.option("--debit", type=TEXT, metavar="COLUMN", help="The money paid out."),
    click.option(
        "--text",
        type=TEXT,
        multiple=True,
        metavar="COLUMN",
        help="A text that may name invoices; may be given again.",
    ),
    click.option(
        "--reference", type=TEXT, metavar="COLUMN", help="The bank's reference."
    ),
    click.option(
        "--payer", type=TEXT, metavar="COLUMN", help="Who paid: shown, never recorded."
    ),
    click.option(
        "--day-format", type=TEXT, metavar="FORMAT", help="Such as DD.MM.YYYY."
    ),
    click.option(
        "--decimal", type=click.Choice(["point", "comma"]), help="The decimal mark."
    ),
    click.option(
        "--skip",
        type=click.IntRange(min=0),
        help="How many lines stand above the header.",
    ),
    click.option(
        "--skip-last",
        type=click.IntRange(min=0),
        help="How many lines stand below the table, such as a total.",
    ),
    click.option(
        "--currency",
        type=TEXT,
        help="The currency of a CSV.  [default: of the invoices]",
    ),
    click.option("--method", type=TEXT, help="The payment method.  [default: wire]"),
)


def _mapping_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say what the columns of a bank mean."""
    for option in reversed(_MAPPING_OPTIONS):
        command = option(command)
    return command


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--sale",
    "sales",
    type=SALE,
    multiple=True,
    help="Only invoices of this sale; may be given again.",
)
@click.option(
    "--dry-run", is_flag=True, help="List what would be booked; book nothing."
)
@_mapping_options
@prints_json("presenters.bank:BankImportShape")
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    /,
    file: Path,
    *,
    sales: tuple[SaleId, ...],
    dry_run: bool,
    as_json: bool,
    by: Attribution,
    at: datetime,
    **mapped: Any,
) -> None:
    """Match a bank's FILE to invoices, and book what is certain as cleared funds.

    FILE is CSV, camt (052, 053, 054) or MT940, also in a ZIP archive. A line pays the
    invoice that it names; if it names a paddle, that paddle's only invoice with exactly
    this amount open. An entry of the bank is booked once, however it is listed again.
    What may be booked already is a question. Payments that the bank takes back are in
    doubt until you reverse or uphold them. All other lines are left to you.

    Example: lotledger pay import bank.csv --day Date --amount Amount --text Details
    """
    from ledger.entry import Way
    from ledger.house import bank
    from ledger.value import replace
    from presenters.bank import bank_import_shape

    house = ledger.house()
    lines, method = _read_lines(house, file, sales, mapped)
    matches = bank.matched(house, lines, sales=sales, method=method, at=at)
    booking = bank.book(matches, file=str(file), sales=sales, method=method, at=at)
    by = replace(by, way=Way.IMPORT)
    if dry_run:
        house.dry_run(booking, by=by)
    recorded = None if dry_run else house.do(booking, by=by)
    if as_json:
        print_json(bank_import_shape(matches, recorded))
    else:
        _print_import(house, file, matches, recorded)


def _read_lines(
    house: House, file: Path, sales: Sequence[SaleId], mapped: dict[str, Any]
) -> tuple[tuple[BankLine, ...], str]:
    """Read the lines of a bank's file, and the way to pay that they are booked by."""
    from ledger.files.bank_file import read_bank

    mapping = _bank_mapping(mapped)
    read = read_bank(
        file,
        mapping=mapping,
        currency=lambda: mapping.currency or _invoice_currency(house, sales),
    )
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    return read.lines, mapping.method


def _print_import(
    house: House, file: Path, matches: Sequence[Match], recorded: Recorded | None
) -> None:
    """Say what became of every line, and what was recorded."""
    from presenters.recorded import NOTHING_RECORDED, position_sentence

    _print_matches(file, matches)
    if recorded is None:
        click.echo(NOTHING_RECORDED)
        return
    click.echo(position_sentence(recorded))
    print_paid_lots(house, recorded.events)


def _print_matches(file: Path, matches: Sequence[Match]) -> None:
    """List every line, what became of it and why; count them."""
    from presenters.bank import (
        MATCH_COLUMNS,
        match_counts,
        match_remark,
        match_row,
    )
    from presenters.words import counted

    rows = [match_row(match) for match in matches]
    remarks = [match_remark(match) for match in matches]
    print_remarks(MATCH_COLUMNS, rows, remarks, title=f"{file}")
    click.echo(f"{file}: {counted(len(matches), 'line')}: {match_counts(matches)}.")


def _bank_mapping(options: dict[str, Any]) -> BankMapping:
    """Lay what the options say over what the mapping file says."""
    from ledger.files.bank_file import BankMapping, read_mapping
    from ledger.files.bank_file.mapping import DayFormat
    from ledger.files.cells import DecimalMark
    from ledger.files.problems import Misread
    from ledger.money import Currency, NotAnAmount
    from ledger.value import replace

    file = options.pop("mapping")
    mapping = BankMapping() if file is None else read_mapping(file)
    given = {name: value for name, value in options.items() if value not in (None, ())}
    try:
        if "currency" in given:
            given["currency"] = Currency(given["currency"].upper())
        if "day_format" in given:
            DayFormat(given["day_format"])
    except NotAnAmount as no:
        raise click.BadParameter(str(no), param_hint="'--currency'") from no
    except Misread as no:
        slip = f"{given['day_format']!r}: {no}"
        raise click.BadParameter(slip, param_hint="'--day-format'") from no
    if "decimal" in given:
        given["decimal"] = DecimalMark(given["decimal"])
    return replace(mapping, **given)


def _invoice_currency(house: House, sales: Sequence[SaleId]) -> Currency:
    """Return the one currency of the invoices, or of the sales that are named."""
    currencies = {house.sale(sale).terms.rules.currency for sale in sales}
    currencies = currencies or {invoice.issued.currency for invoice in house.invoices()}
    if len(currencies) == 1:
        return currencies.pop()
    codes = ", ".join(sorted(currency.code for currency in currencies)) or "none"
    slip = f"The invoices are in {codes}. Name the currency of the account."
    raise click.BadParameter(slip, param_hint="'--currency'")
