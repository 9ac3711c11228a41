"""Where a sale stands between the hammer and the last payout, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.house.consignors import ConsignorAccount
from ledger.house.records import Records
from ledger.house.settling import BuyersPlan, plan_buyers
from ledger.identity import SaleId
from ledger.lot import Stage
from ledger.refusals import Refusal
from presenters.shape import Amount, Decimals
from projections.billing import BillingRow
from projections.invoices import BuyerDocument, DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementStep:
    """One step: so much of it is done, of so much."""

    name: str
    done: int
    of: int
    amount: Amount | None = None
    """What is still to come in, or to be paid."""
    under_way: Amount | None = None
    """What came in and has not cleared yet."""

    @property
    def is_done(self) -> bool:
        """Say whether nothing of it is left; of nothing there is nothing to do yet."""
        return self.done == self.of > 0


def steps_of(
    records: Records,
    sale: SaleId,
    documents: Sequence[BuyerDocument],
    billed: Sequence[BillingRow],
    accounts: Sequence[ConsignorAccount],
) -> list[SettlementStep]:
    """Return the steps of a sale, in their order."""
    lots = records.lots(sale)
    ended = [lot for lot in lots if lot.stage is not Stage.OPEN]
    money = Decimals(records.sale(sale).terms.rules.currency)
    invoices = [each for each in documents if each.kind is DocumentKind.INVOICE]
    standing = [row for row in billed if row.credit_note is None]
    plan = planned(records, sale)
    waiting = 0 if isinstance(plan, Refusal) else len(plan.invoices)
    stated = [each for each in accounts if each.account.statements]
    owed = [each for each in stated if each.balance.payable or each.balance.awaited]
    return [
        SettlementStep(name="hammer", done=len(ended), of=len(lots)),
        SettlementStep(name="invoices", done=len(invoices), of=len(invoices) + waiting),
        _payments(invoices, money),
        SettlementStep(
            name="release",
            done=sum(row.released_on is not None for row in standing),
            of=len(standing),
        ),
        SettlementStep(name="statements", done=len(stated), of=len(accounts)),
        SettlementStep(
            name="payouts",
            done=len(stated) - len(owed),
            of=len(stated),
            amount=money(sum(each.balance.net - each.balance.paid for each in owed)),
        ),
    ]


def _payments(invoices: Sequence[BuyerDocument], money: Decimals) -> SettlementStep:
    """Return how far buyers have paid: what has not cleared is told apart."""
    return SettlementStep(
        name="payments",
        done=sum(each.paid for each in invoices),
        of=len(invoices),
        amount=money(sum(max(0, each.balance) for each in invoices)),
        under_way=money(sum(each.under_way for each in invoices)),
    )


def planned(records: Records, sale: SaleId) -> BuyersPlan | Refusal:
    """Return what is to be invoiced and taken back, or why nothing can be yet."""
    try:
        return plan_buyers(records, sale)
    except Refusal as refusal:
        return refusal
