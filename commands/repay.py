"""Take back what a consignor owes, or note that it bounced."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, SALE, TEXT
from commands.pay.money import (
    amount_argument,
    on_option,
    price_or_none,
    record_money,
    reference_option,
)
from commands.session import LedgerSession
from ledger.identity import ClientId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@click.argument("sale", type=SALE)
@click.argument("client", type=CLIENT)
@amount_argument
@click.option("--method", type=TEXT, metavar="METHOD", help="How it is paid.")
@on_option
@reference_option
@click.option(
    "--reverse", "back", type=int, metavar="N", help="Repayment N was taken back."
)
@attributed
@click.pass_obj
def repay(
    ledger: LedgerSession,
    sale: SaleId,
    client: ClientId,
    amount: str | None,
    *,
    method: str | None,
    on: date | None,
    reference: str | None,
    back: int | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Take back what CLIENT, a consignor, owes the house for SALE: AMOUNT, or all.

    If a repayment bounced, reverse it with --reverse and --reason.

    Example: lotledger repay HERITAGE-2025-12 C-201 --method wire
    """
    from ledger.house import consigning

    house = ledger.house()
    currency = house.sale(sale).terms.rules.currency
    if back is not None:
        if amount or method or reference:
            raise click.UsageError("With --reverse, name no amount and no method.")
        command = consigning.reverse_repayment(sale, client, back, on=on, at=at)
    elif method is None:
        raise click.UsageError("Say how it is paid, with --method.")
    else:
        command = consigning.repay(
            sale,
            client,
            price_or_none(amount, currency),
            method=method,
            on=on,
            reference=reference,
            at=at,
        )
    record_money(house, command, by)
