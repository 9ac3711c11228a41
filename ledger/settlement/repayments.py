"""Repayments: a consignor pays back what they owe in a sale, or it is set off."""

from __future__ import annotations

from datetime import date, datetime

from ledger.events.consignment import RepaymentReceived, RepaymentReversed
from ledger.money import Currency, Minor, Money
from ledger.refusals import (
    MoreThanOwed,
    NothingOwed,
    SetOffElsewhere,
    UnknownRepayment,
)
from ledger.settlement.consignment import Consignment, ConsignorBalance


def receive(
    account: Consignment,
    amount: Minor | None,
    balance: ConsignorBalance,
    *,
    currency: Currency,
    method: str,
    on: date,
    reference: str | None,
    at: datetime,
    set_off: str | None = None,
) -> tuple[RepaymentReceived]:
    """Take back what a consignor owes, or a part of it.

    Raises NothingOwed and MoreThanOwed.
    """
    part = amount_owed(account, balance, amount, currency)
    received = RepaymentReceived(
        sale=account.sale,
        consignor=account.consignor,
        currency=currency,
        repayment=len(account.repayments) + 1,
        method=method,
        amount=part,
        received_on=on,
        reference=reference,
        set_off=set_off,
        at=at,
    )
    return (received,)


def amount_owed(
    account: Consignment,
    balance: ConsignorBalance,
    amount: Minor | None,
    currency: Currency,
) -> Minor:
    """Return an amount that a consignor owes; without one, all of it.

    Raises NothingOwed and MoreThanOwed.
    """
    if not balance.owed:
        raise NothingOwed(sale=account.sale, consignor=account.consignor)
    if amount is not None and amount > balance.owed:
        raise MoreThanOwed(
            sale=account.sale,
            consignor=account.consignor,
            amount=Money(amount, currency),
            owed=Money(balance.owed, currency),
        )
    return balance.owed if amount is None else amount


def reverse(
    account: Consignment, number: int, *, on: date, at: datetime, set_off: bool = False
) -> tuple[RepaymentReversed]:
    """Owe again what was paid back: it bounced, or its set-off is undone.

    Raises UnknownRepayment, and SetOffElsewhere where its other side must follow.
    """
    for received, reversed_on in account.repayments:
        if received.repayment == number and reversed_on is None:
            if received.set_off is not None and not set_off:
                name = f"Repayment {number}"
                raise SetOffElsewhere(name=name, set_off=received.set_off)
            back = RepaymentReversed(
                sale=account.sale,
                consignor=account.consignor,
                currency=received.currency,
                repayment=number,
                amount=received.amount,
                set_off=received.set_off,
                reversed_on=on,
                at=at,
            )
            return (back,)
    raise UnknownRepayment(
        sale=account.sale, consignor=account.consignor, repayment=number
    )
