"""A house without a ledger yet, which says aloud as what it has begun one."""

from __future__ import annotations

import click

from ledger.entry import Attribution
from ledger.house import House
from ledger.house.command import Command
from ledger.ledger import Ledger
from ledger.store.writer import Recorded


class BeginningHouse(House):
    """A house whose first command begins its ledger.

    It is said once that is on record: a first command may be refused.
    """

    place = ""

    def do(self, command: Command, *, by: Attribution) -> Recorded:
        """Carry out a command; the first one says as what the ledger was begun."""
        is_first = not self.head()
        recorded = super().do(command, by=by)
        if is_first:
            click.echo(_birth_sentence(self.place, self.ledger()), err=True)
        return recorded


def _birth_sentence(place: str, ledger: Ledger) -> str:
    """Say as what a ledger was begun: it is so for ever."""
    if ledger.live:
        return f"Ledger {place} is begun, live: the machine's clock times its entries."
    return f"Ledger {place} is begun as a rehearsal: its times are told."
