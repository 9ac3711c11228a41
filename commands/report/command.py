"""Print a report of the books, or export the books to another program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.output import prints_json
from commands.params import AS_OF, CLIENT, DAY, SALE
from commands.print_options import (
    as_of_option,
    columns_option,
    locale_option,
    out_option,
    printed_at_option,
    printed_by_option,
)
from commands.report.account import ACCOUNT
from commands.session import LedgerSession
from ledger.identity import SaleId
from projections.exports.registry import EXPORTS
from projections.reports.books.registry import BOOKS
from projections.reports.formats import FORMATS


def _reports_with(filter_: str) -> str:
    """Name the reports that can be narrowed by something."""
    return ", ".join(name for name, book in BOOKS.items() if filter_ in book.heeds)


_OPTIONS = (
    click.option(
        "--format",
        "form",
        type=click.Choice([*FORMATS, "json", *EXPORTS]),
        default="text",
        show_default=True,
        help="The format to write.",
    ),
    prints_json("presenters.report:ReportShape"),
    out_option,
    click.option("--from", "first", type=DAY, metavar="DAY", help="From this day on."),
    click.option("--until", "last", type=DAY, metavar="DAY", help="Up to this day."),
    click.option(
        "--on",
        type=DAY,
        metavar="DAY",
        help=f"The day that debts are aged on: {_reports_with('on')}.",
    ),
    click.option("--client", type=CLIENT, help="One client only."),
    click.option(
        "--account",
        type=ACCOUNT,
        metavar="ACCOUNT",
        help=f"One account of the books only: {_reports_with('account')}.",
    ),
    click.option(
        "--threshold",
        type=int,
        metavar="N",
        help="The least amount to report, in whole units: "
        f"{_reports_with('threshold')}.",
    ),
    click.option(
        "--hide-zeros", is_flag=True, help="Leave out rows whose amounts are all zero."
    ),
    columns_option,
    locale_option,
    click.option(
        "--settings",
        type=click.Path(path_type=Path),
        metavar="HOUSE",
        help="The house's settings, with its account names.",
    ),
    as_of_option,
    click.option(
        "--beside",
        type=AS_OF,
        metavar="POSITION|TIME",
        help="Compare with the ledger as it stood then.",
    ),
    printed_by_option,
    printed_at_option,
)


def _report_options(command: Any) -> Any:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class _ReportCommand(click.Command):
    """Tells in its help which reports there are."""

    def format_options(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the reports, then the options."""
        with formatter.section("Reports"):
            formatter.write_dl([(name, book.about) for name, book in BOOKS.items()])
        super().format_options(ctx, formatter)


@click.command(cls=_ReportCommand)
@click.argument("name", type=click.Choice(list(BOOKS)), metavar="REPORT")
@click.argument("sale", type=SALE, required=False)
@_report_options
@click.pass_obj
def report(
    ledger: LedgerSession, /, name: str, sale: SaleId | None, **request: Any
) -> None:
    """Print REPORT of SALE, or of all sales.

    --format exports the journal to Beancount, hledger and QuickBooks, and to Xero the
    invoices, and as xero-journal what they do not say. Every page names its subject,
    its time, its last position, and who printed it.

    Example: lotledger report trial-balance HERITAGE-2025-12 --format xlsx --out tb.xlsx
    """
    from commands.report.printing import print_report
    from commands.report.request import ReportRequest

    print_report(ledger, ReportRequest(name=name, sale=sale, **request))
