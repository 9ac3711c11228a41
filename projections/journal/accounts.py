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
    EXPENSE = "expense"
    EQUITY = "equity"


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
    INPUT_TAX = "input-tax"
    """Claimed from a jurisdiction: what registered consignors charged the house."""
    RESALE_RIGHT = "resale-right"
    """Owed to artists, through whoever collects it for them."""
    PAYMENT_FEES = "payment-fees"
    """What ways to pay cost buyers; a discount stands against it."""
    LATE_CHARGES = "late-charges"
    """Late fees and interest."""
    DEPOSITS = "deposits"
    """What clients left to be let into a sale."""
    ON_ACCOUNT = "on-account"
    """What clients sent that is for no invoice yet."""
    SUSPENSE = "suspense"
    """What came from nobody knows whom."""
    TRANSFERS = "transfers"
    """What is applied, moved or set off passes here, and comes to nothing."""
    BANK_CHARGES = "bank-charges"
    BANK_INTEREST = "bank-interest"
    TAX_ROUNDING = "tax-rounding"
    """What the rounding of returns left out of the tax, or added."""
    CARD_FEES = "card-fees"
    """What the card processor keeps."""
    SHORT_PAYMENTS = "short-payments"
    """What banks on the way kept, and the house gave up."""
    BAD_DEBTS = "bad-debts"
    """What buyers owed, and the house gave up."""
    ELSEWHERE = "booked-elsewhere"
    """What moved the bank and is booked in other books: rent, wages, transfers."""
    OPENING = "opening-balances"
    """What stood at the bank when its account was begun here."""

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
    BookAccount.INPUT_TAX: Nature.ASSET,
    BookAccount.CONSIGNORS: Nature.LIABILITY,
    BookAccount.TAX: Nature.LIABILITY,
    BookAccount.RESALE_RIGHT: Nature.LIABILITY,
    BookAccount.DEPOSITS: Nature.LIABILITY,
    BookAccount.TRANSFERS: Nature.ASSET,
    BookAccount.ON_ACCOUNT: Nature.LIABILITY,
    BookAccount.SUSPENSE: Nature.LIABILITY,
    BookAccount.BANK_CHARGES: Nature.EXPENSE,
    BookAccount.CARD_FEES: Nature.EXPENSE,
    BookAccount.SHORT_PAYMENTS: Nature.EXPENSE,
    BookAccount.BAD_DEBTS: Nature.EXPENSE,
    BookAccount.ELSEWHERE: Nature.EQUITY,
    BookAccount.OPENING: Nature.EQUITY,
}
