"""A sale from its close to its last payout, and payments taken one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from ledger.events import Event
from ledger.events.reminder import ReminderSent
from ledger.house import House, issuing
from ledger.house.consignors import consignor_accounts
from ledger.house.payments import day_of
from ledger.house.rebilling import invoices_after
from ledger.house.records import Records
from ledger.house.sale_streams import books_of
from ledger.identity import InvoiceId, SaleId
from ledger.refusals import Refusal
from ledger.roles import Sight
from presenters.consignor import consignor_shape
from presenters.invoice import (
    InvoiceShape,
    InvoiceSummaryShape,
    invoice_summary_shape,
)
from presenters.issued_document import issued_document
from presenters.sale import sale_summary_shape
from presenters.shape import Decimals
from projections.billing import billing_rows
from projections.invoices import BuyerDocument, DocumentKind, buyer_documents
from web.caller import Caller
from web.endpoint import Service
from web.fields import InvoiceText, PaddleText
from web.left_behind import left_behind, money_to_move
from web.operation import AsOfQuery, NamedPageQuery
from web.operations.documents import show_invoice
from web.page import Filled, shows
from web.reading import LedgerReading
from web.remedies import told_over_http
from web.settlement_steps import planned, steps_of

SETTLE = "invoice a buyer"


class SettlementQuery(NamedPageQuery, frozen=True, kw_only=True):
    """Which documents of a sale are listed."""

    only: Literal["open", "paid"] | None = None
    """Only invoices with something open, or those with nothing."""
    rehearse: bool = False
    """Show what settling would issue now."""
    on: date | None = None
    """On which day it would be issued; today, where nothing is said."""


def settlement_page(
    *,
    house: House,
    reading: LedgerReading,
    caller: Caller,
    sale: SaleId,
    query: SettlementQuery,
    service: Service,
) -> Filled:
    """Show where a sale stands between the hammer and the last payout."""
    records = reading.records
    shown = records.sale(sale)
    currency = shown.terms.rules.currency
    with reading.views(lambda records: books_of(records.reader, sale)) as db:
        documents, billed = buyer_documents(db, sale), billing_rows(db, sale)
    accounts = consignor_accounts(records, sale)
    plan = planned(records, sale)
    wanted = {"open": (True,), "paid": (False,), None: (True, False)}[query.only]
    listed = [each for each in documents if (each.balance > 0) in wanted]
    page = reading.page(listed, query, lambda each: each.document)
    is_planned = not isinstance(plan, Refusal)
    may_settle = caller.may(SETTLE) and query.as_of is None and is_planned
    is_asked = query.rehearse and may_settle
    events = _rehearsed(house, reading, caller, sale, query.on) if is_asked else None
    return {
        "sale": sale_summary_shape(shown),
        "steps": steps_of(records, sale, documents, billed, accounts),
        "refusal": _refusal(plan, events),
        "may_settle": may_settle,
        **_told_before(records, sale, events),
        **left_behind(records, sale),
        "takes_back": not isinstance(plan, Refusal) and bool(plan.credits),
        "query": query,
        "documents": [invoice_summary_shape(each) for each in page],
        "overdue": _overdue(records, documents, day_of(shown, reading.at)),
        "has_reminders": bool(service.settings and service.settings.reminders),
        "next_after": reading.next_after,
        "consignors": [consignor_shape(each, currency) for each in accounts],
    }


def _refusal(*steps: object) -> str | None:
    """Return in words why the first step that is refused cannot be taken."""
    refused = (told_over_http(each) for each in steps if isinstance(each, Refusal))
    return next(refused, None)


def _overdue(
    records: Records, documents: Sequence[BuyerDocument], on: date
) -> list[tuple[InvoiceSummaryShape, int, Sequence[ReminderSent]]]:
    """Return the invoices that are overdue on a day.

    Each with since how many days, and of what its buyer was reminded.
    """
    return [
        (
            invoice_summary_shape(each),
            (on - each.due_on).days,
            records.invoice(each.invoice).reminders,
        )
        for each in documents
        if each.balance > 0 and each.due_on is not None and each.due_on < on
    ]


def _rehearsed(
    house: House, reading: LedgerReading, caller: Caller, sale: SaleId, on: date | None
) -> Sequence[Event] | Refusal:
    """Return what settling would record, or why it is refused."""
    by = caller.attribution(
        at=reading.at, key="rehearsal", reason="rehearsal", on_behalf_of=None
    )
    try:
        steps = issuing.documents(house, sale, session=None, on=on, at=reading.at)
        return issuing.rehearse(house, steps, by=by)
    except Refusal as refusal:
        return refusal


def _told_before(
    records: Records, sale: SaleId, events: Sequence[Event] | Refusal | None
) -> Filled:
    """Return the documents of a rehearsal, and the money that is to be moved then."""
    if events is None or isinstance(events, Refusal):
        return {"rehearsed": None}
    money = Decimals(records.sale(sale).terms.rules.currency)
    return {
        "rehearsed": [
            (document, money(document.amount))
            for event in events
            if (document := issued_document(event)) is not None
        ],
        "will_move": money_to_move(invoices_after(records.invoices(sale), events)),
    }


class PaymentsQuery(AsOfQuery, frozen=True, kw_only=True):
    """Whose payment is taken, and which was taken last."""

    paddle: PaddleText | None = None
    """Who pays."""
    last: InvoiceText | None = None
    """The invoice that was paid on before."""
    on: date | None = None
    """The day that payments came in; today, where nothing is said."""


def payments_page(reading: LedgerReading, sale: SaleId, query: PaymentsQuery) -> Filled:
    """Take payments one after the other: paddle, open invoice, amount, next."""
    records = reading.records
    shown = records.sale(sale)
    with reading.views(lambda records: books_of(records.reader, sale)) as db:
        documents = buyer_documents(db, sale)
    open_invoices = [
        each
        for each in documents
        if each.kind is DocumentKind.INVOICE and each.balance > 0
    ]
    theirs = [each.invoice for each in open_invoices if each.paddle == query.paddle]
    last = None if query.last is None else show_invoice(reading, InvoiceId(query.last))
    return {
        "sale": sale_summary_shape(shown),
        "query": query,
        "is_known": query.paddle in shown.paddles,
        "invoices": [show_invoice(reading, each) for each in theirs],
        "methods": [method.name for method in shown.terms.rules.settlement.methods],
        "last": last,
        "last_method": None if last is None else _method_of(last),
        "open": [invoice_summary_shape(each) for each in open_invoices],
        "to_move": [
            each
            for each in money_to_move(records.invoices(sale))
            if not query.paddle or each.to in theirs
        ],
    }


def _method_of(invoice: InvoiceShape) -> str | None:
    """Return how an invoice was paid the last time: the next may be paid so as well."""
    return invoice.payments[-1].method if invoice.payments else None


_SALE = "/sales/{sale}"

PAGES = (
    shows(f"{_SALE}/settlement", Sight.MONEY, settlement_page, "settlement.html"),
    shows(
        f"{_SALE}/payments",
        Sight.MONEY,
        payments_page,
        "payments.html",
        verb="receive a payment",
    ),
)
