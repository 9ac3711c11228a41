"""The VAT return of the United Kingdom: its nine boxes.

VAT Notice 700/12 says what each box holds; its section on margin schemes, and Notice
718/2 for auctioneers, that box 6 has the full selling price less the VAT on the margin,
and box 7 the full purchase price. Goods that an agent sells in their own name are
supplied to them, and by them (VATA 1994 s47(2A)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.events import PurchaseTaxKind
from ledger.terms.tax import TaxCode
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
from projections.tax import Taxed

HOME = "GB"
PLACES = (HOME, "XI")
"""Whose supplies go on it: those from Northern Ireland do, too."""
BOXES = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
WHOLE = ("6", "7", "8", "9")
OWED = {PurchaseTaxKind.ACQUISITION: "2"}
"""The box of the tax on a purchase, where it is not 1."""
VALUES = {
    PurchaseTaxKind.ACQUISITION: ("7", "9"),
    PurchaseTaxKind.SERVICE_FROM_UNION: ("6", "7"),
    PurchaseTaxKind.REVERSE_CHARGE: ("6", "7"),
    PurchaseTaxKind.IMPORT_POSTPONED: ("7",),
    PurchaseTaxKind.IMPORT_PAID: ("7",),
    PurchaseTaxKind.PURCHASE: ("7",),
}
"""The boxes that the value of a purchase goes into: that of a service under the reverse
charge goes into sales as well."""


def _entries(facts: Facts) -> Iterator[BoxEntry]:
    for place, supply in facts.supplies:
        if place not in PLACES:
            continue
        vat = supply.tax + supply.hidden
        if vat:
            yield of_supply(supply, vat, box="1", place=HOME)
        is_purchase = supply.margin and supply.kind is Taxed.STATEMENT
        if is_purchase:
            # The commission on the margin is no supply: it lowers what was paid.
            yield of_supply(supply, -supply.hidden, box="6", place=HOME)
            yield of_supply(supply, -supply.net, box="7", place=HOME)
        elif supply.code is not TaxCode.OUTSIDE:
            net = supply.net - supply.hidden
            yield of_supply(supply, net, box="6", place=HOME)
            if supply.code is TaxCode.INTRA_COMMUNITY:
                yield of_supply(supply, net, box="8", place=HOME)
    for place, line in facts.bought:
        if place in PLACES:
            yield of_purchase(line, facts.net_of(line), box="7", place=HOME)
    for place in PLACES:
        for line, tax in facts.input_taxes(place):
            yield of_purchase(line, tax.amount, box="4", place=HOME)
    yield from _own(facts)


def _own(facts: Facts) -> Iterator[BoxEntry]:
    """Put what the house itself bought, and margins of periods, into boxes."""
    for bought in facts.purchases:
        if bought.jurisdiction not in PLACES:
            continue
        if bought.owed:
            yield of_own(
                bought, bought.owed, box=OWED.get(bought.kind, "1"), place=HOME
            )
        if bought.claimed:
            yield of_own(bought, bought.claimed, box="4", place=HOME)
        for box in VALUES[bought.kind]:
            yield of_own(bought, bought.net, box=box, place=HOME)
    for margin in facts.margins:
        if margin.jurisdiction in PLACES and margin.correction:
            yield of_own(margin, margin.correction, box="1", place=HOME)
            yield of_own(margin, -margin.correction, box="6", place=HOME)


def _boxes(_: Sequence[BoxName]) -> Sequence[BoxName]:
    return BOXES


def _filed(exact: Filed, unit: int) -> Filed:
    filed = {box: exact.get(box, 0) for box in BOXES}
    filed["3"] = filed["1"] + filed["2"]
    filed["5"] = abs(filed["3"] - filed["4"])
    return filed | {box: whole(filed[box], unit) for box in WHOLE}


UK = TaxReturn(
    name="uk-vat-return",
    title="VAT return, United Kingdom",
    entries=_entries,
    boxes=_boxes,
    meanings={
        "1": "VAT due on sales and other outputs",
        "2": "VAT due on acquisitions in Northern Ireland from the EU",
        "3": "Total VAT due (boxes 1 and 2)",
        "4": "VAT reclaimed on purchases and other inputs",
        "5": "Net VAT to pay or to reclaim (boxes 3 and 4)",
        "6": "Total value of sales, without VAT",
        "7": "Total value of purchases, without VAT",
        "8": "Supplies of goods from Northern Ireland to the EU",
        "9": "Acquisitions of goods in Northern Ireland from the EU",
    },
    file=_filed,
    note="It holds what this ledger knows: sales, and what consignors are paid and "
    "charge. Other purchases are in it where they are told with tax purchase.",
    sources=("VAT Notice 700/12", "VAT Notice 718/2", "VATA 1994 s47(2A)"),
)
