"""Play a whole sale from the example files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
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

    Example: lotledger demo --dir /tmp/first-sale
    """
    from ledger.files.terms_file import read_terms  # noqa: PLC0415
    from ledger.house import House  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "lotledger.db"
    terms = read_terms(examples() / "terms.toml")
    with House.open(str(place), new_id=LEDGER_ID) as house:
        before = house.head()
        steps = list(_steps(terms))
        with progress("playing the sale") as advance:
            for number, (instruction, by) in enumerate(steps, 1):
                _play(house, instruction, by)
                advance(number, len(steps))
        after = house.head()
    _tell(place, terms, before, after)


def _play(house: House, instruction: Instruction, by: Attribution) -> None:
    """Do one step; a refused bid is part of the story."""
    from ledger.refusals import RecordedRefusal  # noqa: PLC0415

    try:
        house.do(instruction, by=by)
    except RecordedRefusal as no:
        click.echo(f"  refused: {no}")


def _steps(terms: Terms) -> Iterator[tuple[Instruction, Attribution]]:
    """Tell the sale: announced, catalogued, followed, bid on, closed."""
    from ledger.files.bids_file import read_bids  # noqa: PLC0415
    from ledger.files.catalogue_file import read_catalogue  # noqa: PLC0415
    from ledger.files.clients_file import read_clients  # noqa: PLC0415
    from ledger.house import clients, lots, sales  # noqa: PLC0415

    folder, sale = examples(), terms.sale
    by = _signer()
    yield sales.announce(terms), by("announce", ANNOUNCED_AT)
    rows = read_clients(folder / "clients.csv", currency=terms.rules.currency).rows
    yield clients.enrol_many(sale, rows), by("clients", ANNOUNCED_AT)
    listed = read_catalogue(folder / "catalogue.csv", terms=terms, layout=None)
    yield lots.catalogue(sale, listed.entries), by("catalogue", ANNOUNCED_AT)
    yield _interest(terms), by("interest", REGISTERED_AT)
    slips = read_bids(
        folder / "bids.csv",
        terms=terms,
        layout=None,
        channel=None,
        received_at=None,
        entered_at=CLOSED_AT,
    ).slips
    from ledger.house import bids  # noqa: PLC0415

    for number, one in enumerate(slips, 1):
        said = bids.bid(
            one.lot,
            paddle=one.slip.paddle,
            maximum=one.slip.submitted,
            at=one.slip.entered_at,
            channel=one.slip.channel,
            received_at=one.slip.received_at,
            static=one.slip.static,
            break_tie=one.slip.break_tie,
        )
        yield said, by(f"bid {number}", one.slip.entered_at)
    yield sales.close_sale(sale, at=CLOSED_AT), by("close", CLOSED_AT)


def _interest(terms: Terms) -> Instruction:
    """Register the telephone bidders, and let clients follow their lots."""
    from ledger.files.clients_file import (  # noqa: PLC0415
        read_registrations,
        read_tracking,
    )
    from ledger.house import lots  # noqa: PLC0415
    from ledger.house.instruction import together  # noqa: PLC0415

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
    from ledger.entry import Attribution  # noqa: PLC0415
    from ledger.identity import Role  # noqa: PLC0415

    clerk = Attribution(actor="demo", role=Role.CLERK, recorded_at=ANNOUNCED_AT)
    return lambda step, at: replace(clerk, recorded_at=at, key=f"demo {step}")


def _tell(place: Path, terms: Terms, before: int, after: int) -> None:
    """End with the lots, and what to try next."""
    from commands import lots as room  # noqa: PLC0415

    office = Office(str(place))
    with office, office.views().asked() as db:
        listed = room.listed(db, terms.sale, only_open=False)
        rows = [room.row(page, due, terms.rules.currency) for page, due in listed]
    say_table(room.COLUMNS, rows, title=f"{terms.title} ({terms.sale})")
    if after == before:
        click.echo(f"{place} holds the sale already: {after} events. Nothing was added.")
    else:
        click.echo(f"{place}: {after - before} events recorded, {after} in all.")
    click.echo("Try next:")
    for line in (
        f"lotledger --ledger {place} lot show {terms.sale}/50061",
        f"lotledger --ledger {place} bids list {terms.sale}/50061",
        f"lotledger --ledger {place} results {terms.sale}",
    ):
        click.echo(f"  {line}")
