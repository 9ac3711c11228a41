"""The lines of documents: those of an invoice, and those of a statement.

A line is complete: what is charged, by which rule, under which tax, and the position of
the event that it follows from. Once issued it is never worked out again.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from ledger.identity import ClientId, LotId, StatementId
from ledger.money import Minor
from ledger.terms.premium import Slice
from ledger.terms.tax import TaxCode, TaxDue, TaxScheme, Treatment
from ledger.value import later, value


class Charge(StrEnum):
    """What a buyer is charged for."""

    HAMMER = "hammer"
    PREMIUM = "premium"
    RESALE_RIGHT = "resale-right"
    """The artist's resale right, which the house passes on."""
    SHIPPING = "shipping"
    INSURANCE = "insurance"
    HANDLING = "handling"
    OTHER = "other"


ON_A_LOT = frozenset({Charge.HAMMER, Charge.PREMIUM, Charge.RESALE_RIGHT})
"""What a buyer is charged for a lot's being sold."""
BESIDE_LOTS = frozenset(Charge) - ON_A_LOT
"""What stands by itself: shipping and the like."""


@value(kw_only=True)
class InvoiceLine:
    """One line of an invoice or a credit note, before tax; its taxes stand below it."""

    number: int
    """Its place on the invoice, from 1; a credit note keeps the invoice's numbers."""
    charge: Charge
    lot: LotId | None
    consignor: ClientId | None
    """Whose the lot is: never printed for the buyer. None: the house's own."""
    said: str
    """What the buyer reads: the title of the lot, or what the charge is for."""
    pieces: int
    """How many times ``each`` is paid; 1 but for a hammer times the money."""
    each: Minor
    slices: tuple[Slice, ...]
    """How bands made up the amount; none where no bands apply."""
    minimum: Minor
    """What lifted the slices to a minimum."""
    flat: Minor
    """A flat fee within the amount."""
    surcharge: Minor
    """The surcharge of a channel within the amount."""
    amount: Minor
    scheme: TaxScheme
    taxes: tuple[TaxDue, ...]
    source: int
    """The position of the event it follows from."""
    treatment: Treatment | None = later(default=None)
    """How it stands to VAT; None: its taxes and its scheme alone say so."""
    supplied_on: date | None = later(default=None)
    """The day of the hammer, or of the charge: the time of the supply."""
    own_royalty: Minor | None = later(default=None)
    """The artist's resale right that the house owes as the seller; never printed."""

    @property
    def tax(self) -> Minor:
        """All taxes on the line."""
        return sum(tax.amount for tax in self.taxes)

    @property
    def included(self) -> Minor:
        """All taxes inside the amount, shown or not."""
        return sum(tax.included for tax in self.taxes)

    @property
    def shown_inside(self) -> Minor:
        """The taxes inside the amount that are shown."""
        return sum(tax.included for tax in self.taxes if tax.shown)

    @property
    def net(self) -> Minor:
        """The amount without any tax that is shown."""
        return self.amount - self.shown_inside

    @property
    def shown_tax(self) -> Minor:
        """All taxes that the document shows: ``net`` and these are the gross."""
        return self.tax + self.shown_inside

    @property
    def gross(self) -> Minor:
        """The amount with its taxes."""
        return self.amount + self.tax


def code_of(line: InvoiceLine | StatementLine) -> TaxCode:
    """Return how a line stands to VAT, also where nobody wrote that down."""
    if line.treatment is not None:
        return line.treatment.code
    is_exempt = isinstance(line, InvoiceLine) and (
        line.scheme is TaxScheme.EXEMPT or line.scheme.is_margin
    )
    if is_exempt or line.included or any(tax.certificate for tax in line.taxes):
        return TaxCode.EXEMPT
    if not line.taxes:
        return TaxCode.OUTSIDE
    rated = any(tax.rate for tax in line.taxes)
    return TaxCode.STANDARD if rated else TaxCode.ZERO


def is_on_margin(line: InvoiceLine | StatementLine) -> bool:
    """Say whether a line is part of a margin: VAT is inside it, and never shown."""
    if code_of(line) is not TaxCode.EXEMPT:
        return False
    if isinstance(line, InvoiceLine) and line.scheme.is_margin:
        return True
    return any(tax.included and not tax.shown for tax in line.taxes)


def total_of(lines: tuple[InvoiceLine, ...]) -> Minor:
    """Add up what lines come to, with tax."""
    return sum(line.gross for line in lines)


class Deduction(StrEnum):
    """What a line of a consignor's statement is about."""

    HAMMER = "hammer"
    COMMISSION = "commission"
    COMMISSION_MINIMUM = "commission-minimum"
    """What lifts the commission on a lot to the least that is charged."""
    RESALE_RIGHT = "resale-right"
    """The artist's resale right, as far as the seller bears it."""
    RESERVE_FEE = "reserve-fee"
    ILLUSTRATION = "illustration"
    BUY_BACK = "buy-back"
    EXPENSE = "expense"
    ADVANCE = "advance"


@value(kw_only=True)
class StatementLine:
    """One line of a statement: what it owes the consignor, below zero what it takes."""

    number: int
    """Its place on the statement, from 1."""
    kind: Deduction
    lot: LotId | None
    said: str
    rule: str
    """Which rule it follows: ``commission 10% of the hammer price``."""
    rate: Fraction | None
    base: Minor | None
    """What the rate was taken of."""
    amount: Minor
    taxes: tuple[TaxDue, ...]
    """Taxes on what the house charges, taken on top of the amount."""
    due_on: date | None
    """When it is to be paid out; None where it depends on no lot."""
    source: int
    """The position of the event it follows from."""
    corrects: StatementId | None
    """The earlier statement whose line it takes back."""
    treatment: Treatment | None = later(default=None)
    """How a charge of the house stands to VAT, or the supply of a lot to the house by a
    registered consignor; None: its taxes alone say so."""
    input_taxes: tuple[TaxDue, ...] = later(default=())
    """Taxes that a registered consignor charges on the hammer: the house pays them."""
    awaits_invoice: bool = later(default=False)
    """They are paid once the consignor's invoice is there: nobody agreed on another."""
    own_invoice: str | None = later(default=None)
    """The consignor's invoice that charges them; None: the statement is the invoice."""

    @property
    def tax(self) -> Minor:
        """All taxes on the line."""
        return sum(tax.amount for tax in self.taxes)

    @property
    def paid_taxes(self) -> tuple[TaxDue, ...]:
        """The taxes that the consignor charges the house, as far as they are paid."""
        return () if self.awaits_invoice else self.input_taxes

    @property
    def input_tax(self) -> Minor:
        """The taxes that the consignor is paid on top of the amount."""
        return sum(tax.amount for tax in self.paid_taxes)

    @property
    def is_self_billed(self) -> bool:
        """Say whether the line is the consignor's invoice to the house."""
        return bool(self.paid_taxes) and self.own_invoice is None

    @property
    def included(self) -> Minor:
        """All taxes inside the amount, which are not shown."""
        return sum(tax.included for tax in self.taxes)

    @property
    def net(self) -> Minor:
        """What the line adds to what the consignor is owed, with all taxes."""
        return self.amount - self.tax + self.input_tax


def hammer_of(lines: tuple[StatementLine, ...]) -> Minor:
    """Add up what lots were sold at; what was taken back is taken off."""
    return sum(line.amount for line in lines if line.kind is Deduction.HAMMER)


def input_tax_of(lines: tuple[StatementLine, ...]) -> Minor:
    """Add up the taxes that consignors are paid on top of hammer prices."""
    return sum(line.input_tax for line in lines)


def net_of(lines: tuple[StatementLine, ...]) -> Minor:
    """Add up what lines leave for the consignor."""
    return sum(line.net for line in lines)


@value
class AccountStated:
    """An account in a sale, as one statement left it: the parts of what is owed."""

    before: Minor
    """What the statements before it came to."""
    net: Minor
    """What the statement itself comes to."""
    paid: Minor
    """What was paid out by then."""
    withheld: Minor
    """What waits for buyers, of what would be owed without it."""

    @property
    def balance(self) -> Minor:
        """What is owed to the consignor then; below zero, what they owe the house."""
        return self.before + self.net - self.paid - self.withheld
