"""What the terms say about money after the hammer: tax, payment, shipping, payout."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from ledger.money import Minor
from ledger.value import value


class Taxable(StrEnum):
    """What a jurisdiction may tax."""

    HAMMER = "hammer"
    PREMIUM = "premium"
    FEES = "fees"
    SHIPPING = "shipping"


@value
class TaxRate:
    """A tax of one jurisdiction, on what, and from when until when (both included)."""

    jurisdiction: str
    name: str
    rate: Fraction
    on: tuple[Taxable, ...]
    valid_from: date
    valid_until: date | None = None


@value
class PaymentMethod:
    """A way to pay, its limit per invoice, and its fee (or discount, below zero)."""

    name: str
    limit: Minor | None = None
    fee: Fraction = Fraction(0)


@value
class SettlementTerms:
    """When buyers pay, when goods ship, when consignors are paid (rulebook 2.6)."""

    payment_due_days: int = 7
    late_fee: Fraction = Fraction(0)
    interest_per_year: Fraction = Fraction(0)
    consignor_days: int = 45
    consignor_days_by_category: tuple[tuple[str, int], ...] = ()
    shipping_days: tuple[int, int] = (14, 21)
    """Business days after cleared funds, from and to."""
    methods: tuple[PaymentMethod, ...] = ()
