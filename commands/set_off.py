"""Set a consignor's money off: against an invoice of theirs, or another sale."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, INVOICE, SALE
from commands.pay.money import (
    amount_argument,
    on_option,
    price_or_none,
    record_money,
)
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import ClientId, InvoiceId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.group("set-off")
def set_off() -> None:
    """Set a consignor's money off: against an invoice of theirs, or another sale.

    Both sides are recorded at once, and no bank moves.

    Example: lotledger set-off invoice HERITAGE-2025-12 C-201 HA-2025-00001
    """


@set_off.command("invoice")
@click.argument("sale", type=SALE)
@click.argument("client", type=CLIENT)
@click.argument("invoice", type=INVOICE)
@amount_argument
@on_option
@dry_run_option
@attributed
@click.pass_obj
def against_invoice(
    ledger: LedgerSession,
    sale: SaleId,
    client: ClientId,
    invoice: InvoiceId,
    amount: str | None,
    *,
    on: date | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Let what CLIENT is to be paid for SALE pay INVOICE, which is theirs.

    Without AMOUNT: as much as is payable there and open here.

    Example: lotledger set-off invoice HERITAGE-2025-12 C-201 HA-2025-00001 500
    """
    from ledger.house import set_offs

    house = ledger.house()
    part = price_or_none(amount, house.sale(sale).terms.rules.currency)
    command = set_offs.against_invoice(sale, client, invoice, amount=part, on=on, at=at)
    record_money(house, command, by, dry_run=dry_run)


@set_off.command("sale")
@click.argument("sale", type=SALE)
@click.argument("client", type=CLIENT)
@click.argument("owed_in", type=SALE)
@amount_argument
@on_option
@dry_run_option
@attributed
@click.pass_obj
def against_sale(
    ledger: LedgerSession,
    sale: SaleId,
    client: ClientId,
    owed_in: SaleId,
    amount: str | None,
    *,
    on: date | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Let what CLIENT is to be paid for SALE pay what they owe in sale OWED_IN.

    Example: lotledger set-off sale SPRING-2026 C-201 HERITAGE-2025-12
    """
    from ledger.house import set_offs

    house = ledger.house()
    part = price_or_none(amount, house.sale(sale).terms.rules.currency)
    command = set_offs.against_sale(sale, client, owed_in, amount=part, on=on, at=at)
    record_money(house, command, by, dry_run=dry_run)


@set_off.command()
@click.argument("sale", type=SALE)
@click.argument("client", type=CLIENT)
@click.argument("payout", type=int)
@on_option
@attributed
@click.pass_obj
def reverse(
    ledger: LedgerSession,
    sale: SaleId,
    client: ClientId,
    payout: int,
    *,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Undo the set-off that is payout PAYOUT of CLIENT in SALE, on both sides.

    Example: lotledger set-off reverse HERITAGE-2025-12 C-201 1 --reason "not agreed"
    """
    from ledger.house import set_offs

    record_money(
        ledger.house(), set_offs.reverse(sale, client, payout, on=on, at=at), by
    )
