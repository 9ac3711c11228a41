"""Play a whole sale from the example files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from commands.office import Office
from commands.speak import progress, say_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.instruction import Instruction
    from ledger.terms import Terms

SALE = "heritage-2025-12"
LEDGER_ID = "2a9b6c1e-5d0f-5c3b-9f58-0c7c2f6f2512"
"""The demo's ledger is the same each time it is played, to the last byte."""

ANNOUNCED_AT = datetime(2025, 11, 19, 15, 0, tzinfo=UTC)
REGISTERED_AT = datetime(2025, 12, 1, 15, 0, tzinfo=UTC)
CLOSED_AT = datetime(2025, 12, 11, 16, 0, tzinfo=UTC)


def examples() -> Path:
    """Return where the example sale is: beside the packages, or inside them."""
    beside = Path(__file__).parent.parent / "examples" / SALE
    return beside if beside.is_dir() else Path(__file__).parent / "examples" / SALE


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("lotledger-demo"),
    show_default=True,
    help="Where to keep the ledger of the demo.",
)
def demo(folder: Path) -> None:
    """Play a whole sale from the example files into DIR/lotledger.db.

    Played again, it finds what it recorded the first time and records nothing.

    Example: lotledger demo --dir first-sale
    """
    from ledger.files.terms_file import read_terms

    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "lotledger.db"
    terms = read_terms(examples() / "terms.toml")
    with Office(str(place)) as office:
        house = office.house(new_id=LEDGER_ID)
        _must_be_ours(house, folder)
        before = house.head()
        told = list(steps(terms))
        with progress("playing the sale") as advance:
            refusals = []
            for number, (instruction, by) in enumerate(told, 1):
                refusals += play(house, instruction, by)
                advance(number, len(told))
        for no in refusals:
            click.echo(f"  refused: {no}")
        _tell(office, terms, before)


def _must_be_ours(house: House, folder: Path) -> None:
    """Refuse to play the demo into a ledger of real sales."""
    first = house.entries_after(0, limit=1)
    if first and first[0].ledger != LEDGER_ID:
        slip = f"{str(folder)!r} holds a ledger of other sales. Name another folder."
        raise click.BadParameter(slip, param_hint="'--dir'")


def play(house: House, instruction: Instruction, by: Attribution) -> list[str]:
    """Do one step; a refused bid is part of the story, and its words are returned."""
    from ledger.refusals import RecordedRefusal

    try:
        house.do(instruction, by=by)
    except RecordedRefusal as no:
        return [str(no)]
    return []


def steps(terms: Terms) -> Iterator[tuple[Instruction, Attribution]]:
    """Tell the sale: announced, catalogued, followed, bid on, closed."""
    from ledger.files.catalogue_file import read_catalogue
    from ledger.files.clients_file import read_clients
    from ledger.house import clients, lots, sales

    folder, sale = examples(), terms.sale
    by = _signer()
    yield sales.announce(terms), by("announce", ANNOUNCED_AT)
    rows = read_clients(folder / "clients.csv", currency=terms.rules.currency).rows
    yield clients.enrol_many(sale, rows), by("clients", ANNOUNCED_AT)
    listed = read_catalogue(folder / "catalogue.csv", terms=terms, layout=None)
    yield lots.catalogue(sale, listed.entries), by("catalogue", ANNOUNCED_AT)
    yield _interest(terms), by("interest", REGISTERED_AT)
    for number, (said, at) in enumerate(_bids(terms), 1):
        yield said, by(f"bid {number}", at)
    yield sales.close_sale(sale, at=CLOSED_AT), by("close", CLOSED_AT)


def _bids(terms: Terms) -> Iterator[tuple[Instruction, datetime]]:
    """Take the bids one by one, each at the moment it was entered."""
    from ledger.files.bids_file import read_bids
    from ledger.house import bids

    read = read_bids(examples() / "bids.csv", terms=terms, entered_at=CLOSED_AT)
    for one in read.slips:
        slip = one.slip
        said = bids.bid(
            one.lot,
            paddle=slip.paddle,
            maximum=slip.submitted,
            at=slip.entered_at,
            channel=slip.channel,
            received_at=slip.received_at,
            static=slip.static,
            break_tie=slip.break_tie,
        )
        yield said, slip.entered_at


def _interest(terms: Terms) -> Instruction:
    """Register the telephone bidders, and let clients follow their lots."""
    from ledger.files.clients_file import (
        read_registrations,
        read_tracking,
    )
    from ledger.house import lots
    from ledger.house.instruction import together

    folder = examples()
    phones = read_registrations(folder / "registrations.csv", sale=terms.sale).rows
    follows = read_tracking(folder / "tracking.csv", sale=terms.sale).rows
    instructions = [
        lots.register(
            one.lot, paddle=one.paddle, channel=one.channel, phone_line=one.phone_line
        )
        for one in phones
    ]
    instructions += [lots.track(one.lot, one.client) for one in follows]
    return together("interest", instructions)


def _signer() -> Callable[[str, datetime], Attribution]:
    from ledger.entry import Attribution
    from ledger.identity import Role

    clerk = Attribution(actor="demo", role=Role.CLERK, recorded_at=ANNOUNCED_AT)
    return lambda step, at: replace(clerk, recorded_at=at, key=f"demo {step}")


def _tell(office: Office, terms: Terms, before: int) -> None:
    """End with the lots, what was recorded, and what to try next."""
    from commands import lots as room

    currency, after = terms.rules.currency, office.house().head()
    listed = room.listed(office, terms.sale, only_open=False)
    rows = [room.row(page, due, currency) for page, due in listed]
    say_table(room.COLUMNS, rows, title=f"{terms.title} ({terms.sale})")
    place = quote(office.place)
    if after == before:
        held = f"holds the sale already: {after} events. Nothing was added."
        click.echo(f"{office.place} {held}")
    else:
        told = f"{after - before} events recorded, {after} in all."
        click.echo(f"{office.place}: {told}")
    click.echo("Try next:")
    for line in (
        f"lotledger --ledger {place} lot show {terms.sale}/50061",
        f"lotledger --ledger {place} bids list {terms.sale}/50061",
        f"lotledger --ledger {place} results {terms.sale}",
    ):
        click.echo(f"  {line}")
