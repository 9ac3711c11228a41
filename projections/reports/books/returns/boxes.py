"""The boxes of a return, and what of each document goes into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection

from ledger.events import Deduction
from ledger.identity import ClientId, LotId
from ledger.money import Minor
from projections.input_tax import InputTaxRow, input_taxes
from projections.own_tax import (
    GlobalMarginRow,
    PurchaseTaxRow,
    global_margins,
    purchase_taxes,
)
from projections.reports.books.scope import Scope
from projections.statements import StatementLineRow, statement_lines
from projections.supplies import SupplyRow, of_period, placed_supplies
from projections.tax import TaxRow, taxes_in

BoxName: TypeAlias = str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxEntry:
    """What a line of a document adds to a box."""

    place: str
    """Whose return: ``GB``, ``US-TX``."""
    box: BoxName
    line: str
    """The document and the number of the line on it: ``HA-2025-00017/2``."""
    document: str
    day: date
    client: ClientId | None
    """None where it concerns no client: a purchase, the margin of a period."""
    lot: LotId | None
    currency: str
    amount: Minor
    position: int
    """The place in the log where the document was issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of a period that returns are made of."""

    supplies: Sequence[tuple[str, SupplyRow]]
    """Each with whose return it belongs in."""
    taxes: Mapping[str, Sequence[TaxRow]]
    """By the line that bears them."""
    bought: Sequence[tuple[str, StatementLineRow]]
    """The hammer lines of statements: what consignors were paid for."""
    charged: Mapping[str, Sequence[InputTaxRow]]
    """The tax that consignors charge, by the line of the statement."""
    purchases: Sequence[PurchaseTaxRow]
    """What the house itself bought, and its tax."""
    margins: Sequence[GlobalMarginRow]
    """The margins of whole periods."""

    def net_of(self, line: StatementLineRow) -> Minor:
        """Return a hammer price without the tax inside it that is claimed."""
        return next((tax.net for tax in self.charged.get(line.line, ())), line.amount)

    def input_taxes(self, place: str) -> Iterator[tuple[StatementLineRow, InputTaxRow]]:
        """Yield the taxes that are claimed from a place, with their lines."""
        for _, line in self.bought:
            for tax in self.charged.get(line.line, ()):
                if tax.jurisdiction == place:
                    yield line, tax


def facts(db: Connection, scope: Scope) -> Facts:
    """Read what returns of a sale and a period are made of."""
    placed = placed_supplies(db, scope.sale)
    places: dict[LotId | None, str] = {}
    for place, supply in placed:
        places.setdefault(supply.lot, place)
    taxes: defaultdict[str, list[TaxRow]] = defaultdict(list)
    for tax in taxes_in(db, scope.sale, scope.period):
        taxes[f"{tax.document}/{tax.line}"].append(tax)
    charged: defaultdict[str, list[InputTaxRow]] = defaultdict(list)
    for due in input_taxes(db, scope.sale, scope.period):
        charged[due.line].append(due)
        places[due.lot] = due.jurisdiction
    return Facts(
        supplies=of_period(placed, scope.period),
        taxes=taxes,
        bought=[
            (places[line.lot], line)
            for line in statement_lines(db, scope.sale, scope.period)
            if line.kind is Deduction.HAMMER and line.lot in places
        ],
        charged=charged,
        purchases=purchase_taxes(db, scope.sale, scope.period),
        margins=global_margins(db, scope.sale, scope.period),
    )


def of_supply(
    supply: SupplyRow, amount: Minor, *, box: BoxName, place: str
) -> BoxEntry:
    """Put an amount of a supply into a box."""
    return BoxEntry(
        place=place,
        box=box,
        line=supply.line,
        document=supply.document,
        day=supply.day,
        client=supply.client,
        lot=supply.lot,
        currency=supply.currency,
        amount=amount,
        position=supply.position,
    )


def of_purchase(
    line: StatementLineRow, amount: Minor, *, box: BoxName, place: str
) -> BoxEntry:
    """Put what a consignor was paid for a lot into a box."""
    return BoxEntry(
        place=place,
        box=box,
        line=line.line,
        document=line.statement,
        day=line.issued_on,
        client=line.consignor,
        lot=line.lot,
        currency=line.currency,
        amount=amount,
        position=line.position,
    )


def of_own(
    row: PurchaseTaxRow | GlobalMarginRow, amount: Minor, *, box: BoxName, place: str
) -> BoxEntry:
    """Put what the house itself accounted for into a box."""
    name = row.purchase if isinstance(row, PurchaseTaxRow) else row.margin
    return BoxEntry(
        place=place,
        box=box,
        line=name,
        document=name,
        day=row.day,
        client=None,
        lot=None,
        currency=row.currency,
        amount=amount,
        position=row.position,
    )


Filed: TypeAlias = Mapping[BoxName, Minor]
"""What a form says in each box, in minor units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxReturn:
    """A form of a tax office."""

    name: str
    """What scripts know it by: ``uk-vat-return``."""
    title: str
    entries: Callable[[Facts], Iterator[BoxEntry]]
    boxes: Callable[[Sequence[BoxName]], Sequence[BoxName]]
    """Puts the boxes of the form in its order, those with entries and those without."""
    meanings: Mapping[BoxName, str]
    file: Callable[[Filed, int], Filed]
    """Makes what is filed of the exact amounts, in units of so many minor ones."""
    note: str
    sources: tuple[str, ...] = field(default=())
    """Which notices and laws say so."""

    def meaning(self, box: BoxName) -> str:
        """Say what a box is for; one that is named by a local tax is a part."""
        return self.meanings.get(box, "Part of the tax due")


def whole(amount: Minor, unit: int) -> Minor:
    """Cut an amount off to whole units, towards zero."""
    return abs(amount) // unit * unit * (1 if amount >= 0 else -1)
