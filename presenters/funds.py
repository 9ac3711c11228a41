"""Money without an invoice, as scripts and people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from ledger.events import FundsKind
from ledger.identity import ClientId, FundsId, SaleId
from ledger.money import Currency
from ledger.settlement.funds import FundsItem
from presenters.shape import Amount, Decimals, Shape
from presenters.words import counted

FUNDS_COLUMNS = (
    ("funds", "left"),
    ("as", "left"),
    ("client", "left"),
    ("sale", "left"),
    ("received", "left"),
    ("amount", "right"),
    ("left", "right"),
    ("method", "left"),
    ("reference", "left"),
)


class FundsShape(Shape):
    """Money that was received without an invoice, and what is left of it."""

    funds: FundsId
    """Its name: its client and its number there, or its number in suspense."""
    purpose: FundsKind
    """Whether it is a deposit, on account, or in suspense."""
    client: ClientId | None
    """Whose it is; null where nobody knows."""
    sale: SaleId | None
    """The sale that a deposit lets its client into."""
    currency: str
    """The currency of every amount, by ISO 4217."""
    amount: Amount
    """The amount received."""
    left: Amount
    """The amount that is still held so."""
    refunded: Amount
    """The amount given back that did not come back."""
    method: str
    """How it was paid."""
    received_on: date
    """The day it came in, or was taken from elsewhere."""
    reference: str | None
    """The reference of the bank."""
    taken_from: str | None
    """The payment, or the money, that it was until then; null: somebody paid it."""
    reversed_on: date | None
    """The day the payer's bank took it back; null where it did not."""


def funds_shape(item: FundsItem) -> FundsShape:
    """Return money without an invoice as its shape."""
    received, money = item.received, Decimals(item.received.currency)
    return FundsShape(
        funds=received.funds,
        purpose=received.kind,
        client=received.client,
        sale=received.sale,
        currency=received.currency.code,
        amount=money(received.amount),
        left=money(item.left),
        refunded=money(item.refunded),
        method=received.method,
        received_on=received.received_on,
        reference=received.reference,
        taken_from=received.source,
        reversed_on=item.reversed_on,
    )


def funds_row(item: FundsItem) -> tuple[object, ...]:
    """Write money without an invoice as a row."""
    received = item.received
    return (
        received.funds,
        received.kind.value.replace("-", " "),
        received.client,
        received.sale,
        received.received_on,
        item.money(received.amount),
        item.money(item.left),
        received.method,
        received.reference,
    )


def funds_sum_sentence(items: Sequence[FundsItem]) -> str:
    """Count sums of money, and say what is left of them in each currency."""
    left: Counter[Currency] = Counter()
    for item in items:
        left[item.received.currency] += item.left
    sums = ", ".join(currency.write(amount) for currency, amount in left.items())
    return (
        f"{counted(len(items), 'sum')} of money without an invoice, {sums or 0} left."
    )
