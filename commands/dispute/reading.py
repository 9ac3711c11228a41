"""Read a dispute: on the terminal, in a list, or as a page to print."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.clock import now
from commands.output import json_option, print_facts, print_json, print_table
from commands.params import DISPUTE, SALE, TEXT, WHEN
from commands.session import LedgerSession, as_of, login_name
from presenters.times import zoned_time

if TYPE_CHECKING:
    from commands.dispute.account import Account
    from ledger.dispute import Dispute
    from ledger.entry import Entry
    from ledger.events import DisputeEvent
    from ledger.identity import DisputeId, SaleId

COLUMNS = (
    ("dispute", "left"),
    ("lot", "right"),
    ("state", "left"),
    ("ruling", "left"),
    ("replays", "right"),
    ("question", "left"),
)


@click.command()
@click.argument("name", type=DISPUTE, metavar="DISPUTE")
@json_option
@click.pass_obj
@as_of
def show(ledger: LedgerSession, name: DisputeId, *, as_json: bool) -> None:
    """Show DISPUTE: the question, the replays on file, the findings, who signed it off.

    Each replay is run again from what is on file, and its digest compared.

    Example: lotledger dispute show HERITAGE-2025-12/D1 --json
    """
    from commands.dispute.account import account_json, account_of
    from ledger.identity import sale_of

    records = ledger.records()
    position, told = records.head(), account_of(records, name)
    if as_json:
        print_json(account_json(told, position))
    else:
        zone = records.sale(sale_of(told.opened.event.lot)).terms.zone
        print_facts([*_facts(told, zone), ("as of position", position)])


def _facts(told: Account, zone: str) -> list[tuple[str, object]]:
    from json import loads

    from commands.dispute.filed import asked, found

    opened = told.opened.event
    facts: list[tuple[str, object]] = [
        ("dispute", opened.dispute),
        ("lot", opened.lot),
        ("state", told.dispute.state.value),
        ("question", opened.question),
        ("bids", ", ".join(opened.bids) or "the lot as a whole"),
        ("raised by", opened.raised_by or "nobody in particular"),
        ("opened", _record(told.opened, zone)),
    ]
    for one in told.filed:
        filed = one.entry.event
        again = "the same" if one.again else "ANOTHER RESULT"
        facts += [
            (f"replay {filed.number}", asked(loads(filed.inputs))),
            ("", found(loads(filed.result))),
            ("", f"as of position {filed.as_of}, SHA-256 {filed.digest}"),
            ("", f"{_record(one.entry, zone)}; run again: {again}"),
        ]
    for finding in told.findings:
        facts += [
            (finding.event.ruling.value, finding.event.finding),
            ("", _record(finding, zone)),
        ]
    if told.signed_off is not None:
        facts.append(("signed off", _record(told.signed_off, zone)))
    return facts


def _record(entry: Entry[DisputeEvent], zone: str) -> str:
    """Say who put something on record, when, and where it stands in the log."""
    by, at = entry.by, zoned_time(entry.event.at, zone)
    return f"{by.actor} ({by.role.value}), {at}, position {entry.position}"


@click.command("list")
@click.argument("sale", type=SALE)
@json_option
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, sale: SaleId, *, as_json: bool) -> None:
    """List the disputes of SALE, as they were opened.

    Example: lotledger dispute list HERITAGE-2025-12
    """
    found = ledger.records().disputes(sale)
    if as_json:
        print_json([_row_json(one) for one in found])
    elif found:
        rows = [_row(one) for one in found]
        print_table(COLUMNS, rows, title=f"{sale}: disputes")
    else:
        click.echo(f"Sale {sale} has no dispute.")


def _row(one: Dispute) -> tuple[object, ...]:
    from ledger.identity import number_of

    return (
        one.id,
        number_of(one.opened.lot),
        one.state.value,
        None if one.finding is None else one.finding.ruling.value,
        len(one.filed),
        one.opened.question,
    )


def _row_json(one: Dispute) -> dict[str, object]:
    return {
        "dispute": one.id,
        "lot": one.opened.lot,
        "state": one.state,
        "ruling": None if one.finding is None else one.finding.ruling,
        "replays": len(one.filed),
        "question": one.opened.question,
        "raised_by": one.opened.raised_by,
        "at": one.opened.at,
    }


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
    "--at", type=WHEN, metavar="TIME", help="When it is printed.  [default: now]"
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

    It holds the question, the bids in question, the whole history of the lot, each
    replay with what it asked and found, its digest and whether running it again comes
    to the same, the findings, and who signed off. For auditors: maximums are told.

    Example: lotledger dispute summary HERITAGE-2025-12/D1 --out d1.html
    """
    from commands.pages.summary import summary_page

    page = summary_page(
        ledger.records(), name, printed_by=actor or login_name(), printed_at=at or now()
    )
    out.write_text(page, encoding="utf-8")
    click.echo(f"Dispute {name}: {out} is written.")
