"""Place legal holds, and lift them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_json, print_table, prints_json
from commands.params import CLIENT, HOLD, SALE
from commands.recording import record
from commands.session import LedgerSession, as_of
from ledger.identity import ClientId, HoldId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.group()
def hold() -> None:
    """Place legal holds, and lift them.

    What a hold covers is kept until the matter is over.

    Example: lotledger hold place MATTER-7 --client C-101 --reason "claim announced"
    """


@hold.command()
@click.argument("name", type=HOLD, metavar="HOLD")
@click.option("--client", "clients", type=CLIENT, multiple=True, help="Whom it covers.")
@click.option("--sale", "sales", type=SALE, multiple=True, help="What it covers.")
@attributed
@click.pass_obj
def place(
    ledger: LedgerSession,
    name: HoldId,
    *,
    clients: tuple[ClientId, ...],
    sales: tuple[SaleId, ...],
    by: Attribution,
    at: datetime,
) -> None:
    """Place the legal hold HOLD on clients and sales, or widen it; needs --reason.

    Nothing that it covers is erased before it is lifted, whatever retention says.

    Example: lotledger hold place MATTER-7 --client C-101 --reason "claim announced"
    """
    from ledger.house.intake import place_hold

    if not clients and not sales:
        raise click.UsageError("Say what it covers, with --client or --sale.")
    covered = ", ".join((*clients, *sales))
    sentence = f"Legal hold {name} covers {covered}."
    record(ledger.house(), place_hold(name, clients=clients, sales=sales), by, sentence)


@hold.command()
@click.argument("name", type=HOLD, metavar="HOLD")
@attributed
@click.pass_obj
def lift(ledger: LedgerSession, name: HoldId, *, by: Attribution, at: datetime) -> None:
    """Lift the legal hold HOLD; needs --reason.

    Example: lotledger hold lift MATTER-7 --reason "settled out of court"
    """
    from ledger.house.intake import lift_hold

    record(ledger.house(), lift_hold(name), by, f"Legal hold {name} is lifted.")


@hold.command("list")
@prints_json("presenters.hold:HoldShape", many=True)
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, *, as_json: bool) -> None:
    """List every legal hold, those that were lifted too.

    Example: lotledger hold list
    """
    from presenters.hold import HOLD_COLUMNS, hold_row, hold_shape

    holds = ledger.records().holds()
    if as_json:
        print_json([hold_shape(hold) for hold in holds])
        return
    print_table(HOLD_COLUMNS, [hold_row(hold) for hold in holds])
