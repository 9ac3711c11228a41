"""The tax that registered consignors charge the house on hammer prices, line by line.

What a further statement takes back stands below zero, so that it adds up. Returns read
this, and the check that holds it against statements and the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import StatementIssued
from ledger.identity import ClientId, LotId, SaleId, StatementId
from ledger.terms.tax import TaxCode
from projections.columns import Amount, Named
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTaxRow:
    """One tax that a consignor charges on a hammer price."""

    tax: Annotated[str, Named("tax_id")]
    """The statement, its line, and which tax of the line: ``HA-2025-S00004/1/1``."""
    jurisdiction: str
    """From whom it is claimed: ``GB``."""
    name: str
    """What the tax is called where it is levied."""
    rate: Fraction
    """The rate."""
    valid_from: date
    """Since when the jurisdiction takes this rate."""
    day: date
    """When the statement was issued."""
    statement: StatementId
    """The number of the statement."""
    line: Annotated[str, Named("line_id")]
    """The statement and the number of the line on it: ``HA-2025-S00004/1``."""
    own_invoice: str | None
    """The consignor's invoice that charges it; None: the statement is the invoice."""
    sale: SaleId
    consignor: ClientId
    vat_id: str | None
    """The VAT or tax number of the consignor, as it stands on the statement."""
    lot: LotId | None
    currency: str
    code: TaxCode
    """How the consignor's supply stands to VAT."""
    net: Amount
    """The hammer price without it."""
    amount: Amount
    """The tax, on top of the hammer price or inside it."""
    position: int
    """The place in the log where the statement was issued."""


def _on_statement_issued(entry: Entry[StatementIssued], rows: Rows) -> None:
    event = entry.event
    for line in event.lines:
        for number, tax in enumerate(line.paid_taxes, start=1):
            inside = sum(each.included for each in line.paid_taxes)
            rows.insert(
                entry,
                entry,
                event,
                line,
                tax,
                tax=f"{event.statement}/{line.number}/{number}",
                line=f"{event.statement}/{line.number}",
                day=event.issued_on,
                vat_id=event.consignor_vat_id,
                currency=event.currency.code,
                code=TaxCode.STANDARD if tax.rate else TaxCode.ZERO,
                net=line.amount - inside,
                amount=tax.amount + tax.included,
            )


INPUT_TAX = View(
    name="input_tax",
    row=InputTaxRow,
    key="tax",
    shape=1,
    hears={StatementIssued: _on_statement_issued},
    indexes=("jurisdiction", "sale"),
)


def input_taxes(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[InputTaxRow]:
    """List what consignors charge in a sale, or in all, in the order of statements."""
    return rows_in(db, INPUT_TAX, sale, period, by=("position", "tax"))
