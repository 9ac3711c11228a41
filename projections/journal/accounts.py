"""The accounts of the books, by what they are for; a chart gives them a house's names.

There are as few as the events tell apart. An asset or a claim stands above zero in the
journal, a debt or an income below it.
"""

from __future__ import annotations

from enum import StrEnum


class Nature(StrEnum):
    """The kind of an account, as bookkeeping has it."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"


class BookAccount(StrEnum):
    """An account of the journal."""

    RECEIVABLES = "receivables"
    """What buyers owe, or have paid too much."""
    UNDER_WAY = "payments-under-way"
    """Payments that were received and have not cleared."""
    BANK = "bank"
    CONSIGNORS = "consignors"
    """What consignors are owed."""
    ADVANCES = "advances"
    """What consignors were paid before the sale."""
    EXPENSES = "expenses-to-recover"
    """What the house paid for consignors, until a statement takes it off."""
    PREMIUM = "premium"
    COMMISSION = "commission"
    SELLER_FEES = "seller-fees"
    """For a reserve that was not met, for illustrations, for lots bought back."""
    BUYER_CHARGES = "buyer-charges"
    """For shipping, insurance, handling and the like."""
    HOUSE_SALES = "house-sales"
    """What lots brought that are the house's own."""
    TAX = "tax"
    """Owed to a jurisdiction, which the posting names."""
    RESALE_RIGHT = "resale-right"
    """Owed to artists, through whoever collects it for them."""
    PAYMENT_FEES = "payment-fees"
    """What ways to pay cost buyers; a discount stands against it."""
    LATE_CHARGES = "late-charges"
    """Late fees and interest."""

    @property
    def nature(self) -> Nature:
        """Say what kind of account it is."""
        return _NATURES.get(self, Nature.INCOME)


_NATURES = {
    BookAccount.RECEIVABLES: Nature.ASSET,
    BookAccount.UNDER_WAY: Nature.ASSET,
    BookAccount.BANK: Nature.ASSET,
    BookAccount.ADVANCES: Nature.ASSET,
    BookAccount.EXPENSES: Nature.ASSET,
    BookAccount.CONSIGNORS: Nature.LIABILITY,
    BookAccount.TAX: Nature.LIABILITY,
    BookAccount.RESALE_RIGHT: Nature.LIABILITY,
}
