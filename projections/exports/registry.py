"""The books as other programs take them in, each by a writer of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pkgutil import resolve_name
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.terms.house import HouseSettings
    from projections.exports.chart import Chart
    from projections.reports.books.scope import Scope

Writer: TypeAlias = "Callable[[Connection, Scope, Chart], tuple[bytes, ...]]"
"""Gives one file, or several where the other program takes no more at a time."""


@dataclass(frozen=True, slots=True)
class Export:
    """One format: of which report, who writes it, and under which names."""

    report: str
    module: str
    """Who writes it: entered when it does, and not to list the formats."""
    chart_name: str
    has_comments: bool = False
    """Whether a file says that it is of a rehearsal; of others the name has to."""
    has_balances: bool = False
    """Whether its balances can be asserted, in a file of their own."""
    has_habits: bool = False
    """Whether a house may say more than the names of its accounts."""

    def balances_file(
        self, db: Connection, scope: Scope, chart: Chart, journal: str
    ) -> bytes | None:
        """Return the file that asserts the balances of a journal; None: there is none.

        They are asserted where the whole ledger is told, of all sales and all days.
        """
        if not self.has_balances or scope.sale is not None or scope.period is not None:
            return None
        content: bytes = resolve_name(f"{self.module}:balances_file")(
            db, scope, journal, chart
        )
        return content

    @property
    def chart(self) -> Chart:
        """What accounts are called until a house says otherwise."""
        chart: Chart = resolve_name(f"{self.module}:{self.chart_name}")
        return chart

    def writer(self, house: HouseSettings | None) -> Writer:
        """Return who writes it for a house; None: for any."""
        write = resolve_name(f"{self.module}:write")
        if house is None or not self.has_habits:
            writer: Writer = write
            return writer
        return partial(write, habits=house.xero)


EXPORTS = MappingProxyType(
    {
        "beancount": Export(
            "journal",
            "projections.exports.beancount",
            "BEANCOUNT",
            has_comments=True,
            has_balances=True,
        ),
        "hledger": Export(
            "journal",
            "projections.exports.hledger",
            "HLEDGER",
            has_comments=True,
            has_balances=True,
        ),
        "xero": Export("invoices", "projections.exports.xero", "XERO", has_habits=True),
        "xero-journal": Export(
            "journal", "projections.exports.xero_journal", "XERO", has_habits=True
        ),
        "iif": Export("journal", "projections.exports.iif", "IIF"),
    }
)
"""Every format, by the name it is asked for."""
