"""Mentions: which events touch which sale, lot, client, paddle, document and person.

It is an index to the log: it says where to look, and tells nothing of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import zip_longest
from operator import attrgetter
from types import NoneType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from ledger.entry import Entry
from ledger.events import (
    Event,
    HouseBidPlaced,
    InvoiceLine,
    StatementLine,
)
from ledger.identity import (
    DISPUTE_ID,
    HOUSE,
    BankAccountId,
    ClientId,
    CreditNoteId,
    DisputeId,
    FundsId,
    HoldId,
    InvoiceId,
    LotId,
    Paddle,
    PaymentId,
    SaleId,
    StatementId,
    invoice_of,
    sale_of,
)
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An event, and what it touches; a further row where it touches several of one."""

    mention: str
    """The place in the log, and which row of the event this is: ``1042.1``."""
    position: int
    """The place in the log."""
    kind: str
    """The event, without the number of its shape: ``bid-placed``."""
    sale: SaleId | None
    lot: LotId | None
    paddle: Paddle | None
    """A paddle of that sale; for a bid by the house, the house."""
    client: ClientId | None
    """A client that it names; whose a paddle is, the sale knows."""
    document: str | None
    """An invoice, credit note, statement, dispute, money without an invoice, a bank
    account of the house, or a legal hold."""
    actor: str
    """Who recorded it."""
    second: str | None
    """Who else authorised it, found so, or signed it."""
    login: str | None
    """Who was logged in, where that is another name than the actor's."""
    on_behalf_of: str | None
    """Whom the actor acts for."""


class Touched(NamedTuple):
    """What an event touches."""

    sale: SaleId | None
    lots: tuple[LotId, ...]
    paddles: tuple[Paddle, ...]
    clients: tuple[ClientId, ...]
    documents: tuple[str, ...]
    more_sales: tuple[SaleId, ...]
    """Where it is about several sales: those after the first."""


_COLUMNS: dict[object, str] = {
    SaleId: "sale",
    LotId: "lot",
    Paddle: "paddle",
    ClientId: "client",
    InvoiceId: "document",
    CreditNoteId: "document",
    StatementId: "document",
    DisputeId: "document",
    PaymentId: "payment",
    FundsId: "document",
    BankAccountId: "document",
    HoldId: "document",
}
"""What a field of an event touches, by the type of the field."""

_SECONDS = ("authorised_by", "found_by", "signed_by")
"""The fields of events that name a second person."""


def kind_of(entry: Entry[Event]) -> str:
    """Return the kind of an entry's event, without the number of its shape."""
    return entry.type.partition("/")[0]


def second_of(entry: Entry[Event]) -> str | None:
    """Return the second person behind an entry, also where its event names them."""
    if entry.by.second is not None:
        return entry.by.second
    kind: type = type(entry.event)
    name = _second_field(kind)
    return None if name is None else getattr(entry.event, name)


@lru_cache(maxsize=256)
def _second_field(kind: type) -> str | None:
    named = {field.name for field in fields(kind)}
    return next((name for name in _SECONDS if name in named), None)


def touched(event: Event) -> Touched:
    """Return what an event touches, by the types of its fields."""
    kind: type = type(event)
    names: dict[str, list[Any]] = {}
    for column, values_of in _readers(kind):
        for name in values_of(event):
            so_far = names.setdefault(column, [])
            if name not in so_far:
                so_far.append(name)
    lots, documents = names.get("lot", ()), tuple(names.get("document", ()))
    if "payment" in names:
        invoices = map(invoice_of, names["payment"])
        documents = tuple(dict.fromkeys((*documents, *invoices)))
    paddles = tuple(names.get("paddle", ()))
    if kind is HouseBidPlaced:
        paddles = (HOUSE,)
    sales = names.get("sale", [])
    if sales:
        sale = sales[0]
    else:
        # Only a dispute's number begins with its sale.
        within = (*lots, *filter(DISPUTE_ID.fullmatch, documents))
        sale = sale_of(within[0]) if within else None
    clients = tuple(names.get("client", ()))
    more = tuple(sales[1:])
    return Touched(sale, tuple(lots), paddles, clients, documents, more)


@lru_cache(maxsize=256)
def _readers(kind: type) -> tuple[tuple[str, Callable[[Event], Iterable[Any]]], ...]:
    """Return what reads each kind of name off the events of a type."""
    hints = get_type_hints(kind)
    readers = []
    for name in (field.name for field in fields(kind)):
        hint, many = _plain(hints[name])
        if hint in (InvoiceLine, StatementLine):
            readers.append(("lot", _line_lots(name)))
        elif name == "document":
            readers.append(("document", _values(name, many=False)))
        elif hint in _COLUMNS:
            readers.append((_COLUMNS[hint], _values(name, many=many)))
    return tuple(readers)


def _plain(hint: object) -> tuple[object, bool]:
    """Return the type of a field without its None, and whether it holds many."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    if NoneType in get_args(hint):
        return next(part for part in get_args(hint) if part is not NoneType), False
    return hint, False


def _values(name: str, *, many: bool) -> Callable[[Event], Iterable[Any]]:
    value_of = attrgetter(name)
    if many:
        return value_of

    def read(event: Event) -> Iterable[Any]:
        value = value_of(event)
        return () if value is None else (value,)

    return read


def _line_lots(name: str) -> Callable[[Event], Iterable[Any]]:
    """Return what reads the lots off the lines of a document."""

    def read(event: Event) -> Iterable[Any]:
        return (line.lot for line in getattr(event, name) if line.lot is not None)

    return read


def _on_event(entry: Entry[Event], rows: Rows) -> None:
    first, *columns, more = touched(entry.event)
    kind, second = kind_of(entry), second_of(entry)
    names: Iterable[tuple[str | None, ...]] = [
        tuple(column[0] if column else None for column in columns)
    ]
    if max(map(len, columns)) > 1:
        names = zip_longest(*columns)
    rows_of = [(first, *row) for row in names]
    rows_of += [(sale, None, None, None, None) for sale in more]
    for number, (sale, lot, paddle, client, document) in enumerate(rows_of, 1):
        rows.insert(
            entry.by,
            mention=f"{entry.position}.{number}",
            position=entry.position,
            kind=kind,
            sale=sale,
            lot=lot,
            paddle=paddle,
            client=client,
            document=document,
            second=second,
        )


MENTIONS = View(
    name="mentions",
    row=Mention,
    key="mention",
    shape=5,
    hears=dict.fromkeys(get_args(Event), _on_event),
    indexes=("lot", "client", "document"),
)
