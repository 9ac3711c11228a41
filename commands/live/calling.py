"""What every call in the room does: read amounts, and say how the lot stands then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.params import price
from commands.recording import own_lot_noted
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house.command import Command
    from ledger.identity import LotId
    from ledger.money import Currency, Minor


def lot_currency(ledger: LedgerSession, lot: LotId) -> Currency:
    """Return the currency that a lot is bid for in."""
    return ledger.house().lot(lot).listing.currency


def price_on(
    ledger: LedgerSession, lot: LotId, text: str | None, hint: str
) -> Minor | None:
    """Read an amount on a lot, as it was typed."""
    return None if text is None else price(text, lot_currency(ledger, lot), hint)


def record_call(
    ledger: LedgerSession, lot: LotId, asked: Command, by: Attribution
) -> None:
    """Carry it out, and say how the lot stands now."""
    from ledger.identity import sale_of
    from presenters.recorded import own_lot_lines, room_line

    house = ledger.house()
    with own_lot_noted(house, asked):
        recorded = house.do(asked, by=by)
    click.echo(room_line(house.lot(lot), recorded))
    for line in own_lot_lines(house.lot(lot), house.sale(sale_of(lot)), recorded):
        click.echo(line)
