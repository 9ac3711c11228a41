"""Sales tax returns of the states of the US: gross sales, deductions, taxable, tax.

States differ in their forms; nearly all ask for gross sales, what of them is exempt or
not taxable, what is taxable, and the tax by jurisdiction (such as the Texas form 01-114
and the New York form ST-100). Each state's boxes stand under its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from projections.reports.books.returns.boxes import (
    BoxEntry,
    BoxName,
    Facts,
    Filed,
    TaxReturn,
    of_supply,
)
from projections.tax import Taxed

COUNTRY = "US"
STATE_LENGTH = len("US-TX")
GROSS, EXEMPT, UNTAXED, TAXABLE, TAX = (
    "gross",
    "exempt",
    "not-taxable",
    "taxable",
    "tax",
)
BOXES = (GROSS, EXEMPT, UNTAXED, TAXABLE)


def _entries(facts: Facts) -> Iterator[BoxEntry]:
    for place, supply in facts.supplies:
        if place.partition("-")[0] != COUNTRY or supply.kind is Taxed.STATEMENT:
            continue
        state = place[:STATE_LENGTH]
        taxes = facts.taxes.get(supply.line, ())
        yield of_supply(supply, supply.net, box=GROSS, place=state)
        if any(tax.certificate is not None for tax in taxes):
            box = EXEMPT
        elif any(tax.rate for tax in taxes):
            box = TAXABLE
        else:
            box = UNTAXED
        yield of_supply(supply, supply.net, box=box, place=state)
        for tax in taxes:
            if tax.due:
                own = f"{TAX} {tax.jurisdiction} {tax.name}"
                yield of_supply(supply, tax.due, box=own, place=state)
                yield of_supply(supply, tax.due, box=TAX, place=state)


def _boxes(named: Sequence[BoxName]) -> Sequence[BoxName]:
    local = sorted({box for box in named if box.startswith(f"{TAX} ")})
    return (*BOXES, *local, TAX)


def _filed(exact: Filed, _: int) -> Filed:
    return exact


US = TaxReturn(
    name="us-sales-tax-return",
    title="Sales tax, United States",
    entries=_entries,
    boxes=_boxes,
    meanings={
        GROSS: "Gross sales",
        EXEMPT: "Exempt by certificate",
        UNTAXED: "Not taxable",
        TAXABLE: "Taxable sales",
        TAX: "Tax due",
    },
    file=_filed,
    note="What consignors are charged is no sale to them and stands apart, in "
    "tax-liability.",
    sources=("Texas 34 TAC 3.311", "Texas form 01-114", "New York form ST-100"),
)
