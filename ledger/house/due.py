"""Who is due to be forgotten: every client, with what keeps what they bid."""

from __future__ import annotations

from ledger.client import Client
from ledger.house.aggregates import Aggregates
from ledger.house.erasing import Keeping, keeping_in
from ledger.identity import ClientId, SaleId
from ledger.sale import Sale
from ledger.value import value


@value
class ErasureDue:
    """A client, and what keeps them."""

    client: Client
    keeping: Keeping


def due_clients(aggregates: Aggregates) -> list[ErasureDue]:
    """Return every client with what keeps their bids and documents."""
    sales: list[Sale] = aggregates.states("sale:")
    took_part: dict[ClientId, set[SaleId]] = {}
    for sale in sales:
        for holder in sale.paddles.values():
            took_part.setdefault(holder.client, set()).add(sale.id)
        for lot in aggregates.lots(sale.id):
            if lot.listing.consignor is not None:
                took_part.setdefault(lot.listing.consignor, set()).add(sale.id)
    for invoice in aggregates.invoices():
        took_part.setdefault(invoice.issued.client, set()).add(invoice.issued.sale)
    holds = aggregates.holds()
    clients: list[Client] = aggregates.states("client:")
    return [
        ErasureDue(
            client,
            keeping_in(
                client.id,
                [s for s in sales if s.id in took_part.get(client.id, ())],
                holds,
            ),
        )
        for client in clients
    ]
