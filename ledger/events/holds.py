"""The events of a legal hold: what must be kept, whatever else says it may go."""

from __future__ import annotations

from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import ClientId, HoldId, SaleId


@event("legal-hold-placed/1")
class LegalHoldPlaced:
    """Litigation or an inquiry is expected: what is held is kept until it is lifted.

    A hold is widened by placing it again with all that it covers (FRCP 37(e)).
    """

    hold: HoldId
    clients: tuple[ClientId, ...]
    sales: tuple[SaleId, ...]


@event("legal-hold-lifted/1")
class LegalHoldLifted:
    """The matter is over: the usual rules say again how long things are kept."""

    hold: HoldId


HoldEvent: TypeAlias = LegalHoldPlaced | LegalHoldLifted
