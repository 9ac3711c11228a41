"""Tell what of a sale is sealed, who was shown any of it, and who could have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.audit.options import (
    TableRequest,
    begin,
    table_options,
    table_scope,
    write_table,
)
from commands.params import SALE
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.identity import SaleId


@click.command()
@click.argument("sale", type=SALE)
@table_options
@click.pass_context
def seals(ctx: click.Context, /, *, sale: SaleId, **options: Any) -> None:
    """Tell what of SALE is sealed, what stayed plain, and who was shown any of it.

    Nothing that is sealed is shown. Each look at a maximum or a reserve is on record
    before anything is shown; it ends with 1 where there was one before the hammer, or
    anything was opened. Whoever can open the key file reads all of it without this
    program, and no record tells: the page names the logins that can.

    Example: lotledger audit seals HERITAGE-2025-12
    """
    from ledger.house.key_readers import key_readers
    from ledger.verification.seals import sale_seals
    from presenters.seals import seals_report

    ledger: LedgerSession = ctx.obj
    request = TableRequest(**options)
    begin(ledger, request)
    records = ledger.records().as_of_now()
    sealed = sale_seals(records, sale)
    title = f"What of {sale} is sealed"
    heading = table_scope(records, sale, request).heading("audit-seals", title)
    readers = key_readers(ledger.house())
    write_table(seals_report(sealed, readers, heading), request)
    if sealed.early:
        ctx.exit(1)
