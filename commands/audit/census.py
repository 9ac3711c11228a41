"""Count the events of every stream, as a pack has it."""

from __future__ import annotations

import click

from commands.output import print_json, prints_json
from commands.session import LedgerSession


@click.command()
@click.option(
    "--size",
    type=click.IntRange(min=1),
    metavar="SIZE",
    help="Of the log as it was then.  [default: as it stands]",
)
@prints_json("presenters.pack.words:CensusShape")
@click.pass_obj
def census(ledger: LedgerSession, *, size: int | None, as_json: bool) -> None:
    """Count the events of every stream of the log, and sign for nothing.

    It prints what the census of a pack says above its signature: whoever has a copy of
    the ledger sees so that a pack left nothing out.

    Example: lotledger audit census --size 325
    """
    from ledger.house.packing import census_at
    from ledger.ledger import origin
    from ledger.refusals import NotRecordedYet
    from presenters.pack.words import census_shape

    house = ledger.house()
    if (head := house.tree().size()) < (size := head if size is None else size):
        raise NotRecordedYet(position=size, head=head)
    records = house.as_of(size)
    taken = census_at(house, size)
    name = origin(records.ledger(), records.ledger_id())
    if as_json:
        print_json(census_shape(taken, name))
    else:
        click.echo(taken.text(name), nl=False)
