"""Lists of clients, of bidders who arranged to be called, and of who follows a lot."""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path
from typing import TypeVar

from ledger.events.client import ClientKind
from ledger.files import cells
from ledger.files.cells import DecimalMark
from ledger.files.layouts import Layout, fitted
from ledger.files.review import Review, Roll
from ledger.files.row_places import Against
from ledger.files.sheets import CLIENTS, REGISTRATIONS, TRACKING
from ledger.files.table import Row, read_table
from ledger.identity import Channel, ClientId, LotId, Paddle, SaleId, lot_id
from ledger.money import Currency, Minor
from ledger.terms.tax_status import TaxPerson, TaxStatus
from ledger.value import later, value

Entry = TypeVar("Entry")

TAX_STATUS = ("tax_status", "country", "vat_id", "tax_number", "tax_since")
"""The columns that say who a client is to the tax office."""

LINES_MAX = 999
"""No house calls over more telephone lines."""


@value
class ClientRow:
    """A client to enrol, and the paddle to give them, if any."""

    client: ClientId
    kind: ClientKind
    client_class: str | None
    paddle: Paddle | None
    credit_limit: Minor | None
    tax_status: TaxStatus | None = later(default=None)
    """Who they are to the tax office."""


@value
class RegistrationRow:
    """A paddle that will bid on a lot when it comes up, and how."""

    lot: LotId
    paddle: Paddle
    channel: Channel
    phone_line: int | None


@value
class TrackingRow:
    """A client who follows a lot."""

    lot: LotId
    client: ClientId


def read_clients(
    path: str | Path,
    *,
    currency: Currency,
    decimal: DecimalMark = DecimalMark.POINT,
    skip_last: int = 0,
    against: Against[ClientRow] | None = None,
) -> Roll[ClientRow]:
    """Read a list of clients; credit limits are in ``currency``.

    Raises Faulty with every mistake of the file, and with what stands ``against`` it.
    """
    review = _opened_review(path, CLIENTS, skip_last)
    amount = cells.amount(currency, decimal)
    rows = [_client(review, row, amount) for row in review.table.rows]
    return _roll(review, rows, "client", against)


def read_registrations(
    path: str | Path,
    *,
    sale: SaleId,
    lots: Container[LotId] | None = None,
    paddles: Container[Paddle] | None = None,
    skip_last: int = 0,
    against: Against[RegistrationRow] | None = None,
) -> Roll[RegistrationRow]:
    """Read who bids on which lot by telephone, on the floor or else.

    A lot that is not among ``lots`` is a mistake, and so is a paddle that is not among
    ``paddles``.

    Raises Faulty with every mistake of the file, and with what stands ``against`` it.
    """
    review = _opened_review(path, REGISTRATIONS, skip_last)
    rows = [_lot_registration(review, row, sale, lots) for row in review.table.rows]
    for row, read in zip(review.table.rows, rows, strict=True):
        if read is not None and paddles is not None and read.paddle not in paddles:
            remedy = f"Issue it with: lotledger paddle issue {sale} {read.paddle}"
            review.fault(row, "paddle", f"a paddle that was issued in {sale}", remedy)
    return _roll(review, rows, "registration", against)


def read_tracking(path: str | Path, *, sale: SaleId) -> Roll[TrackingRow]:
    """Read who follows which lot.

    Raises Faulty with every mistake of the file.
    """
    review = _opened_review(path, TRACKING)
    rows = [_tracking(review, row, sale) for row in review.table.rows]
    return _roll(review, rows, "follower")


def _opened_review(path: str | Path, layout: Layout, skip_last: int = 0) -> Review:
    table = read_table(path, skip_last=skip_last)
    return Review(table, fitted(table, (layout,)))


def _client(
    review: Review, row: Row, amount: Callable[[str], Minor]
) -> ClientRow | None:
    client = review.required(row, "client", cells.client_id)
    kind = review.required(row, "kind", cells.word(ClientKind))
    paddle = review.read(row, "paddle", cells.paddle)
    limit = review.read(row, "credit_limit", amount)
    client_class = review.read(row, "client_class", cells.one_line)
    if client is not None:
        review.once(row, "client", (client,), f"client {client}")
    if paddle is not None:
        review.once(row, "paddle", (paddle,), f"paddle {paddle}")
    status = _tax_status(review, row)
    if client is None or kind is None:
        return None
    return ClientRow(client, kind, client_class, paddle, limit, status)


def _tax_status(review: Review, row: Row) -> TaxStatus | None:
    """Read who a client is to the tax office; nothing where no cell of it is filled."""
    if not any(review.text(row, word) for word in TAX_STATUS):
        return None
    person = review.required(row, "tax_status", cells.word(TaxPerson))
    country = review.required(row, "country", cells.country)
    vat_id = review.read(row, "vat_id", cells.vat_id)
    number = review.read(row, "tax_number", cells.one_line)
    since = review.required(row, "tax_since", cells.day)
    if person is TaxPerson.REGISTERED and not review.text(row, "vat_id", "tax_number"):
        expected = "the number under which a registered client is known"
        review.fault(row, "vat_id", expected, "Write it, or its tax_number.")
    if person is None or country is None or since is None:
        return None
    return TaxStatus(
        person=person,
        country=country,
        vat_id=vat_id,
        tax_number=number,
        valid_from=since,
    )


def _lot_registration(
    review: Review, row: Row, sale: SaleId, lots: Container[LotId] | None
) -> RegistrationRow | None:
    lot = review.required(row, "lot", cells.lot_number)
    paddle = review.required(row, "paddle", cells.paddle)
    channel = review.read(row, "channel", cells.word(Channel))
    if not review.text(row, "channel"):
        review.assume(row, "without a channel: taken as phone")
        channel = Channel.PHONE
    if lot is not None:
        review.known(row, "lot", lot_id(sale, lot), lots, sale=sale)
    line = review.read(row, "phone_line", cells.whole(LINES_MAX))
    if line is not None and channel is not None and channel is not Channel.PHONE:
        expected = f"an empty cell: {channel} bids need no line"
        review.fault(row, "phone_line", expected, "Empty it, or write phone.")
    if lot is None or paddle is None or channel is None:
        return None
    review.once(row, "paddle", (lot, paddle, channel), f"{paddle} on lot {lot}")
    if line is not None:
        review.once(row, "phone_line", (lot, line), f"line {line} on lot {lot}")
    return RegistrationRow(lot_id(sale, lot), paddle, channel, line)


def _tracking(review: Review, row: Row, sale: SaleId) -> TrackingRow | None:
    lot = review.required(row, "lot", cells.lot_number)
    client = review.required(row, "client", cells.client_id)
    if lot is None or client is None:
        return None
    review.once(row, "client", (lot, client), f"{client} on lot {lot}")
    return TrackingRow(lot_id(sale, lot), client)


def _roll(
    review: Review,
    rows: list[Entry | None],
    noun: str,
    against: Against[Entry] | None = None,
) -> Roll[Entry]:
    entries = review.sound(rows, against)
    notes, digest = review.notes(noun), review.table.digest
    return Roll(entries, notes, digest, review.row_places())
