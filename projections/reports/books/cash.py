"""The cash report: which buyers' cash has to be reported, and by when (rulebook 4).

IRS Form 8300: more than 10,000 in cash from one buyer, in one payment or in payments
within twelve months, is reported within 15 days of the payment that crosses the line.
What was reported is not counted again: a new report is due whenever later cash crosses
it anew. Cash is coins and notes, and an instrument such as a cashier's check whose face
is 10,000 or less. It lists; whether payments are related is for people to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from ledger.identity import ClientId, PaymentId
from ledger.money import Currency, Minor
from projections.payments import PaymentRow, payments_in
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report

THRESHOLD = 10_000
FILED_WITHIN = timedelta(days=15)

REPORTS = (
    Column("client", "Client", key=True),
    Column("report", "Report", Kind.POSITION, key=True),
    Column("first_on", "From", Kind.DAY),
    Column("crossed_on", "Crossed", Kind.DAY),
    Column("file_by", "File by", Kind.DAY),
    Column("payments", "Payments", Kind.COUNT, total=True),
    Column("cash", "Cash", Kind.AMOUNT, total=True),
)
COUNTED = (
    Column("client", "Client"),
    Column("received_on", "Received", Kind.DAY),
    Column("payment", "Payment", key=True),
    Column("sale", "Sale"),
    Column("method", "By"),
    Column("cash", "Cash", Kind.AMOUNT, total=True),
    Column("report", "Report", Kind.POSITION),
)


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash that a buyer handed over on a day."""

    day: date
    amount: Minor
    payment: PaymentId | str
    method: str
    sale: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """Payments that together crossed the line: a report is due."""

    cash: tuple[Cash, ...]

    @property
    def amount(self) -> Minor:
        """The amount to report."""
        return sum(payment.amount for payment in self.cash)

    @property
    def crossed_on(self) -> date:
        """When the last of them came."""
        return self.cash[-1].day

    @property
    def file_by(self) -> date:
        """The last day to report it."""
        return self.crossed_on + FILED_WITHIN


def cash_report(db: Connection, scope: Scope) -> Report:
    """List what has to be reported, and all the cash that was counted for it."""
    units = THRESHOLD if scope.threshold is None else scope.threshold
    cash_of = _cash_by_buyer(payments_in(db), scope, units)
    due = {
        key: crossings(cash, units * Currency(key[0]).unit)
        for key, cash in cash_of.items()
        if scope.tells_of(key[1])
    }
    return Report(
        heading=scope.heading(
            "cash-report",
            "Cash to report",
            ("Above", f"{units:,}"),
            ("Cash", ", ".join(scope.cash)),
            ("Up to that face value", ", ".join(scope.instruments)),
            sale=False,
        ),
        tables=(
            *by_currency(
                db, scope, "reports", "Reports due", REPORTS, rows=_due_rows(due)
            ),
            *by_currency(
                db,
                scope,
                "cash",
                "Cash that was counted",
                COUNTED,
                rows=_counted_rows(cash_of, due),
                note="Cash of every sale counts. A payment that was taken back does "
                "not; one that was moved counts on the day it came in.",
            ),
        ),
    )


def crossings(cash: list[Cash], line: Minor) -> list[Crossing]:
    """Say which payments make a report due; ``cash`` is in the order it came."""
    crossed: list[Crossing] = []
    running: list[Cash] = []
    for payment in cash:
        since = a_year_before(payment.day)
        running = [kept for kept in running if kept.day > since] + [payment]
        if sum(kept.amount for kept in running) > line:
            crossed.append(Crossing(tuple(running)))
            running = []
    return crossed


def a_year_before(day: date) -> date:
    """Return the same day of the year before; of 29 February, the 28th."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


Buyer = tuple[str, ClientId]
"""A currency, and who paid in it."""


def _cash_by_buyer(
    payments: list[PaymentRow], scope: Scope, units: int
) -> dict[Buyer, list[Cash]]:
    by_id = {payment.payment: payment for payment in payments}
    cash_of: dict[Buyer, list[Cash]] = {}
    for payment in payments:
        first = _original_payment(payment, by_id)
        counts = payment.method in scope.cash or (
            payment.method in scope.instruments
            and first.paid <= units * Currency(payment.currency).unit
        )
        amount = payment.money
        if counts and amount > 0 and payment.reversed_on is None:
            cash_of.setdefault((payment.currency, payment.client), []).append(
                Cash(
                    first.received_on,
                    amount,
                    payment.payment,
                    payment.method,
                    payment.sale,
                )
            )
    for cash in cash_of.values():
        cash.sort(key=lambda payment: payment.day)
    return cash_of


def _original_payment(
    payment: PaymentRow, by_id: dict[PaymentId | str, PaymentRow]
) -> PaymentRow:
    """Follow a payment that was moved back to what was handed over."""
    while payment.moved_from is not None:
        payment = by_id[payment.moved_from]
    return payment


def _due_rows(
    due: dict[Buyer, list[Crossing]],
) -> Iterator[tuple[str, tuple[str | int | date, ...]]]:
    for (code, client), crossed in sorted(due.items()):
        for number, crossing in enumerate(crossed, start=1):
            days = (crossing.cash[0].day, crossing.crossed_on, crossing.file_by)
            yield code, (client, number, *days, len(crossing.cash), crossing.amount)


def _counted_rows(
    cash_of: dict[Buyer, list[Cash]], due: dict[Buyer, list[Crossing]]
) -> Iterator[tuple[str, tuple[str | int | date | None, ...]]]:
    for (code, client), crossed in sorted(due.items()):
        reports = {
            payment.payment: number
            for number, crossing in enumerate(crossed, start=1)
            for payment in crossing.cash
        }
        for payment in cash_of[code, client]:
            yield (
                code,
                (
                    client,
                    payment.day,
                    payment.payment,
                    payment.sale,
                    payment.method,
                    payment.amount,
                    reports.get(payment.payment),
                ),
            )
