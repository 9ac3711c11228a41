"""Reports of the books: what an accountant asks for, by the names scripts use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection

from projections.reports.books.aged import aged_receivables
from projections.reports.books.bills import invoices
from projections.reports.books.cash import cash_report
from projections.reports.books.checks import all_agree, checks
from projections.reports.books.expiring import certificates
from projections.reports.books.income import income
from projections.reports.books.linked import aml
from projections.reports.books.paid import payments
from projections.reports.books.payables import consignor_payables
from projections.reports.books.postings import journal
from projections.reports.books.scope import Scope
from projections.reports.books.series import number_gaps
from projections.reports.books.settlement import settlement
from projections.reports.books.stated import statements
from projections.reports.books.stock_book import stock_book
from projections.reports.books.summary import sale_summary
from projections.reports.books.taxes import tax_liability
from projections.reports.books.trial_balance import trial_balance
from projections.reports.model import Report

__all__ = ["BOOKS", "Book", "Scope", "all_agree"]


@dataclass(frozen=True, slots=True)
class Book:
    """One report of the books: how it is made, and what it can be narrowed by."""

    build: Callable[[Connection, Scope], Report]
    heeds: tuple[str, ...] = ()
    """Of ``client``, ``period``, ``on`` and ``threshold``."""


BOOKS = MappingProxyType(
    {
        "settlement": Book(settlement),
        "trial-balance": Book(trial_balance, heeds=("period",)),
        "journal": Book(journal, heeds=("client", "period")),
        "aged-receivables": Book(aged_receivables, heeds=("client", "on")),
        "consignor-payables": Book(consignor_payables, heeds=("client", "on")),
        "income": Book(income, heeds=("period",)),
        "tax-liability": Book(tax_liability, heeds=("period",)),
        "invoices": Book(invoices, heeds=("client", "period")),
        "statements": Book(statements, heeds=("client", "period")),
        "payments": Book(payments, heeds=("client", "period")),
        "sale-summary": Book(sale_summary),
        "number-gaps": Book(number_gaps),
        "cash-report": Book(cash_report, heeds=("client", "threshold")),
        "aml": Book(aml, heeds=("client", "period", "threshold")),
        "certificates": Book(certificates, heeds=("client", "on")),
        "stock-book": Book(stock_book, heeds=("period",)),
        "checks": Book(checks),
    }
)
"""Every report, by the name it is asked for."""
