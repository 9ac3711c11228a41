"""Commands that have a person forgotten, and what is due to be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ledger.client import Client, erasing
from ledger.entry import client_stream, consignment_stream
from ledger.events.client import ErasedPart
from ledger.hold import Hold
from ledger.house.aggregates import Aggregates
from ledger.house.command import Decide, command
from ledger.house.payments import day_of
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, HoldId, LotId, sale_of
from ledger.sale import Sale
from ledger.sale.retention import Kept, kept
from ledger.store import json_text
from ledger.value import value


@value
class Keeping:
    """What keeps a client's bids and documents, or all of them."""

    sales: tuple[Kept, ...]
    """The sales they took part in, with the laws of each."""
    holds: tuple[HoldId, ...]
    """The legal holds that stand on them, or on one of those sales."""


@command("erase a person")
def erase(client: ClientId, *, basis: str, authorised_by: str, at: datetime) -> Decide:
    """Have a person forgotten, and their bids where nothing keeps those any longer."""

    def decide(transaction: HouseTransaction) -> None:
        current = transaction.client(client)
        keeping = keeping_of(transaction, client)
        erased = erasing.erase(
            current,
            basis=basis,
            authorised_by=authorised_by,
            holds=keeping.holds,
            bids_stay=bool(still_kept(transaction, keeping, at=at)),
        )
        transaction.record(client_stream(client), erased)

    return decide


def bids_are_erased(aggregates: Aggregates, client: str) -> bool:
    """Say whether the log has it that what opens a client's bids is gone."""
    known = aggregates.state(client_stream(ClientId(client)))
    return isinstance(known, Client) and ErasedPart.CLIENT in known.erased


def keeping_of(aggregates: Aggregates, client: ClientId) -> Keeping:
    """Return what keeps a client's bids and documents."""
    named = json_text.member("consignor", client)
    lots = (
        LotId(stream.removeprefix("lot:"))
        for stream in aggregates.streams("lot:", named)
    )
    invoices = aggregates.invoices_of(client)
    took_part = {*(each.issued.sale for each in invoices), *map(sale_of, lots)}
    sales: list[Sale] = aggregates.states("sale:")
    consigned = set(aggregates.streams("consignment:"))
    return keeping_in(
        client,
        (
            sale
            for sale in sales
            if sale.id in took_part
            or sale.paddles_of(client)
            or consignment_stream(sale.id, client) in consigned
        ),
        aggregates.holds(),
    )


def keeping_in(
    client: ClientId, sales: Iterable[Sale], holds: Iterable[Hold]
) -> Keeping:
    """Return what keeps a client who took part in some sales."""
    each = tuple(sales)
    names = {sale.id for sale in each}
    standing = (
        hold.id
        for hold in holds
        if not hold.lifted
        and (client in hold.clients or not names.isdisjoint(hold.sales))
    )
    return Keeping(tuple(map(kept_by_law, each)), tuple(standing))


def still_kept(
    aggregates: Aggregates, keeping: Keeping, *, at: datetime
) -> tuple[Kept, ...]:
    """Return the sales that keep the bids and documents of a client at a moment."""
    return tuple(
        each
        for each in keeping.sales
        if each.on(day_of(aggregates.sale(each.sale), at))
    )


def kept_by_law(sale: Sale) -> Kept:
    """Return how long a sale's bids and documents are kept."""
    closed = sale.closed_at
    return kept(sale, None if closed is None else day_of(sale, closed))
