"""Reports of the books: what an accountant asks for, by the names scripts use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection

from projections.reports.books.aged_receivables import aged_receivables
from projections.reports.books.cash import cash_report
from projections.reports.books.checks import checks
from projections.reports.books.expiring_certificates import certificates
from projections.reports.books.income import income
from projections.reports.books.invoices import invoices
from projections.reports.books.linked_sales import aml
from projections.reports.books.number_gaps import number_gaps
from projections.reports.books.payables import consignor_payables
from projections.reports.books.payments import payments
from projections.reports.books.postings import journal
from projections.reports.books.scope import Scope
from projections.reports.books.settlement import settlement
from projections.reports.books.statements import statements
from projections.reports.books.stock_book import stock_book
from projections.reports.books.summary import sale_summary
from projections.reports.books.taxes import tax_liability
from projections.reports.books.trial_balance import trial_balance
from projections.reports.model import Report


@dataclass(frozen=True, slots=True)
class Book:
    """One report of the books: how it is made, and what it can be narrowed by."""

    about: str
    """What it tells, in a few words."""
    build: Callable[[Connection, Scope], Report]
    heeds: tuple[str, ...] = ()
    """Of ``client``, ``period``, ``on`` and ``threshold``."""


BOOKS = MappingProxyType(
    {
        "settlement": Book("Everything an accountant closes a sale with", settlement),
        "trial-balance": Book(
            "Every account, and that they balance", trial_balance, heeds=("period",)
        ),
        "journal": Book(
            "Every posting, in the order of the log",
            journal,
            heeds=("client", "period"),
        ),
        "aged-receivables": Book(
            "What buyers owe, by how long it is overdue",
            aged_receivables,
            heeds=("client", "on"),
        ),
        "consignor-payables": Book(
            "What consignors are owed, and were paid",
            consignor_payables,
            heeds=("client", "on"),
        ),
        "income": Book("What each sale earned the house", income, heeds=("period",)),
        "tax-liability": Book(
            "What is owed to each jurisdiction, by month",
            tax_liability,
            heeds=("period",),
        ),
        "invoices": Book(
            "Invoices and credit notes, and how they stand",
            invoices,
            heeds=("client", "period"),
        ),
        "statements": Book(
            "Consignors' statements and payouts", statements, heeds=("client", "period")
        ),
        "payments": Book("Payments and refunds", payments, heeds=("client", "period")),
        "sale-summary": Book(
            "What sold, and how it did against the estimates", sale_summary
        ),
        "number-gaps": Book(
            "Every series of numbers, and that none is missing", number_gaps
        ),
        "cash-report": Book(
            "Buyers' cash that has to be reported",
            cash_report,
            heeds=("client", "threshold"),
        ),
        "aml": Book(
            "Clients whose purchases reach the anti-laundering line",
            aml,
            heeds=("client", "period", "threshold"),
        ),
        "certificates": Book(
            "Resale certificates that end", certificates, heeds=("client", "on")
        ),
        "stock-book": Book(
            "Lots of the VAT margin scheme", stock_book, heeds=("period",)
        ),
        "checks": Book("What must agree in the books, and whether it does", checks),
    }
)
"""Every report, by the name it is asked for."""
