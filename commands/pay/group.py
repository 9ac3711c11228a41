"""Take payments, correct them, and match a bank's file."""

from __future__ import annotations

import click

from commands.pay.bank import import_
from commands.pay.corrections import move, refund, reverse, uphold
from commands.pay.late_charges import late, waive
from commands.pay.reading import list_
from commands.pay.receiving import clear, receive
from commands.pay.reminders import remind
from commands.pay.split import split
from commands.pay.write_off import write_off


@click.group()
def pay() -> None:
    """Take payments, correct them, and match a bank's file.

    Money counts for an invoice once it is received, but only cleared funds pay for a
    lot. Nothing is deleted: a payment that bounced is reversed, one on the wrong
    invoice is moved, a late charge is waived.

    Example: lotledger pay list HERITAGE-2025-12
    """


for command in (
    receive,
    split,
    clear,
    reverse,
    uphold,
    move,
    refund,
    late,
    waive,
    write_off,
    remind,
    list_,
    import_,
):
    pay.add_command(command)
