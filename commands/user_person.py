"""File who a user is in the vault, and show it to whoever may look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.attribution import looking
from commands.client_person import file_one, looked_up
from commands.output import print_facts, print_json, prints_json
from commands.params import TEXT, USER
from commands.session import LedgerSession
from ledger.identity import ClientId, UserId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@click.argument("name", type=USER, metavar="USER")
@click.option("--name", "name_", type=TEXT, help="The name of the person.")
@click.option(
    "--line", "lines", type=TEXT, multiple=True, help="Of the address; may repeat."
)
@click.option("--email", type=TEXT, help="An address to write to.")
@click.option("--phone", type=TEXT, help="A number to call.")
@click.option(
    "--identity-paper",
    "identity_papers",
    type=TEXT,
    multiple=True,
    help="A paper that was shown; may be given again.",
)
@click.pass_obj
def file(ledger: LedgerSession, /, *, name: UserId, **given: Any) -> None:
    """File in the vault who USER is; what is not given stays as it is on file.

    Nothing of it enters the log.

    Example: lotledger user file u-anna --name "Anna Berg" --email anna@example.org
    """
    options = {word: each for word, each in given.items() if each not in (None, ())}
    house = ledger.house()
    house.users().user(name)
    click.echo(file_one(house, ClientId(name), options))


@click.command()
@click.argument("name", type=USER, metavar="USER")
@prints_json("presenters.users:UserPersonShape")
@looking
@click.pass_obj
def show(
    ledger: LedgerSession, name: UserId, *, as_json: bool, by: Attribution
) -> None:
    """Show USER: their key and roles, and who they are, from the vault.

    That you looked is recorded first; where it cannot be, the person is left out.

    Example: lotledger user show u-anna
    """
    from presenters.users import user_facts, user_person_shape

    house = ledger.house()
    known = house.users().user(name)
    shape = user_person_shape(known, looked_up(house, ClientId(name), "user", by))
    if as_json:
        print_json(shape)
    else:
        print_facts(user_facts(shape))
