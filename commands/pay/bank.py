"""Match a bank's file to open invoices, and book what is certain."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed
from commands.output import print_remarks
from commands.params import SALE, TEXT
from commands.pay.outcome import print_paid_lots
from commands.session import LedgerSession
from ledger.identity import SaleId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger.entry import Attribution
    from ledger.files.bank_file import BankMapping
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.money import Currency
    from ledger.settlement.matching import LineOutcome, Match

COLUMNS = (("line", "right"), ("day", "left"), ("amount", "right"), ("became", "left"))

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
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    /,
    file: Path,
    *,
    sales: tuple[SaleId, ...],
    dry_run: bool,
    by: Attribution,
    at: datetime,
    **mapped: Any,
) -> None:
    """Match a bank's FILE (CSV or camt.053) to invoices, and book it as cleared funds.

    A line pays the invoice that it names; if it names a paddle, that paddle's only
    invoice with exactly this amount open. All other lines are listed and left to you.
    A line that was booked before, from this file or another, is not booked again.

    Example: lotledger pay import bank.csv --day Date --amount Amount --text Details
    """
    from ledger.files.bank_file import read_bank
    from ledger.house import bank

    house = ledger.house()
    mapping = _bank_mapping(mapped)
    currency = mapping.currency or _invoice_currency(house, sales)
    read = read_bank(file, mapping=mapping, currency=currency)
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    method = mapping.method
    matches = bank.matched(house, read.lines, sales=sales, method=method)
    booking = bank.book(matches, file=str(file), sales=sales, method=method, at=at)
    _record_booking(
        house,
        booking,
        by,
        dry_run=dry_run,
        print_matches=partial(_print_matches, file, matches),
    )


def _record_booking(
    house: House,
    booking: Command,
    by: Attribution,
    *,
    dry_run: bool,
    print_matches: Callable[[], None],
) -> None:
    """Book what was matched, or try to, and tell what became of every line."""
    from ledger.entry import Way
    from ledger.value import replace
    from presenters.recorded import NOTHING_RECORDED, position_sentence

    by = replace(by, way=Way.IMPORT)
    if dry_run:
        house.rehearse(booking, by=by)
        print_matches()
        click.echo(NOTHING_RECORDED)
        return
    recorded = house.do(booking, by=by)
    print_matches()
    click.echo(position_sentence(recorded))
    print_paid_lots(house, recorded.events)


def _bank_mapping(options: dict[str, Any]) -> BankMapping:
    """Lay what the options say over what the mapping file says."""
    from ledger.files.bank_file import BankMapping, read_mapping
    from ledger.files.bank_file.mapping import DayFormat
    from ledger.files.cells import DecimalMark
    from ledger.files.problems import Misread
    from ledger.money import Currency, NotAnAmount

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


def _print_matches(file: Path, matches: Sequence[Match]) -> None:
    """List every line, what became of it and why; count them."""
    from presenters.words import counted

    rows = [
        (
            match.line.line,
            match.line.day,
            match.line.currency.write(match.line.amount),
            match.invoice or _outcome_word(match.outcome),
        )
        for match in matches
    ]
    print_remarks(
        COLUMNS, rows, [_match_remark(match) for match in matches], title=f"{file}"
    )
    click.echo(f"{file}: {counted(len(matches), 'line')}: {_counts_text(matches)}.")


def _counts_text(matches: Sequence[Match]) -> str:
    """Count what became of the lines, with the sum of those that are booked."""
    from ledger.settlement.matching import LineOutcome

    counts = Counter(match.outcome for match in matches)
    counted_kinds = [
        f"{counts[kind]} {_outcome_word(kind)}" for kind in LineOutcome if counts[kind]
    ]
    booked = [match.line for match in matches if match.outcome is LineOutcome.BOOKED]
    if booked:
        total = booked[0].currency.write(sum(line.amount for line in booked))
        counted_kinds[0] += f" ({total})"
    return ", ".join(counted_kinds) or "nothing in it"


def _outcome_word(outcome: LineOutcome) -> str:
    return outcome.value.replace("-", " ")


def _match_remark(match: Match) -> str:
    """Say why, what is open then, and what the bank said where it is not booked."""
    from ledger.settlement.matching import LineOutcome

    money = match.line.currency.write
    if match.open is not None:
        left = "paid"
        if match.open > 0:
            left = f"{money(match.open)} still open"
        elif match.open < 0:
            left = f"overpaid by {money(-match.open)}"
        return f"{match.why}: {left}"
    if match.outcome is LineOutcome.BEFORE:
        return match.why
    details = [part for part in (match.line.payer, match.line.text) if part]
    return f"{match.why}: {' | '.join(details)}" if details else match.why
