"""Charge a buyer for shipping, insurance and the like."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import DAY, LOT, PADDLE, SALE, TEXT, price
from commands.recording import record
from commands.session import LedgerSession
from ledger.identity import LotId, Paddle, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution


KINDS = click.Choice(["shipping", "insurance", "handling", "other"])


@click.group()
def charge() -> None:
    """Charge a buyer for shipping, insurance and the like.

    The next invoice carries a charge; after that, a credit note takes it back.

    Example: lotledger charge add HERITAGE-2025-12 1003 shipping 35.00
    """


@charge.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("paddle", type=PADDLE)
@click.argument("kind", type=KINDS)
@click.argument("amount", metavar="AMOUNT")
@click.option(
    "--said", "description", type=TEXT, metavar="TEXT", help="The text on the invoice."
)
@click.option("--lot", type=LOT, help="The lot it is for.")
@click.option("--on", type=DAY, metavar="DAY", help="The day whose tax rates apply.")
@attributed
@click.pass_obj
def add(
    ledger: LedgerSession,
    name: SaleId,
    paddle: Paddle,
    kind: str,
    amount: str,
    *,
    description: str | None,
    lot: LotId | None,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Charge PADDLE an AMOUNT before tax; the next invoice carries it.

    Example: lotledger charge add HERITAGE-2025-12 1003 shipping 35.00 --said "Air mail"
    """
    from ledger.events import BuyerCharged, Charge
    from ledger.house import accounts
    from presenters.recorded import position_sentence

    house = ledger.house()
    terms = house.sale(name).terms
    figure = price(amount, terms.rules.currency, "AMOUNT")
    command = accounts.charge(
        name,
        paddle,
        kind=Charge(kind),
        amount=figure,
        description=description or kind.capitalize(),
        lot=lot,
        on=on,
        at=at,
    )
    recorded = house.do(command, by=by)
    (charged,) = (event for event in recorded.events if isinstance(event, BuyerCharged))
    sum_ = terms.rules.currency.write(figure)
    sentence = f"charge {charged.charge}, {sum_} for {charged.said}"
    click.echo(f"Paddle {paddle}: {sentence}. {position_sentence(recorded)}")


@charge.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("paddle", type=PADDLE)
@click.argument("number", type=int, metavar="CHARGE")
@attributed
@click.pass_obj
def withdraw(
    ledger: LedgerSession,
    name: SaleId,
    paddle: Paddle,
    number: int,
    *,
    by: Attribution,
    at: datetime,
) -> None:
    """Withdraw CHARGE of PADDLE before it is invoiced.

    Example: lotledger charge withdraw HERITAGE-2025-12 1003 1 --reason "collects it"
    """
    from ledger.house import accounts

    command = accounts.withdraw_charge(name, paddle, number, at=at)
    record(
        ledger.house(),
        command,
        by,
        f"Charge {number} of paddle {paddle} is withdrawn.",
    )
