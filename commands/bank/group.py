"""Keep the house's bank accounts, so that the books equal the bank."""

from __future__ import annotations

import click

from commands.bank.booking import begin, book, remit, reverse
from commands.bank.reading import list_
from commands.bank.returning import pay_return
from commands.bank.stating import statement


@click.group()
def bank() -> None:
    """Keep the house's bank accounts, so that the books equal the bank.

    Clients' money is booked with pay, payout and funds. Here stands what an account
    began with, what the bank charged or paid, what was remitted to tax offices and
    societies, and the bank's own balances to hold it all against.

    Example: lotledger bank begin OPERATING 12,500.00 --on 2025-12-01
    """


for command in (begin, book, remit, pay_return, reverse, statement, list_):
    bank.add_command(command)
