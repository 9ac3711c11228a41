"""Commands about money that is for no invoice: take it, apply it, give it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from ledger.entry import funds_stream, invoice_stream
from ledger.events import FundsEvent, FundsKind, InvoiceEvent
from ledger.house.aggregates import Aggregates
from ledger.house.command import Decide, command
from ledger.house.payments import day_of, settle_lots
from ledger.house.transaction import HouseTransaction
from ledger.identity import (
    ClientId,
    FundsId,
    InvoiceId,
    PaymentId,
    SaleId,
    funds_client,
    funds_id,
    invoice_of,
)
from ledger.money import Currency, Minor, Money
from ledger.refusals import NotTakenFrom, SameHolder
from ledger.settlement import funds as funds_rules, put_back as putting_back
from ledger.settlement.funds import FundsItem


@command("receive funds")
def receive(
    kind: FundsKind,
    amount: Minor,
    currency: Currency,
    *,
    method: str,
    at: datetime,
    client: ClientId | None = None,
    sale: SaleId | None = None,
    on: date | None = None,
    reference: str | None = None,
) -> Decide:
    """Take money that is for no invoice: a deposit, on account, or in suspense."""

    def decide(transaction: HouseTransaction) -> None:
        _must_be_known(transaction, client, sale)
        received = funds_rules.receive(
            transaction.funds(client),
            kind=kind,
            client=client,
            sale=sale,
            amount=Money(amount, currency),
            method=method,
            on=on or house_day(transaction, at, sale),
            reference=reference,
            at=at,
        )
        transaction.record(funds_stream(client), received)

    return decide


@command("apply funds")
def apply(
    funds: FundsId,
    invoice: InvoiceId,
    *,
    at: datetime,
    amount: Minor | None = None,
    on: date | None = None,
) -> Decide:
    """Let money pay an invoice: without an amount, as much as is there and open."""

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice)
        day = on or day_of(transaction.sale(current_invoice.issued.sale), at)
        applied = funds_rules.apply(
            item_of(transaction, funds), current_invoice, amount, on=day, at=at
        )
        transaction.record(funds_stream(funds_client(funds)), applied.leaves)
        _record_on_invoice(transaction, invoice, applied.arrives, at=at)

    return decide


@command("put a payment back", corrects=True)
def put_back(payment: PaymentId, *, at: datetime, on: date | None = None) -> Decide:
    """Take what was applied off an invoice again; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        invoice = transaction.invoice(invoice_of(payment))
        current_payment = putting_back.taken_from(invoice, payment)
        funds = FundsId(str(current_payment.received.source))
        if "/payout/" in funds:
            raise NotTakenFrom(
                payment=payment, what_else=f"it was set off, as {funds}; undo that"
            )
        day = on or day_of(transaction.sale(invoice.issued.sale), at)
        item = item_of(transaction, funds)
        back = putting_back.put_back(invoice, current_payment, item, on=day, at=at)
        _record_on_invoice(transaction, invoice.id, back.leaves, at=at)
        transaction.record(funds_stream(funds_client(funds)), back.arrives)

    return decide


@command("keep what was overpaid")
def keep(
    invoice: InvoiceId,
    *,
    at: datetime,
    amount: Minor | None = None,
    on: date | None = None,
) -> Decide:
    """Keep on a client's account what was paid too much on an invoice, and is good."""

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice)
        client, currency = current_invoice.issued.client, current_invoice.issued
        day = on or day_of(transaction.sale(currency.sale), at)
        parts = putting_back.overpaid_parts(current_invoice, amount)
        for payment, part in list(parts):
            received = funds_rules.receive(
                transaction.funds(client),
                kind=FundsKind.ON_ACCOUNT,
                client=client,
                sale=None,
                amount=Money(part, currency.currency),
                method=payment.received.method,
                on=day,
                reference=payment.received.reference,
                source=payment.id,
                at=at,
            )
            leaves = putting_back.leave(
                current_invoice, payment, received[0].funds, part, on=day, at=at
            )
            _record_on_invoice(transaction, invoice, leaves, at=at)
            transaction.record(funds_stream(client), received)

    return decide


@command("assign funds")
def assign(
    funds: FundsId,
    kind: FundsKind,
    *,
    at: datetime,
    client: ClientId | None = None,
    sale: SaleId | None = None,
    amount: Minor | None = None,
    on: date | None = None,
) -> Decide:
    """Say whose money it is, or what it is held for: it is held so from now on."""

    def decide(transaction: HouseTransaction) -> None:
        _must_be_known(transaction, client, sale)
        item = item_of(transaction, funds)
        was = item.received
        if (was.kind, was.client, was.sale) == (kind, client, sale):
            raise SameHolder(funds=funds)
        day = on or house_day(transaction, at, sale)
        target = transaction.funds(client)
        became = funds_id(client, len(target.items) + 1)
        leaves = funds_rules.move(item, became, amount, on=day, at=at)
        transaction.record(funds_stream(was.client), leaves)
        arrives = funds_rules.receive(
            target,
            kind=kind,
            client=client,
            sale=sale,
            amount=item.money(leaves[0].amount),
            method=was.method,
            on=day,
            reference=was.reference,
            source=funds,
            at=at,
        )
        transaction.record(funds_stream(client), arrives)

    return decide


@command("refund funds", corrects=True)
def refund(
    funds: FundsId,
    *,
    method: str,
    at: datetime,
    amount: Minor | None = None,
    on: date | None = None,
    reference: str | None = None,
    authorised_by: str | None = None,
) -> Decide:
    """Give money back, all that is left or a part of it; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        item = item_of(transaction, funds)
        refunded = funds_rules.refund(
            item,
            amount,
            method=method,
            on=on or house_day(transaction, at, item.received.sale),
            reference=reference,
            authorised_by=authorised_by,
            at=at,
        )
        _record_funds(transaction, funds, refunded)

    return decide


@command("reverse a refund of funds", corrects=True)
def reverse_refund(
    funds: FundsId, refund: int, *, at: datetime, on: date | None = None
) -> Decide:
    """Take note that a refund came back; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        item = item_of(transaction, funds)
        day = on or house_day(transaction, at, item.received.sale)
        back = funds_rules.reverse_refund(item, refund, on=day, at=at)
        _record_funds(transaction, funds, back)

    return decide


@command("reverse funds", corrects=True)
def reverse(funds: FundsId, *, at: datetime, on: date | None = None) -> Decide:
    """Take note that the bank took money back that was for no invoice."""

    def decide(transaction: HouseTransaction) -> None:
        item = item_of(transaction, funds)
        day = on or house_day(transaction, at, item.received.sale)
        reversed_ = funds_rules.reverse(item, on=day, at=at)
        _record_funds(transaction, funds, reversed_)

    return decide


def item_of(aggregates: Aggregates, funds: FundsId) -> FundsItem:
    """Load money that is for no invoice; raises UnknownFunds."""
    return aggregates.funds(funds_client(funds)).item(funds)


def house_day(aggregates: Aggregates, at: datetime, sale: SaleId | None = None) -> date:
    """Return the date in a saleroom at a moment: of a sale, or of the last announced.

    Where no sale was ever announced, it is the date in UTC.
    """
    if sale is None:
        sales = aggregates.streams("sale:")
        if not sales:
            return at.astimezone(UTC).date()
        sale = SaleId(sales[-1].removeprefix("sale:"))
    return day_of(aggregates.sale(sale), at)


def _must_be_known(
    transaction: HouseTransaction, client: ClientId | None, sale: SaleId | None
) -> None:
    """See that a client and a sale are there; raises UnknownClient, UnknownSale."""
    if client is not None:
        transaction.client(client)
    if sale is not None:
        transaction.sale(sale)


def _record_funds(
    transaction: HouseTransaction, funds: FundsId, events: Sequence[FundsEvent]
) -> None:
    transaction.record(funds_stream(funds_client(funds)), events)


def _record_on_invoice(
    transaction: HouseTransaction,
    invoice: InvoiceId,
    events: Sequence[InvoiceEvent],
    *,
    at: datetime,
) -> None:
    """Record what became of an invoice, and whether its lots are paid for now."""
    after = transaction.record(invoice_stream(invoice), events)
    settle_lots(transaction, after, at=at)
