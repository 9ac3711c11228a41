"""The checks of money: what came, what left, and where it is, against the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ledger.money import Minor
from projections.bank import BankEntryRow
from projections.funds import FundsRow
from projections.invoices import BuyerDocument
from projections.journal import BookAccount
from projections.journal.funds import HELD
from projections.payments import PaymentRow, PaymentState
from projections.payouts import PayoutRow


def money_checks(
    *,
    documents: Sequence[BuyerDocument],
    payments: Sequence[PaymentRow],
    payouts: Sequence[PayoutRow],
    funds: Sequence[FundsRow],
    bank: Sequence[BankEntryRow],
    on: Callable[[BookAccount], Minor],
) -> Iterator[tuple[str, Minor, Minor]]:
    """Hold payments, payouts and money without an invoice against the journal."""
    paid: Counter[PaymentState] = Counter()
    for payment in payments:
        paid[payment.state] += payment.banked
    yield (
        "Payments that have not cleared are under way in the journal",
        paid[PaymentState.UNDER_WAY],
        on(BookAccount.UNDER_WAY),
    )
    yield (
        "What cleared less what was paid out is the bank in the journal",
        paid[PaymentState.CLEARED]
        + paid[PaymentState.REVERSED]
        + sum(each.banked for each in funds)
        - sum(payout.banked for payout in payouts)
        + sum(entry.banked for entry in bank),
        on(BookAccount.BANK),
    )
    yield (
        "Money without an invoice is what is owed for it in the journal",
        sum(each.left for each in funds),
        -sum(map(on, HELD.values())),
    )
    yield (
        "Write-offs of invoices are what they cost in the journal",
        sum(document.written_off for document in documents),
        on(BookAccount.SHORT_PAYMENTS) + on(BookAccount.BAD_DEBTS),
    )


def remitted(bank: Sequence[BankEntryRow], kind: str) -> Minor:
    """Add up what was paid on for one reason, and did not come back."""
    return sum(entry.paid for entry in bank if entry.kind == kind)
