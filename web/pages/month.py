"""The end of a month: what is left before its books are locked, and its returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated

from ledger.house.payments import day_of, late_charge, terms_of
from ledger.house.rebilling import overdue_of_clients, owed_by_clients
from ledger.house.records import Records
from ledger.identity import InvoiceId, SaleId
from ledger.money import Currency, Minor
from ledger.refusals import Refusal
from ledger.roles import Sight
from ledger.settlement.reminders import remind
from ledger.terms.paper import ReminderStep
from presenters.periods import periods_shape
from presenters.sale import sale_summary_shape
from presenters.shape import Amount, Decimals
from projections.invoices import BuyerDocument, DocumentKind, buyer_documents
from projections.journal import BookAccount, balances
from projections.reports.books.checks import all_agree
from web.caller import Caller
from web.endpoint import Service
from web.figures import days_of_month
from web.misread import exactly
from web.operation import AsOfQuery
from web.operations.reports import ReportQuery, made_report
from web.page import Filled, shows
from web.reading import LedgerReading
from web.remedies import told_over_http
from web.settlement_steps import planned

_RETURNS = {
    "us-sales-tax-return": "US",
    "uk-vat-return": "GB",
    "de-vat-return": "DE",
}
"""Each return with the country whose taxes it tells."""
_MONTHLY = ("journal", "trial-balance", "tax-liability", "payments", "income")
"""The reports that go to an accounting program, or on file."""


class MonthQuery(AsOfQuery, frozen=True, kw_only=True):
    """Which month is closed."""

    month: (
        Annotated[
            str, exactly("[12][0-9]{3}-(?:0[1-9]|1[0-2])", "a month, like 2026-05")
        ]
        | None
    ) = None
    """The month: ``2025-12``; the last that ended, where nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsettledSale:
    """A sale of which something is to be invoiced."""

    sale: SaleId
    waiting: int
    """So many invoices and credit notes."""
    refusal: str | None
    """Why none can be issued yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueSale:
    """A sale with invoices that are overdue at the end of a month."""

    sale: SaleId
    invoices: int
    amount: Amount
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidLate:
    """An invoice that was paid late, and was not charged for it."""

    invoice: InvoiceId
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """Payments in a currency that came in by the end of a month, and are not good."""

    payments: int
    amount: Amount
    currency: str


def month_page(
    reading: LedgerReading, caller: Caller, query: MonthQuery, service: Service
) -> Filled:
    """Show what is left to do before a month is locked, and its returns."""
    records = reading.records
    first, last = _days(query.month, reading.at.date())
    checks = made_report(reading, caller, "checks", ReportQuery(as_of=query.as_of))
    countries = _countries(records)
    steps = service.settings.reminders if service.settings is not None else ()
    return {
        "first": first,
        "last": last,
        "this": _month(first),
        "before": _month(first - timedelta(days=1)),
        "after": _month(last + timedelta(days=1)),
        "is_over": last < reading.at.date(),
        "unsettled": list(_unsettled(records, last)),
        "overdue": list(_overdue(reading, last)),
        "paid_late": list(_paid_late(records, first, last)),
        "under_way": _under_way(records, last),
        "waiting": _waiting(records, steps, last, reading.at),
        "accounts": [
            (each.begun.account, max(each.balances(), default=None))
            for each in records.bank_accounts()
        ],
        "agrees": all_agree(checks),
        "returns": [name for name, of in _RETURNS.items() if of in countries],
        "reports": _MONTHLY,
        "periods": periods_shape(records),
    }


def _days(month: str | None, today: date) -> tuple[date, date]:
    """Return the first and the last day of a month: of the last that ended."""
    if month is None:
        month = _month(today.replace(day=1) - timedelta(days=1))
    return days_of_month(month)


def _month(on: date) -> str:
    return f"{on:%Y-%m}"


def _unsettled(records: Records, last: date) -> Iterator[UnsettledSale]:
    for name in records.sale_names():
        closed_at = sale_summary_shape(records.sale(name)).closed_at
        if closed_at is None or day_of(records.sale(name), closed_at) > last:
            continue
        plan = planned(records, name)
        if isinstance(plan, Refusal):
            yield UnsettledSale(sale=name, waiting=0, refusal=told_over_http(plan))
        elif waiting := len(plan.invoices) + len(plan.credits):
            yield UnsettledSale(sale=name, waiting=waiting, refusal=None)


def _overdue(reading: LedgerReading, last: date) -> Iterator[OverdueSale]:
    """Yield the sales that had something overdue on a day, as the books were then."""
    with reading.views() as db:
        owed = {
            each.invoice: each.amount
            for each in balances(
                db,
                "invoice",
                period=(date.min, last),
                account=BookAccount.RECEIVABLES,
            )
        }
        late = [
            each
            for each in buyer_documents(db)
            if each.kind is DocumentKind.INVOICE
            and each.due_on is not None
            and each.due_on < last
            and owed.get(each.invoice, 0) > 0
        ]
    for sale, documents in groupby(sorted(late, key=_sale_of), key=_sale_of):
        invoices = [each.invoice for each in documents]
        currency = reading.records.sale(sale).terms.rules.currency
        yield OverdueSale(
            sale=sale,
            invoices=len(invoices),
            amount=Decimals(currency)(sum(owed[each] for each in invoices)),
            currency=currency.code,
        )


def _sale_of(document: BuyerDocument) -> SaleId:
    return document.sale


def _waiting(
    records: Records, steps: Sequence[ReminderStep], last: date, at: datetime
) -> int:
    """Count the invoices of which something late is to be charged, or reminded of."""
    open_invoices = [each for each in records.invoices() if each.balance > 0]
    clients = [each.issued.client for each in open_invoices]
    overdue = overdue_of_clients(records, clients, on=last)
    owed = owed_by_clients(records, clients, on=last)
    count = 0
    for each in open_invoices:
        base, left = overdue.get(each.id, 0), owed.get(each.id, 0)
        charged = base and late_charge(records, each, base=base, on=last, at=at)
        reminded = remind(each, steps, owed=left, on=last, at=at)
        count += bool(charged or reminded)
    return count


def _paid_late(records: Records, first: date, last: date) -> Iterator[PaidLate]:
    """Yield what was overdue in a month and is paid, while nothing was charged for it.

    A late charge is made on what is overdue: on these none can be made any more.
    """
    for each in records.invoices():
        due_on = each.issued.due_on
        paid_on = max(
            (p.received.received_on for p in each.payments if p.left), default=due_on
        )
        terms = terms_of(records.sale(each.issued.sale), each)
        is_charged_for = terms.late_fee or terms.interest_per_year
        if each.balance > 0 or each.late or not is_charged_for:
            continue
        if due_on < paid_on and due_on < last and paid_on >= first:
            yield PaidLate(invoice=each.id, days=(paid_on - due_on).days)


def _under_way(records: Records, last: date) -> list[UnderWay]:
    """Sum up what came in by a day and has not cleared since, by currency."""
    waiting: defaultdict[Currency, list[Minor]] = defaultdict(list)
    for invoice in records.invoices():
        waiting[invoice.issued.currency] += [
            each.left
            for each in invoice.payments
            if each.left
            and each.cleared_on is None
            and each.received.received_on <= last
        ]
    return [
        UnderWay(
            payments=len(amounts),
            amount=Decimals(currency)(sum(amounts)),
            currency=currency.code,
        )
        for currency, amounts in waiting.items()
        if amounts
    ]


def _countries(records: Records) -> frozenset[str]:
    """Return the countries whose taxes stand on documents."""
    return frozenset(bill.issued.jurisdiction[:2] for bill in records.invoices())


PAGES = (shows("/books/month", Sight.MONEY, month_page, "month.html"),)
