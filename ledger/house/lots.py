"""Commands about a lot before it is bid on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol

from ledger.entry import lot_stream
from ledger.events import LotEvent
from ledger.house.aggregates import terms_for
from ledger.house.command import Decide, command
from ledger.house.openings import open_seals
from ledger.house.row_by_row import RowByRow
from ledger.house.taxing import scheme_of
from ledger.house.transaction import HouseTransaction
from ledger.identity import Channel, ClientId, LotId, Paddle, SaleId, lot_id, sale_of
from ledger.lot import Lot, books, listing
from ledger.lot.bidding import UnderTerms
from ledger.lot.listing import Description
from ledger.money import Minor
from ledger.refusals import LotExists, SaleIsClosed
from ledger.sale import Sale
from ledger.terms.tax import TaxScheme

Decision = Callable[[Lot, UnderTerms], tuple[LotEvent, ...]]


@command("catalogue lots")
def catalogue(
    sale: SaleId, entries: Sequence[Description], *, at: datetime | None = None
) -> Decide:
    """Enter lots in the catalogue, after those that are there: all, or none.

    In a live ledger no lot ends before it is entered; ``at`` says when that is.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_sale, listed = transaction.sale(sale), transaction.lots(sale)
        if current_sale.closed_at is not None:
            raise SaleIsClosed(sale=sale)
        places = Counter(lot.listing.session for lot in listed)
        first = len(listed) + 1
        with RowByRow() as rows:
            for number, entry in enumerate(entries):
                with rows.row(number):
                    order = first + number
                    _catalogue_lot(
                        transaction, current_sale, entry, order, places, at=at
                    )

    return decide


def _catalogue_lot(
    transaction: HouseTransaction,
    sale: Sale,
    entry: Description,
    order: int,
    places: Counter[int],
    *,
    at: datetime | None,
) -> None:
    """Enter one lot, and count its place in the session."""
    lot = lot_id(sale.id, entry.number)
    if transaction.state(lot_stream(lot)) is not None:
        raise LotExists(lot=lot)
    session = sale.terms.session_of(entry.number)
    number = 0 if session is None else session.number
    events = listing.catalogue(
        entry,
        terms=sale.terms,
        order=order,
        place=places[number],
        sealed=sale.sealed,
    )
    places[number] += 1
    if at is not None:
        listing.must_end_after(events[0], at=at)
    transaction.record(lot_stream(lot), events)


@command("amend a lot", corrects=True)
def amend_lot(lot: LotId, entry: Description) -> Decide:
    """Correct a catalogue entry before the first bid; a reason is needed."""
    return decide_on_lot(
        lot,
        lambda current_lot, _: listing.amend(current_lot, entry),
    )


@command("withdraw a lot", corrects=True)
def withdraw(lot: LotId) -> Decide:
    """Take a lot out of the sale; a reason is needed."""
    return decide_on_lot(
        lot,
        lambda current_lot, _: listing.withdraw(current_lot),
    )


@command("set a reserve")
def set_reserve(lot: LotId, reserve: Minor | None) -> Decide:
    """Set, change or lift a lot's reserve."""
    return decide_on_lot(
        lot,
        lambda current_lot, under: listing.set_reserve(
            current_lot, reserve, rules=under.rules, terms=under.version
        ),
    )


@command("track a lot")
def track(lot: LotId, client: ClientId) -> Decide:
    """Let a client follow a lot."""

    def decide(transaction: HouseTransaction) -> None:
        transaction.client(client)
        transaction.record(lot_stream(lot), listing.track(transaction.lot(lot), client))

    return decide


@command("untrack a lot")
def untrack(lot: LotId, client: ClientId) -> Decide:
    """Let a client stop following a lot."""
    return decide_on_lot(
        lot, lambda current_lot, _: listing.untrack(current_lot, client)
    )


@command("register for a lot")
def register(
    lot: LotId, *, paddle: Paddle, channel: Channel, phone_line: int | None = None
) -> Decide:
    """Arrange for a paddle to bid on a lot when it comes up."""

    def decide(transaction: HouseTransaction) -> None:
        current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        sale.admit(paddle)
        events = listing.register(
            current_lot,
            paddle=paddle,
            channel=channel,
            phone_line=phone_line,
            session=sale.terms.session(current_lot.listing.session),
        )
        transaction.record(lot_stream(lot), events)

    return decide


class LotRegistration(Protocol):
    """A paddle that will bid on a lot when it comes up."""

    @property
    def lot(self) -> LotId:
        """The lot."""

    @property
    def paddle(self) -> Paddle:
        """Who will bid."""

    @property
    def channel(self) -> Channel:
        """How they will bid."""

    @property
    def phone_line(self) -> int | None:
        """The telephone line that the house calls on."""


@command("register for lots")
def register_many(registrations: Sequence[LotRegistration]) -> Decide:
    """Arrange for paddles to bid on lots when they come up: all, or none."""

    def decide(transaction: HouseTransaction) -> None:
        with RowByRow() as rows:
            for number, each in enumerate(registrations):
                asked = register(
                    each.lot,
                    paddle=each.paddle,
                    channel=each.channel,
                    phone_line=each.phone_line,
                )
                with rows.row(number):
                    asked.decide(transaction)

    return decide


@command("cancel a registration")
def cancel_registration(lot: LotId, *, paddle: Paddle, channel: Channel) -> Decide:
    """Take back a registration."""
    return decide_on_lot(
        lot,
        lambda current_lot, _: listing.cancel_registration(
            current_lot, paddle=paddle, channel=channel
        ),
    )


@command("set how a lot is taxed")
def treat(lot: LotId, *, scheme: TaxScheme | None, resale_right: bool | None) -> Decide:
    """Set how a lot is taxed, where that differs from its category."""
    return decide_on_lot(
        lot,
        lambda current_lot, _: books.treat(
            current_lot, scheme=scheme, resale_right=resale_right
        ),
    )


@command("file proof of an export")
def file_export_proof(
    lot: LotId, *, destination: str, reference: str, on: date, at: datetime
) -> Decide:
    """Put on file what proves that a lot left the country."""
    return decide_on_lot(
        lot,
        lambda current_lot, _: books.file_export_proof(
            current_lot, destination=destination, reference=reference, on=on, at=at
        ),
    )


@command("lapse an export", corrects=True)
def lapse_export(lot: LotId, *, at: datetime) -> Decide:
    """Bill a lot's tax after all, as its export is not proven; a reason is needed."""
    return decide_on_lot(
        lot, lambda current_lot, _: books.lapse_export(current_lot, at=at)
    )


@command("record what a lot was bought for")
def purchase(
    lot: LotId, *, price: Minor, on: date, reference: str | None = None
) -> Decide:
    """Put on file what the house paid for a lot of its own."""

    def decide(transaction: HouseTransaction) -> None:
        current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        rules = None if sale.settlement is None else sale.settlement.rules
        bought = books.purchase(
            current_lot,
            price=price,
            bought_on=on,
            reference=reference,
            scheme=None if rules is None else scheme_of(current_lot, rules),
            place=None if rules is None else rules.tax.jurisdiction,
        )
        transaction.record(lot_stream(lot), bought)

    return decide


def decide_on_lot(lot: LotId, decision: Decision, *, closes: bool = False) -> Decide:
    """Record what is decided on a lot as it stands, under the terms in force for it.

    Where it closes the lot, what was sealed is opened then, as its terms say.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_lot = transaction.lot(lot)
        under = terms_for(transaction.sale(sale_of(lot)), current_lot)
        transaction.record(lot_stream(lot), decision(current_lot, under))
        if closes:
            open_seals(transaction, lot)

    return decide
