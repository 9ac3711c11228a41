"""The German advance return of VAT: the Umsatzsteuer-Voranmeldung and its Kennzahlen.

The numbers are those of the form USt 1 A (§ 18 (1) UStG). Bases are filed in whole
euros, and the tax is taken of those. A supply on the margin stands with its margin less
the tax in it (§ 25a (3) and (4) UStG), under the general rate (§ 25a (5)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.events import PurchaseTaxKind
from ledger.money import share
from ledger.terms.tax import TaxCode
from projections.own_tax import GlobalMarginRow, PurchaseTaxRow
from projections.reports.books.returns.boxes import (
    BoxEntry,
    BoxName,
    Facts,
    Filed,
    TaxReturn,
    of_own,
    of_purchase,
    of_supply,
    whole,
)
from projections.supplies import SupplyRow
from projections.tax import Taxed, TaxRow

HOME = "DE"
RATES = {"81": Fraction(19, 100), "86": Fraction(7, 100), "87": Fraction(0)}
OTHER, OTHER_TAX = "35", "36"
FREE = {
    TaxCode.INTRA_COMMUNITY: "41",
    TaxCode.EXPORT: "43",
    TaxCode.EXEMPT: "48",
    TaxCode.OUTSIDE: "45",
    TaxCode.ZERO: "87",
}
TAX_ON = {"81": "81 tax", "86": "86 tax"}
ACQUIRED = {"89": Fraction(19, 100), "93": Fraction(7, 100), "91": Fraction(0)}
ACQUIRED_TAX = {"89": "89 tax", "93": "93 tax"}
OTHER_ACQUIRED, OTHER_ACQUIRED_TAX = "95", "98"
OWED_FOR = {
    PurchaseTaxKind.SERVICE_FROM_UNION: ("46", "47"),
    PurchaseTaxKind.REVERSE_CHARGE: ("84", "85"),
}
"""The boxes of a supply whose tax the house owes (§ 13b): its value, and the tax."""
CLAIMED = {
    PurchaseTaxKind.ACQUISITION: "61",
    PurchaseTaxKind.SERVICE_FROM_UNION: "67",
    PurchaseTaxKind.REVERSE_CHARGE: "67",
    PurchaseTaxKind.IMPORT_PAID: "62",
    PurchaseTaxKind.PURCHASE: "66",
}
"""The box of the input tax on each kind of purchase (§ 15 (1) sentence 1)."""
INPUT = ("66", "61", "62", "67")
BOXES = (
    *("81", "81 tax", "86", "86 tax", "87", "35", "36"),
    *("41", "43", "48", "91", "89", "89 tax", "93", "93 tax", "95", "98"),
    *("46", "47", "84", "85", "60", "21", "45", *INPUT, "83"),
)
BASES = (
    *("81", "86", "87", "35", "41", "43", "48", "60", "21", "45"),
    *("91", "89", "93", "95", "46", "84"),
)
OWED = ("81 tax", "86 tax", "36", "89 tax", "93 tax", "98", "47", "85")


def _entries(facts: Facts) -> Iterator[BoxEntry]:
    for place, supply in facts.supplies:
        if place != HOME:
            continue
        taxes = [tax for tax in facts.taxes.get(supply.line, ()) if tax.rate]
        if supply.margin or supply.code is TaxCode.STANDARD:
            for tax in taxes:
                yield from _taxed(supply, tax)
        else:
            box = _free_box(supply)
            yield of_supply(supply, supply.net, box=box, place=place)
    for line, claimed in facts.input_taxes(HOME):
        yield of_purchase(line, claimed.amount, box="66", place=HOME)
    for bought in facts.purchases:
        if bought.jurisdiction == HOME:
            yield from _bought(bought)
    for margin in facts.margins:
        if margin.jurisdiction == HOME:
            yield from _of_period(margin)


def _bought(bought: PurchaseTaxRow) -> Iterator[BoxEntry]:
    """Put what the house itself bought into boxes: its value, its tax, what is back."""
    boxes = OWED_FOR.get(bought.kind)
    if bought.kind is PurchaseTaxKind.ACQUISITION:
        box = next((b for b, rate in ACQUIRED.items() if rate == bought.rate), None)
        box = box or OTHER_ACQUIRED
        boxes = (box, ACQUIRED_TAX.get(box, OTHER_ACQUIRED_TAX))
    if boxes is not None:
        value, tax = boxes
        yield of_own(bought, bought.net, box=value, place=HOME)
        if bought.owed:
            yield of_own(bought, bought.owed, box=tax, place=HOME)
    if bought.claimed:
        yield of_own(bought, bought.claimed, box=CLAIMED[bought.kind], place=HOME)


def _of_period(margin: GlobalMarginRow) -> Iterator[BoxEntry]:
    """Put the margin of a period right: what it bears beyond its lots."""
    box = next((name for name, rate in RATES.items() if rate == margin.rate), OTHER)
    base = margin.taxed - margin.due - (margin.margin_by_lot - margin.due_by_lot)
    if base:
        yield of_own(margin, base, box=box, place=HOME)
    if margin.correction:
        yield of_own(
            margin, margin.correction, box=TAX_ON.get(box, OTHER_TAX), place=HOME
        )


def _taxed(supply: SupplyRow, tax: TaxRow) -> Iterator[BoxEntry]:
    box = next((name for name, rate in RATES.items() if rate == tax.rate), OTHER)
    base = tax.base - tax.included
    yield of_supply(supply, base, box=box, place=HOME)
    on = TAX_ON.get(box, OTHER_TAX)
    yield of_supply(supply, tax.due, box=on, place=HOME)


def _free_box(supply: SupplyRow) -> BoxName:
    if supply.code is TaxCode.REVERSE_CHARGE:
        # A service to a business elsewhere in the union is no supply at home.
        return "21" if supply.kind is Taxed.STATEMENT else "60"
    return FREE[supply.code]


def _boxes(_: Sequence[BoxName]) -> Sequence[BoxName]:
    return BOXES


def _filed(exact: Filed, unit: int) -> Filed:
    filed = {box: exact.get(box, 0) for box in BOXES}
    filed |= {box: whole(filed[box], unit) for box in BASES}
    for box, on in (TAX_ON | ACQUIRED_TAX).items():
        filed[on] = share(filed[box], (RATES | ACQUIRED)[box])
    filed["83"] = sum(filed[box] for box in OWED) - sum(filed[box] for box in INPUT)
    return filed


GERMANY = TaxReturn(
    name="de-vat-return",
    title="Umsatzsteuer-Voranmeldung, Germany",
    entries=_entries,
    boxes=_boxes,
    meanings={
        "81": "Taxable at 19 %",
        "81 tax": "The tax on it",
        "86": "Taxable at 7 %",
        "86 tax": "The tax on it",
        "87": "Taxable at 0 %",
        "35": "Taxable at other rates",
        "36": "The tax on it",
        "41": "Supplies within the union, § 4 no. 1 b",
        "43": "Exports and other exempt supplies with input tax",
        "48": "Exempt supplies without input tax",
        "91": "Acquisitions that are exempt, § 4b",
        "89": "Acquisitions within the union at 19 %",
        "89 tax": "The tax on them",
        "93": "Acquisitions within the union at 7 %",
        "93 tax": "The tax on them",
        "95": "Acquisitions within the union at other rates",
        "98": "The tax on them",
        "46": "Services of businesses elsewhere in the union, § 13b (1)",
        "47": "The tax on them",
        "84": "Other supplies whose tax the house owes, § 13b (2)",
        "85": "The tax on them",
        "60": "Supplies whose tax the buyer owes, § 13b",
        "21": "Services to businesses elsewhere in the union, § 18b",
        "45": "Other supplies that are not taxable at home",
        "66": "Input tax from bills of others",
        "61": "Input tax from acquisitions within the union",
        "62": "Import VAT that was paid",
        "67": "Input tax from supplies under § 13b",
        "83": "Advance payment",
    },
    file=_filed,
    note="It holds what this ledger knows: sales, and what consignors are charged and "
    "charge. Other purchases are in it where they are told with tax purchase. The tax "
    "by document stands under Exact, that of the form, of whole euros, under Filed.",
    sources=("§ 18 (1) UStG", "§ 25a UStG", "USt 1 A"),
)
