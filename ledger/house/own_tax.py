"""Commands about tax that the house itself accounts for: on purchases, on periods."""

from __future__ import annotations

from datetime import date, datetime

from ledger.entry import own_tax_stream
from ledger.house.command import Decide, command
from ledger.house.funds import house_day
from ledger.house.transaction import HouseTransaction
from ledger.settlement import own_tax
from ledger.settlement.own_tax import PeriodMargin, TaxedPurchase
from ledger.taxes import TaxedThing, in_force, rates_for
from ledger.terms.tax import Taxable, TaxScheme


@command("account for tax on a purchase")
def account_purchase(
    jurisdiction: str,
    bought: TaxedPurchase,
    *,
    at: datetime,
    on: date | None = None,
) -> Decide:
    """Account for the tax on something that the house bought.

    Raises UnknownJurisdiction, NoTaxTable and NoSuchPurchaseTax.
    """

    def decide(transaction: HouseTransaction) -> None:
        day = on or house_day(transaction, at)
        table = transaction.tax_rates(jurisdiction)
        accounted = own_tax.account_purchase(
            transaction.own_tax(jurisdiction),
            jurisdiction,
            bought,
            name=in_force(table.rates, jurisdiction, on=day)[0].name,
            on=day,
            at=at,
        )
        transaction.record(own_tax_stream(jurisdiction), accounted)

    return decide


@command("take tax on a purchase back", corrects=True)
def reverse_purchase(
    jurisdiction: str, number: int, *, at: datetime, on: date | None = None
) -> Decide:
    """Take the tax on a purchase back; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        own = transaction.own_tax(jurisdiction)
        day = on or house_day(transaction, at)
        back = own_tax.reverse_purchase(own, jurisdiction, number, on=day, at=at)
        transaction.record(own_tax_stream(jurisdiction), back)

    return decide


@command("account for a global margin")
def account_margin(jurisdiction: str, asked: PeriodMargin, *, at: datetime) -> Decide:
    """Take the lots of the global margin scheme together for a period.

    Raises UnknownJurisdiction, NoTaxTable, NoRateForLot and MarginNotNext.
    """

    def decide(transaction: HouseTransaction) -> None:
        scheme = TaxScheme.GLOBAL_MARGIN
        thing = TaxedThing(what=Taxable.PREMIUM, on=asked.last, scheme=scheme)
        table = transaction.tax_rates(jurisdiction)
        rate, *_ = rates_for(table.rates, jurisdiction, thing)
        own = transaction.own_tax(jurisdiction)
        accounted = own_tax.account_margin(own, jurisdiction, asked, rate, at=at)
        transaction.record(own_tax_stream(jurisdiction), accounted)

    return decide


@command("take a global margin back", corrects=True)
def reverse_margin(jurisdiction: str, *, at: datetime) -> Decide:
    """Take the margin of the last period back; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        own = transaction.own_tax(jurisdiction)
        back = own_tax.reverse_margin(own, jurisdiction, at=at)
        transaction.record(own_tax_stream(jurisdiction), back)

    return decide
