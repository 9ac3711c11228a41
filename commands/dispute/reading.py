"""Read a dispute: on the terminal, in a list, or as a page to print."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import login_name
from commands.looking import may_show, readable_words
from commands.output import print_facts, print_json, print_table, prints_json
from commands.params import DISPUTE, SALE, TEXT, WHEN
from commands.session import LedgerSession, as_of
from commands.written_file import write_file
from ledger.clock import machine_clock

if TYPE_CHECKING:
    from ledger.identity import DisputeId, SaleId


@click.command()
@click.argument("name", type=DISPUTE, metavar="DISPUTE")
@prints_json("presenters.dispute:AccountShape")
@click.pass_obj
@as_of
def show(ledger: LedgerSession, name: DisputeId, *, as_json: bool) -> None:
    """Show DISPUTE: the question, the replays on file, the findings, who signed it off.

    Each replay is run again from what is on file, and its digest compared. Where its
    lot is sealed it is on record first who looks.

    Example: lotledger dispute show HERITAGE-2025-12/D1 --json
    """
    from presenters.dispute import account_facts, account_shape
    from presenters.dispute_account import account_of

    masked = not _may_show(ledger, name, "show a dispute")
    records = ledger.records().as_of_now()
    position, account = records.head(), account_of(records, name, masked=masked)
    if as_json:
        print_json(account_shape(account, position))
    else:
        zone = account.replay.timeline.last.terms.zone
        print_facts([*account_facts(account, zone), ("as of position", position)])


@click.command("list")
@click.argument("sale", type=SALE)
@prints_json("presenters.dispute:DisputeShape", many=True)
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, sale: SaleId, *, as_json: bool) -> None:
    """List the disputes of SALE, in the order of opening.

    Example: lotledger dispute list HERITAGE-2025-12
    """
    from presenters.dispute import COLUMNS, dispute_row, dispute_shape
    from presenters.dispute_account import opening_of

    records = ledger.records()
    if as_json:
        histories = records.dispute_histories(sale)
        print_json(
            [dispute_shape(each[-1].after, opening_of(each)) for each in histories]
        )
    elif disputes := records.disputes(sale):
        rows = [dispute_row(dispute) for dispute in disputes]
        print_table(COLUMNS, rows, title=f"{sale}: disputes")
    else:
        click.echo(f"Sale {sale} has no dispute.")


@click.command()
@click.argument("name", type=DISPUTE, metavar="DISPUTE")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Where to write the page: SUMMARY.html.",
)
@click.option(
    "--actor",
    type=TEXT,
    envvar="LOTLEDGER_ACTOR",
    metavar="NAME",
    help="Who prints it.  [default: your login name]",
)
@click.option(
    "--at",
    type=WHEN,
    metavar="TIME",
    help="In a rehearsal: when it is printed.  [default: now]",
)
@click.pass_obj
@as_of
def summary(
    ledger: LedgerSession,
    name: DisputeId,
    *,
    out: Path,
    actor: str | None,
    at: datetime | None,
) -> None:
    """Write DISPUTE as a page to print: one file of HTML, on A4.

    The page shows the question, the bids in question, the whole history of the lot, the
    findings, and who signed off; and of each replay its question, its outcome, its
    digest, and whether a new run agrees. For auditors: it shows maximums. Where those
    are sealed it is on record first who looks.

    Example: lotledger dispute summary HERITAGE-2025-12/D1 --out d1.html
    """
    from presenters.pages.summary import summary_page

    printed_at = ledger.told_at(at, "--at") or machine_clock()
    shown = _may_show(ledger, name, "print a dispute")
    page = summary_page(
        ledger.records(),
        name,
        printed_by=actor or login_name(),
        printed_at=printed_at,
        sealed=None if shown else readable_words(ledger),
    )
    write_file(out, page.encode())
    click.echo(f"Dispute {name}: {out} is written.")


def _may_show(ledger: LedgerSession, name: DisputeId, purpose: str) -> bool:
    """Say whether what is sealed about a dispute's lot may be shown."""
    return may_show(ledger, [ledger.records().dispute(name).opened.lot], purpose)
