"""Let a user sign in to the service by an account at a provider of identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.keeping import passphrase
from commands.output import print_json, print_table, prints_json
from commands.params import TEXT, USER
from commands.session import LedgerSession
from ledger.clock import machine_clock
from ledger.identity import UserId

if TYPE_CHECKING:
    from ledger.vault.accounts import ProviderAccount
    from ledger.vault.vault_file import VaultFile


@click.command()
@click.argument("name", type=USER, metavar="USER")
@click.argument("issuer", type=TEXT, metavar="[ISSUER]", required=False)
@click.argument("subject", type=TEXT, metavar="[SUBJECT]", required=False)
@click.option("--remove", is_flag=True, help="Let no account sign USER in any more.")
@prints_json("presenters.accounts:ProviderAccountShape", many=True)
@click.pass_obj
def oidc(
    ledger: LedgerSession,
    name: UserId,
    *,
    issuer: str | None,
    subject: str | None,
    remove: bool,
    as_json: bool,
) -> None:
    """Let the account SUBJECT at ISSUER sign USER in, and list those that do.

    ISSUER is the provider of OpenID Connect, exactly as the file of serve --oidc names
    it, and SUBJECT its own word for the account: whoever signs in with one that is
    bound to nobody is shown both. The vault keeps them, and the log nothing of it. With
    --remove, sessions that USER has end at once.

    Example: lotledger user oidc u-anna https://login.example.com 248289761001
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.accounts import ProviderAccount, accounts_of, unbind_accounts
    from ledger.vault.tokens import TokenKind, revoke_tokens_of

    if remove and issuer is not None:
        raise click.UsageError("--remove takes a USER alone: all accounts go.")
    if (issuer is None) != (subject is None):
        raise click.UsageError("An account is both: ISSUER and SUBJECT.")
    house, now = ledger.house(), machine_clock()
    who = house.users().user(name).id
    with open_vault_of(house, passphrase) as vault:
        if remove:
            unbind_accounts(vault, who)
            revoke_tokens_of(vault, who, TokenKind.SESSION, now)
        elif issuer is not None and subject is not None:
            account = ProviderAccount(
                issuer=issuer, subject=subject, who=who, bound_at=now
            )
            _bind(vault, account)
        accounts = accounts_of(vault, who)
    _list(who, accounts, as_json=as_json)


def _list(who: UserId, accounts: list[ProviderAccount], *, as_json: bool) -> None:
    from presenters.accounts import ACCOUNT_COLUMNS, account_row, account_shape

    if as_json:
        print_json(list(map(account_shape, accounts)))
    elif accounts:
        print_table(ACCOUNT_COLUMNS, list(map(account_row, accounts)))
    else:
        click.echo(f"No account signs {who} in.")


def _bind(vault: VaultFile, account: ProviderAccount) -> None:
    """Bind an account to its user; raises BadParameter where it is another's."""
    from ledger.vault.accounts import bind_account, bound_user

    if bind_account(vault, account):
        return
    other = bound_user(vault, account.issuer, account.subject)
    if other != account.who:
        slip = (
            f"It signs {other} in. Take it back: lotledger user oidc {other} --remove"
        )
        raise click.BadParameter(slip, param_hint="'SUBJECT'")
