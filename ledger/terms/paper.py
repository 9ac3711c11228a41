"""What a house says on paper in its own words: texts, ways to pay, collection."""

from __future__ import annotations

from enum import StrEnum

from ledger.value import value


class PaperKind(StrEnum):
    """A kind of paper that a house sends."""

    INVOICE = "invoice"
    """What a buyer is billed."""
    CREDIT_NOTE = "credit-note"
    """What takes lines of an invoice back."""
    STATEMENT = "statement"
    """What a consignor is told of a sale."""
    ACCOUNT = "account"
    """A statement of account: all that is open with a client on a day."""
    RECEIPT = "receipt"
    """What says that money came in."""
    REMINDER = "reminder"
    """What says that money is overdue."""


class SupplyDay(StrEnum):
    """The day that invoices name as the time of supply."""

    SALE = "sale"
    """The day that the hammer fell: the last one, where there are several."""
    INVOICE = "invoice"
    """The day of issue."""


class PaymentCode(StrEnum):
    """The code beside an account that a telephone pays from."""

    EPC = "epc"
    """EPC069-12, known as GiroCode: a SEPA credit transfer, in euros alone."""
    SWISS = "swiss"
    """The Swiss QR-bill: a payment part of its own, in francs or euros."""


@value(kw_only=True)
class PayWay:
    """A way to pay that the house accepts."""

    method: str
    """One of the terms' ways to pay, such as ``card``, or any other words."""
    limit: int | None = None
    """The most that is taken so, in whole units; None: without limit."""
    currency: str | None = None
    """The currency that it is for; None: every one."""
    words: str | None = None
    """What else must be known of it, such as whom a check is made out to."""


@value(kw_only=True)
class LegalText:
    """A text of any length below a document: conditions, notices, information."""

    text: tuple[str, ...]
    """Its paragraphs."""
    title: str | None = None
    on: tuple[PaperKind, ...] = (PaperKind.INVOICE,)
    """The kinds of paper that it stands on."""
    language: str | None = None
    """The language of documents that it is for, such as ``de``; None: every one."""


@value(kw_only=True)
class ReminderStep:
    """One step of the house's reminders."""

    step: str
    """What it is called; ``friendly``, ``formal`` and ``last`` have usual words."""
    after: int
    """From how many days overdue on it is sent."""
    words: tuple[tuple[str, str], ...] = ()
    """What it says, by language, in place of the usual words."""


KNOWN_STEPS = frozenset({"friendly", "formal", "last"})
"""The steps that have words in every language."""


@value(kw_only=True)
class OwnWords:
    """What the house says on its paper in its own words."""

    closing: str | None = None
    """Words below the total of an invoice."""
    footer: str | None = None
    """Words at the foot of each page."""
    margin_words: str | None = None
    """What the law wants said of lots sold under a margin scheme (rulebook 5)."""
    collection: str | None = None
    """Where and when lots are collected, and what storage costs from when on."""
