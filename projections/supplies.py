"""What the house supplied, line by line, and how each line stands to tax.

Every line of an invoice or credit note is here once, and every charge to a consignor,
whatever taxes it bears; what is taken back stands below zero. Returns are made of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    CreditNoteIssued,
    Deduction,
    InvoiceIssued,
    InvoiceLine,
    StatementIssued,
    StatementLine,
)
from ledger.events.documents import code_of, is_on_margin
from ledger.identity import ClientId, LotId, SaleId
from ledger.money import Minor
from ledger.terms.tax import TaxCode, TaxScheme, Treatment
from projections.columns import Amount, Named
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.tax import Taxed
from projections.view import View

Line = InvoiceLine | StatementLine

NO_CHARGE = frozenset(
    {
        Deduction.HAMMER,
        Deduction.RESALE_RIGHT,
        Deduction.EXPENSE,
        Deduction.ADVANCE,
    }
)
"""Lines of a statement that are no supply of the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRow:
    """One line of a document as a supply."""

    line: Annotated[str, Named("line_id")]
    """The document and the number of the line on it: ``HA-2025-00017/2``."""
    document: str
    """The number of the document."""
    kind: Taxed
    """On what kind of document it stands."""
    about: str
    """The document itself; of a credit note, the invoice."""
    number: int
    """The number of the line on the document, from 1."""
    jurisdiction: str | None
    """Whose return it belongs in; None on a credit note that was issued before it was
    kept, and bears no tax."""
    day: date
    """When the document was issued."""
    sale: SaleId
    client: ClientId
    """The buyer, or the consignor of a statement."""
    vat_id: str | None
    """The VAT number of the buyer, where it stands on the document."""
    lot: LotId | None
    currency: str
    charge: str
    """What the line is for: ``premium`` or ``commission``, as the document says."""
    code: TaxCode
    """How it stands to VAT."""
    margin: bool
    """It is part of a margin: the amount has its VAT inside."""
    exemption: str | None
    """The reason for no tax, as a code of the list VATEX."""
    reason: str | None
    """The reason for no tax, in words."""
    proof_by: date | None
    """The day by which proof of the export must be there."""
    net: Amount
    """What is charged, without any tax that is shown."""
    tax: Amount
    """All taxes that are shown, on top or inside."""
    hidden: Amount
    """The VAT inside a margin, which is not shown."""
    position: int
    """The place in the log where the document was issued."""

    @property
    def gross(self) -> Minor:
        """What is charged with its taxes."""
        return self.net + self.tax


def _on_invoice_issued(entry: Entry[InvoiceIssued], rows: Rows) -> None:
    event = entry.event
    _insert(entry, rows, Taxed.INVOICE, event.invoice, event.invoice)


def _on_credit_note_issued(entry: Entry[CreditNoteIssued], rows: Rows) -> None:
    event = entry.event
    _insert(entry, rows, Taxed.CREDIT_NOTE, event.credit_note, event.invoice)


def _insert(
    entry: Entry[InvoiceIssued] | Entry[CreditNoteIssued],
    rows: Rows,
    kind: Taxed,
    document: str,
    about: str,
) -> None:
    event = entry.event
    sign = 1 if kind is Taxed.INVOICE else -1
    places = _places(event.lines)
    for line in event.lines:
        rows.insert(
            entry,
            event,
            line,
            line=f"{document}/{line.number}",
            document=document,
            kind=kind,
            about=about,
            jurisdiction=_jurisdiction(line, places) or _untaxed_in(line, event),
            day=event.issued_on,
            currency=event.currency.code,
            charge=line.charge.value,
            vat_id=event.buyer_vat_id,
            net=sign * line.net,
            tax=sign * line.shown_tax,
            hidden=sign * (line.included - line.shown_inside),
            **_standing(line),
        )


def _on_statement_issued(entry: Entry[StatementIssued], rows: Rows) -> None:
    event = entry.event
    places = _places(event.lines)
    for line in event.lines:
        if line.kind in NO_CHARGE:
            continue
        rows.insert(
            entry,
            event,
            line,
            line=f"{event.statement}/{line.number}",
            document=event.statement,
            kind=Taxed.STATEMENT,
            about=event.statement,
            jurisdiction=_jurisdiction(line, places) or event.place,
            day=event.issued_on,
            client=event.consignor,
            currency=event.currency.code,
            charge=line.kind.value,
            vat_id=None,
            net=-line.amount,
            tax=line.tax,
            hidden=line.included,
            **_standing(line),
        )


def _places(lines: Iterable[Line]) -> dict[LotId | None, str]:
    """Return whose tax the lots of a document bear; under None, of any of them."""
    places: dict[LotId | None, str] = {}
    for line in lines:
        for tax in line.taxes:
            places.setdefault(line.lot, tax.jurisdiction)
            places.setdefault(None, tax.jurisdiction)
    return places


def _jurisdiction(line: Line, places: dict[LotId | None, str]) -> str | None:
    """Return whose return a line belongs in: its own tax's, its lot's, or another's."""
    own = next((tax.jurisdiction for tax in line.taxes), None)
    return own or places.get(line.lot) or places.get(None)


def _untaxed_in(
    line: InvoiceLine, event: InvoiceIssued | CreditNoteIssued
) -> str | None:
    """Return whose return a line without a tax belongs in, as far as it was kept.

    What is exempt or on the margin is told where the sale was, all else to whom the
    buyer's place is.
    """
    if line.scheme is TaxScheme.STANDARD:
        return event.jurisdiction
    return event.place or event.jurisdiction


def _standing(line: Line) -> dict[str, str | bool | date | None]:
    treatment = line.treatment or Treatment(code=code_of(line))
    return {
        "code": treatment.code,
        "margin": is_on_margin(line),
        "exemption": treatment.exemption,
        "reason": treatment.reason,
        "proof_by": treatment.proof_by,
    }


SUPPLIES = View(
    name="supplies",
    row=SupplyRow,
    key="line",
    shape=1,
    hears={
        InvoiceIssued: _on_invoice_issued,
        CreditNoteIssued: _on_credit_note_issued,
        StatementIssued: _on_statement_issued,
    },
    indexes=("jurisdiction", "sale"),
)


def supplies_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[SupplyRow]:
    """List what was supplied in a sale, or in all, in the order of the documents."""
    return rows_in(db, SUPPLIES, sale, period, by=("position", "number"))


def of_jurisdiction(supplies: Iterable[SupplyRow]) -> Iterator[tuple[str, SupplyRow]]:
    """Yield supplies with whose return they belong in; a credit's is its invoice's."""
    places: dict[str, str] = {}
    for supply in supplies:
        if supply.jurisdiction is not None:
            places.setdefault(supply.about, supply.jurisdiction)
        yield supply.jurisdiction or places.get(supply.about, ""), supply


def placed_supplies(
    db: Connection, sale: SaleId | None = None
) -> list[tuple[str, SupplyRow]]:
    """List all supplies of a sale, or of all, each with whose return it belongs in."""
    return list(of_jurisdiction(supplies_in(db, sale)))


def of_period(
    placed: Iterable[tuple[str, SupplyRow]], period: Period | None
) -> list[tuple[str, SupplyRow]]:
    """Keep the supplies of a period; a credit has the place of an earlier invoice."""
    return [
        (place, supply)
        for place, supply in placed
        if period is None or period[0] <= supply.day <= period[1]
    ]
