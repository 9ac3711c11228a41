"""How much of an invoice is open, or was paid too much."""

from __future__ import annotations

from ledger.money import Minor
from ledger.refusals import (
    MoreThanOpen,
    MoreThanOverpaid,
    NothingOpen,
    NothingOverpaid,
)
from ledger.settlement.invoice import Invoice


def overpaid(invoice: Invoice) -> Minor:
    """Return how much more than is due was paid with money that is sure."""
    return max(0, invoice.sure - invoice.due)


def amount_overpaid(invoice: Invoice, amount: Minor | None) -> Minor:
    """Return an amount that was paid too much; without one, all of it.

    Raises NothingOverpaid and MoreThanOverpaid.
    """
    if not (over := overpaid(invoice)):
        raise NothingOverpaid(invoice=invoice.id)
    if amount is not None and amount > over:
        raise MoreThanOverpaid(
            invoice=invoice.id,
            amount=invoice.money(amount),
            over=invoice.money(over),
        )
    return over if amount is None else amount


def amount_open(invoice: Invoice, amount: Minor | None) -> Minor:
    """Return an amount that is open on an invoice; without one, all of it.

    Raises NothingOpen and MoreThanOpen.
    """
    if (left := invoice.balance) <= 0:
        raise NothingOpen(invoice=invoice.id)
    if amount is not None and amount > left:
        raise MoreThanOpen(
            invoice=invoice.id, amount=invoice.money(amount), open=invoice.money(left)
        )
    return left if amount is None else amount
