"""Postings of a consignor's account: expenses, advances, statements and payouts.

The hammer price on a statement posts nothing: the invoice owed it to the consignor when
it invoiced the buyer; the tax that a consignor charges on it does. What a statement
takes off is owed no more; a line that corrects an earlier statement is its mirror by
its own signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger.events import (
    AdvanceMade,
    Deduction,
    ExpenseCharged,
    PayoutMade,
    PayoutReversed,
    RepaymentReceived,
    RepaymentReversed,
    StatementIssued,
    StatementLine,
)
from ledger.identity import LotId, number_of
from ledger.money import Minor
from projections.journal.accounts import BookAccount
from projections.journal.legs import (
    JournalEntry,
    Leg,
    Party,
    taxes_claimed,
    taxes_owed,
)

TAKEN = {
    Deduction.COMMISSION: BookAccount.COMMISSION,
    Deduction.COMMISSION_MINIMUM: BookAccount.COMMISSION,
    Deduction.RESALE_RIGHT: BookAccount.RESALE_RIGHT,
    Deduction.RESERVE_FEE: BookAccount.SELLER_FEES,
    Deduction.ILLUSTRATION: BookAccount.SELLER_FEES,
    Deduction.BUY_BACK: BookAccount.SELLER_FEES,
    Deduction.EXPENSE: BookAccount.EXPENSES,
    Deduction.ADVANCE: BookAccount.ADVANCES,
}
"""What a line gives to, or takes back from."""

Paid = (
    ExpenseCharged
    | AdvanceMade
    | PayoutMade
    | PayoutReversed
    | RepaymentReceived
    | RepaymentReversed
)


def statement_issued(event: StatementIssued) -> JournalEntry:
    """Take off what the consignor owes the house, and owe the tax they charge it."""
    consignor = Party(client=event.consignor)
    return JournalEntry(
        day=event.issued_on,
        sale=event.sale,
        currency=event.currency,
        document=event.statement,
        invoice=None,
        legs=tuple(leg for line in event.lines for leg in _line_legs(line, consignor)),
    )


def _line_legs(line: StatementLine, consignor: Party) -> Iterator[Leg]:
    what = _line_description(line)
    if line.kind is Deduction.HAMMER:
        yield from taxes_claimed(line, what, consignor)
        return
    for account, amount in (
        (BookAccount.CONSIGNORS, -line.net),
        (TAKEN[line.kind], line.amount + line.included),
    ):
        yield Leg(
            account=account, amount=amount, what=what, party=consignor, lot=line.lot
        )
    yield from taxes_owed(line, what, consignor)


def of_consignor(event: Paid) -> JournalEntry:
    """Post what the house paid for a consignor, or to them."""
    day, debit, what, amount, lot = _payout_parts(event)
    consignor = Party(client=event.consignor)
    legs = ((debit, amount), (_cash_account(event), -amount))
    return JournalEntry(
        day=day,
        sale=event.sale,
        currency=event.currency,
        document=f"{event.sale}/{event.consignor}",
        invoice=None,
        legs=tuple(
            Leg(account=account, amount=share, what=what, party=consignor, lot=lot)
            for account, share in legs
        ),
    )


def _cash_account(event: Paid) -> BookAccount:
    """Say what moves: the bank, or what is set off and arrives elsewhere at once."""
    match event:
        case ExpenseCharged() | AdvanceMade():
            return BookAccount.BANK
        case _:
            moved = event.set_off is not None
            return BookAccount.TRANSFERS if moved else BookAccount.BANK


def _payout_parts(event: Paid) -> tuple[date, BookAccount, str, Minor, LotId | None]:
    match event:
        case ExpenseCharged(expense=number, said=words, lot=lot):
            what = f"Expense {number}: {words}"
            return event.charged_on, BookAccount.EXPENSES, what, event.amount, lot
        case AdvanceMade(advance=number, method=method):
            what = f"Advance {number} by {method}"
            return event.made_on, BookAccount.ADVANCES, what, event.amount, None
        case PayoutMade(payout=number, method=method):
            what = f"Payout {number} by {method}"
            return event.paid_on, BookAccount.CONSIGNORS, what, event.amount, None
        case PayoutReversed(payout=number):
            what = f"Payout {number} came back"
            return event.reversed_on, BookAccount.CONSIGNORS, what, -event.amount, None
        case RepaymentReceived(repayment=number, method=method):
            what = f"Repayment {number} by {method}"
            return event.received_on, BookAccount.CONSIGNORS, what, -event.amount, None
        case RepaymentReversed(repayment=number):
            what = f"Repayment {number} was taken back"
            return event.reversed_on, BookAccount.CONSIGNORS, what, event.amount, None


def _line_description(line: StatementLine) -> str:
    kind = line.kind.value.replace("-", " ").capitalize()
    if line.lot is None:
        return f"{kind}: {line.said}"
    return f"{kind} on lot {number_of(line.lot)}: {line.said}"
