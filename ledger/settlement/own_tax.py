"""What the house itself owes a jurisdiction: on what it bought, and on whole periods.

Under global accounting the margin is that of a period: all that was sold on the scheme
less all that was bought for it, whether it was sold or not (SI 1995/1268, article 13,
quoted in HMRC's VATMARG03050; § 25a (4) UStG). So losses on some lots are set against
gains on others. In the United Kingdom a negative margin is added to the purchases of
the next period; in Germany it is not carried on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from types import MappingProxyType

from ledger.events.own_tax import (
    GlobalMarginAccounted,
    GlobalMarginReversed,
    MarginLosses,
    OwnTaxEvent,
    PurchaseTaxAccounted,
    PurchaseTaxKind,
    PurchaseTaxReversed,
)
from ledger.money import Currency, Minor, share
from ledger.refusals import (
    MarginNotNext,
    MarginOfPeriodNeeded,
    NoSuchPurchaseTax,
    UnknownPurchaseTax,
)
from ledger.terms.tax import TaxRate
from ledger.value import replace, value

LOSSES: Mapping[str, MarginLosses] = MappingProxyType(
    {"GB": MarginLosses.CARRIED, "DE": MarginLosses.LAPSED}
)
"""What the law of a country makes of a loss, where this ledger knows it."""
NO_VAT = frozenset({"US"})
NO_POSTPONED_IMPORTS = frozenset({"DE"})
"""The countries where import VAT is paid to customs alone (§ 21 UStG)."""


@value
class OwnTax:
    """What the house itself accounted for in one jurisdiction."""

    purchases: tuple[PurchaseTaxAccounted, ...] = ()
    purchases_back: frozenset[int] = frozenset()
    margins: tuple[GlobalMarginAccounted, ...] = ()
    """Those that stand, in the order of their periods."""
    margins_made: int = 0


@value(kw_only=True)
class TaxedPurchase:
    """Something that the house bought, and the tax that it bears."""

    kind: PurchaseTaxKind
    currency: Currency
    net: Minor
    rate: Fraction
    tax: Minor
    claimed: Minor
    """The part of the tax that may be taken back."""
    reference: str | None = None


@value(kw_only=True)
class PeriodMargin:
    """What a period sold and bought on the scheme, as documents tell it."""

    first: date
    last: date
    losses: MarginLosses
    currency: Currency
    sales: Minor
    purchases: Minor
    margin_by_lot: Minor
    due_by_lot: Minor
    opening_stock: Minor = 0
    """What was bought before the scheme was begun."""


def evolve(before: OwnTax | None, event: OwnTaxEvent) -> OwnTax:
    """Return what stands after one more event."""
    own = before or OwnTax()
    match event:
        case PurchaseTaxAccounted():
            return replace(own, purchases=(*own.purchases, event))
        case PurchaseTaxReversed(number=number):
            return replace(own, purchases_back=own.purchases_back | {number})
        case GlobalMarginAccounted():
            made = own.margins_made + 1
            return replace(own, margins=(*own.margins, event), margins_made=made)
        case GlobalMarginReversed(number=number):
            rest = tuple(each for each in own.margins if each.number != number)
            return replace(own, margins=rest)


def account_purchase(
    own: OwnTax,
    jurisdiction: str,
    bought: TaxedPurchase,
    *,
    name: str,
    on: date,
    at: datetime,
) -> tuple[PurchaseTaxAccounted]:
    """Account for the tax on something bought; raises NoSuchPurchaseTax."""
    country, kind = jurisdiction[:2], bought.kind
    postponed = kind is PurchaseTaxKind.IMPORT_POSTPONED
    if country in NO_VAT or (postponed and country in NO_POSTPONED_IMPORTS):
        raise NoSuchPurchaseTax(jurisdiction=jurisdiction, kind=kind)
    accounted = PurchaseTaxAccounted(
        jurisdiction=jurisdiction,
        number=len(own.purchases) + 1,
        kind=kind,
        name=name,
        rate=bought.rate,
        currency=bought.currency,
        net=bought.net,
        owed=bought.tax if kind.is_owed else 0,
        claimed=bought.claimed,
        accounted_on=on,
        reference=bought.reference,
        at=at,
    )
    return (accounted,)


def reverse_purchase(
    own: OwnTax, jurisdiction: str, number: int, *, on: date, at: datetime
) -> tuple[PurchaseTaxReversed]:
    """Take the tax on something bought back; raises UnknownPurchaseTax."""
    for made in own.purchases:
        if made.number == number and number not in own.purchases_back:
            back = PurchaseTaxReversed(
                jurisdiction=jurisdiction,
                number=number,
                kind=made.kind,
                name=made.name,
                rate=made.rate,
                currency=made.currency,
                net=made.net,
                owed=made.owed,
                claimed=made.claimed,
                reversed_on=max(on, made.accounted_on),
                at=at,
            )
            return (back,)
    raise UnknownPurchaseTax(jurisdiction=jurisdiction, number=number)


def account_margin(
    own: OwnTax, jurisdiction: str, asked: PeriodMargin, rate: TaxRate, *, at: datetime
) -> tuple[GlobalMarginAccounted]:
    """Take the margin of a period together; raises MarginNotNext.

    Opening stock is what was bought before the scheme was begun, and counts in its
    first period (article 13 (5); VATMARG03450).
    """
    last = own.margins[-1] if own.margins else None
    if last is not None and (asked.first <= last.period_to or asked.opening_stock):
        raise MarginNotNext(jurisdiction=jurisdiction, through=last.period_to)
    brought = asked.opening_stock if last is None else last.carried_forward
    margin = asked.sales - asked.purchases - brought
    carries = asked.losses is MarginLosses.CARRIED
    accounted = GlobalMarginAccounted(
        jurisdiction=jurisdiction,
        number=own.margins_made + 1,
        period_from=asked.first,
        period_to=asked.last,
        losses=asked.losses,
        name=rate.name,
        rate=rate.rate,
        currency=asked.currency,
        sales=asked.sales,
        purchases=asked.purchases,
        brought_forward=brought,
        carried_forward=max(0, -margin) if carries else 0,
        due=share(max(0, margin), rate.rate / (1 + rate.rate)),
        margin_by_lot=asked.margin_by_lot,
        due_by_lot=asked.due_by_lot,
        at=at,
    )
    return (accounted,)


def reverse_margin(
    own: OwnTax, jurisdiction: str, *, at: datetime
) -> tuple[GlobalMarginReversed]:
    """Take the last period's margin back; raises MarginOfPeriodNeeded."""
    if not own.margins:
        raise MarginOfPeriodNeeded(jurisdiction=jurisdiction)
    last = own.margins[-1]
    back = GlobalMarginReversed(
        jurisdiction=jurisdiction,
        number=last.number,
        period_from=last.period_from,
        period_to=last.period_to,
        name=last.name,
        rate=last.rate,
        currency=last.currency,
        sales=last.sales,
        purchases=last.purchases,
        brought_forward=last.brought_forward,
        due=last.due,
        margin_by_lot=last.margin_by_lot,
        due_by_lot=last.due_by_lot,
        at=at,
    )
    return (back,)
