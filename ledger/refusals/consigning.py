"""Refusals of a change to a consignor's account."""

from __future__ import annotations

from ledger.identity import ClientId, LotId, SaleId, StatementId
from ledger.refusals.refusal import Refusal


class UnknownStatement(Refusal):
    """No such statement was issued."""

    statement: StatementId

    code = "unknown-statement"
    what = "No statement {statement} was issued here."
    remedy = "See which were with: lotledger statement list SALE"


class NotTheirLot(Refusal):
    """An expense for a lot is charged to whose lot it is."""

    lot: LotId
    consignor: ClientId

    code = "not-their-lot"
    what = "Lot {lot} is not of consignor {consignor}."
    remedy = "Name a lot of theirs, or charge the expense without one."


class NothingPayable(Refusal):
    """A consignor is paid once something is stated, and buyers have paid."""

    sale: SaleId
    consignor: ClientId
    why: str

    code = "nothing-payable"
    what = "Nothing can be paid to {consignor} for sale {sale}: {why}."
    remedy = "See how the account stands with: lotledger statement list {sale}"
