"""Issue statements to consignors, and read their accounts."""

from __future__ import annotations

import click

from commands.statement.issuing import issue
from commands.statement.reading import list_, show


@click.group()
def statement() -> None:
    """Issue statements to consignors, and read their accounts.

    Example: lotledger statement list HERITAGE-2025-12
    """


for command in (issue, list_, show):
    statement.add_command(command)
