"""Refusals tell moments by the clock of the sale that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ledger.entry import sale_stream
from ledger.house.command import Command
from ledger.house.records import Records
from ledger.house.sale_named import sale_named
from ledger.refusals import Refusal, RowsRefused
from ledger.seal import Unread


@contextmanager
def refusals_on_clock(records: Records, command: Command) -> Iterator[None]:
    """Let what a command is refused for tell moments by the clock of its sale.

    What is sealed and cannot be read is refused for why it cannot.
    """
    try:
        yield
    except Unread as unread:
        raise (unread.why or unread) from unread
    except Refusal as refusal:
        raise on_clock(records, refusal, command) from refusal.__cause__


def on_clock(records: Records, refusal: Refusal, command: Command) -> Refusal:
    """Let a refusal tell moments by the clock of the sale that it is about."""
    if isinstance(refusal, RowsRefused):
        for each in refusal.rows:
            on_clock(records, each.refusal, command)
        return refusal
    name = sale_named(vars(refusal)) or sale_named(command.arguments)
    sale = None if name is None else records.state(sale_stream(name))
    return refusal if sale is None else refusal.on_clock(sale.terms.zone)
