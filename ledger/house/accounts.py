"""What may be asked of the house about charges beside lots: make one, take one back."""

from __future__ import annotations

from datetime import date, datetime

from ledger.entry import account_stream
from ledger.events import Charge
from ledger.house.instruction import Instruction, lot_on, sale_on
from ledger.identity import LotId, Paddle, SaleId
from ledger.money import Minor
from ledger.settlement import account as accounts
from ledger.store.desk import Desk


def charge(
    sale: SaleId,
    paddle: Paddle,
    *,
    kind: Charge,
    amount: Minor,
    said: str,
    on: date,
    at: datetime,
    lot: LotId | None = None,
) -> Instruction:
    """Charge a buyer for something beside lots, to be billed with the next invoice."""

    def decide(desk: Desk) -> None:
        sale_on(desk, sale).holder(paddle)
        if lot is not None:
            lot_on(desk, lot)
        stream = account_stream(sale, paddle)
        events = accounts.charge(
            desk.state(stream),
            sale=sale,
            paddle=paddle,
            kind=kind,
            lot=lot,
            said=said,
            amount=amount,
            on=on,
            at=at,
        )
        desk.record(stream, events)

    return Instruction(f"charge {sale} {paddle} {kind} {lot} {amount} {said}", decide)


def withdraw_charge(
    sale: SaleId, paddle: Paddle, number: int, *, at: datetime
) -> Instruction:
    """Take a charge back that was not billed yet; a reason is needed."""

    def decide(desk: Desk) -> None:
        sale_on(desk, sale).holder(paddle)
        stream = account_stream(sale, paddle)
        events = accounts.withdraw(
            desk.state(stream), sale=sale, paddle=paddle, number=number, at=at
        )
        desk.record(stream, events)

    words = f"withdraw charge {sale} {paddle} {number}"
    return Instruction(words, decide, corrects="take a charge back")
