"""A house without a ledger yet, which says aloud as what it has begun one."""

from __future__ import annotations

import click

from ledger.entry import Attribution
from ledger.events.ledger import Birth
from ledger.house import House
from ledger.house.command import Command
from ledger.ledger import Ledger
from ledger.refusals import KeysNotKept
from ledger.store.writer import Recorded


class BeginningHouse(House):
    """A house whose first command begins its ledger, and makes the vault of a live one.

    It is said once that is on record: a first command may be refused.
    """

    name = ""
    """How a person knows the ledger that is begun."""

    def do(self, command: Command, *, by: Attribution) -> Recorded:
        """Carry out a command; the first one says as what the ledger was begun."""
        if self.head():
            return super().do(command, by=by)
        vault = self._vault_sentence() if self._recording.birth is Birth.LIVE else ""
        recorded = super().do(command, by=by)
        click.echo(f"{_birth_sentence(self.name, self.ledger())}{vault}", err=True)
        return recorded

    def _vault_sentence(self) -> str:
        """Make the vault, and say where it is, or why there is none."""
        from ledger.house.vaults import make_vault_of, vault_file_of

        try:
            file = vault_file_of(self) or make_vault_of(self, None)
        except KeysNotKept as no:
            return f"\nIt has no vault, and nothing in it is sealed. {no}"
        return f"\nIts vault is {file}; do not lose it, nor vault.key beside it."


def _birth_sentence(name: str, ledger: Ledger) -> str:
    """Say as what a ledger was begun: it is so for ever."""
    if ledger.live:
        return f"Ledger {name} is begun, live: the machine's clock times its entries."
    return f"Ledger {name} is begun as a rehearsal: its times are told."
