"""Issue, limit, suspend and reinstate paddles."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, PADDLE, SALE, amount, amount_or_none
from commands.recording import record
from commands.session import LedgerSession
from ledger.identity import ClientId, Paddle, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.group()
def paddle() -> None:
    """Issue, limit, suspend and reinstate paddles.

    Example: lotledger paddle issue HERITAGE-2025-12 1042 --client C-1042
    """


@paddle.command()
@click.argument("sale", type=SALE)
@click.argument("number", type=PADDLE, metavar="PADDLE")
@click.option("--client", type=CLIENT, required=True, help="Who holds it.")
@click.option("--limit", metavar="AMOUNT", help="Its credit limit, at hammer.")
@attributed
@click.pass_obj
def issue(
    ledger: LedgerSession,
    sale: SaleId,
    number: Paddle,
    *,
    client: ClientId,
    limit: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Issue PADDLE of SALE to a client; without --limit it has the client's limit.

    Example: lotledger paddle issue HERITAGE-2025-12 1042 --client C-1042
    """
    from ledger.house import sales

    currency = ledger.house().sale(sale).terms.rules.currency
    most = None if limit is None else amount(limit, currency, "--limit")
    command = sales.issue_paddle(sale, number, client=client, limit=most)
    record(ledger.house(), command, by, f"Paddle {number} is issued to {client}.")


@paddle.command()
@click.argument("sale", type=SALE)
@click.argument("number", type=PADDLE, metavar="PADDLE")
@click.argument("value", metavar="AMOUNT|none")
@attributed
@click.pass_obj
def limit(
    ledger: LedgerSession,
    sale: SaleId,
    number: Paddle,
    value: str,
    *,
    by: Attribution,
    at: datetime,
) -> None:
    """Set, change or lift (``none``) the credit limit of PADDLE.

    Example: lotledger paddle limit HERITAGE-2025-12 1042 25,000
    """
    from ledger.house import sales

    currency = ledger.house().sale(sale).terms.rules.currency
    most = amount_or_none(value, currency)
    limit = "no limit" if most is None else f"a limit of {currency.write(most)}"
    command = sales.limit_paddle(sale, number, most)
    record(ledger.house(), command, by, f"Paddle {number} has {limit}.")


@paddle.command()
@click.argument("sale", type=SALE)
@click.argument("number", type=PADDLE, metavar="PADDLE")
@attributed
@click.pass_obj
def suspend(
    ledger: LedgerSession,
    sale: SaleId,
    number: Paddle,
    *,
    by: Attribution,
    at: datetime,
) -> None:
    """Stop PADDLE from bidding; it still leads the lots that it leads.

    Example: lotledger paddle suspend HERITAGE-2025-12 1042 --reason "cheque bounced"
    """
    from ledger.house import sales

    command = sales.suspend_paddle(sale, number)
    record(ledger.house(), command, by, f"Paddle {number} is suspended.")


@paddle.command()
@click.argument("sale", type=SALE)
@click.argument("number", type=PADDLE, metavar="PADDLE")
@attributed
@click.pass_obj
def reinstate(
    ledger: LedgerSession,
    sale: SaleId,
    number: Paddle,
    *,
    by: Attribution,
    at: datetime,
) -> None:
    """Let a suspended PADDLE bid again.

    Example: lotledger paddle reinstate HERITAGE-2025-12 1042 --reason "paid"
    """
    from ledger.house import sales

    command = sales.reinstate_paddle(sale, number)
    record(ledger.house(), command, by, f"Paddle {number} may bid again.")
