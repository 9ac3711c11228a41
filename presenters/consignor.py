"""A consignor's account in a sale: what is stated, awaited, paid and payable."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.identity import ClientId, LotId, StatementId
from ledger.money import Currency
from presenters.shape import Amount, Decimals, Shape

if TYPE_CHECKING:
    from ledger.house.consignors import ConsignorAccount

CONSIGNOR_COLUMNS = (
    ("consignor", "left"),
    ("lots", "right"),
    ("statements", "right"),
    ("hammer", "right"),
    ("tax on it", "right"),
    ("deducted", "right"),
    ("net", "right"),
    ("awaited", "right"),
    ("paid", "right"),
    ("payable", "right"),
    ("owed back", "right"),
    ("due on", "left"),
)


class DueShape(Shape):
    """The amount due to a consignor on one day, without expenses and advances."""

    due_on: date
    """The day it is due."""
    amount: Amount
    """The amount due."""


class PayoutShape(Shape):
    """A payout to a consignor."""

    payout: int
    """The number of the payout, counted from 1 for the consignor in the sale."""
    method: str
    """How it was paid."""
    amount: Amount
    """The amount paid."""
    paid_on: date
    """The day it was paid."""
    reference: str | None
    """The reference of the bank."""
    reversed_on: date | None
    """The day it came back; null where it did not."""
    sent_in: str | None
    """The file of payments that it was put into; null where it was in none."""


class ConsignorShape(Shape):
    """A consignor's account in a sale: what is stated, paid, and payable now."""

    consignor: ClientId
    """The client whose lots they are."""
    lots: int
    """How many lots of the sale are theirs."""
    statements: tuple[StatementId, ...]
    """The statements issued to them, in order."""
    hammer: Amount
    """The sum of the hammer prices of their lots."""
    hammer_tax: Amount
    """The tax that they charge on it, and are paid with it."""
    deducted: Amount
    """The deductions from the hammer prices, with taxes."""
    net: Amount
    """The rest for the consignor."""
    awaited: Amount
    """The part that buyers have not paid with cleared funds; withheld until then."""
    awaited_lots: tuple[LotId, ...]
    """The lots whose buyers have not paid."""
    paid_out: Amount
    """The amount paid out that did not come back."""
    payable: Amount
    """The amount that can be paid out now."""
    owed: Amount
    """The amount that the consignor owes the house."""
    dues: tuple[DueShape, ...]
    """The amounts due, each with its day."""
    payouts: tuple[PayoutShape, ...]
    """The payouts in order, also those that came back."""


def consignor_shape(consignor: ConsignorAccount, currency: Currency) -> ConsignorShape:
    """Return a consignor's account in a sale as its shape."""
    money, account, balance = Decimals(currency), consignor.account, consignor.balance
    return ConsignorShape(
        consignor=account.consignor,
        lots=len(consignor.lots),
        statements=tuple(issued.statement for issued in account.statements),
        hammer=money(balance.hammer),
        hammer_tax=money(balance.input_tax),
        deducted=money(balance.deducted),
        net=money(balance.net),
        awaited=money(balance.awaited),
        awaited_lots=tuple(consignor.awaited),
        paid_out=money(balance.paid),
        payable=money(balance.payable),
        owed=money(balance.owed),
        dues=tuple(
            DueShape(due_on=day, amount=money(net)) for day, net in consignor.dues
        ),
        payouts=tuple(
            PayoutShape(
                payout=made.payout,
                method=made.method,
                amount=money(made.amount),
                paid_on=made.paid_on,
                reference=made.reference,
                reversed_on=reversed_on,
                sent_in=None if sent is None else sent.file,
            )
            for made, reversed_on, sent in account.payouts
        ),
    )


def consignor_row(
    consignor: ConsignorAccount, currency: Currency
) -> tuple[object, ...]:
    """Write a consignor's account in a sale as a row."""
    money, account, balance = currency.write, consignor.account, consignor.balance
    return (
        account.consignor,
        len(consignor.lots),
        len(account.statements),
        money(balance.hammer),
        money(balance.input_tax) if balance.input_tax else None,
        money(balance.deducted),
        money(balance.net),
        money(balance.awaited),
        money(balance.paid),
        money(balance.payable),
        money(balance.owed),
        ", ".join(str(day) for day, _ in consignor.dues),
    )
