"""A jurisdiction's tax rates: the whole table as it was put on file last."""

from __future__ import annotations

from ledger.events.bookkeeping import TaxRatesSet
from ledger.terms.tax import TaxRate

TaxTable = TaxRatesSet
"""The table on file is the one recorded last; earlier ones stay in the log."""


def evolve(_: TaxTable | None, event: TaxRatesSet) -> TaxTable:
    """Return the table that holds after one more was put on file."""
    return event


def set_rates(
    table: TaxTable | None,
    jurisdiction: str,
    rates: tuple[TaxRate, ...],
    *,
    source: str,
) -> tuple[TaxRatesSet, ...]:
    """Put a jurisdiction's rates on file; the same rates twice change nothing."""
    if table is not None and table.rates == rates:
        return ()
    return (TaxRatesSet(jurisdiction=jurisdiction, rates=rates, source=source),)
