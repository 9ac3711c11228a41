"""The checks of taxes: documents, supplies and the journal tell the same of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.money import Minor
from projections.document_lines import DocumentLineRow
from projections.input_tax import InputTaxRow
from projections.invoices import BuyerDocument, DocumentKind
from projections.supplies import SupplyRow
from projections.tax import Taxed, TaxRow


def tax_checks(
    documents: Sequence[BuyerDocument],
    taxes: Sequence[TaxRow],
    supplies: Sequence[SupplyRow],
    *,
    owed: Minor,
) -> Iterator[tuple[str, Minor, Minor]]:
    """Hold the taxes of documents against what else tells of them."""
    yield (
        "Taxes on documents are what is owed in the journal",
        sum(tax.due for tax in taxes),
        owed,
    )
    yield (
        "Sales told apart by tax are the invoices less the credit notes",
        sum(map(_billed, documents)),
        sum(row.gross for row in supplies if row.kind is not Taxed.STATEMENT),
    )
    yield (
        "Taxes of what was supplied are the taxes on documents",
        sum(tax.due for tax in taxes),
        sum(row.tax + row.hidden for row in supplies),
    )


def input_tax_checks(
    taxes: Sequence[InputTaxRow],
    lines: Sequence[DocumentLineRow],
    *,
    claimed: Minor,
) -> Iterator[tuple[str, Minor, Minor]]:
    """Hold the tax that consignors charge against statements, lots and the journal."""
    yield (
        "Input tax on statements is what is claimed in the journal",
        sum(tax.amount for tax in taxes),
        claimed,
    )
    margins = {line.lot for line in lines if line.scheme.is_margin}
    yield (
        "Input tax on lots of the margin scheme is none",
        0,
        sum(tax.amount for tax in taxes if tax.lot in margins),
    )


def _billed(document: BuyerDocument) -> Minor:
    sign = 1 if document.kind is DocumentKind.INVOICE else -1
    return sign * document.total
