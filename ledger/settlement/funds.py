"""Money that is for no invoice: a client's deposits and money on account, or suspense.

It pays an invoice, moves to where it belongs, or is given back; what was done with it
is undone by adding. It counts once the bank has it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple, TypedDict, assert_never

from ledger.events.buyer import PaymentReceived
from ledger.events.funds import (
    FundsApplied,
    FundsEvent,
    FundsKind,
    FundsMoved,
    FundsPutBack,
    FundsReceived,
    FundsRefunded,
    FundsRefundReversed,
    FundsReversed,
)
from ledger.identity import ClientId, FundsId, SaleId, funds_id
from ledger.money import Currency, Minor, Money
from ledger.refusals import (
    FundsCameFrom,
    FundsGone,
    FundsNotTheirs,
    FundsOtherCurrency,
    FundsTooEarly,
    FundsUsed,
    SuspenseNeedsTwo,
    UnknownFunds,
    UnknownRefund,
)
from ledger.settlement.invoice import Invoice
from ledger.settlement.open_amounts import amount_open
from ledger.settlement.payments import next_payment, whose
from ledger.value import replace, value


@value
class FundsItem:
    """Money that was received without an invoice, and what is left of it."""

    received: FundsReceived
    left: Minor
    refunds: tuple[FundsRefunded, ...] = ()
    refunds_back: frozenset[int] = frozenset()
    """The refunds that came back."""
    reversed_on: date | None = None

    @property
    def id(self) -> FundsId:
        """The name of the money: ``C-101/F1``."""
        return self.received.funds

    @property
    def refunded(self) -> Minor:
        """The sum that was given back, and did not come back."""
        return sum(
            made.amount for made in self.refunds if made.refund not in self.refunds_back
        )

    def money(self, amount: Minor) -> Money:
        """Return an amount as money, in its currency."""
        return Money(amount, self.received.currency)


@value
class Funds:
    """All that is held for one client, or in suspense, as it stands at one moment."""

    items: tuple[FundsItem, ...] = ()

    def item(self, funds: FundsId) -> FundsItem:
        """Find money by its name; raises UnknownFunds."""
        for item in self.items:
            if item.id == funds:
                return item
        raise UnknownFunds(funds=funds)


class FundsFields(TypedDict):
    """The fields that every event of one sum of money has in common."""

    funds: FundsId
    kind: FundsKind
    client: ClientId | None
    sale: SaleId | None
    currency: Currency


class Application(NamedTuple):
    """Money on its way to an invoice: what each of the two records."""

    leaves: tuple[FundsApplied]
    arrives: tuple[PaymentReceived]


def evolve(before: Funds | None, event: FundsEvent) -> Funds:
    """Return what is held as it stands after one more event."""
    funds = before or Funds()
    if isinstance(event, FundsReceived):
        return Funds((*funds.items, FundsItem(event, event.amount)))
    items = tuple(
        _after(item, event) if item.id == event.funds else item for item in funds.items
    )
    return Funds(items)


def _after(item: FundsItem, event: FundsEvent) -> FundsItem:
    match event:
        case FundsApplied() | FundsMoved():
            return replace(item, left=item.left - event.amount)
        case FundsPutBack():
            return replace(item, left=item.left + event.amount)
        case FundsRefunded():
            left = item.left - event.amount
            return replace(item, left=left, refunds=(*item.refunds, event))
        case FundsRefundReversed():
            back = item.refunds_back | {event.refund}
            return replace(item, left=item.left + event.amount, refunds_back=back)
        case FundsReversed():
            return replace(item, left=0, reversed_on=event.reversed_on)
        case FundsReceived():
            return item
        case _:
            assert_never(event)


def receive(
    funds: Funds,
    *,
    kind: FundsKind,
    client: ClientId | None,
    sale: SaleId | None,
    amount: Money,
    method: str,
    on: date,
    at: datetime,
    reference: str | None = None,
    source: str | None = None,
) -> tuple[FundsReceived]:
    """Hold money that is for no invoice; the house says why it is held."""
    assert amount.amount > 0, "what is received is above 0"
    received = FundsReceived(
        funds=funds_id(client, len(funds.items) + 1),
        kind=kind,
        client=client,
        sale=sale,
        currency=amount.currency,
        method=method,
        amount=amount.amount,
        received_on=on,
        reference=reference,
        source=source,
        at=at,
    )
    return (received,)


def apply(
    item: FundsItem, invoice: Invoice, amount: Minor | None, *, on: date, at: datetime
) -> Application:
    """Let money pay an invoice, as far as something is open; it is good there at once.

    A client's money pays no invoice of another; money in suspense is nobody's yet.
    """
    theirs, issued = item.received.client, invoice.issued
    if theirs not in (None, issued.client):
        raise FundsNotTheirs(funds=item.id, invoice=invoice.id, theirs=issued.client)
    if issued.currency != item.received.currency:
        name, code = f"Invoice {invoice.id}", issued.currency.code
        raise FundsOtherCurrency(funds=item.id, name=name, theirs=code)
    must_be_there(item, on)
    if on < issued.issued_on:
        name = f"Invoice {invoice.id}"
        raise FundsTooEarly(name=name, since=issued.issued_on, on=on)
    wanted = amount_open(invoice, amount)
    part = min(wanted, item.left) if amount is None else wanted
    must_be_left(item, part)
    payment = next_payment(invoice)
    leaves = FundsApplied(
        **whole(item), amount=part, payment=payment, applied_on=on, at=at
    )
    arrives = PaymentReceived(
        **whose(invoice),
        payment=payment,
        method=item.received.method,
        paid=part,
        fee=0,
        received_on=on,
        reference=item.received.reference,
        moved_from=None,
        source=item.id,
        at=at,
    )
    return Application((leaves,), (arrives,))


def move(
    item: FundsItem, to: FundsId, amount: Minor | None, *, on: date, at: datetime
) -> tuple[FundsMoved]:
    """Let money, or a part of it, leave for where it belongs."""
    must_be_there(item, on)
    part = item.left if amount is None else amount
    must_be_left(item, part)
    return (FundsMoved(**whole(item), amount=part, to=to, moved_on=on, at=at),)


def refund(
    item: FundsItem,
    amount: Minor | None,
    *,
    method: str,
    on: date,
    reference: str | None,
    authorised_by: str | None,
    at: datetime,
) -> tuple[FundsRefunded]:
    """Give money back; what nobody knows the owner of needs two people."""
    if item.received.client is None and authorised_by is None:
        raise SuspenseNeedsTwo(funds=item.id)
    must_be_there(item, on)
    part = item.left if amount is None else amount
    must_be_left(item, part)
    refunded = FundsRefunded(
        **whole(item),
        refund=len(item.refunds) + 1,
        method=method,
        amount=part,
        refunded_on=on,
        reference=reference,
        authorised_by=authorised_by,
        at=at,
    )
    return (refunded,)


def reverse_refund(
    item: FundsItem, number: int, *, on: date, at: datetime
) -> tuple[FundsRefundReversed]:
    """Take note that a refund came back; raises UnknownRefund."""
    for made in item.refunds:
        if made.refund == number and number not in item.refunds_back:
            must_follow(f"Refund {number} of {item.id}", made.refunded_on, on)
            back = FundsRefundReversed(
                **whole(item), refund=number, amount=made.amount, reversed_on=on, at=at
            )
            return (back,)
    raise UnknownRefund(funds=item.id, refund=number)


def reverse(
    item: FundsItem, *, on: date, at: datetime, source: str | None = None
) -> tuple[FundsReversed]:
    """Take note that the payer's bank took money back, all that it had brought.

    ``source``: the payment that it was a part of, where that is taken back.
    """
    if item.received.source not in (None, source):
        raise FundsCameFrom(funds=item.id, source=str(item.received.source))
    must_be_there(item, on)
    if item.left != item.received.amount or not item.left:
        raise FundsUsed(funds=item.id, left=item.money(item.left))
    reversed_ = FundsReversed(**whole(item), amount=item.left, reversed_on=on, at=at)
    return (reversed_,)


def whole(item: FundsItem) -> FundsFields:
    """Return the fields that every event of one sum of money has in common."""
    received = item.received
    return FundsFields(
        funds=received.funds,
        kind=received.kind,
        client=received.client,
        sale=received.sale,
        currency=received.currency,
    )


def must_be_left(item: FundsItem, amount: Minor) -> None:
    """Refuse more than is left, and a part of nothing; raises FundsGone."""
    if not 0 < amount <= item.left:
        wanted = item.money(amount or item.received.amount)
        raise FundsGone(funds=item.id, amount=wanted, left=item.money(item.left))


def must_be_there(item: FundsItem, on: date) -> None:
    """Refuse a day before the money came; raises FundsTooEarly."""
    must_follow(item.id, item.received.received_on, on)


def must_follow(name: str, since: date, on: date) -> None:
    """Refuse a day before another; raises FundsTooEarly."""
    if on < since:
        raise FundsTooEarly(name=name, since=since, on=on)
