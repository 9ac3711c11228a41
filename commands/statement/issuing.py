"""Issue statements: to every consignor of a sale, or to one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_filled_table, warn_of_more
from commands.params import CLIENT, DAY, SALE
from commands.recording import warn_of_backdated
from commands.session import LedgerSession
from ledger.identity import ClientId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import StatementIssued


ISSUED_COLUMNS = (
    ("number", "left"),
    ("consignor", "left"),
    ("lots", "right"),
    ("hammer", "right"),
    ("tax on it", "right"),
    ("deducted", "right"),
    ("net", "right"),
    ("awaited", "right"),
)


@click.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("consignor", type=CLIENT, metavar="[CLIENT]", required=False)
@click.option("--on", type=DAY, metavar="DAY", help="The day of issue.")
@attributed
@click.pass_obj
def issue(
    ledger: LedgerSession,
    name: SaleId,
    consignor: ClientId | None,
    *,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Issue statements to the consignors of SALE, or to CLIENT alone.

    A further statement reverses the lines that changed since the last, states them
    again, and adds new ones.

    Example: lotledger statement issue HERITAGE-2025-12 --on 2025-12-13
    """
    from ledger.events import StatementIssued
    from ledger.house import consigning
    from presenters.recorded import position_sentence
    from presenters.words import counted

    house = ledger.house()
    if consignor is None:
        command = consigning.state_all(name, on=on, at=at)
    else:
        command = consigning.state(name, consignor, on=on, at=at)
    recorded = house.do(command, by=by)
    if house.waits_since(recorded, command, by=by):
        warn_of_more(f"in {name}")
    issued = [event for event in recorded.events if isinstance(event, StatementIssued)]
    if not issued:
        click.echo("Nothing to issue: nothing changed since the last statement.")
        return
    print_filled_table(
        ISSUED_COLUMNS, [_statement_row(statement) for statement in issued]
    )
    click.echo(f"{counted(len(issued), 'statement')}. {position_sentence(recorded)}")
    warn_of_backdated(house, issued)


def _statement_row(issued: StatementIssued) -> tuple[object, ...]:
    from ledger.events.documents import hammer_of, input_tax_of, net_of
    from presenters.words import counted

    money, lines = issued.currency.write, issued.lines
    hammer, charged, net = hammer_of(lines), input_tax_of(lines), net_of(lines)
    return (
        issued.statement,
        issued.consignor,
        len({line.lot for line in lines if line.lot is not None}),
        money(hammer),
        money(charged) if charged else None,
        money(hammer + charged - net),
        money(net),
        counted(len(issued.awaited), "lot"),
    )
