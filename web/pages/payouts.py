"""Payouts of a sale by the bank: who is paid next, the file for it, the files sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.events import PayoutSent
from ledger.house.consignors import ConsignorAccount, consignor_accounts
from ledger.house.payout_files import waiting_in
from ledger.identity import ClientId, SaleId
from ledger.roles import Sight
from presenters.consignor import consignor_shape
from presenters.sale import sale_summary_shape
from presenters.shape import Amount, Decimals
from web.operations.payment_files import WaitingQuery, list_payouts_to_send
from web.page import Filled, shows
from web.reading import LedgerReading


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPayout:
    """A payout that a bank was asked for, and whether it came back."""

    sent: PayoutSent
    amount: Amount
    came_back: bool


def payouts_page(reading: LedgerReading, sale: SaleId, query: WaitingQuery) -> Filled:
    """Show which payouts wait for the bank's file, and which were in one."""
    records = reading.records
    shown = records.sale(sale)
    currency = shown.terms.rules.currency
    accounts = consignor_accounts(records, sale)
    waiting = list_payouts_to_send(reading, sale, query)
    return {
        "sale": sale_summary_shape(shown),
        "query": query,
        "methods": [each.name for each in shown.terms.rules.settlement.methods],
        "payable": [
            consignor_shape(each, currency)
            for each in accounts
            if each.balance.payable > 0
        ],
        "waiting": waiting,
        "left_out": waiting_in(records, sale, query.method).left_out,
        "statements": _last_statements(accounts),
        "files": _files(accounts),
    }


def _last_statements(accounts: Sequence[ConsignorAccount]) -> dict[ClientId, str]:
    """Return the last statement of each consignor, which leads to their account."""
    return {
        each.account.consignor: each.account.statements[-1].statement
        for each in accounts
        if each.account.statements
    }


def _files(accounts: Sequence[ConsignorAccount]) -> dict[str, list[SentPayout]]:
    """Return the files that payouts were sent in, by name, in their order."""
    payouts = [
        SentPayout(
            sent=payout.sent,
            amount=Decimals(payout.sent.currency)(payout.sent.amount),
            came_back=payout.reversed_on is not None,
        )
        for each in accounts
        for payout in each.account.payouts
        if payout.sent is not None
    ]
    files: dict[str, list[SentPayout]] = {}
    for each in sorted(payouts, key=lambda each: each.sent.at):
        files.setdefault(each.sent.file, []).append(each)
    return files


PAGES = (shows("/sales/{sale}/payouts", Sight.MONEY, payouts_page, "payouts.html"),)
