"""Pay a return of tax net of the input tax that is claimed in it."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.bank.booking import signed_amount
from commands.params import BANK_ACCOUNT, JURISDICTION, amount as amount_of
from commands.pay.money import on_option, record_money, reference_option
from commands.period_options import must_follow, period_options
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import BankAccountId

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.entry import Attribution
    from ledger.house.command import Command
    from ledger.money import Currency, Minor


@click.command("pay-return")
@click.argument("account", type=BANK_ACCOUNT)
@click.argument("place", type=JURISDICTION, metavar="JURISDICTION")
@click.argument("amount")
@period_options
@click.option(
    "--input-tax",
    default="0",
    show_default=True,
    metavar="AMOUNT",
    help="What is claimed in the return, and set off.",
)
@click.option("--refunded", is_flag=True, help="The tax office pays AMOUNT.")
@click.option(
    "--rounding",
    default="0",
    show_default=True,
    metavar="AMOUNT",
    help="Tax that the form leaves out by rounding; below zero, that it adds.",
)
@on_option
@reference_option
@dry_run_option
@attributed
@click.pass_obj
def pay_return(
    ledger: LedgerSession,
    account: BankAccountId,
    place: str,
    amount: str,
    *,
    period_from: date,
    period_to: date,
    input_tax: str,
    refunded: bool,
    rounding: str,
    on: date | None,
    reference: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Pay AMOUNT, net of input tax, for a return to JURISDICTION.

    What is paid off is AMOUNT, the input tax and the rounding.

    Example: lotledger bank pay-return OPERATING GB 300 --input-tax 100 --from
    2026-04-01 --to 2026-06-30
    """
    must_follow(period_from, period_to)
    house = ledger.house()
    money = house.bank_account(account).currency
    banked, claimed = _banked_and_claimed(amount, input_tax, money, refunded=refunded)
    command = _remit_tax(account, place, banked)(
        period_from=period_from,
        period_to=period_to,
        input_tax=claimed,
        rounding=signed_amount(rounding, money, "--rounding") or None,
        on=on,
        reference=reference,
        at=at,
    )
    record_money(house, command, by, dry_run=dry_run)


def _remit_tax(
    account: BankAccountId, place: str, banked: Minor
) -> Callable[..., Command]:
    from ledger.events import RemittanceKind
    from ledger.house import bank_accounts

    return partial(bank_accounts.remit, account, RemittanceKind.TAX, place, banked)


def _banked_and_claimed(
    amount: str, input_tax: str, money: Currency, *, refunded: bool
) -> tuple[Minor, Minor | None]:
    banked = amount_of(amount, money, "AMOUNT")
    claimed = amount_of(input_tax, money, "--input-tax")
    if not claimed and (refunded or not banked):
        raise click.UsageError("Name what was claimed, with --input-tax.")
    return -banked if refunded else banked, claimed or None
