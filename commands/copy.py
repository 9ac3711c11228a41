"""Copy a ledger from a file to a server, or back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.backup import NOT_KEPT
from commands.keeping import files_folder
from commands.output import print_json, prints_json, progress
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.house import House


@click.command()
@click.argument("from_", metavar="FROM")
@click.argument("to", metavar="TO")
@prints_json("presenters.backup:CopyShape")
@click.pass_obj
def copy(ledger: LedgerSession, from_: str, to: str, *, as_json: bool) -> None:
    """Copy a ledger from a file to a server, or back.

    FROM and TO are each a path, or the URL of a database; no ledger is at TO yet. The
    copy has the same entries at the same positions, under the same root, and takes
    none until it is taken over. Others may record meanwhile: what they do after the
    copy began is not in it. The keys, the heads and the vault stay where they are, and
    serve both. Pictures of lots go along, to a server into the folder that
    LOTLEDGER_FILES names. Stop whoever records in FROM, copy, and take TO over, to move
    a ledger.

    Example: lotledger copy lotledger.db "$LOTLEDGER_URL"
    """
    from ledger.proof.base64_text import encoded
    from presenters.backup import CopyShape, copy_sentence

    with LedgerSession(from_, read_at=ledger.read_at) as source:
        house = source.house()
        with progress("copying") as advance:
            copied = house.copies.copy_to(to, advance)
        if copied.head_not_kept is not None:
            click.echo(f"{NOT_KEPT} {copied.head_not_kept}", err=True)
        shape = CopyShape(
            ledger=source.name,
            copy=copied.file,
            as_of_position=copied.position,
            root=encoded(house.tree().root(copied.position)),
            picture_files=copied_pictures(house, to),
        )
    if as_json:
        print_json(shape)
        return
    click.echo(copy_sentence(shape))


def copied_pictures(house: House, to: str) -> int:
    """Copy the pictures to where the copy looks for them; say where they stay if not.

    Returns how many are there.
    """
    from ledger.house.pictures import copy_pictures, picture_files
    from ledger.store.dialect import dialect_at
    from presenters.words import counted

    if (beside := dialect_at(to).folder or files_folder()) is not None:
        return copy_pictures(house, beside)
    if files := picture_files(house):
        click.echo(
            f"{counted(len(files), 'picture')} stayed in {files[0].parent}. Where the "
            "copy is served, put that folder into the folder pictures of a folder that "
            "LOTLEDGER_FILES names.",
            err=True,
        )
    return 0
