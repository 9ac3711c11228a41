"""Apply money to invoices, put it back, and move it to where it belongs."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, FUNDS, INVOICE, PAYMENT, SALE
from commands.pay.money import (
    amount_argument,
    on_option,
    price_or_none,
    record_money,
)
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import ClientId, FundsId, InvoiceId, PaymentId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import FundsKind


@click.command()
@click.argument("name", type=FUNDS, metavar="FUNDS")
@click.argument("invoice", type=INVOICE)
@amount_argument
@on_option
@dry_run_option
@attributed
@click.pass_obj
def apply(
    ledger: LedgerSession,
    name: FundsId,
    invoice: InvoiceId,
    amount: str | None,
    *,
    on: date | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Let FUNDS pay INVOICE: AMOUNT, or as much as is there and open.

    Example: lotledger funds apply C-101/F1 HA-2025-00001
    """
    from ledger.house import funds

    house = ledger.house()
    currency = funds.item_of(house, name).received.currency
    part = price_or_none(amount, currency)
    command = funds.apply(name, invoice, amount=part, on=on, at=at)
    record_money(house, command, by, dry_run=dry_run)


@click.command("put-back")
@click.argument("payment", type=PAYMENT)
@on_option
@attributed
@click.pass_obj
def put_back(
    ledger: LedgerSession,
    payment: PaymentId,
    *,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Put PAYMENT back to the money that it was taken from.

    Example: lotledger funds put-back HA-2025-00001/P1 --reason "wrong invoice"
    """
    from ledger.house import funds

    record_money(ledger.house(), funds.put_back(payment, on=on, at=at), by)


@click.command()
@click.argument("invoice", type=INVOICE)
@amount_argument
@on_option
@dry_run_option
@attributed
@click.pass_obj
def keep(
    ledger: LedgerSession,
    invoice: InvoiceId,
    amount: str | None,
    *,
    on: date | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Keep on its client's account what was paid too much on INVOICE.

    Only cleared funds are kept: AMOUNT, or all that is overpaid.

    Example: lotledger funds keep HA-2025-00001
    """
    from ledger.house import funds

    house = ledger.house()
    currency = house.invoice(invoice).issued.currency
    part = price_or_none(amount, currency)
    command = funds.keep(invoice, amount=part, on=on, at=at)
    record_money(house, command, by, dry_run=dry_run)


@click.command()
@click.argument("name", type=FUNDS, metavar="FUNDS")
@amount_argument
@click.option("--client", type=CLIENT, metavar="CLIENT", help="Whose money it is.")
@click.option("--sale", type=SALE, metavar="SALE", help="As a deposit for this sale.")
@click.option("--suspense", is_flag=True, help="Nobody knows whose it is after all.")
@on_option
@dry_run_option
@attributed
@click.pass_obj
def move(
    ledger: LedgerSession,
    name: FundsId,
    amount: str | None,
    *,
    client: ClientId | None,
    sale: SaleId | None,
    suspense: bool,
    on: date | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Move FUNDS to the client whose money it is, or to another purpose.

    Without --client it stays the client's own: a deposit is kept on account.

    Example: lotledger funds move SUSPENSE/S1 --client C-101
    """
    from ledger.house import funds
    from ledger.identity import funds_client

    house = ledger.house()
    holder = None if suspense else client or funds_client(name)
    command = funds.assign(
        name,
        _kind(holder, client, sale, suspense=suspense),
        client=holder,
        sale=sale,
        amount=price_or_none(amount, funds.item_of(house, name).received.currency),
        on=on,
        at=at,
    )
    record_money(house, command, by, dry_run=dry_run)


def _kind(
    holder: ClientId | None,
    client: ClientId | None,
    sale: SaleId | None,
    *,
    suspense: bool,
) -> FundsKind:
    """Say what the money is held for; a usage error where that is contradictory."""
    from ledger.events import FundsKind

    if suspense:
        if client is not None or sale is not None:
            raise click.UsageError("With --suspense, name no client and no sale.")
        return FundsKind.SUSPENSE
    if holder is None:
        raise click.UsageError("Say whose money it is, with --client.")
    return FundsKind.ON_ACCOUNT if sale is None else FundsKind.DEPOSIT
