"""Take money that is for no invoice."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, SALE, TEXT, price
from commands.pay.money import (
    method_option,
    on_option,
    only_currency,
    record_money,
    reference_option,
)
from commands.session import LedgerSession
from ledger.identity import ClientId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution

_currency_option = click.option(
    "--currency",
    type=TEXT,
    metavar="CODE",
    help="The currency of the money.  [default: the only one of the sales]",
)


@click.command()
@click.argument("sale", type=SALE)
@click.argument("client", type=CLIENT)
@click.argument("amount")
@method_option
@on_option
@reference_option
@attributed
@click.pass_obj
def deposit(
    ledger: LedgerSession,
    sale: SaleId,
    client: ClientId,
    amount: str,
    *,
    method: str,
    on: date | None,
    reference: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Take a deposit of AMOUNT from CLIENT, to be let into SALE.

    It counts once the bank has it.

    Example: lotledger funds deposit HERITAGE-2025-12 C-101 500 --method wire
    """
    from ledger.events import FundsKind
    from ledger.house import funds

    house = ledger.house()
    currency = house.sale(sale).terms.rules.currency
    command = funds.receive(
        FundsKind.DEPOSIT,
        price(amount, currency, "AMOUNT"),
        currency,
        client=client,
        sale=sale,
        method=method,
        on=on,
        reference=reference,
        at=at,
    )
    record_money(house, command, by)


@click.command("on-account")
@click.argument("client", type=CLIENT)
@click.argument("amount")
@_currency_option
@method_option
@on_option
@reference_option
@attributed
@click.pass_obj
def on_account(
    ledger: LedgerSession,
    client: ClientId,
    amount: str,
    *,
    currency: str | None,
    method: str,
    on: date | None,
    reference: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Keep AMOUNT on account of CLIENT, who sent it for no invoice that is known.

    Example: lotledger funds on-account C-101 250 --method wire --reference B-17
    """
    from ledger.events import FundsKind
    from ledger.house import funds

    house = ledger.house()
    money = only_currency(house, currency)
    command = funds.receive(
        FundsKind.ON_ACCOUNT,
        price(amount, money, "AMOUNT"),
        money,
        client=client,
        method=method,
        on=on,
        reference=reference,
        at=at,
    )
    record_money(house, command, by)


@click.command()
@click.argument("amount")
@_currency_option
@method_option
@on_option
@reference_option
@attributed
@click.pass_obj
def suspense(
    ledger: LedgerSession,
    amount: str,
    *,
    currency: str | None,
    method: str,
    on: date | None,
    reference: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Keep AMOUNT in suspense, until it is known whose it is.

    Example: lotledger funds suspense 250 --method wire --reference B-18
    """
    from ledger.events import FundsKind
    from ledger.house import funds

    house = ledger.house()
    money = only_currency(house, currency)
    command = funds.receive(
        FundsKind.SUSPENSE,
        price(amount, money, "AMOUNT"),
        money,
        method=method,
        on=on,
        reference=reference,
        at=at,
    )
    record_money(house, command, by)
