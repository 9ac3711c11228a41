"""The command of a review: a person's decision on an indicator."""

from __future__ import annotations

from datetime import datetime

from ledger.entry import StreamId, client_stream, sale_stream
from ledger.events import Decision, IndicatorReviewed
from ledger.house.command import Decide, command
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, SaleId
from ledger.value import value


@value(kw_only=True)
class SeenIndication:
    """An indication as somebody saw it when they decided."""

    indication: str
    """The indicator, and of whom: ``shill-score:1010:C-301``."""
    about: tuple[ClientId, ...]
    points: int
    inputs: str
    """What the points were worked out from, as JSON."""
    as_of: int
    """The last position that had been read."""


def _name_of(seen: SeenIndication) -> str:
    # What it came to by then is no argument: a repeat of the command is the same.
    return seen.indication


@command("review an indicator", in_own_name=True, identity={"seen": _name_of})
def review(
    seen: SeenIndication,
    *,
    sale: SaleId | None = None,
    client: ClientId | None = None,
    decision: Decision,
    finding: str,
    reviewed_by: str,
    at: datetime,
) -> Decide:
    """Decide what to make of an indicator of a sale, or else of a client.

    A later review takes nothing away: each stays, and the last one counts.
    """

    def decide(transaction: HouseTransaction) -> None:
        reviewed = IndicatorReviewed(
            sale=sale,
            client=client,
            about=seen.about,
            indication=seen.indication,
            points=seen.points,
            inputs=seen.inputs,
            as_of=seen.as_of,
            decision=decision,
            finding=finding,
            reviewed_by=reviewed_by,
            at=at,
        )
        transaction.record(_stream(transaction, sale, client), (reviewed,))

    return decide


def _stream(
    transaction: HouseTransaction, sale: SaleId | None, client: ClientId | None
) -> StreamId:
    """Return where a review stands; raises UnknownSale and UnknownClient."""
    if sale is not None:
        return sale_stream(transaction.sale(sale).id)
    assert client is not None, "a sale or a client is looked at"
    return client_stream(transaction.client(client).id)
