"""Reports of the books: what an accountant asks for, by the names scripts use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pkgutil import resolve_name
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.reports.books.scope import Scope
    from projections.reports.model import Report

Builder: TypeAlias = "Callable[[Connection, Scope], Report]"


@dataclass(frozen=True, slots=True)
class Book:
    """One report of the books: how it is made, and what it can be narrowed by."""

    about: str
    """What it tells, in a few words."""
    builder: str
    """Where it is made: entered when it is, and not to list the reports."""
    heeds: tuple[str, ...] = ()
    """Of ``account``, ``client``, ``period``, ``on`` and ``threshold``."""
    tells_beyond: str = ""
    """Why it tells even of one sale what is of others, or of none, if it does."""
    of_clients: bool = False
    """It tells of clients alone, of whatever sale."""
    of_several: bool = False
    """It can tell of several ledgers as of one."""
    of_season: bool = False
    """It begins where the books of the ledger do: what was brought forward counted
    before."""

    @property
    def build(self) -> Builder:
        """Return the function that makes it."""
        builder: Builder = resolve_name(f"projections.reports.books.{self.builder}")
        return partial(_in_season, builder) if self.of_season else builder


def _in_season(builder: Builder, db: Connection, scope: Scope) -> Report:
    return builder(db, scope.in_season)


BOOKS = MappingProxyType(
    {
        "settlement": Book(
            "All tables that an accountant needs to close a sale",
            "settlement:settlement",
            tells_beyond="its checks count the series of the whole house",
        ),
        "trial-balance": Book(
            "The balance of every account",
            "trial_balance:trial_balance",
            heeds=("period",),
            of_season=True,
        ),
        "journal": Book(
            "Every posting, in the order of the log",
            "postings:journal",
            heeds=("account", "client", "period"),
        ),
        "aged-receivables": Book(
            "Buyers' debts, by days overdue",
            "aged_receivables:aged_receivables",
            heeds=("client", "on"),
        ),
        "consignor-payables": Book(
            "Amounts owed and paid to consignors",
            "payables:consignor_payables",
            heeds=("client", "on"),
        ),
        "income": Book(
            "The income of the house from each sale",
            "income:income",
            heeds=("period",),
            of_season=True,
            of_several=True,
        ),
        "tax-liability": Book(
            "Taxes owed to each jurisdiction, by month",
            "taxes:tax_liability",
            heeds=("period",),
            of_season=True,
            of_several=True,
        ),
        "client-account": Book(
            "Each client's account with the house, over all sales",
            "client_account:client_account",
            heeds=("client", "on"),
            tells_beyond="a client's balance is of all sales",
            of_several=True,
        ),
        "exports": Book(
            "Exports free of tax, and what became of their proof",
            "exports:exports",
            heeds=("client", "on"),
        ),
        "invoices": Book(
            "Invoices and credit notes, with their balances",
            "invoices:invoices",
            heeds=("client", "period"),
        ),
        "statements": Book(
            "Consignors' statements and payouts",
            "statements:statements",
            heeds=("client", "period"),
        ),
        "payments": Book(
            "Payments and refunds", "payments:payments", heeds=("client", "period")
        ),
        "held-funds": Book(
            "Deposits to refund, money on account, and what is in suspense",
            "held_funds:held_funds",
            heeds=("client", "on"),
        ),
        "bank-reconciliation": Book(
            "Day by day, the bank in the books and at the bank",
            "bank_reconciliation:bank_reconciliation",
            heeds=("period",),
            tells_beyond="an account at a bank takes in the money of every sale",
        ),
        "sale-summary": Book(
            "Lots sold, and their prices against the estimates", "summary:sale_summary"
        ),
        "number-gaps": Book(
            "Every series of numbers, and any that are missing",
            "number_gaps:number_gaps",
            tells_beyond="a series of numbers is the house's, not a sale's",
        ),
        "cash-report": Book(
            "Cash payments that the house must report",
            "cash:cash_report",
            heeds=("client", "threshold"),
            tells_beyond="the cash that a client paid in every sale counts",
            of_several=True,
        ),
        "aml": Book(
            "Clients whose purchases reach the anti-laundering threshold",
            "linked_sales:aml",
            heeds=("client", "period", "threshold"),
            of_season=True,
            of_several=True,
        ),
        "certificates": Book(
            "Resale certificates that have ended or end soon",
            "expiring_certificates:certificates",
            heeds=("client", "on"),
            of_clients=True,
        ),
        "stock-book": Book(
            "Lots of the VAT margin scheme",
            "stock_book:stock_book",
            heeds=("period",),
            of_season=True,
            of_several=True,
        ),
        "uk-vat-return": Book(
            "The boxes of a UK VAT return, and the documents behind each",
            "returns.report:uk_vat_return",
            heeds=("period",),
            of_season=True,
            of_several=True,
        ),
        "de-vat-return": Book(
            "The Kennzahlen of a German Voranmeldung, and their documents",
            "returns.report:de_vat_return",
            heeds=("period",),
            of_season=True,
            of_several=True,
        ),
        "us-sales-tax-return": Book(
            "Gross, exempt and taxable sales of each US state, and their tax",
            "returns.report:us_sales_tax_return",
            heeds=("period",),
            of_season=True,
            of_several=True,
        ),
        "return-links": Book(
            "Links from the boxes of returns to documents, hammers and bids, and back",
            "returns.links:return_links",
            heeds=("period",),
            of_season=True,
        ),
        "own-lot-bids": Book(
            "Bids of consignors on their own lots",
            "own_lot_bids:own_lot_bids",
            heeds=("client",),
        ),
        "intake": Book(
            "How each lot came in, and what is missing of it",
            "intake:intake",
            heeds=("client",),
        ),
        "due-diligence": Book(
            "What was checked and decided about clients",
            "due_diligence:due_diligence",
            heeds=("client", "on"),
            of_clients=True,
        ),
        "retention": Book(
            "How long records of sales are kept, and legal holds",
            "retention:retention",
            heeds=("on",),
        ),
        "house-bids": Book(
            "Bids of the house for consignors, and what it was refused",
            "house_bids:house_bids",
            heeds=("client",),
        ),
        "receipts": Book(
            "Stated receipts of bids, and times that were claimed",
            "receipts:receipts",
            heeds=("period",),
        ),
        "decisions": Book(
            "Who decided what, with whom, and why",
            "people:decided_report",
            heeds=("client", "period"),
        ),
        "checks": Book(
            "Figures in the books that must agree, and whether they do",
            "checks:checks",
            tells_beyond="it counts the series of the whole house",
        ),
    }
)
"""Every report, by the name it is asked for."""
