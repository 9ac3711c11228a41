"""Copy the ledger while it is written to."""

from __future__ import annotations

from pathlib import Path

import click

from commands.output import print_json, prints_json, progress
from commands.session import LedgerSession


class NewFile(click.Path):
    """A file that is not there yet, in a folder that is."""

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Refuse what is there already: a backup takes the place of nothing."""
        path = Path(super().convert(value, param, ctx))  # type: ignore[arg-type]
        try:
            taken, has_folder = path.exists() or path.is_symlink(), path.parent.is_dir()
        except (OSError, ValueError) as fault:
            why = getattr(fault, "strerror", None) or str(fault)
            self.fail(f"{str(path)!r} cannot be the name of a file: {why}.", param, ctx)
        if taken:
            self.fail(f"{path} is there already. Name a new file.", param, ctx)
        if not has_folder:
            self.fail(f"There is no folder {path.parent}. Make it first.", param, ctx)
        return path


@click.command()
@click.argument("file", type=NewFile())
@prints_json("presenters.backup:BackupShape")
@click.pass_obj
def backup(ledger: LedgerSession, file: Path, *, as_json: bool) -> None:
    """Copy the ledger to FILE, sound and whole, while others read and write it.

    The copy is of one moment, and is checked before it is given its name. It is read
    like any other ledger, with lotledger --ledger FILE; nothing is recorded in it until
    it takes the place of a ledger that is lost, with lotledger take-over. The pictures
    of lots are copied with it, into the folder pictures beside FILE.

    Example: lotledger backup lotledger-2025-12-02.db
    """
    from ledger.house.pictures import copy_pictures
    from presenters.backup import BackupShape, backup_sentence

    house = ledger.house()
    with progress("copying") as advance:
        copy = house.copies.back_up(str(file), advance)
    if copy.head_not_kept is not None:
        click.echo(f"{NOT_KEPT} {copy.head_not_kept}", err=True)
    shape = BackupShape(
        ledger=ledger.name,
        file=copy.file,
        as_of_position=copy.position,
        bytes=file.stat().st_size,
        picture_files=copy_pictures(house, file.absolute().parent),
    )
    if as_json:
        print_json(shape)
        return
    click.echo(backup_sentence(shape))


NOT_KEPT = "The copy is made; that it was is not kept beside the keys."
