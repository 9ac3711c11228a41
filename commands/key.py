"""Make, rotate and show the key that signs checkpoints."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_facts, print_json, prints_json
from commands.params import TEXT
from commands.recording import dry_run_option
from commands.session import LedgerSession, as_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.proof.note import SigningKey


@click.group()
def key() -> None:
    """Make, rotate and show the key that signs checkpoints.

    Keys are kept in the folder that LOTLEDGER_KEYS names, by default where the system
    keeps a user's data, and never beside the ledger.

    Example: lotledger key show
    """


@key.command()
@click.option(
    "--name",
    type=TEXT,
    metavar="NAME",
    help="Under which the ledger publishes, like example.com/auctions.  "
    "[default: lotledger/ and the ledger's id]",
)
@dry_run_option
@prints_json("presenters.keys:AdoptedKeyShape")
@attributed
@click.pass_obj
def new(
    ledger: LedgerSession,
    *,
    name: str | None,
    dry_run: bool,
    as_json: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Make a key for this ledger, and sign its checkpoints with it from now on.

    Give its verifier key, which is printed, to whoever is to verify what is signed.

    Example: lotledger key new --name heritage.example/auctions
    """
    from ledger import ledger as ledger_itself
    from ledger.house import ledgers

    house = ledger.house()
    begun = house.ledger()
    named = name or ledger_itself.name_of_all_epochs(begun, house.ledger_id())
    made = _new_key(ledger_itself.in_epoch(named, begun.epoch))
    _adopt(
        ledger,
        made,
        ledgers.adopt_key,
        by,
        dry_run=dry_run,
        as_json=as_json,
    )


@key.command()
@click.option(
    "--lost",
    is_flag=True,
    help="The key of today is lost: what is signed next is not signed by it as well.",
)
@dry_run_option
@prints_json("presenters.keys:AdoptedKeyShape")
@attributed
@click.pass_obj
def rotate(
    ledger: LedgerSession,
    *,
    lost: bool,
    dry_run: bool,
    as_json: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Put another key in the place of today's.

    The next checkpoint is signed by both, so that whoever trusts the one can trust the
    other. What the former key signed stays verified by it.

    Example: lotledger key rotate --reason "Ann left the house"
    """
    from ledger import ledger as ledger_itself
    from ledger.house import ledgers
    from ledger.house.checkpoints import key_of_today

    house = ledger.house()
    if not lost and not (by.key is not None and house.uses_key(by.key)):
        key_of_today(house)
    named = ledger_itself.origin(house.ledger(), house.ledger_id())
    _adopt(
        ledger,
        _new_key(named),
        ledgers.rotate_key,
        by,
        dry_run=dry_run,
        as_json=as_json,
    )


def _new_key(name: str) -> SigningKey:
    from ledger.proof.note import NoteInvalid, SigningKey

    try:
        return SigningKey(name, os.urandom(32))
    except NoteInvalid as slip:
        raise click.BadParameter(str(slip), param_hint="'--name'") from slip


def _adopt(
    ledger: LedgerSession,
    made: SigningKey,
    command: Callable[[str], Command],
    by: Attribution,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Keep a key, then record that it signs, and sign the ledger as it stands."""
    from presenters.keys import adopted_shape, adopted_words
    from presenters.recorded import NOTHING_RECORDED

    house, adopting = ledger.house(), command(made.verifier.text)
    if by.key is None or not house.uses_key(by.key):
        house.rehearse(adopting, by=by)
        if dry_run:
            must_keep_keys(house)
            click.echo(f"{made.name} would sign with a key that is made then.")
            click.echo(NOTHING_RECORDED)
            return
        keep_new_key(house, made)
    recorded = house.do(adopting, by=by)
    if not recorded.repeated:
        ledger.publish(house)
    shape = adopted_shape(recorded, house.published.folder)
    if as_json:
        print_json(shape)
    else:
        click.echo(adopted_words(shape))


def must_keep_keys(house: House) -> None:
    """Refuse, as keeping a new key would, where none can be; raises KeysNotKept."""
    house.published.must_have_folder().must_be_fit(apart_from=house.folder)


def keep_new_key(house: House, made: SigningKey) -> None:
    """Keep a key before anything says that it signs; raises KeysNotKept."""
    from ledger.keys.key_files import keep_key

    keep_key(house.published.must_have_folder(), made, apart_from=house.folder)


@key.command()
@prints_json("presenters.keys:KeysShape")
@click.pass_obj
@as_of
def show(ledger: LedgerSession, *, as_json: bool) -> None:
    """Show the verifier keys of this ledger, and what was published of it.

    Example: lotledger key show --json
    """
    from presenters.keys import keys_facts, keys_shape

    shape = keys_shape(ledger.records(), ledger.house())
    if as_json:
        print_json(shape)
    else:
        print_facts(keys_facts(shape))
