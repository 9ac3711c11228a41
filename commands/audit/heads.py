"""See what is kept of this log and of others, and take in what witnesses signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.foreign_file import FILE, read_foreign, read_keys, witness_option
from commands.output import print_facts, print_json, prints_json
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.proof.note_keys import VerifierKey


@click.command()
@click.option(
    "--import",
    "cosigned",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="A checkpoint of this ledger with a witness's cosignature, to keep.",
)
@witness_option
@prints_json("presenters.heads:HeadsShape")
@click.pass_obj
def heads(
    ledger: LedgerSession,
    *,
    cosigned: tuple[Path, ...],
    witnesses: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show what was published of this log and who cosigned it, and what we cosigned.

    With --import it takes in what another house's witness signed with: audit cosign.
    A cosignature is kept with the checkpoint that it is of, and proofs carry it from
    then on. A checkpoint that this ledger's key signed, and that is of another history
    than the ledger, ends the command with 3.

    Example: lotledger audit heads --import cosigned.txt --witness other.vkey
    """
    from commands.keeping import witness_folder
    from ledger.house.proofs import known_witnesses
    from presenters.heads import heads_facts, heads_shape

    house = ledger.house()
    known = known_witnesses(house)
    given = read_keys(witnesses, "--witness", witness=True)
    for file in cosigned:
        _take_in(house, file, [*known.read(), *given], to_stderr=as_json)
    for key in given:
        known.add(key)
    shape = heads_shape(house, witness_folder())
    if as_json:
        print_json(shape)
    elif not cosigned:
        print_facts(heads_facts(shape))


def _take_in(
    house: House, file: Path, witnesses: list[VerifierKey], *, to_stderr: bool
) -> None:
    from ledger.house.proofs import add_cosignatures
    from ledger.proof.checkpoint import parse_checkpoint
    from ledger.proof.note import parse_note
    from presenters.proofs import entries

    note = read_foreign(file, "a cosigned checkpoint", parse_note)
    keys = add_cosignatures(house, note, witnesses)
    size = parse_checkpoint(note.text).size
    names = ", ".join(key.name for key in keys)
    click.echo(
        f"{file}: the checkpoint of {entries(size)} is cosigned by {names}.",
        err=to_stderr,
    )
