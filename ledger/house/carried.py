"""What a ledger brings forward to the next: what is open, and what is the house's own.

A sale is brought forward with all its books while anything of it is open, and while a
law or a legal hold keeps it: by its books the next ledger knows whom they keep from
being forgotten. Then it stays where it is. Its bidding stays in any case: that is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ledger.entry import Attribution, BroughtForward, Entry, StreamId
from ledger.events import (
    BidRetracted,
    BidStruck,
    Event,
    LotBooksEvent,
    LotCatalogued,
    LotPassed,
    LotPictured,
    LotSold,
    LotWithdrawn,
    ReserveSet,
    RolesBegun,
    SeriesBroughtForward,
)
from ledger.events.corrections import Correction
from ledger.events.intake import LotIntakeEvent
from ledger.events.lot import LotAmended
from ledger.events.sealed import WITH_SEAL
from ledger.house.consignors import ConsignorAccount, consignor_accounts
from ledger.house.erasing import kept_by_law
from ledger.house.sale_streams import Streams, books_of
from ledger.house.shown import opened_amounts_at
from ledger.identity import SaleId, SeriesId
from ledger.lot import Lot
from ledger.settlement.invoice import Invoice
from ledger.settlement.series import written
from ledger.store.reader import AT_ONCE
from ledger.value import replace

if TYPE_CHECKING:
    from ledger.house.records import Records

OF_THE_HOUSE = (
    "bank:",
    "client:",
    "funds:",
    "hold:",
    "own-tax:",
    "periods",
    "suspense",
    "tax:",
    "users",
)
"""How the streams begin that are brought forward whole, whatever is open."""
_OF_A_SALE = ("lot:", "account:", "consignment:")
_OF_A_LOT = (
    LotCatalogued
    | LotAmended
    | LotWithdrawn
    | LotIntakeEvent
    | LotPictured
    | ReserveSet
    | LotSold
    | LotPassed
    | Correction
    | LotBooksEvent
)
"""What the books of a lot follow from: not what was bid on it."""
_OF_BIDS = BidRetracted | BidStruck


class Carried(NamedTuple):
    """An entry as it is brought forward: its stream, and who recorded what first."""

    stream: StreamId
    event: Event
    by: Attribution | None
    """None: whoever brings it forward says so."""


def open_sales(house: Records) -> list[SaleId]:
    """Return the sales that are open or kept, in the order they were announced."""
    holds = (hold.sales for hold in house.holds() if not hold.lifted)
    in_a_matter = {sale for sales in holds for sale in sales}
    return [
        sale
        for sale in house.sale_names()
        if sale in in_a_matter or _is_kept(house, sale) or _is_open(house, sale)
    ]


def _is_kept(house: Records, sale: SaleId) -> bool:
    """Say whether a law keeps a sale after the last day of the books.

    One for which no law was named is kept: nobody said how long.
    """
    ended_on = house.periods().locked_through
    return ended_on is None or kept_by_law(house.sale(sale)).on(ended_on)


def _is_open(house: Records, sale: SaleId) -> bool:
    return (
        any(map(_invoice_is_open, house.invoices(sale)))
        or any(map(_lot_is_open, house.lots(sale)))
        or any(map(_account_is_open, consignor_accounts(house, sale)))
    )


def _invoice_is_open(invoice: Invoice) -> bool:
    return invoice.balance != 0 or any(
        payment.doubted or payment.good != payment.left for payment in invoice.payments
    )


def _lot_is_open(lot: Lot) -> bool:
    """Say whether a lot is still in the house, or its export is not shown yet."""
    books = lot.books
    if books.invoiced is None:
        return False
    is_out = books.released and books.released.invoice == books.invoiced.invoice
    return not is_out or (books.invoiced.export and books.export is None)


def _account_is_open(owner: ConsignorAccount) -> bool:
    balance = owner.balance
    return bool(owner.account.open or owner.awaited) or balance.net != balance.paid


def carried_entries(
    house: Records, sales: list[SaleId], *, upto: int
) -> Iterator[Carried]:
    """Yield what is brought forward up to a position, in the order of the log."""
    streams = [_streams_of(house, sale) for sale in sales]
    names = {name for each in streams for name in each.names}
    beginning = {first for each in streams for first in each.beginning}
    positions = house.reader.positions_of(
        sorted(name for name in names if not name.startswith(OF_THE_HOUSE)),
        (*OF_THE_HOUSE, *sorted(beginning)),
    )
    due = [position for position in positions if position <= upto]
    for first in range(0, len(due), AT_ONCE):
        entries = list(house.reader.entries_at(due[first : first + AT_ONCE]))
        opened = opened_amounts_at(house, _sealed_reserves(entries))
        for entry in entries:
            event = opened.get(entry.position, entry.event)
            if _goes_on(entry.stream, event):
                yield Carried(entry.stream, event, _attribution(entry))


def _streams_of(house: Records, sale: SaleId) -> Streams:
    whole = books_of(house.reader, sale)
    own = tuple(first for first in whole.beginning if first.startswith(_OF_A_SALE))
    return Streams(whole.names, own)


def _sealed_reserves(entries: list[Entry[Event]]) -> list[int]:
    """Return where reserves stand that are to be opened: each is sealed anew."""
    return [
        entry.position
        for entry in entries
        if isinstance(entry.event, ReserveSet) and entry.event.seal is not None
    ]


def _goes_on(stream: StreamId, event: Event) -> bool:
    if stream.startswith("lot:"):
        return isinstance(event, _OF_A_LOT) and not isinstance(event, _OF_BIDS)
    return not isinstance(event, WITH_SEAL) or event.seal is None


def _attribution(entry: Entry[Event]) -> Attribution:
    """Return who recorded an entry, and where; what only one ledger can tell goes."""
    brought = BroughtForward(position=entry.position, recorded_at=entry.by.recorded_at)
    return replace(
        entry.by, brought=brought, key=None, key_id=None, session=None, approval=None
    )


def series_brought_forward(house: Records) -> Iterator[Carried]:
    """Yield how far each series of numbers got, for its next number elsewhere."""
    for stream in house.streams("series:"):
        series = SeriesId(stream.partition(":")[2])
        number = house.state(stream)
        yield Carried(
            stream,
            SeriesBroughtForward(
                series=series, number=number, document=written(series, number)
            ),
            None,
        )


def roles_brought_forward(house: Records) -> tuple[RolesBegun, ...]:
    """Return that roles hold from the first entry on, where they held before."""
    return (RolesBegun(),) if house.ledger().roles_are_on else ()
