"""A legal hold: who and what it keeps from going, until the matter is over."""

from __future__ import annotations

from typing import assert_never

from ledger.events.holds import HoldEvent, LegalHoldLifted, LegalHoldPlaced
from ledger.identity import ClientId, HoldId, SaleId
from ledger.refusals import HoldIsLifted
from ledger.value import replace, value


@value
class Hold:
    """A legal hold as it stands at one moment."""

    id: HoldId
    clients: tuple[ClientId, ...] = ()
    sales: tuple[SaleId, ...] = ()
    lifted: bool = False


def evolve(hold: Hold | None, event: HoldEvent) -> Hold:
    """Return the hold as it stands after one more event."""
    match event:
        case LegalHoldPlaced():
            return Hold(event.hold, event.clients, event.sales)
        case LegalHoldLifted():
            assert hold is not None, "a hold is placed before it is lifted"
            return replace(hold, lifted=True)
        case _:
            assert_never(event)


def place(
    hold: Hold | None,
    name: HoldId,
    *,
    clients: tuple[ClientId, ...],
    sales: tuple[SaleId, ...],
) -> tuple[HoldEvent, ...]:
    """Place a hold, or widen it: it never lets go of what it covered.

    Raises HoldIsLifted.
    """
    before = hold or Hold(name)
    if before.lifted:
        raise HoldIsLifted(hold=name)
    covered = Hold(
        name,
        tuple(dict.fromkeys((*before.clients, *clients))),
        tuple(dict.fromkeys((*before.sales, *sales))),
    )
    if covered == hold:
        return ()
    placed = LegalHoldPlaced(hold=name, clients=covered.clients, sales=covered.sales)
    return (placed,)


def lift(hold: Hold) -> tuple[HoldEvent, ...]:
    """Let go of what a hold covered; raises HoldIsLifted."""
    if hold.lifted:
        raise HoldIsLifted(hold=hold.id)
    return (LegalHoldLifted(hold=hold.id),)
