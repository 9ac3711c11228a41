"""Record a correction, and say what stood before and what stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed
from commands.params import LOT, TEXT, price
from commands.session import LedgerSession
from ledger.identity import LotId, sale_of

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.lot import Lot
    from ledger.money import Minor
    from ledger.store.writer import Recorded

Callback = Callable[..., Any]

_LOT = click.argument("name", type=LOT, metavar="SALE/LOT")
_DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Show the result; record and unseal nothing."
)
_SECOND = click.option(
    "--authorised-by",
    type=TEXT,
    metavar="NAME",
    help="The second person, if the correction changes who pays.",
)


def with_lot(command: Callback) -> Callback:
    """Give a command its lot, a dry run, and who acts."""
    return _LOT(_DRY_RUN(attributed(click.pass_obj(command))))


def with_second_person(command: Callback) -> Callback:
    """Give it a second person as well."""
    return _SECOND(with_lot(command))


def price_or_none(lot: Lot, amount: str | None) -> Minor | None:
    """Read a price in the currency of a lot; None where none is given."""
    return None if amount is None else price(amount, lot.listing.currency, "--price")


def record_correction(
    ledger: LedgerSession,
    name: LotId,
    correction: Command,
    by: Attribution,
    *,
    dry_run: bool,
) -> None:
    """Do it, or only try it, and say what stood before and what stands now."""
    from presenters.recorded import NOTHING_RECORDED, position_sentence
    from presenters.standing import stands, stood

    house = ledger.house()
    if dry_run:
        events = house.dry_run(correction, by=by)
        before, ending = house.lot(name), NOTHING_RECORDED
    else:
        recorded = house.do(correction, by=by)
        events, ending = recorded.events, position_sentence(recorded)
        before = _lot_before(house, name, recorded)
    after = _lot_after(before, events)
    zone = house.sale(sale_of(name)).terms.zone
    now = stands(after, before=before, zone=zone)
    click.echo(f"Lot {name}: {stood(before)}; now {now} {ending}")


def _lot_before(house: House, name: LotId, recorded: Recorded) -> Lot:
    """Return a lot as it stood before a command, whatever was recorded since."""
    if not recorded.events:
        return house.lot(name)
    return house.as_of(recorded.first - 1).lot(name)


def _lot_after(lot: Lot | None, events: Iterable[Any]) -> Lot:
    from ledger.lot.evolve import evolve

    for event in events:
        lot = evolve(lot, event)
    assert lot is not None, "a lot is catalogued before it is put right"
    return lot
