"""Prove that the log only grew since somebody looked last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.foreign_file import read_foreign
from commands.output import print_json, prints_json
from commands.params import TEXT
from commands.print_options import out_option
from commands.session import LedgerSession
from commands.written_file import write_file

if TYPE_CHECKING:
    from ledger.house import House


@click.command()
@click.argument("old", type=TEXT, metavar="CHECKPOINT|SIZE")
@out_option
@prints_json("presenters.proofs:ConsistencyShape")
@click.pass_obj
def consistency(
    ledger: LedgerSession, old: str, *, out: Path | None, as_json: bool
) -> None:
    """Prove that the ledger as it stands continues an older checkpoint of it.

    The older one is a file that somebody kept, which is verified first, or a number of
    entries. The proof is also what a witness is asked with, so hand it to: audit
    cosign. Where a checkpoint that this ledger's key signed is of another history, the
    command ends with 3: the ledger was changed, or is an older copy. If the ledger
    signed its own history as well, both are written beside FILE, as evidence.

    Example: lotledger audit consistency 2025-12-02.checkpoint --out grown.txt
    """
    from ledger.house.proofs import newest_checkpoint, prove_growth
    from presenters.proofs import consistency_shape, entries

    house = ledger.house()
    size = _size(house, old, out)
    note = newest_checkpoint(house)
    proof = prove_growth(house, size, note)
    shape = consistency_shape(proof, note)
    if out is not None:
        write_file(out, proof.data)
    if as_json:
        print_json(shape)
    elif out is None:
        click.echo(proof.data, nl=False)
    else:
        grew = f"from {entries(size)} to {entries(shape.size)}"
        click.echo(f"{out} proves that {shape.origin} only grew, {grew}.")


def _size(house: House, old: str, out: Path | None) -> int:
    """Return how many entries are meant; a checkpoint that is shown is verified."""
    from ledger.house.proofs import OurOtherHistory, must_be_of_our_history
    from ledger.proof.equivocation import SUFFIX
    from ledger.proof.lines import Malformed, number_in
    from ledger.proof.note import parse_note

    if not Path(old).is_file():
        try:
            return number_in(old, "CHECKPOINT|SIZE")
        except Malformed as no:
            slip = f"{old!r} is no file, and no number of entries."
            raise click.BadParameter(slip, param_hint="CHECKPOINT|SIZE") from no
    note = read_foreign(Path(old), "a checkpoint", parse_note)
    try:
        return must_be_of_our_history(house, note).size
    except OurOtherHistory as no:
        if out is not None and no.evidence is not None:
            beside = out.with_name(f"{out.name}{SUFFIX}")
            write_file(beside, no.evidence.data)
            click.echo(f"{beside} has both checkpoints, and proves it.", err=True)
        raise
