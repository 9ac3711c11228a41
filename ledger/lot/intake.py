"""How a lot came into the house, and that it is expressly without reserve."""

from __future__ import annotations

from datetime import date

from ledger.events.intake import (
    LotReceived,
    WithoutReserveDeclared,
)
from ledger.events.lot import LotEvent
from ledger.identity import ClientId, LotId
from ledger.lot import Lot
from ledger.lot.listing import must_be_open
from ledger.refusals import ReserveStands
from ledger.value import value


@value(kw_only=True)
class Arrival:
    """How a lot came into the house (NY GBL § 25): people by the house's numbers."""

    lot: LotId
    received_on: date
    owner: ClientId
    deliverer: ClientId
    storage: str
    prior_owner: ClientId | None = None
    prior_location: str | None = None
    marks: str | None = None
    contract: str | None = None


def receive(lot: Lot, receipt: Arrival) -> tuple[LotEvent, ...]:
    """Note how a lot came into the house; what was noted last stands."""
    received = LotReceived(
        lot=lot.id,
        received_on=receipt.received_on,
        owner=receipt.owner,
        deliverer=receipt.deliverer,
        prior_owner=receipt.prior_owner,
        prior_location=receipt.prior_location,
        storage=receipt.storage,
        marks=receipt.marks,
        contract=receipt.contract,
    )
    return () if lot.received == received else (received,)


def declare_without_reserve(lot: Lot) -> tuple[LotEvent, ...]:
    """Put a lot up expressly without reserve, for good; raises ReserveStands.

    From then on it takes no reserve, and once somebody has bid it is sold
    (UCC 2-328(3)).
    """
    if lot.without_reserve:
        return ()
    must_be_open(lot)
    if lot.reserve is not None:
        raise ReserveStands(lot=lot.id)
    return (WithoutReserveDeclared(lot=lot.id),)
