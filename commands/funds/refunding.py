"""Give money back that is for no invoice, or note that the bank took it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import FUNDS
from commands.pay.money import (
    amount_argument,
    method_option,
    on_option,
    price_or_none,
    record_money,
    reference_option,
    second_option,
)
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import FundsId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@click.argument("name", type=FUNDS, metavar="FUNDS")
@amount_argument
@method_option
@on_option
@reference_option
@second_option
@dry_run_option
@attributed
@click.pass_obj
def refund(
    ledger: LedgerSession,
    name: FundsId,
    amount: str | None,
    *,
    method: str,
    on: date | None,
    reference: str | None,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Give FUNDS back to whom it came from: AMOUNT, or all that is left.

    What is in suspense takes a second person.

    Example: lotledger funds refund C-101/F1 --method wire --reason "bought nothing"
    """
    from ledger.house import funds

    house = ledger.house()
    command = funds.refund(
        name,
        amount=price_or_none(amount, funds.item_of(house, name).received.currency),
        method=method,
        on=on,
        reference=reference,
        authorised_by=authorised_by,
        at=at,
    )
    record_money(house, command, by, dry_run=dry_run)


@click.command()
@click.argument("name", type=FUNDS, metavar="FUNDS")
@click.option(
    "--refund", type=int, metavar="N", help="Only refund N of it, which came back."
)
@on_option
@attributed
@click.pass_obj
def reverse(
    ledger: LedgerSession,
    name: FundsId,
    *,
    refund: int | None,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Record that the payer's bank took FUNDS back, or that a refund of it came back.

    Example: lotledger funds reverse C-101/F1 --reason "the check bounced"
    """
    from ledger.house import funds

    if refund is None:
        command = funds.reverse(name, on=on, at=at)
    else:
        command = funds.reverse_refund(name, refund, on=on, at=at)
    record_money(ledger.house(), command, by)
