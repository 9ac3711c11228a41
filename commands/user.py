"""Add users, and let each prove by a key who they are."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed, begins_ledger
from commands.output import print_json, print_table, prints_json
from commands.params import USER
from commands.recording import carried_out, dry_run_option
from commands.session import LedgerSession, as_of
from commands.user_end import end
from commands.user_failed import failed_sign_ins
from commands.user_oidc import oidc
from commands.user_password import password
from commands.user_person import file, show
from ledger.identity import UserId

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.proof.note_keys import SigningKey


@click.group()
def user() -> None:
    """Add users, and let each prove by a key who they are.

    A user is a short name. Once a role is given to one, whoever records anything is a
    user, says so with --actor and --role, and proves it: the command is signed with the
    key that LOTLEDGER_USER_KEY names, or the user's own among the keys kept here.

    Example: lotledger user add u-anna
    """


@user.command()
@click.argument("name", type=USER, metavar="USER")
@dry_run_option
@begins_ledger
@attributed
@click.pass_obj
def add(
    ledger: LedgerSession,
    name: UserId,
    *,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Add USER: a short name that begins with u- and tells nobody's own.

    Example: lotledger user add u-anna
    """
    from ledger.house import users

    adding = users.add(name)
    _, where = carried_out(ledger.house(), adding, by, dry_run=dry_run)
    click.echo(f"User {name} is added. {where}")


@user.command()
@click.argument("name", type=USER, metavar="USER")
@click.option(
    "--verifier",
    metavar="KEY",
    help="The verifier key of one that USER made elsewhere.",
)
@click.option(
    "--only-make",
    is_flag=True,
    help="Make it, print its verifier key, and record nothing: others record it.",
)
@dry_run_option
@prints_json("presenters.users:UserKeyShape")
@attributed
@click.pass_obj
def key(
    ledger: LedgerSession,
    name: UserId,
    *,
    verifier: str | None,
    only_make: bool,
    dry_run: bool,
    as_json: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Make a key for USER, which proves from now on that a command is theirs.

    It is kept among the keys of this ledger, for its owner alone. Whoever works at
    another machine makes one there with --only-make, and hands out its verifier key,
    for an administrator to record with --verifier.

    Example: lotledger user key u-anna
    """
    from ledger.house import users
    from presenters.recorded import NOTHING_RECORDED
    from presenters.users import UserKeyShape, user_key_words

    if only_make and (verifier is not None or dry_run):
        slip = "With --only-make nothing is recorded. Leave the other option out."
        raise click.UsageError(slip)
    house = ledger.house()
    made = None if verifier is not None else _new_key(name)
    vkey = made.verifier.text if made is not None else _verifier(name, verifier or "")
    adopting = None if only_make else users.adopt_key(name, vkey)
    if dry_run and adopting is not None:
        _rehearse(house, adopting, by, made)
        click.echo(f"User {name} would sign with another key. {NOTHING_RECORDED}")
        return
    file, position = _adopted(house, adopting, by, made)
    shape = UserKeyShape(user=name, key=vkey, file=file, position=position)
    if as_json:
        print_json(shape)
    else:
        click.echo(user_key_words(shape))


def _rehearse(
    house: House, adopting: Command, by: Attribution, made: SigningKey | None
) -> None:
    """See that a key could be recorded, and kept where it is made."""
    from ledger.keys.user_keys import must_keep_user_keys

    house.rehearse(adopting, by=by)
    if made is not None:
        folder = house.published.must_have_folder()
        must_keep_user_keys(folder, apart_from=house.folder)


def _adopted(
    house: House, adopting: Command | None, by: Attribution, made: SigningKey | None
) -> tuple[str | None, int | None]:
    """Keep a key that was made, and record that it signs, as far as each is asked.

    Return where it is kept, and the position of the record.
    """
    is_new = adopting is not None and not (by.key and house.uses_key(by.key))
    if adopting is not None and is_new:
        house.rehearse(adopting, by=by)
    file = None
    if made is not None and (is_new or adopting is None):
        file = str(_keep(house, made))
    return file, None if adopting is None else house.do(adopting, by=by).last


def _new_key(name: UserId) -> SigningKey:
    from ledger.proof.note_keys import SigningKey

    return SigningKey(name, os.urandom(32))


def _verifier(name: UserId, text: str) -> str:
    """Return a verifier key that can be read as a user's."""
    from ledger.proof.base64_text import NoteInvalid
    from ledger.proof.note_keys import ED25519, parse_verifier_key

    try:
        key = parse_verifier_key(text.strip())
    except NoteInvalid as slip:
        raise click.BadParameter(str(slip), param_hint="'--verifier'") from slip
    if key.name != name or key.kind != ED25519:
        remedy = f"Make one with: lotledger user key {name} --only-make"
        raise click.BadParameter(
            f"It is no key of {name}. {remedy}", param_hint="'--verifier'"
        )
    return key.text


def _keep(house: House, made: SigningKey) -> Path:
    """Keep a key before anything says that it signs; raises KeysNotKept."""
    from ledger.keys.user_keys import keep_user_key

    folder = house.published.must_have_folder()
    return keep_user_key(folder, made, apart_from=house.folder)


for command in (end, failed_sign_ins, file, oidc, password, show):
    user.add_command(command)


@user.command("list")
@prints_json("presenters.users:UserShape", many=True)
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, *, as_json: bool) -> None:
    """List every user with their key and their roles.

    Example: lotledger user list
    """
    from presenters.users import USER_COLUMNS, user_row, user_shape

    shapes = [user_shape(each) for each in ledger.records().users().users.values()]
    if as_json:
        print_json(shapes)
        return
    print_table(USER_COLUMNS, [user_row(shape) for shape in shapes])
