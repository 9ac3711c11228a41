"""Tax of the house's own: on purchases, and on the margins of periods."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, TypeAlias

from ledger.events import MarginLosses, PurchaseTaxKind
from ledger.house import own_tax
from ledger.house.command import Command
from ledger.money import Currency, NotAnAmount, read_rate, share
from ledger.roles import Sight
from ledger.settlement.own_tax import LOSSES, PeriodMargin, TaxedPurchase
from presenters.own_tax import OwnTaxShape, own_tax_shape
from projections.global_margin import margin_figures
from web.amounts import AmountText, amount, price
from web.answers import what_was_recorded
from web.derived import asks_for
from web.fields import CurrencyCode, Words
from web.misread import exactly
from web.operation import Said, does, reads
from web.problem import HttpProblem
from web.reading import LedgerReading

Percent: TypeAlias = Annotated[
    str, exactly(r"[0-9]{1,3}(\.[0-9]{1,6})?%?", "a rate, like 20 or 5.5%")
]


class PurchaseBody(Said, frozen=True, kw_only=True):
    """Something that the house bought, and the tax that it bears."""

    kind: PurchaseTaxKind
    """Whether the house owes the tax on it, or takes back what it was charged."""
    net: AmountText
    """What it was bought for."""
    rate: Percent
    """The rate: ``20`` or ``20%``."""
    tax: AmountText | None = None
    """The tax; by the rate, where nothing is said."""
    claim: AmountText | None = None
    """What is taken back of it; all, where nothing is said."""
    currency: CurrencyCode | None = None
    """The currency; the only one of the sales, where nothing is said."""
    on: date | None = None
    """The day it counts; today, where nothing is said."""
    reference: Words | None = None
    """The supplier's reference; no names."""


class PurchaseBackBody(Said, frozen=True, kw_only=True):
    """When the tax on a purchase is taken back."""

    on: date | None = None
    """The day it counts; today, where nothing is said."""


class MarginBody(Said, frozen=True, kw_only=True):
    """For which period the lots of the global margin scheme are taken together."""

    period_from: date
    """Its first day."""
    period_to: date
    """Its last day."""
    losses: MarginLosses | None = None
    """What becomes of a loss; what the law says of it in GB and DE, by default."""
    opening_stock: AmountText | None = None
    """What was bought before the scheme was begun; in the first period."""
    currency: CurrencyCode | None = None
    """The currency; the only one of the sales, where nothing is said."""


def show_own_tax(reading: LedgerReading, jurisdiction: str) -> OwnTaxShape:
    """Show the tax that the house itself accounts for in a jurisdiction."""
    return own_tax_shape(jurisdiction, reading.records.own_tax(jurisdiction))


def account_purchase(
    reading: LedgerReading, jurisdiction: str, body: PurchaseBody
) -> Command:
    """Account for the tax on something that the house bought."""
    currency = reading.currency_of_money(body.currency)
    bought = _bought(body, currency)
    return own_tax.account_purchase(jurisdiction, bought, on=body.on, at=reading.at)


def _bought(body: PurchaseBody, currency: Currency) -> TaxedPurchase:
    net, rate = price(body.net, currency), _rate(body.rate)
    tax = share(net, rate) if body.tax is None else amount(body.tax, currency)
    claimed = tax if body.claim is None else amount(body.claim, currency)
    if claimed > tax:
        words = f"{currency.write(claimed)} is more than the tax of "
        raise _unfit(f"{words}{currency.write(tax)}. Claim so much or less.")
    return TaxedPurchase(
        kind=body.kind,
        currency=currency,
        net=net,
        rate=rate,
        tax=tax,
        claimed=claimed,
        reference=body.reference,
    )


def take_purchase_back(
    reading: LedgerReading, jurisdiction: str, purchase: int, body: PurchaseBackBody
) -> Command:
    """Take the tax on a purchase back; a reason is needed."""
    return own_tax.reverse_purchase(jurisdiction, purchase, on=body.on, at=reading.at)


def account_margin(
    reading: LedgerReading, jurisdiction: str, body: MarginBody
) -> Command:
    """Take the lots of the global margin scheme together for a period.

    Losses are set against gains, and the tax that documents bear lot by lot is put
    right to the tax on the margin of the period.
    """
    if body.period_to < body.period_from:
        words = f"{body.period_to} is before {body.period_from}. Check both days."
        raise _unfit(words)
    losses = body.losses or LOSSES.get(jurisdiction[:2])
    if losses is None:
        words = f"What becomes of a loss in {jurisdiction} is not known here."
        raise _unfit(f"{words} Say it as losses: carried, or lapsed.")
    currency = reading.currency_of_money(body.currency)
    stock = body.opening_stock
    period = body.period_from, body.period_to
    with reading.views() as db:
        figures = margin_figures(db, jurisdiction, currency.code, period)
    asked = PeriodMargin(
        first=body.period_from,
        last=body.period_to,
        losses=losses,
        currency=currency,
        sales=figures.sales,
        purchases=figures.purchases,
        margin_by_lot=figures.margin_by_lot,
        due_by_lot=figures.due_by_lot,
        opening_stock=0 if stock is None else amount(stock, currency),
    )
    return own_tax.account_margin(jurisdiction, asked, at=reading.at)


def _rate(text: str) -> Fraction:
    try:
        return read_rate(text if text.endswith("%") else f"{text}%")
    except NotAnAmount as no:
        raise _unfit(str(no)) from no


def _unfit(words: str) -> HttpProblem:
    return HttpProblem(422, "not-accounted-for", "Not to be accounted for", words)


_PLACE = "/own-tax/{jurisdiction}"

OPERATIONS = (
    reads(_PLACE, Sight.MONEY, show_own_tax),
    does(
        f"{_PLACE}/purchases",
        "account for tax on a purchase",
        account_purchase,
        what_was_recorded,
    ),
    does(
        f"{_PLACE}/purchases/{{purchase}}/reversal",
        "take tax on a purchase back",
        take_purchase_back,
        what_was_recorded,
    ),
    does(
        f"{_PLACE}/margins",
        "account for a global margin",
        account_margin,
        what_was_recorded,
        takes_time=True,
    ),
    asks_for(f"{_PLACE}/margins/reversal", own_tax.reverse_margin),
)
