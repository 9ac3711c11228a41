"""Register bidders for lots by phone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed
from commands.audit.options import (
    TableRequest,
    begin,
    table_options,
    table_scope,
    write_table,
)
from commands.params import CHANNEL, LOT, PADDLE, SALE, SALE_OR_LOT
from commands.recording import (
    ReadList,
    dry_run_option,
    held_against,
    record,
    record_import,
    skip_last_option,
)
from commands.session import LedgerSession
from ledger.identity import Channel, LotId, Paddle, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution


class _Register(click.Group):
    """Registers a paddle for a lot where no other command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read ``register SALE/LOT`` as ``register lot SALE/LOT``."""
        own = (*self.commands, *self.get_help_option_names(ctx))
        if args and args[0] not in own:
            args = ["lot", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Register)
def register() -> None:
    """Register bidders for lots by phone.

    ``register SALE/LOT`` is short for ``register lot SALE/LOT``.

    Example: lotledger register import HERITAGE-2025-12 phones.csv --dry-run
    """


@register.command("import")
@click.argument("sale", type=SALE)
@click.argument("file", type=click.Path(path_type=Path))
@skip_last_option
@dry_run_option
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    sale: SaleId,
    file: Path,
    *,
    skip_last: int,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Register the bidders of FILE (CSV) for lots of SALE: all of them, or none.

    Columns: lot and paddle; channel, without which each is by phone; phone_line. A
    second import of the same file records nothing.

    Example: lotledger register import HERITAGE-2025-12 phones.csv --dry-run
    """
    from ledger.files.clients_file import read_registrations
    from ledger.house import lots
    from presenters.words import counted

    house = ledger.house()
    read = read_registrations(
        file,
        sale=sale,
        lots=frozenset(house.lot_names(sale)),
        paddles=house.sale(sale).paddles,
        skip_last=skip_last,
        against=held_against(house, by, lots.register_many),
    )
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    record_import(
        house,
        lots.register_many(read.rows),
        by=by,
        read=ReadList.of(f"registrations {sale}", read, lambda: read.rows),
        summary=f"{file}: {counted(len(read.rows), 'registration')}",
        dry_run=dry_run,
    )


@register.command()
@click.argument("name", type=SALE_OR_LOT, metavar="SALE[/LOT]")
@table_options
@click.pass_obj
def sheet(
    ledger: LedgerSession, /, name: tuple[SaleId, LotId | None], **options: Any
) -> None:
    """Print the phone sheet of SALE, or of one LOT: who is called on which line.

    Example: lotledger register sheet HERITAGE-2025-12 --format pdf --out phones.pdf
    """
    from presenters.phone_sheet import phone_sheet

    request = TableRequest(**options)
    begin(ledger, request)
    (sale, lot), records = name, ledger.records().as_of_now()
    record = records.sale(sale)
    lots = records.lots(sale) if lot is None else [records.lot(lot)]
    scope = table_scope(records, sale, request)
    heading = scope.heading("phone-sheet", f"Phone sheet of {lot or sale}")
    write_table(phone_sheet(record, lots, heading), request)


@register.command("lot")
@click.argument("lot", type=LOT, metavar="SALE/LOT")
@click.option("--paddle", type=PADDLE, required=True, help="Who will bid.")
@click.option(
    "--channel",
    type=CHANNEL,
    default="phone",
    show_default=True,
    help="How they will bid.",
)
@click.option(
    "--line",
    type=click.IntRange(1, 999),
    help="The telephone line that the house calls on.",
)
@click.option("--cancel", is_flag=True, help="Cancel the registration.")
@attributed
@click.pass_obj
def lot_(
    ledger: LedgerSession,
    lot: LotId,
    *,
    paddle: Paddle,
    channel: str,
    line: int | None,
    cancel: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Register a paddle to bid on SALE/LOT when it comes up.

    The catalogue counts registered phone bidders together with the bids.

    Example: lotledger register lot HERITAGE-2025-12/50061 --paddle 1005 --line 3
    """
    from ledger.house import lots

    way = Channel(channel)
    if cancel:
        command = lots.cancel_registration(lot, paddle=paddle, channel=way)
    else:
        command = lots.register(lot, paddle=paddle, channel=way, phone_line=line)
    done = "no longer registered" if cancel else "registered"
    record(ledger.house(), command, by, f"Paddle {paddle} is {done} for lot {lot}.")
