"""The stock book of the margin scheme: every such lot, its margin, and the VAT on it.

The margin is what the buyer pays less what the consignor gets: (hammer + buyer's
charges) - (hammer - seller's commission). The VAT is inside it (rulebook 5, HMRC's
VATMARG04150 and 04200); illustrations and other ancillary charges are no part of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from ledger.events import Charge, Deduction
from ledger.identity import LotId
from ledger.money import Minor
from projections.document_lines import DocumentLineRow, lines_in
from projections.purchases import purchases
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row
from projections.statements import StatementLineRow, statement_lines
from projections.tax import taxes_in

COLUMNS = (
    Column("lot", "Stock no.", key=True),
    Column("description", "Description"),
    Column("seller", "Seller"),
    Column("buyer", "Buyer"),
    Column("sold_on", "Sold", Kind.DAY),
    Column("invoices", "Invoices"),
    Column("bought_on", "Bought", Kind.DAY),
    Column("statements", "Statements"),
    Column("hammer", "Hammer", Kind.AMOUNT, total=True),
    Column("charges", "Buyer's charges", Kind.AMOUNT, total=True),
    Column("selling", "Selling price", Kind.AMOUNT, total=True),
    Column("commission", "Commission", Kind.AMOUNT, total=True),
    Column("purchase", "Purchase price", Kind.AMOUNT, total=True),
    Column("margin", "Margin", Kind.AMOUNT, total=True),
    Column("vat", "VAT", Kind.AMOUNT, total=True),
)
CHARGED = (Charge.HAMMER, Charge.PREMIUM)
COMMISSION = (Deduction.COMMISSION, Deduction.COMMISSION_MINIMUM)


@dataclass(slots=True)
class Stock:
    """A lot in the stock book, by its documents."""

    currency: str
    description: str = ""
    seller: str | None = None
    buyer: str | None = None
    sold_on: date | None = None
    bought_on: date | None = None
    invoices: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    hammer: Minor = 0
    charges: Minor = 0
    commission: Minor = 0
    cost: Minor | None = None
    """What the house itself paid for it."""
    vat: Minor = 0


def stock_book(db: Connection, scope: Scope) -> Report:
    """List the lots of the margin scheme in the order they were invoiced."""
    stock = _stock_by_lot(lines_in(db, scope.sale, scope.period))
    for line in statement_lines(db, scope.sale):
        if line.kind in COMMISSION and line.lot in stock:
            _add_purchase(stock[line.lot], line)
    vat = _vat_by_lot(db, scope)
    bought = purchases(db, scope.sale)
    for lot, item in stock.items():
        item.vat = vat[lot]
        if item.seller is None and (own := bought.get(LotId(lot))) is not None:
            item.cost, item.bought_on = own.price, own.bought_on
            item.statements = [] if own.reference is None else [own.reference]
    return Report(
        heading=scope.heading("stock-book", "Stock book of the margin scheme"),
        tables=by_currency(
            db,
            scope,
            "stock",
            "Lots of the margin scheme",
            COLUMNS,
            rows=(
                (item.currency, _stock_row(lot, item)) for lot, item in stock.items()
            ),
            note="The VAT is inside the margin and shown on no document. Where the "
            "purchase price is blank, what the house paid is not on file.",
        ),
    )


def _stock_by_lot(lines: list[DocumentLineRow]) -> dict[str, Stock]:
    stock: dict[str, Stock] = {}
    for line in lines:
        if line.lot is None or not line.scheme.is_margin:
            continue
        if line.charge in CHARGED:
            item = stock.setdefault(line.lot, Stock(line.currency))
            _add_sale_line(item, line)
    return stock


def _add_sale_line(item: Stock, line: DocumentLineRow) -> None:
    amount = line.sign * line.gross
    if line.charge is Charge.HAMMER:
        item.hammer += amount
        item.description = line.said
        item.seller = line.consignor
        item.buyer, item.sold_on = line.client, line.issued_on
    else:
        item.charges += amount
    if line.document not in item.invoices:
        item.invoices.append(line.document)


def _add_purchase(item: Stock, line: StatementLineRow) -> None:
    item.commission -= line.net
    item.bought_on = item.bought_on or line.issued_on
    if line.statement not in item.statements:
        item.statements.append(line.statement)


def _vat_by_lot(db: Connection, scope: Scope) -> defaultdict[str, Minor]:
    """Add up the tax inside what the margin is made of."""
    vat: defaultdict[str, Minor] = defaultdict(int)
    parts = {str(part) for part in (*CHARGED, *COMMISSION)}
    for tax in taxes_in(db, scope.sale):
        if tax.lot is not None and tax.charge in parts:
            vat[tax.lot] += tax.included
    return vat


def _stock_row(lot: str, item: Stock) -> Row:
    selling = item.hammer + item.charges
    purchase = item.cost if item.seller is None else item.hammer - item.commission
    return (
        lot,
        item.description,
        item.seller,
        item.buyer,
        item.sold_on,
        ", ".join(item.invoices),
        item.bought_on,
        ", ".join(item.statements) or None,
        item.hammer,
        item.charges,
        selling,
        item.commission,
        purchase,
        None if purchase is None else selling - purchase,
        item.vat,
    )
