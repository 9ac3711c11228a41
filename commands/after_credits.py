"""Say what credit notes left behind: money to move, charges to bill again."""

from __future__ import annotations

from datetime import date, datetime
from shlex import quote
from typing import TYPE_CHECKING

import click

from ledger.identity import SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.rebilling import ChargeLeftOut, MoneyLeftBehind


def after_credits(
    house: House,
    sale: SaleId,
    *,
    move: bool,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Name the money that lies on the wrong invoice, or move it; name lost charges."""
    from ledger.house.rebilling import charges_left_out, money_left_behind

    for part in money_left_behind(house.invoices(sale)):
        if move:
            _move(house, part, on=on, by=by, at=at)
        else:
            click.echo(_money_sentence(part))
    for charge in charges_left_out(house, sale):
        click.echo(_charge_sentence(charge))


def _move(
    house: House,
    part: MoneyLeftBehind,
    *,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    from dataclasses import replace

    from commands.pay.outcome import print_outcome
    from ledger.house import payments

    key = None if by.key is None else f"{by.key} move {part.payment} {part.to}"
    signed = replace(by, key=key, reason=by.reason or f"billed again on {part.to}")
    command = payments.move(
        part.payment, part.to, amount=part.amount.amount, on=on, at=at
    )
    recorded = house.do(command, by=signed)
    sentence = f"{part.amount} of payment {part.payment} moved to {part.to}"
    print_outcome(house, sentence, recorded, part.of, part.to)


def _money_sentence(part: MoneyLeftBehind) -> str:
    amount = part.amount.currency.plain(part.amount.amount)
    command = f"pay move {part.payment} --to {part.to} --amount {amount} --reason WHY"
    return (
        f"Client {part.client} has paid {part.amount} too much on {part.of}, and it is "
        f"open on {part.to}. Move it with: lotledger {command}"
    )


def _charge_sentence(charge: ChargeLeftOut) -> str:
    amount = charge.amount.currency.plain(charge.amount.amount)
    lot = "" if charge.lot is None else f" --lot {charge.lot}"
    command = (
        f"charge add {charge.sale} {charge.paddle} {charge.kind} {amount} "
        f"--said {quote(charge.description)}{lot} --on {charge.charged_on}"
    )
    return (
        f"{charge.kind.capitalize()} of {charge.amount} went with credit note "
        f"{charge.credit_note}, and is on no invoice. Bill it again with: "
        f"lotledger {command}"
    )
