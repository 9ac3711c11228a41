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
    """One report of the books: how it is made, and what it tells in a line."""

    build: Callable[[Connection, Scope], Report]
    tells: str
    heeds: tuple[str, ...] = ()
    """What it can be narrowed by: ``client``, ``period``, ``on``, ``threshold``."""


BOOKS = MappingProxyType(
    {
        "settlement": Book(settlement, "Everything an accountant closes a sale with"),
        "trial-balance": Book(
            trial_balance, "Every account, and that they balance", heeds=("period",)
        ),
        "journal": Book(
            journal,
            "Every posting, in the order of the log",
            heeds=("client", "period"),
        ),
        "aged-receivables": Book(
            aged_receivables,
            "What buyers owe, by how long it is overdue",
            heeds=("client", "on"),
        ),
        "consignor-payables": Book(
            consignor_payables,
            "What consignors are owed, and were paid",
            heeds=("client", "on"),
        ),
        "income": Book(income, "What each sale earned the house", heeds=("period",)),
        "tax-liability": Book(
            tax_liability,
            "What is owed to each jurisdiction, by month",
            heeds=("period",),
        ),
        "invoices": Book(
            invoices,
            "Invoices and credit notes, and how they stand",
            heeds=("client", "period"),
        ),
        "statements": Book(
            statements, "Consignors' statements and payouts", heeds=("client", "period")
        ),
        "payments": Book(payments, "Payments and refunds", heeds=("client", "period")),
        "sale-summary": Book(
            sale_summary, "What sold, and how it did against the estimates"
        ),
        "number-gaps": Book(
            number_gaps, "Every series of numbers, and that none is missing"
        ),
        "cash-report": Book(
            cash_report,
            "Buyers' cash that has to be reported",
            heeds=("client", "threshold"),
        ),
        "aml": Book(
            aml,
            "Clients whose purchases reach the anti-laundering line",
            heeds=("client", "period", "threshold"),
        ),
        "certificates": Book(
            certificates, "Resale certificates that end", heeds=("client", "on")
        ),
        "stock-book": Book(
            stock_book, "Lots of the VAT margin scheme", heeds=("period",)
        ),
        "checks": Book(checks, "What must agree in the books, and whether it does"),
    }
)
"""Every report, by the name it is asked for."""
