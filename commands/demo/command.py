"""Play a whole sale from the example files."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from commands.output import print_table, progress
from commands.serve import PORT
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.terms import Terms

LEDGER_ID = "2a9b6c1e-5d0f-5c3b-9f58-0c7c2f6f2512"
"""The demo's ledger is the same each time it is played, to the last byte."""
EMPTY_ID = "7d0c9e52-41b6-5f1e-8a33-6c5d90ab1e44"
"""An empty house of the demo is known by this, when it is served again."""


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("lotledger-demo"),
    show_default=True,
    help="Where to keep the ledger of the demo.",
)
@click.option(
    "--serve",
    "is_served",
    is_flag=True,
    help="Then serve it until stopped, with a sign-in for each role.",
)
@click.option(
    "--empty",
    "is_empty",
    is_flag=True,
    help="Play nothing: serve an empty house, to hold a first sale of your own in it.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to serve it at; 0 takes a free one.",
)
def demo(folder: Path, *, is_served: bool, is_empty: bool, port: int) -> None:
    """Play a whole sale from the example files into DIR/lotledger.db, books included.

    The demo announces the sale, takes its bids, closes it, invoices, and pays out; it
    leaves an invoice, a statement, a workbook and a journal in DIR. A second run
    finds all of it on record and records nothing.

    With --serve its pages are open at an address of this machine, to a user of each
    role and to two bidders. Their passwords are printed, and are others each time.

    Example: lotledger demo --dir first-sale
    """
    from commands.demo.served import keep_keys_beside, open_empty_house
    from ledger.events.ledger import Birth

    if is_empty and not is_served:
        raise click.UsageError("An empty house has nothing to play: give --serve, too.")
    folder.mkdir(parents=True, exist_ok=True)
    if is_served:
        keep_keys_beside(folder)
    with LedgerSession(str(folder / "lotledger.db")) as ledger:
        ledger.begins(Birth.REHEARSAL)
        _must_be_of_the_demo(ledger, folder, EMPTY_ID if is_empty else LEDGER_ID)
        if is_empty:
            open_empty_house(ledger, port)
        else:
            _play(ledger, folder, port if is_served else None)


def _play(ledger: LedgerSession, folder: Path, port: int | None) -> None:
    """Play the sale; then serve it, where a port is named."""
    from commands.demo.documents import write_documents
    from commands.demo.sale import examples
    from commands.demo.served import open_demo
    from ledger.files.terms_file import read_terms

    house, terms = ledger.house(), read_terms(examples() / "terms.toml")
    before = house.head()
    # Roles are given once all is played; nobody plays it without one afterwards.
    if not house.ledger().roles_are_on:
        for no in play_all(house, terms):
            click.echo(f"  refused: {no}")
    documents = write_documents(ledger, terms, folder)
    _print_summary(ledger, terms, before)
    for file, what in documents:
        click.echo(f"  {file}  {what}")
    if port is not None:
        open_demo(ledger, folder, terms.sale, port)


def _must_be_of_the_demo(ledger: LedgerSession, folder: Path, new_id: str) -> None:
    """Refuse to play the demo into a ledger of other sales."""
    first = ledger.house(new_id=new_id).entries_after(0, limit=1)
    if first and first[0].ledger != new_id:
        slip = f"{str(folder)!r} holds a ledger of other sales. Name another folder."
        raise click.BadParameter(slip, param_hint="'--dir'")


def play_all(house: House, terms: Terms) -> list[str]:
    """Play the sale and settle it; returns the words of the bids that were refused."""
    from commands.demo.sale import steps
    from commands.demo.settlement import settling_steps

    commands = list(steps(terms))
    refusals = []
    with progress("playing the sale") as advance:
        for number, (command, by) in enumerate(commands, 1):
            refusals += play(house, command, by)
            advance(number, len(commands))
    for command, by in settling_steps(house, terms):
        refusals += play(house, command, by)
    return refusals


def play(house: House, command: Command, by: Attribution) -> list[str]:
    """Do one step; a refused bid is part of the story, and its words are returned."""
    from ledger.refusals import RecordedRefusal

    try:
        house.do(command, by=by)
    except RecordedRefusal as no:
        return [str(no)]
    return []


def _print_summary(ledger: LedgerSession, terms: Terms, before: int) -> None:
    """End with the lots, what was recorded, what to try next, and what was made."""
    from commands.lots import listed_lots
    from presenters.lot import LOT_COLUMNS, lot_row

    after = ledger.house().head()
    rows = [lot_row(*page) for page in listed_lots(ledger, terms.sale, only_open=False)]
    print_table(LOT_COLUMNS, rows, title=f"{terms.title} ({terms.sale})")
    place = quote(ledger.place)
    if after == before:
        unchanged = f"holds the sale already: {after} events. Nothing was added."
        click.echo(f"{ledger.place} {unchanged}")
    else:
        added = f"{after - before} events recorded, {after} in all."
        click.echo(f"{ledger.place}: {added}")
    click.echo("Try next:")
    for line in (
        f"lotledger --ledger {place} lot show {terms.sale}/50061",
        f"lotledger --ledger {place} bids list {terms.sale}/50061",
        f"lotledger --ledger {place} report aged-receivables {terms.sale}",
    ):
        click.echo(f"  {line}")
    click.echo("Made:")
