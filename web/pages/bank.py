"""The bank: its file, money that pays no invoice, and the accounts of the house."""

from __future__ import annotations

from ledger.roles import Sight
from ledger.settlement.invoice import Invoice
from presenters.bank_account import bank_account_shape
from presenters.funds import FundsShape, funds_shape
from presenters.shape import Decimals
from web.page import Filled, shows
from web.reading import LedgerReading


def bank_page(reading: LedgerReading) -> Filled:
    """Show what the bank's file is matched with, and money that pays no invoice."""
    records = reading.records
    kept = [item for item in records.all_funds() if item.left]
    return {
        "sales": records.sale_names(),
        "open": [_open(each) for each in records.invoices() if each.balance > 0],
        "held": [_held(funds_shape(item)) for item in kept],
        "currency": _only_currency(reading),
        "accounts": [bank_account_shape(each) for each in records.bank_accounts()],
    }


def _only_currency(reading: LedgerReading) -> str | None:
    """Return the currency of all sales, where they have one."""
    records = reading.records
    sales = map(records.sale, records.sale_names())
    codes = {sale.terms.rules.currency.code for sale in sales}
    return codes.pop() if len(codes) == 1 else None


def _open(invoice: Invoice) -> dict[str, object]:
    """Return an invoice that money may be for."""
    issued = invoice.issued
    money = Decimals(issued.currency)
    return {
        "invoice": invoice.id,
        "paddle": issued.paddle,
        "sale": issued.sale,
        "balance": money(invoice.balance),
        "currency": issued.currency.code,
    }


def _held(funds: FundsShape) -> dict[str, object]:
    """Return money without an invoice, with the parts of its address."""
    holder, _, fund = funds.funds.partition("/")
    return {"funds": funds, "parts": {"holder": holder, "fund": fund}}


PAGES = (shows("/bank", Sight.MONEY, bank_page, "bank.html"),)
