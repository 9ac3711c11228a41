"""Commands about charges beside lots: charge a buyer, take a charge back."""

from __future__ import annotations

from datetime import date, datetime

from ledger.entry import account_stream
from ledger.events import Charge
from ledger.house.command import Decide, command
from ledger.house.payments import day_of
from ledger.house.transaction import HouseTransaction
from ledger.identity import LotId, Paddle, SaleId
from ledger.money import Minor
from ledger.settlement import account as accounts


@command("charge a buyer")
def charge(
    sale: SaleId,
    paddle: Paddle,
    *,
    kind: Charge,
    amount: Minor,
    description: str,
    at: datetime,
    on: date | None = None,
    lot: LotId | None = None,
) -> Decide:
    """Charge a buyer for something beside lots, to be invoiced with the next invoice.

    Without a day it is taxed on that of ``at``, on the saleroom's calendar.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_sale = transaction.sale(sale)
        current_sale.holder(paddle)
        if lot is not None:
            transaction.lot(lot)
        stream = account_stream(sale, paddle)
        events = accounts.charge(
            transaction.state(stream),
            sale=sale,
            paddle=paddle,
            kind=kind,
            lot=lot,
            description=description,
            amount=amount,
            on=on or day_of(current_sale, at),
            at=at,
        )
        transaction.record(stream, events)

    return decide


@command("take a charge back", corrects=True)
def withdraw_charge(
    sale: SaleId, paddle: Paddle, charge: int, *, at: datetime
) -> Decide:
    """Take a charge back that was not invoiced yet; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        transaction.sale(sale).holder(paddle)
        stream = account_stream(sale, paddle)
        events = accounts.withdraw(
            transaction.state(stream), sale=sale, paddle=paddle, number=charge, at=at
        )
        transaction.record(stream, events)

    return decide
