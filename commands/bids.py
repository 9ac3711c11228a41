"""Import bid lists, and read every bid."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.office import Office, attributed
from commands.params import CHANNEL, PADDLE, SALE, WHEN
from commands.speak import json_option, progress, say_json, say_table

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import Event
    from ledger.identity import Paddle, SaleId
    from ledger.money import Currency
    from projections.bids import Line

LAYOUTS = click.Choice(["lotledger", "auctionflex"])

COLUMNS = [
    ("position", "right"),
    ("lot", "right"),
    ("kind", "left"),
    ("paddle", "right"),
    ("submitted", "right"),
    ("maximum", "right"),
    ("channel", "left"),
    ("received (UTC)", "left"),
    ("leader", "right"),
    ("price", "right"),
    ("why", "left"),
]


@click.group()
def bids() -> None:
    """Import bid lists, and read every bid.

    Example: lotledger bids import HERITAGE-2025-12 bids.csv --dry-run
    """


@bids.command("import")
@click.argument("sale", type=SALE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "layout", type=LAYOUTS, help="Whose columns.  [default: found]")
@click.option("--channel", type=CHANNEL, help="How they came, where the file has none.")
@click.option(
    "--received-at",
    type=WHEN,
    metavar="TIME",
    help="When they came, where the file has no times: a whole mail bag.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; record nothing.")
@attributed
@click.pass_obj
def import_(  # noqa: PLR0913 (one option each)
    office: Office,
    sale: SaleId,
    file: Path,
    *,
    layout: str | None,
    channel: str | None,
    received_at: datetime | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Take the bids of FILE (CSV) on lots of SALE, in the order of the file.

    A faulty file records nothing. A sound bid that the rules refuse is recorded as
    refused, and the others go on. The same file imported again records nothing.

    Example: lotledger bids import HERITAGE-2025-12 bids.csv
    """
    from commands.imports import carry_out  # noqa: PLC0415
    from ledger.files.bids_file import read_bids  # noqa: PLC0415
    from ledger.house import bids as room  # noqa: PLC0415
    from ledger.identity import Channel  # noqa: PLC0415

    house = office.house()
    read = read_bids(
        file,
        terms=house.sale(sale).terms,
        layout=layout,
        channel=None if channel is None else Channel(channel),
        received_at=received_at,
        entered_at=at,
    )
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    instruction = room.take_bids(read.slips)
    if dry_run:
        _tell_refused(house.rehearse(instruction, by=by))
    recorded = carry_out(
        house,
        instruction,
        by=by,
        key=f"bids {sale} {read.digest}",
        told=f"{file}: {len(read.slips)} bids",
        dry_run=dry_run,
    )
    if recorded is not None:
        _tell_refused(recorded.events)


def _tell_refused(events: tuple[Event, ...]) -> None:
    """Say which bids were refused, each in its own words, and count them."""
    from ledger.events import BidRefused  # noqa: PLC0415

    refused = [event for event in events if isinstance(event, BidRefused)]
    for event in refused:
        click.echo(f"  refused: paddle {event.paddle}: {event.said}")
    counts = Counter(event.code for event in refused)
    told = ", ".join(f"{count} {code}" for code, count in sorted(counts.items()))
    if refused:
        click.echo(f"{len(refused)} refused: {told}.")


@bids.command("list")
@click.argument("name", metavar="SALE[/LOT]")
@click.option("--paddle", type=PADDLE, help="Only what this paddle did.")
@json_option
@click.pass_obj
def list_(office: Office, name: str, *, paddle: Paddle | None, as_json: bool) -> None:
    """List everything that touched the bidding, maximums included: for auditors.

    Example: lotledger bids list HERITAGE-2025-12/50061
    """
    from commands.params import LOT  # noqa: PLC0415
    from ledger.identity import SaleId, sale_of  # noqa: PLC0415
    from projections.bids import (  # noqa: PLC0415
        lot_history,
        paddle_history,
        sale_history,
    )

    lot = LOT.convert(name, None, None) if "/" in name else None
    sale = SaleId(SALE.convert(name, None, None)) if lot is None else sale_of(lot)
    currency = office.house().sale(sale).terms.rules.currency
    with progress("reading") as advance, office.views().asked(advance) as db:
        if paddle is not None:
            lines = paddle_history(db, sale, paddle)
        else:
            lines = sale_history(db, sale) if lot is None else lot_history(db, lot)
    told = [one for one in lines if lot is None or one.lot == lot]
    if as_json:
        say_json([_row_json(one, currency) for one in told])
        return
    say_table(COLUMNS, [_row(one, currency) for one in told], title=name)


def _row(one: Line, currency: Currency) -> tuple[object, ...]:
    def written(amount: int | None) -> str | None:
        return None if amount is None else currency.write(amount)

    why = one.code or (None if one.rule is None else one.rule.value)
    return (
        one.position,
        one.lot.partition("/")[2],
        one.kind.value,
        one.paddle,
        written(one.submitted if one.submitted is not None else one.amount),
        written(one.maximum),
        None if one.channel is None else one.channel.value,
        None if one.received_at is None else f"{one.received_at:%m-%d %H:%M:%S}",
        one.leader,
        written(one.price),
        f"{why or ''}{' (received earlier)' if one.out_of_time else ''}",
    )


AMOUNTS = ("submitted", "maximum", "amount", "price", "asking", "premium", "step", "against")


def _row_json(one: Line, currency: Currency) -> dict[str, object]:
    from dataclasses import asdict  # noqa: PLC0415

    row = asdict(one)
    for name in AMOUNTS:
        if row[name] is not None:
            row[name] = currency.plain(row[name])
    return row
