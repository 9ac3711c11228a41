"""Write the whole log as a folder that anybody may copy and verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.foreign_file import read_foreign
from commands.output import print_json, prints_json, progress
from commands.session import LedgerSession
from commands.written_file import write_file

if TYPE_CHECKING:
    from ledger.house import House


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@prints_json("presenters.proofs:TilesShape")
@click.pass_obj
def tiles(ledger: LedgerSession, folder: Path, *, as_json: bool) -> None:
    """Write the log to FOLDER as tiles, entries and a checkpoint (c2sp.org/tlog-tiles).

    Any web server can serve it, and any program for such logs reads it. The file vkey
    has the verifier keys of the log. What is in FOLDER already is added to, after it is
    seen to be of this log: a folder of another history is refused, and stays as it is.
    Every entry is in it, with all that is recorded of bidders: give it to those who
    may read that.

    Example: lotledger audit tiles lotledger-tiles
    """
    from ledger.house.checkpoints import verifier_keys
    from ledger.house.proofs import newest_checkpoint
    from ledger.proof.checkpoint import parse_checkpoint
    from ledger.proof.tiles import CHECKPOINT, VERIFIER_KEY
    from presenters.proofs import TilesShape, tiles_words

    house = ledger.house()
    former_size = _former_size(house, folder / CHECKPOINT)
    note = newest_checkpoint(house)
    checkpoint = parse_checkpoint(note.text)
    count, too_long = _write_tiles(house, folder, checkpoint.size, former_size)
    keys = [key.text for key in verifier_keys(house) if key.name == checkpoint.origin]
    _write(folder / VERIFIER_KEY, "".join(f"{key}\n" for key in keys).encode())
    _write(folder / CHECKPOINT, note.data)
    shape = TilesShape(
        folder=str(folder),
        origin=checkpoint.origin,
        size=checkpoint.size,
        former_size=former_size,
        files=count + 2,
        too_long=too_long,
    )
    if as_json:
        print_json(shape)
    else:
        click.echo(tiles_words(shape))


def _former_size(house: House, file: Path) -> int:
    """Return how many entries a folder has; raises where it is of another history."""
    from ledger.house.proofs import must_be_of_our_history
    from ledger.proof.note import parse_note

    if not file.exists():
        return 0
    note = read_foreign(file, "a checkpoint of this log", parse_note)
    return must_be_of_our_history(house, note).size


def _write_tiles(
    house: House, folder: Path, size: int, former_size: int
) -> tuple[int, list[int]]:
    """Write what is new; returns how many files, and which entries were too long."""
    from ledger.proof.tiles import tile_files, tiles_of

    count, too_long = 0, list[int]()
    new = sum(1 + (tile.level == 0) for tile in tiles_of(size, former_size))
    with progress("writing") as advance:
        for file in tile_files(house.tree(), size, former_size):
            _write(folder / file.path, file.content)
            count, too_long = count + 1, [*too_long, *file.too_long]
            advance(count, new)
    return count, too_long


def _write(place: Path, content: bytes) -> None:
    from commands.errors import Refused

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        what = f"{place.parent} cannot be made: {fault.strerror}."
        raise Refused("Stopped", f"{what} Name another folder.") from fault
    write_file(place, content)
