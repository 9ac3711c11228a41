"""Make and copy the vault, which keeps keys and people."""

from __future__ import annotations

from pathlib import Path

import click

from commands.backup import NewFile
from commands.keeping import passphrase
from commands.output import print_json, prints_json
from commands.session import LedgerSession


@click.group()
def vault() -> None:
    """Make and copy the vault, which keeps keys and people.

    The vault is one file in the folder of keys (LOTLEDGER_KEYS), never beside the
    ledger. A passphrase is asked for, or read from the file that
    LOTLEDGER_VAULT_PASSPHRASE_FILE names.

    Example: lotledger vault new
    """


@vault.command()
@click.option(
    "--passphrase",
    "in_words",
    is_flag=True,
    help="Lock it with a passphrase, not with a key file beside it.",
)
@prints_json("presenters.vault:VaultShape")
@click.pass_obj
def new(ledger: LedgerSession, *, in_words: bool, as_json: bool) -> None:
    """Make the vault of this ledger.

    Example: lotledger vault new --passphrase
    """
    from ledger.house.vaults import make_vault_of
    from presenters.vault import VaultShape, made_sentence

    house = ledger.house()
    file = make_vault_of(house, passphrase(new=True) if in_words else None)
    shape = VaultShape(ledger=house.ledger_id(), file=str(file), passphrase=in_words)
    if as_json:
        print_json(shape)
        return
    click.echo(made_sentence(shape))


@vault.command()
@click.pass_obj
def lock(ledger: LedgerSession) -> None:
    """Lock the vault with a passphrase, also in place of the one it has.

    The file vault.key, which opened it until then, goes. Copies of the vault keep what
    they were locked with.

    Example: lotledger vault lock
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.copying import lock_vault

    with open_vault_of(ledger.house(), passphrase) as opened:
        lock_vault(opened, passphrase(new=True))
    click.echo(f"{opened.file} is locked with the passphrase; do not lose it.")


@vault.command()
@click.argument("file", type=NewFile())
@prints_json("presenters.vault:VaultShape")
@click.pass_obj
def backup(ledger: LedgerSession, file: Path, *, as_json: bool) -> None:
    """Copy the vault to FILE, locked with a passphrase.

    Keep the copy apart from copies of the ledger: the two together tell everything. Put
    in the place of a vault that is lost, it is opened with its passphrase.

    Example: lotledger vault backup vault-2025-12-02
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.copying import back_up_vault
    from presenters.vault import VaultShape, copied_sentence

    house = ledger.house()
    with open_vault_of(house, passphrase) as opened:
        back_up_vault(opened, file, passphrase(new=True))
    shape = VaultShape(ledger=house.ledger_id(), file=str(file), passphrase=True)
    if as_json:
        print_json(shape)
        return
    click.echo(copied_sentence(shape))
