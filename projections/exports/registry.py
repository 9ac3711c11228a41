"""The books as other programs take them in, each by a writer of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import Connection

from ledger.terms.house import HouseSettings
from projections.exports import beancount, hledger, iif, xero
from projections.exports.chart import Chart
from projections.reports.books.scope import Scope

Writer: TypeAlias = Callable[[Connection, Scope, Chart], tuple[bytes, ...]]
"""Gives one file, or several where the other program takes no more at a time."""


@dataclass(frozen=True, slots=True)
class Export:
    """One format: of which report, who writes it, and under which names."""

    report: str
    write: Writer
    chart: Chart
    """What accounts are called until a house says otherwise: ``chart.named({...})``."""
    of_house: Callable[[HouseSettings], Writer] | None = None
    """Who writes it for a house that said more than the names of its accounts."""

    def writer(self, house: HouseSettings | None) -> Writer:
        """Say who writes it for a house; None: for any."""
        if house is None or self.of_house is None:
            return self.write
        return self.of_house(house)


def _xero_writer(house: HouseSettings) -> Writer:
    return partial(xero.write, habits=house.xero)


EXPORTS = MappingProxyType(
    {
        "beancount": Export("journal", beancount.write, beancount.BEANCOUNT),
        "hledger": Export("journal", hledger.write, hledger.HLEDGER),
        "xero": Export("invoices", xero.write, xero.XERO, _xero_writer),
        "iif": Export("journal", iif.write, iif.IIF),
    }
)
"""Every format, by the name it is asked for."""
