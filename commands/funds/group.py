"""Keep money that is for no invoice: deposits, on account, in suspense."""

from __future__ import annotations

import click

from commands.funds.applying import apply, keep, move, put_back
from commands.funds.reading import list_
from commands.funds.refunding import refund, reverse
from commands.funds.taking import deposit, on_account, suspense


@click.group()
def funds() -> None:
    """Keep money that is for no invoice: deposits, on account, in suspense.

    It has a name, such as C-101/F1, and pays an invoice, is moved to where it belongs,
    or is refunded. What was applied is put back, and nothing is deleted.

    Example: lotledger funds list --json
    """


for command in (
    deposit,
    on_account,
    suspense,
    apply,
    put_back,
    keep,
    move,
    refund,
    reverse,
    list_,
):
    funds.add_command(command)
