"""Import bid lists, and read every bid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed, authorised_by_option
from commands.looking import may_show, opened_in_turn
from commands.output import print_remarks, prints_json, progress
from commands.params import CHANNEL, PADDLE, SALE, SALE_OR_LOT, WHEN
from commands.receipts import gives_receipts
from commands.recording import (
    ReadList,
    dry_run_option,
    held_against,
    record_import,
    sheet_options,
    sure_option,
    unless_sure,
    zone_option,
)
from commands.session import LedgerSession, as_of
from ledger.identity import HOUSE, Channel, LotId, Paddle, SaleId, number_of

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import Event
    from ledger.files.bids_file import BidList
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.lot.slip import LotSlip
    from ledger.sale import Sale
    from projections.bids import HistoryLine

LAYOUTS = click.Choice(["lotledger", "auctionflex"])


@click.group()
def bids() -> None:
    """Import bid lists, and read every bid.

    Example: lotledger bids import HERITAGE-2025-12 bids.csv --dry-run
    """


@bids.command("import")
@click.argument("sale", type=SALE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "layout",
    type=LAYOUTS,
    help="The program whose columns the file has.  [default: recognised]",
)
@click.option(
    "--channel", type=CHANNEL, help="How the bids came, for a file without channels."
)
@click.option(
    "--received-at",
    type=WHEN,
    metavar="TIME",
    help="When the bids came, for a file without times, such as a mail bag.",
)
@authorised_by_option
@zone_option
@sheet_options
@sure_option
@dry_run_option
@attributed
@click.pass_obj
@gives_receipts
def import_(
    ledger: LedgerSession,
    /,
    sale: SaleId,
    file: Path,
    *,
    channel: str | None,
    authorised_by: str | None,
    sure: bool,
    dry_run: bool,
    by: Attribution,
    at: datetime,
    **written: Any,
) -> None:
    """Take the bids of FILE (CSV) on lots of SALE, in the order of the file.

    A faulty file records nothing. A sound bid that the rules refuse is recorded as
    refused, and the import goes on. A second import of the same file records nothing.
    All the receipts of a file are stated: those by mail and fax may lie on any day
    since the sale was announced; for any other, say --reason and --authorised-by, once
    for the whole file. A dry run opens nothing that is sealed.

    Example: lotledger bids import HERITAGE-2025-12 bids.csv
    """
    from ledger.files.bids_file import read_bids

    command = partial(_taken, authorised_by=authorised_by, sure=sure)
    house = ledger.house()
    read = read_bids(
        file,
        terms=house.sale(sale).terms,
        channel=None if channel is None else Channel(channel),
        entered_at=at,
        lots=frozenset(house.lot_names(sale)),
        against=held_against(house, by, command),
        **written,
    )
    asked = command(read.slips)
    _record_bids(house, sale, read, asked, f"{file}", by=by, dry_run=dry_run)


def _taken(
    slips: Sequence[LotSlip], *, authorised_by: str | None, sure: bool
) -> Command:
    """Ask for bids to be taken, and back where an amount of them is far off."""
    from ledger.house import bids as room

    return unless_sure(room.take_bids(slips, authorised_by=authorised_by), sure=sure)


def _record_bids(
    house: House,
    sale: SaleId,
    read: BidList,
    command: Command,
    file: str,
    *,
    by: Attribution,
    dry_run: bool,
) -> None:
    """Take what was read, and tell what was assumed and what was refused."""
    from presenters.words import counted

    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    events = record_import(
        house,
        command,
        by=by,
        read=ReadList.of(f"bids {sale}", read, lambda: [*map(_as_read, read.slips)]),
        summary=f"{file}: {counted(len(read.slips), 'bid')}",
        dry_run=dry_run,
    )
    _print_refused(events)


def _as_read(lot_slip: LotSlip) -> LotSlip:
    """Return a bid without when it was entered, which is another time each time."""
    from ledger.value import replace

    received_at = lot_slip.slip.received_at.astimezone(UTC)
    slip = replace(lot_slip.slip, received_at=received_at, entered_at=received_at)
    return replace(lot_slip, slip=slip)


def _print_refused(events: tuple[Event, ...]) -> None:
    """Say which bids were refused, each in its own words, and count them."""
    from ledger.events import BidRefused

    refused = [event for event in events if isinstance(event, BidRefused)]
    for event in refused:
        who = f"lot {number_of(event.lot)}, paddle {event.paddle}"
        click.echo(f"  refused: {who}: {event.said}")
    counts = Counter(event.code for event in refused)
    codes = ", ".join(f"{count} {code}" for code, count in sorted(counts.items()))
    if refused:
        click.echo(f"{len(refused)} refused: {codes}.")


@bids.command("list")
@click.argument("name", type=SALE_OR_LOT, metavar="SALE[/LOT]")
@click.option("--paddle", type=PADDLE, help="Only entries of this paddle.")
@prints_json("presenters.history:BiddingEntryShape", many=True)
@click.pass_obj
@as_of
def list_(
    ledger: LedgerSession,
    name: tuple[SaleId, LotId | None],
    *,
    paddle: Paddle | None,
    as_json: bool,
) -> None:
    """List every event of the bidding, maximums included: for auditors.

    Where they are sealed it is on record first who looks.

    Example: lotledger bids list HERITAGE-2025-12/50061
    """
    from presenters.history import COLUMNS, bidding_entry_shape, remark, row, title
    from presenters.shape import json_list

    (sale, lot), house = name, ledger.records()
    record = house.sale(sale)
    if lot is not None:
        house.lot(lot)
    if paddle not in (None, HOUSE):
        record.holder(paddle)
    currency, zone = record.terms.rules.currency, record.terms.zone
    with _shown_lines(ledger, record, lot, paddle) as lines:
        if as_json:
            shapes = (bidding_entry_shape(line, currency) for line in lines)
            for text in json_list(shapes):
                click.echo(text, nl=False)
            return
        entries = [
            (row(line, currency, zone), remark(line, currency, zone)) for line in lines
        ]
    if entries:
        rows, remarks = zip(*entries, strict=True)
        print_remarks(COLUMNS, rows, remarks, title=title(lot or sale, zone))
    else:
        missing = "no events yet" if paddle is None else f"no events of paddle {paddle}"
        click.echo(f"The bidding of {lot or sale} has {missing}.")


@contextmanager
def _shown_lines(
    ledger: LedgerSession, sale: Sale, lot: LotId | None, paddle: Paddle | None
) -> Iterator[Iterable[HistoryLine]]:
    """Return the history with what is sealed in it, once it is on record who looks."""
    with _history_lines(ledger, sale.id, lot, paddle) as lines:
        if not sale.sealed:
            yield lines
            return
        sealed = dict.fromkeys(line.lot for line in lines if line.sealed)
    shown = bool(sealed) and may_show(ledger, sealed, "list bids", all_sealed=True)
    # Read again, now that it is on record: there may be more lines than there is room.
    with _history_lines(ledger, sale.id, lot, paddle) as lines:
        yield opened_in_turn(ledger, lines) if shown else lines


@contextmanager
def _history_lines(
    ledger: LedgerSession, sale: SaleId, lot: LotId | None, paddle: Paddle | None
) -> Iterator[Iterator[HistoryLine]]:
    """Ask the view what touched a sale, a lot, or what a paddle did there."""
    from ledger.house.sale_streams import bidding_of
    from projections.bids import history_in_turn, with_own_lots
    from projections.mentions import own_lots

    views = ledger.views(lambda _: bidding_of(sale, lot))
    with progress("reading") as advance:
        views.catch_up(advance)
    with views.asked() as db:
        own = own_lots(db, sale)
        yield with_own_lots(history_in_turn(db, sale, lot, paddle), own)
