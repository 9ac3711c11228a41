"""The terms of payment after the hammer: payment, shipping, payout."""

from __future__ import annotations

from fractions import Fraction

from ledger.money import Minor
from ledger.value import value


@value
class PaymentMethod:
    """A way to pay, its limit per invoice, and its fee (or discount, below zero)."""

    name: str
    limit: Minor | None = None
    fee: Fraction = Fraction(0)


@value
class PaymentTerms:
    """When buyers pay, when goods ship, when consignors are paid (rulebook 2.6)."""

    payment_due_days: int = 7
    late_fee: Fraction = Fraction(0)
    interest_per_year: Fraction = Fraction(0)
    consignor_days: int = 45
    consignor_days_by_category: tuple[tuple[str, int], ...] = ()
    shipping_days: tuple[int, int] = (14, 21)
    """Business days after cleared funds, from and to."""
    methods: tuple[PaymentMethod, ...] = ()
