"""The German advance return of VAT: the Umsatzsteuer-Voranmeldung and its Kennzahlen.

The numbers are those of the form USt 1 A (§ 18 (1) UStG). Bases are filed in whole
euros, and the tax is taken of those. A supply on the margin stands with its margin less
the tax in it (§ 25a (3) and (4) UStG), under the general rate (§ 25a (5)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.money import share
from ledger.terms.tax import TaxCode
from projections.reports.books.returns.boxes import (
    BoxEntry,
    BoxName,
    Facts,
    Filed,
    TaxReturn,
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
BOXES = (
    *("81", "81 tax", "86", "86 tax", "87", "35", "36"),
    *("41", "43", "48", "60", "21", "45", "66", "83"),
)
BASES = ("81", "86", "87", "35", "41", "43", "48", "60", "21", "45")


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
    for box, on in TAX_ON.items():
        filed[on] = share(filed[box], RATES[box])
    owed = filed["81 tax"] + filed["86 tax"] + filed[OTHER_TAX]
    filed["83"] = owed - filed["66"]
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
        "60": "Supplies whose tax the buyer owes, § 13b",
        "21": "Services to businesses elsewhere in the union, § 18b",
        "45": "Other supplies that are not taxable at home",
        "66": "Input tax from bills of others",
        "83": "Advance payment",
    },
    file=_filed,
    note="It holds what this ledger knows: sales, and what consignors are charged and "
    "charge. "
    "Input tax on other purchases is in the books of the house. The tax by document "
    "stands under Exact, that of the form, of whole euros, under Filed.",
    sources=("§ 18 (1) UStG", "§ 25a UStG", "USt 1 A"),
)
