"""The books as other programs take them in, each by a writer of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection

from projections.exports import beancount, hledger, iif, xero
from projections.exports.chart import Chart, NotAnAccountName, UnknownRole
from projections.reports.books.scope import Scope

__all__ = [
    "EXPORTS",
    "Chart",
    "Export",
    "NotAnAccountName",
    "Scope",
    "UnknownRole",
]


@dataclass(frozen=True, slots=True)
class Export:
    """One format: who writes it, under which names, and what it is for."""

    write: Callable[[Connection, Scope, Chart], tuple[bytes, ...]]
    """Gives one file, or several where the other program takes no more at a time."""
    chart: Chart
    """What accounts are called until a house says otherwise: ``chart.named({...})``."""
    suffix: str
    tells: str


EXPORTS = MappingProxyType(
    {
        "beancount": Export(
            beancount.write,
            beancount.BEANCOUNT,
            "beancount",
            "The journal for Beancount",
        ),
        "hledger": Export(
            hledger.write, hledger.HLEDGER, "journal", "The journal for hledger"
        ),
        "xero": Export(
            xero.write, xero.XERO, "csv", "Invoices and credit notes for Xero"
        ),
        "iif": Export(iif.write, iif.IIF, "iif", "The journal for QuickBooks"),
    }
)
"""Every format, by the name it is asked for."""
