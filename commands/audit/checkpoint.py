"""Sign the ledger as it stands: once, or again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.clock import Clock
from commands.output import print_json, prints_json
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.proof.note import SignedNote


@click.command()
@click.option(
    "--every",
    type=click.FloatRange(min=0, min_open=True),
    metavar="MINUTES",
    help="Sign again whenever so many minutes are over, until it is stopped.",
)
@prints_json("presenters.keys:CheckpointShape")
@click.pass_obj
def checkpoint(ledger: LedgerSession, *, every: float | None, as_json: bool) -> None:
    """Sign how many entries the ledger has, and the root over them.

    The checkpoint is a signed note, which is printed: whoever keeps it can show later
    that nothing before it was changed. Where nothing was recorded since the last one,
    that is printed again. Every closed lot is signed without being asked for.

    Example: lotledger audit checkpoint --every 60
    """
    from ledger.house.checkpoints import publish

    house, clock = ledger.house(), Clock()
    _print(house, publish(house), as_json=as_json)
    if every is None:
        return
    try:
        while True:
            clock.wait(every * 60)
            _sign_if_more(house, as_json=as_json)
    except KeyboardInterrupt:
        click.echo("Stopped by hand: every checkpoint so far is kept.", err=True)


def _sign_if_more(house: House, *, as_json: bool) -> None:
    from ledger.house.checkpoints import last_note, publish

    last = last_note(house)
    note = publish(house)
    if note != last:
        _print(house, note, as_json=as_json)


def _print(house: House, note: SignedNote, *, as_json: bool) -> None:
    from presenters.keys import checkpoint_shape

    if as_json:
        print_json(checkpoint_shape(note))
    else:
        click.echo(note.data.decode(), nl=False)
