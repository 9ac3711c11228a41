"""Check what was opened of sealed bids, and each price by it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.audit.options import (
    TableRequest,
    begin,
    table_options,
    table_scope,
    write_table,
)
from commands.params import SALE_OR_LOT
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.identity import LotId, SaleId


@click.command()
@click.argument("name", type=SALE_OR_LOT, metavar="SALE[/LOT]")
@table_options
@click.pass_context
def envelopes(
    ctx: click.Context, /, *, name: tuple[SaleId, LotId | None], **options: Any
) -> None:
    """Hold what was opened of NAME against what was sealed, and each price against it.

    Needs no key: whoever has a copy of the ledger finds the same. Each opened amount
    must be the one that its bid was committed to; each price is decided again by the
    opened amounts, as far as they reach, and the page names what it could not check.
    It ends with 1 where anything differs, or what the terms open stayed shut.

    Example: lotledger audit envelopes HERITAGE-2025-12/50061
    """
    from ledger.house.erasing import bids_are_erased
    from ledger.house.key_readers import key_readers
    from ledger.replay.timeline import timeline_of
    from ledger.verification.envelopes import check_envelopes
    from presenters.envelopes import envelopes_report
    from presenters.key_readers import readable_by

    ledger: LedgerSession = ctx.obj
    request = TableRequest(**options)
    begin(ledger, request)
    records = ledger.records().as_of_now()
    sale, lot = name
    lots = records.lot_names(sale) if lot is None else [lot]
    timeline = timeline_of(records.sale_history(sale))
    is_erased = partial(bids_are_erased, records)
    checked = [
        check_envelopes(records.history(each), timeline, is_erased=is_erased)
        for each in lots
    ]
    title = f"What was opened of {lot or sale}, and what it shows"
    heading = table_scope(records, sale, request).heading("audit-envelopes", title)
    currency = timeline.last.terms.rules.currency
    readable = readable_by(key_readers(ledger.house()))
    write_table(envelopes_report(checked, currency, heading, readable), request)
    if any(each.faults or each.due for each in checked):
        ctx.exit(1)
