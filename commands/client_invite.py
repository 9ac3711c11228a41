"""Invite a client to bid over the service."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_hex

import click

from commands.keeping import passphrase
from commands.output import print_json, prints_json
from commands.params import CLIENT
from commands.session import LedgerSession
from ledger.clock import machine_clock
from ledger.identity import ClientId, Role

DAYS = 7


@click.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.option(
    "--days",
    type=click.IntRange(1, 60),
    default=DAYS,
    show_default=True,
    metavar="DAYS",
    help="For how long the invitation is good.",
)
@prints_json("presenters.tokens:NewTokenShape")
@click.pass_obj
def invite(ledger: LedgerSession, name: ClientId, *, days: int, as_json: bool) -> None:
    """Invite CLIENT to bid over the service: a secret that is good once.

    It is told this once. Send it to the client, who sets a password with it and bids
    under the paddles that they have; an invitation of before is good no more.

    Example: lotledger client invite C-1042
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.tokens import Token, TokenKind, make_token, revoke_tokens_of
    from presenters.tokens import NewTokenShape, invitation_words, token_shape

    house, now = ledger.house(), machine_clock()
    made = Token(
        kind=TokenKind.INVITATION,
        id=f"i-{token_hex(4)}",
        user=house.client(name).id,
        role=Role.BIDDER,
        client=name,
        made_at=now,
        ends_at=now + timedelta(days=days),
    )
    with open_vault_of(house, passphrase) as vault:
        revoke_tokens_of(vault, name, TokenKind.INVITATION, now)
        text = make_token(vault, made)
    if as_json:
        print_json(NewTokenShape(token=text, filed=token_shape(made)))
        return
    click.echo(invitation_words(made, text))
