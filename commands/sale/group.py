"""Announce a sale, amend its terms, run its clock, close it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed, begins_ledger
from commands.output import print_facts, print_json, print_table, prints_json
from commands.params import SALE, TEXT
from commands.recording import record
from commands.sale.run import run
from commands.session import LedgerSession, as_of
from ledger.identity import SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.terms import Terms


@click.group()
def sale() -> None:
    """Announce a sale, amend its terms, run its clock, close it.

    Example: lotledger sale announce terms.toml
    """


def _read_terms(source: str) -> Terms:
    """Read the terms of a sale, and say which times are others on its own clocks."""
    from ledger.files.terms_file import offset_notes, read_terms

    read = read_terms(source)
    for note in offset_notes(source):
        click.echo(note, err=True)
    return read


@sale.command()
@click.argument("terms", type=click.Path(), metavar="TERMS")
@begins_ledger
@attributed
@click.pass_obj
def announce(
    ledger: LedgerSession, terms: str, *, by: Attribution, at: datetime
) -> None:
    """Announce the sale that the file TERMS describes; start a ledger if there is none.

    Example: lotledger sale announce examples/heritage-2025-12/terms.toml
    """
    from ledger.house import sales

    read = _read_terms(terms)
    lots = ", ".join(f"{s.first_lot}-{s.last_lot}" for s in read.sessions)
    record(
        ledger.house(),
        sales.announce(read),
        by,
        f"Sale {read.sale}, {read.title}: lots {lots}.",
    )


@sale.command()
@click.argument("terms", type=click.Path(), metavar="TERMS")
@click.option(
    "--notice", type=TEXT, metavar="TEXT", help="The text of the saleroom notice."
)
@attributed
@click.pass_obj
def amend(
    ledger: LedgerSession,
    terms: str,
    *,
    notice: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Change the terms of a sale to those of TERMS.

    Once bids exist, an amendment needs --notice and --reason. Once lots are catalogued,
    currency, zone and sessions cannot change.

    Example: lotledger sale amend terms.toml --notice "Premium 24 %" --reason "misprint"
    """
    from ledger.house import sales

    read = _read_terms(terms)
    record(
        ledger.house(),
        sales.amend_terms(read, notice=notice),
        by,
        f"Sale {read.sale}: terms amended.",
    )


@sale.command()
@click.argument("name", type=SALE, metavar="SALE")
@attributed
@click.pass_obj
def close(
    ledger: LedgerSession, name: SaleId, *, by: Attribution, at: datetime
) -> None:
    """Close every open lot of SALE, then the sale itself.

    Bidding must have ended; --at closes at a later moment. Timed lots close in the
    order in which they fell due, each at its own moment. A second close changes
    nothing.

    Example: lotledger sale close HERITAGE-2025-12 --at 2025-12-12T18:00-06:00
    """
    from ledger.house import sales
    from presenters.recorded import outcome_line, position_sentence

    house = ledger.house()
    currency = house.sale(name).terms.rules.currency
    recorded = house.do(sales.close_sale(name, at=at), by=by)
    for event in recorded.events:
        if (line := outcome_line(event, currency)) is not None:
            click.echo(line)
    click.echo(f"Sale {name} is closed. {position_sentence(recorded)}")


sale.add_command(run)


@sale.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("file", type=click.Path(), metavar="SETTLEMENT")
@attributed
@click.pass_obj
def settlement(
    ledger: LedgerSession, name: SaleId, file: str, *, by: Attribution, at: datetime
) -> None:
    """Record the settlement rules of SALE: numbers, taxes, resale right, commissions.

    A later version applies to the documents issued after it.

    Example: lotledger sale settlement HERITAGE-2025-12 settlement.toml
    """
    from ledger.files.settlement_file import read_settlement
    from ledger.house import settling

    house = ledger.house()
    rules = read_settlement(file, currency=house.sale(name).terms.rules.currency)
    numbers = f"numbers {rules.prefix}-YEAR-…, taxes of {rules.tax.jurisdiction}"
    record(
        house,
        settling.set_settlement(name, rules),
        by,
        f"Settlement rules recorded for {name}: {numbers}.",
    )


@sale.command()
@click.argument("name", type=SALE, metavar="SALE")
@prints_json("presenters.sale:SaleShape")
@click.pass_obj
@as_of
def show(ledger: LedgerSession, name: SaleId, *, as_json: bool) -> None:
    """Show the main terms of SALE, its paddles, and who changed what.

    Each version of the terms says who recorded it, why, and what changed.

    Example: lotledger sale show HERITAGE-2025-12
    """
    from presenters.changes import CHANGE_COLUMNS, change_rows
    from presenters.sale import (
        PADDLE_COLUMNS,
        other_changes,
        paddle_row,
        sale_facts,
        sale_shape,
    )
    from presenters.terms_changes import version_rows, versions_of

    followed = ledger.records().sale_followed(name)
    known, history = followed[-1].after, [entry for entry, _ in followed]
    if as_json:
        print_json(sale_shape(known, history))
        return
    zone = known.terms.zone
    print_facts(sale_facts(known))
    if known.paddles:
        rows = [paddle_row(known, paddle) for paddle in known.paddles]
        print_table(PADDLE_COLUMNS, rows)
    versions = version_rows(versions_of(history), zone)
    print_table(CHANGE_COLUMNS, versions, title="Terms")
    if since := change_rows(other_changes(known, history), zone):
        print_table(CHANGE_COLUMNS, since, title="Changes since")
