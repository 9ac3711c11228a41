"""Write off what is open on an invoice, and take a write-off back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import INVOICE
from commands.pay.money import (
    amount_argument,
    on_option,
    price_or_none,
    record_money,
    second_option,
)
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import InvoiceId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command("write-off")
@click.argument("number", type=INVOICE, metavar="INVOICE")
@amount_argument
@click.option(
    "--short-payment",
    "short",
    is_flag=True,
    help="A bank on the way kept it; within the tolerance of the settlement file.",
)
@click.option(
    "--bad-debt", "bad", is_flag=True, help="It will not come; with a second person."
)
@click.option("--reverse", "back", type=int, metavar="N", help="Take write-off N back.")
@second_option
@on_option
@dry_run_option
@attributed
@click.pass_obj
def write_off(
    ledger: LedgerSession,
    number: InvoiceId,
    amount: str | None,
    *,
    short: bool,
    bad: bool,
    back: int | None,
    authorised_by: str | None,
    on: date | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Write off what is open on INVOICE: AMOUNT, or all of it.

    After a short payment the invoice counts as paid; a bad debt is not asked for any
    more, and its lots stay unpaid. No tax is taken back: what the law gives back for a
    bad debt is claimed in your return.

    Example: lotledger pay write-off HA-2025-00001 --short-payment --reason "bank fee"
    """
    from ledger.events import WriteOff
    from ledger.house import write_offs

    if [short, bad, back is not None].count(True) != 1:
        raise click.UsageError("Say one: --short-payment, --bad-debt or --reverse.")
    house = ledger.house()
    currency = house.invoice(number).issued.currency
    if back is not None:
        command = write_offs.reverse(number, back, on=on, at=at)
    else:
        kind = WriteOff.SHORT_PAYMENT if short else WriteOff.BAD_DEBT
        part, second = price_or_none(amount, currency), authorised_by
        command = write_offs.write_off(
            number, kind, amount=part, on=on, authorised_by=second, at=at
        )
    record_money(house, command, by, dry_run=dry_run)
