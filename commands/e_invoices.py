"""E-invoices as a command hands them out: from a vault that is opened for it once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from commands.keeping import passphrase

if TYPE_CHECKING:
    from commands.session import LedgerSession
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.terms.house import Names
    from ledger.vault.vault_file import VaultFile
    from presenters.e_invoices_handed_out import EInvoices


@contextmanager
def e_invoices(
    ledger: LedgerSession, names: Names, by: Attribution
) -> Iterator[EInvoices]:
    """Let a run of the printer hand e-invoices out, and open the vault once for it."""
    from presenters.e_invoices_handed_out import EInvoices

    say = partial(click.echo, err=True)
    house = ledger.house()
    with ExitStack() as opened:
        opens = partial(_opened, house, opened)
        yield EInvoices(house, names, by, opens, not_issued=say, not_todays=say)


def _opened(house: House, opened: ExitStack) -> VaultFile:
    """Open the vault; raises VaultShut."""
    from ledger.house.vaults import open_vault_of, vault_file_of
    from ledger.refusals import KeysNotKept, VaultClosed
    from presenters.e_invoices_handed_out import VaultShut

    if vault_file_of(house) is None:
        words = "There is no vault to keep its XML in; make one with: lotledger vault"
        raise VaultShut(f"{words} new")
    try:
        return opened.enter_context(open_vault_of(house, passphrase))
    except (VaultClosed, KeysNotKept) as no:
        raise VaultShut(str(no)) from no
