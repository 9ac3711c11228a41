"""Make and revoke tokens, which sign in to the service."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import click

from commands.keeping import passphrase
from commands.output import print_json, print_table, prints_json
from commands.params import CLIENT, ROLE, TEXT, USER
from commands.session import LedgerSession
from commands.written_file import write_secret
from ledger.clock import machine_clock
from ledger.identity import ClientId, Role, UserId

if TYPE_CHECKING:
    from ledger.house import House

DAYS = 30


@click.group()
def token() -> None:
    """Make and revoke tokens, which sign in to the service.

    A token is for one role of a user, or for a client who bids. It is shown once; the
    vault keeps nothing that signs anybody in.

    Example: lotledger token new u-anna --role clerk
    """


@token.command()
@click.argument("name", type=USER, metavar="[USER]", required=False)
@click.option(
    "--role",
    type=ROLE,
    metavar="ROLE",
    help="The one role of USER that it is good for.",
)
@click.option("--client", type=CLIENT, help="A client instead, who bids with it.")
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=DAYS,
    show_default=True,
    metavar="DAYS",
    help="For how long it is good.",
)
@click.option(
    "--header",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to FILE as a header, for: curl -H @FILE; it is not shown then.",
)
@prints_json("presenters.tokens:NewTokenShape")
@click.pass_obj
def new(
    ledger: LedgerSession,
    name: UserId | None,
    *,
    role: str | None,
    client: ClientId | None,
    days: int,
    header: Path | None,
    as_json: bool,
) -> None:
    """Make a token for USER in one of their roles, or for a client who bids.

    Example: lotledger token new --client C-1042 --days 7
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.tokens import Token, make_token
    from presenters.tokens import NewTokenShape, new_token_words, token_shape

    house = ledger.house()
    who, as_role = _who(house, name, role, client)
    now = machine_clock()
    made = Token(
        id=f"t-{token_hex(4)}",
        user=who,
        role=as_role,
        client=client,
        made_at=now,
        ends_at=now + timedelta(days=days),
    )
    with open_vault_of(house, passphrase) as vault:
        keep = None if header is None else partial(_keep, header)
        text = make_token(vault, made, keep)
    shown = text if header is None else None
    if as_json:
        print_json(NewTokenShape(token=shown, filed=token_shape(made)))
        return
    click.echo(new_token_words(made, shown or f"The token is in {header}."))


@token.command("list")
@prints_json("presenters.tokens:TokenShape", many=True)
@click.pass_obj
def list_(ledger: LedgerSession, *, as_json: bool) -> None:
    """List the tokens that were made, those that ended too.

    Example: lotledger token list
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.tokens import tokens
    from presenters.tokens import TOKEN_COLUMNS, token_row, token_shape

    with open_vault_of(ledger.house(), passphrase) as vault:
        made = tokens(vault)
    if as_json:
        print_json(list(map(token_shape, made)))
    elif made:
        print_table(TOKEN_COLUMNS, list(map(token_row, made)))
    else:
        click.echo("There are no tokens. Make one with: lotledger token new")


@token.command()
@click.argument("names", type=TEXT, metavar="TOKEN...", nargs=-1, required=True)
@click.pass_obj
def revoke(ledger: LedgerSession, names: tuple[str, ...]) -> None:
    """Revoke each TOKEN, by its id: from now on nobody signs in with it.

    Example: lotledger token revoke t-1f6c02ab
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.tokens import revoke_tokens, tokens

    with open_vault_of(ledger.house(), passphrase) as vault:
        known = {each.id for each in tokens(vault)}
        for name in names:
            if name not in known:
                slip = f"There is no token {name}. See them with: lotledger token list"
                raise click.BadParameter(slip, param_hint="'TOKEN'")
        revoke_tokens(vault, names, machine_clock())
    click.echo(f"Revoked: {', '.join(names)}.")


def _keep(header: Path, text: str) -> None:
    write_secret(header, f"Authorization: Bearer {text}\n", "'--header'")


def _who(
    house: House, name: UserId | None, role: str | None, client: ClientId | None
) -> tuple[str, Role]:
    """Return who is to sign in, and as what; raises a refusal, or UsageError."""
    if (name is None) == (client is None):
        raise click.UsageError("Name a USER, or a client with --client.")
    if client is not None:
        if role is not None:
            raise click.UsageError("A client bids. Leave --role out.")
        return house.client(client).id, Role.BIDDER
    if role is None:
        raise click.UsageError("Say for which role of the user: --role.")
    assert name is not None, "one of both was given"
    user = house.users().user(name)
    if house.ledger().roles_are_on and Role(role) not in user.roles:
        grant = f"lotledger role grant {name} {role}"
        slip = f"{name} does not have it. Give it with: {grant}"
        raise click.BadParameter(slip, param_hint="'--role'")
    return user.id, Role(role)
