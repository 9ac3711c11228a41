"""Print a report of the books, or hand the books to another program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.params import AS_OF, CLIENT, DAY, SALE, TEXT, WHEN
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.identity import SaleId

REPORTS = {
    "settlement": "Everything an accountant closes a sale with",
    "trial-balance": "Every account, and that they balance",
    "journal": "Every posting, in the order of the log",
    "aged-receivables": "What buyers owe, by how long it is overdue",
    "consignor-payables": "What consignors are owed, and were paid",
    "income": "What each sale earned the house",
    "tax-liability": "What is owed to each jurisdiction, by month",
    "invoices": "Invoices and credit notes, and how they stand",
    "statements": "Consignors' statements and payouts",
    "payments": "Payments and refunds",
    "sale-summary": "What sold, and how it did against the estimates",
    "number-gaps": "Every series of numbers, and that none is missing",
    "cash-report": "Buyers' cash that has to be reported",
    "aml": "Clients whose purchases reach the anti-laundering line",
    "certificates": "Resale certificates that end",
    "stock-book": "Lots of the VAT margin scheme",
    "checks": "What must agree in the books, and whether it does",
}
"""What can be asked for, and what each tells."""
FORMATS = ("text", "csv", "json", "xlsx", "html", "pdf")
EXPORTS = {"beancount": "journal", "hledger": "journal", "iif": "journal"} | {
    "xero": "invoices"
}
"""What other programs take, and of which report."""

_OPTIONS = (
    click.option(
        "--format",
        "form",
        type=click.Choice([*FORMATS, *EXPORTS]),
        default="text",
        show_default=True,
        help="What to write it as.",
    ),
    click.option(
        "--json", "as_json", is_flag=True, help="Print JSON for scripts: --format json."
    ),
    click.option("--out", type=click.Path(path_type=Path), help="The file to write."),
    click.option("--from", "first", type=DAY, metavar="DAY", help="From this day on."),
    click.option("--until", "last", type=DAY, metavar="DAY", help="Up to this day."),
    click.option(
        "--on", type=DAY, metavar="DAY", help="The day that debts are aged on."
    ),
    click.option("--client", type=CLIENT, help="Of one client alone."),
    click.option(
        "--threshold", type=int, metavar="N", help="From how many whole units it tells."
    ),
    click.option("--hide-zeros", is_flag=True, help="Leave rows of nothing out."),
    click.option("--locale", default="en_US", show_default=True, help="Like de_DE."),
    click.option(
        "--settings",
        type=click.Path(path_type=Path),
        metavar="HOUSE",
        help="The house's settings: what it calls its accounts.",
    ),
    click.option(
        "--as-of", type=AS_OF, metavar="POSITION|TIME", help="As it was known then."
    ),
    click.option(
        "--beside",
        type=AS_OF,
        metavar="POSITION|TIME",
        help="What changed since then, both side by side.",
    ),
    click.option("--printed-by", type=TEXT, metavar="NAME", help="Who prints it."),
    click.option(
        "--printed-at", type=WHEN, metavar="TIME", help="When.  [default: now]"
    ),
)


def _asked(command: Any) -> Any:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class _Listed(click.Command):
    """Tells in its help which reports there are."""

    def format_options(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the reports, then the options."""
        with formatter.section("Reports"):
            formatter.write_dl(list(REPORTS.items()))
        super().format_options(ctx, formatter)


@click.command(cls=_Listed)
@click.argument("name", type=click.Choice(list(REPORTS)), metavar="REPORT")
@click.argument("sale", type=SALE, required=False)
@_asked
@click.pass_obj
def report(
    ledger: LedgerSession, /, name: str, sale: SaleId | None, **asked: Any
) -> None:
    """Print REPORT of SALE, or of all sales.

    The journal goes to Beancount, hledger and QuickBooks, invoices go to Xero, by
    --format. Every page says of what, as of when, up to which position, by whom.

    Example: lotledger report trial-balance HERITAGE-2025-12 --format xlsx --out tb.xlsx
    """
    from commands.report.printing import Asked, printed

    printed(ledger, Asked(name=name, sale=sale, **asked))
