"""Late charges on an overdue invoice: a fee once, and interest by the day.

What was charged may be waived. A fee that was waived is not charged again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from ledger.events import Event
from ledger.events.buyer import LateFeeCharged, LateFeeWaived, Lateness
from ledger.money import Minor, share
from ledger.refusals import (
    ClientInCredit,
    MoreThanCharged,
    NothingToWaive,
    NotOverdue,
)
from ledger.settlement.invoice import Invoice
from ledger.settlement.payments import whose
from ledger.value import value

DAYS_OF_A_YEAR = 365


@value
class LateCharges:
    """The late charges of one command: a line or more."""

    lines: tuple[LateFeeCharged, ...]

    @property
    def total(self) -> str:
        """Return what the lines come to, as money is written."""
        amount = sum(line.amount for line in self.lines)
        return self.lines[0].currency.write(amount)


def late_charges(events: Iterable[Event]) -> LateCharges | None:
    """Return the late charges among events; None where there are none."""
    lines = tuple(event for event in events if isinstance(event, LateFeeCharged))
    return LateCharges(lines) if lines else None


def overdue(invoice: Invoice, on: date) -> Minor:
    """Return the amount that is overdue on a day; late charges are apart."""
    if on <= invoice.issued.due_on:
        return 0
    given_up = invoice.credited_amount + invoice.written_off
    return max(0, invoice.total - given_up - invoice.received)


def charge_late(
    invoice: Invoice,
    *,
    fee: Fraction,
    per_year: Fraction,
    on: date,
    at: datetime,
    base: Minor,
) -> tuple[LateFeeCharged, ...]:
    """Charge a late fee, once, and interest since it was due or last charged.

    The base is what is overdue, less what the client is in credit on other invoices.
    Interest is simple: a 365th of a year's rate for each day, on what is overdue.
    """
    _must_be_owed(invoice, base, on=on)
    had = [
        charge.charged_on for charge in invoice.late if charge.kind is Lateness.INTEREST
    ]
    days = (on - max(had, default=invoice.issued.due_on)).days
    charged = []
    if not any(charge.kind is Lateness.FEE for charge in invoice.late):
        charged.append((Lateness.FEE, fee, 0, share(base, fee)))
    if days > 0:
        interest = share(base, per_year * days / DAYS_OF_A_YEAR)
        charged.append((Lateness.INTEREST, per_year, days, interest))
    return tuple(
        LateFeeCharged(
            **whose(invoice),
            kind=kind,
            base=base,
            rate=rate,
            days=count,
            amount=amount,
            charged_on=on,
            at=at,
        )
        for kind, rate, count, amount in charged
        if amount > 0
    )


def _must_be_owed(invoice: Invoice, base: Minor, *, on: date) -> None:
    """Refuse a late charge where nothing is overdue, or the client is in credit."""
    late = overdue(invoice, on)
    if not late:
        raise NotOverdue(invoice=invoice.id, due_on=invoice.issued.due_on)
    if not base:
        raise ClientInCredit(
            invoice=invoice.id,
            client=invoice.issued.client,
            overdue=invoice.money(late),
        )


def waive(
    invoice: Invoice, *, amount: Minor | None, on: date, at: datetime
) -> tuple[LateFeeWaived, ...]:
    """Take back what lateness cost, or a part of it; without an amount, all of it.

    Nothing is waived before the day it was charged on.
    """
    charged = sum(charge.amount for charge in invoice.late if charge.charged_on <= on)
    left = max(0, charged - invoice.waived)
    if not left:
        raise NothingToWaive(invoice=invoice.id, on=on)
    part = left if amount is None else amount
    assert part > 0, "a waiver is above 0"
    if part > left:
        raise MoreThanCharged(
            invoice=invoice.id,
            amount=invoice.money(part),
            left=invoice.money(left),
        )
    return (LateFeeWaived(**whose(invoice), amount=part, waived_on=on, at=at),)
