"""The plan that settles a sale: which invoices to take back, and which to write.

The plan is read once; each step is decided anew against the ledger, so that a plan
carried out twice, or by two, invoices nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from ledger.entry import sale_stream, tax_stream
from ledger.house import consigning
from ledger.house.aggregates import Aggregates
from ledger.house.command import Command, Decide, command
from ledger.house.consignors import lots_by_consignor
from ledger.house.invoicing import credit, invoice_buyer, is_buy_back, lots_still_open
from ledger.house.transaction import HouseTransaction
from ledger.identity import InvoiceId, LotId, Paddle, SaleId
from ledger.lot import Lot, books
from ledger.refusals import SaleGoesOn, UnknownSession
from ledger.sale import Sale, set_settlement as set_on
from ledger.settlement import tax_table
from ledger.store.terms_text import content_hash
from ledger.terms.settlement_rules import SettlementRules
from ledger.terms.tax import TaxRate
from ledger.value import value


@command("set settlement rules")
def set_settlement(sale: SaleId, rules: SettlementRules) -> Decide:
    """Set the rules that settle a sale; the same rules twice change nothing."""
    digest = content_hash(rules)

    def decide(transaction: HouseTransaction) -> None:
        events = set_on(transaction.sale(sale), rules, rules_hash=digest)
        transaction.record(sale_stream(sale), events)

    return decide


@command("set tax rates")
def set_tax_rates(rates: Sequence[TaxRate], *, source: str) -> Decide:
    """Put rates on file: for each jurisdiction that is named, its whole table."""
    tables: defaultdict[str, list[TaxRate]] = defaultdict(list)
    for rate in rates:
        tables[rate.jurisdiction].append(rate)

    def decide(transaction: HouseTransaction) -> None:
        for jurisdiction, table in tables.items():
            stream = tax_stream(jurisdiction)
            events = tax_table.set_rates(
                transaction.state(stream), jurisdiction, tuple(table), source=source
            )
            transaction.record(stream, events)

    return decide


@value
class CreditToIssue:
    """Lots of one invoice that no longer stand as they were invoiced, and why."""

    invoice: InvoiceId
    lots: tuple[LotId, ...]
    reason: str


@value
class InvoiceToIssue:
    """An invoice to write to one buyer: for lots, and for the charges that wait."""

    paddle: Paddle
    session: int | None
    lots: tuple[LotId, ...]


@value
class BuyersPlan:
    """The credits and then the invoices that settle a sale with its buyers."""

    credits: tuple[CreditToIssue, ...]
    invoices: tuple[InvoiceToIssue, ...]


def plan_buyers(
    aggregates: Aggregates, sale: SaleId, *, session: int | None = None
) -> BuyersPlan:
    """Plan which invoices of a sale, or of one session, to write and to take back.

    Raises SaleGoesOn while the hammer has not fallen on every lot, UnknownSession, and
    SettlementNotSet.
    """
    current_sale = aggregates.sale(sale)
    _must_know_session(current_sale, session)
    rules = current_sale.settled_by.rules
    lots = [
        lot
        for lot in aggregates.lots(sale)
        if session is None or lot.listing.session == session
    ]
    if (still_open := lots_still_open(lots)) is not None:
        raise SaleGoesOn(sale=sale, lots=still_open)
    waiting = () if session is not None else aggregates.charged_paddles(sale)
    return BuyersPlan(
        credits=tuple(_credits_to_issue(lots)),
        invoices=tuple(
            _invoices_to_issue(
                current_sale,
                lots,
                waiting,
                apart=rules.per_session or session is not None,
            )
        ),
    )


def _must_know_session(sale: Sale, session: int | None) -> None:
    numbers = [known.number for known in sale.terms.sessions]
    if session is not None and session not in numbers:
        named = ", ".join(map(str, numbers))
        raise UnknownSession(sale=sale.id, session=session, sessions=named)


def _credits_to_issue(lots: Sequence[Lot]) -> list[CreditToIssue]:
    """Return credits of lots that no longer stand as invoiced, each with its reason."""
    lots_by_reason: defaultdict[tuple[InvoiceId, str], list[LotId]] = defaultdict(list)
    for lot in lots:
        invoiced = lot.books.invoiced
        if invoiced is not None and not books.stands_as_invoiced(lot):
            lots_by_reason[invoiced.invoice, _reason_to_credit(lot)].append(lot.id)
    return [
        CreditToIssue(invoice, tuple(named), reason)
        for (invoice, reason), named in lots_by_reason.items()
    ]


def _reason_to_credit(lot: Lot) -> str:
    sold, invoiced = lot.sold, lot.books.invoiced
    assert invoiced is not None, "only what was invoiced is credited"
    if sold is None:
        return "the sale was called off"
    if sold.buyer != invoiced.buyer:
        return f"the buyer is {sold.buyer}, not {invoiced.buyer}"
    return "the hammer was amended"


def _invoices_to_issue(
    sale: Sale, lots: Sequence[Lot], charged: Sequence[Paddle], *, apart: bool
) -> list[InvoiceToIssue]:
    """Group what is to be invoiced by buyer, and by session where the rules say so."""
    lots_by_buyer: defaultdict[tuple[Paddle, int | None], list[LotId]] = defaultdict(
        list
    )
    for lot in lots:
        invoiced = lot.books.invoiced is not None and books.stands_as_invoiced(lot)
        if lot.sold is not None and not invoiced and not is_buy_back(sale, lot):
            session = lot.listing.session if apart else None
            lots_by_buyer[lot.sold.buyer, session].append(lot.id)
    with_lots = {paddle for paddle, _ in lots_by_buyer}
    for paddle in charged:
        if paddle not in with_lots:
            lots_by_buyer[paddle, None] = []
    return [
        InvoiceToIssue(paddle, session, tuple(named))
        for (paddle, session), named in lots_by_buyer.items()
    ]


class DocumentToIssue(NamedTuple):
    """One document to be issued: a name that is the same each time, and a reason."""

    name: str
    party: str
    """Whose document it is, in words."""
    command: Command
    reason: str | None = None
    of_lots: Callable[[Sequence[LotId]], Command] | None = None
    """The same document of other lots: of those that waited when it was issued."""


def statements(
    aggregates: Aggregates, sale: SaleId, *, on: date | None, at: datetime
) -> list[DocumentToIssue]:
    """Return the statements of a sale that is over, one consignor a step."""
    if aggregates.sale(sale).closed_at is None:
        return []
    return [
        DocumentToIssue(
            f"state {sale} {consignor}",
            f"consignor {consignor}",
            consigning.state(
                sale, consignor, lots=[lot.id for lot in lots], on=on, at=at
            ),
        )
        for consignor, lots in lots_by_consignor(aggregates, sale).items()
    ]


@command("credit what was amended", corrects=True)
def take_back(planned: CreditToIssue, *, on: date | None, at: datetime) -> Decide:
    """Credit lots that still do not stand as they were invoiced, if there are any.

    Somebody else who settles the same sale may have credited them since it was planned.
    """

    def decide(transaction: HouseTransaction) -> None:
        lots = [
            lot for lot in planned.lots if _is_to_credit(transaction.lot(lot), planned)
        ]
        if lots:
            credit(planned.invoice, lots=lots, on=on, at=at).decide(transaction)

    return decide


def _is_to_credit(lot: Lot, planned: CreditToIssue) -> bool:
    invoiced = lot.books.invoiced
    if invoiced is None or invoiced.invoice != planned.invoice:
        return False
    return not books.stands_as_invoiced(lot)


def documents_of_plan(
    plan: BuyersPlan, sale: SaleId, *, on: date | None, at: datetime
) -> list[DocumentToIssue]:
    """Return what a plan comes to, one document a step: credits before invoices."""
    credit_notes = [
        DocumentToIssue(
            f"credit {credited.invoice} {' '.join(credited.lots)}",
            f"invoice {credited.invoice}",
            take_back(credited, on=on, at=at),
            credited.reason,
        )
        for credited in plan.credits
    ]
    return credit_notes + [
        _invoice_to_issue(invoice, sale, on=on, at=at) for invoice in plan.invoices
    ]


def _invoice_to_issue(
    planned: InvoiceToIssue, sale: SaleId, *, on: date | None, at: datetime
) -> DocumentToIssue:
    paddle, session = planned.paddle, planned.session

    def of_lots(lots: Sequence[LotId]) -> Command:
        return invoice_buyer(
            sale, paddle, lots=tuple(lots), session=session, on=on, at=at
        )

    return DocumentToIssue(
        f"bill {sale} {paddle} {session}",
        f"paddle {paddle}",
        of_lots(planned.lots),
        of_lots=of_lots,
    )
