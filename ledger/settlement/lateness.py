"""What a bill that is overdue is charged: a late fee once, and interest by the day."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from ledger.events.buyer import LateFeeCharged, Lateness
from ledger.money import Minor, share
from ledger.refusals import NotOverdue
from ledger.settlement.invoice import Invoice
from ledger.settlement.payments import whose

DAYS_OF_A_YEAR = 365


def overdue(invoice: Invoice, on: date) -> Minor:
    """Say what a bill is late with on a day; what lateness itself cost is apart."""
    if on <= invoice.issued.due_on:
        return 0
    return max(0, invoice.total - invoice.credited_amount - invoice.received)


def charge_late(
    invoice: Invoice,
    *,
    fee: Fraction,
    per_year: Fraction,
    on: date,
    at: datetime,
) -> tuple[LateFeeCharged, ...]:
    """Charge a late fee, once, and interest since it was due or last charged.

    Interest is simple: a 365th of a year's rate for each day, on what is overdue.
    """
    base = overdue(invoice, on)
    if not base:
        raise NotOverdue(invoice=invoice.id, due_on=invoice.issued.due_on)
    had = [one.charged_on for one in invoice.late if one.kind is Lateness.INTEREST]
    days = (on - max(had, default=invoice.issued.due_on)).days
    charged = []
    if not any(one.kind is Lateness.FEE for one in invoice.late):
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
