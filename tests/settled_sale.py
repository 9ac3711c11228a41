"""The sale of tests, settled: rules to settle by, tax tables, what is asked often."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.events import InvoiceIssued
from ledger.house import House, issuing, sales, settling
from ledger.identity import ClientId
from ledger.terms.payment_terms import PaymentMethod, PaymentTerms
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import (
    CommissionScale,
    ConsignorRules,
    SettlementRules,
    TaxPlace,
)
from ledger.terms.tax import Taxable, TaxRate
from tests.sale_of_tests import SALE, bid, by
from tests.story import clock, usd

AFTER = clock("18:00")
NEXT_DAY = date(2026, 5, 21)
EVERYTHING = tuple(Taxable)
CONSIGNOR = ClientId("C-9")
PAYS = PaymentTerms(
    late_fee=Fraction(3, 100),
    interest_per_year=Fraction(18, 100),
    methods=(
        PaymentMethod("wire"),
        PaymentMethod("check"),
        PaymentMethod("card", limit=usd(200), fee=Fraction(3, 100)),
        PaymentMethod("cash", fee=Fraction(-2, 100)),
    ),
)


def rate(place: str, percent: str, **more: object) -> TaxRate:
    """Make a rate on everything, that has held since 2020."""
    usual = {"name": "Sales tax", "on": EVERYTHING, "valid_from": date(2020, 1, 1)}
    said = {**usual, **more}
    return TaxRate(jurisdiction=place, rate=Fraction(percent) / 100, **said)


TENTH_OF_HAMMER = CommissionScale((Band(None, Fraction(1, 10)),))


def rules(**more: object) -> SettlementRules:
    """Settle in Texas, at a commission of a tenth."""
    usual = {
        "prefix": "TH",
        "tax": TaxPlace("US-TX"),
        "consignors": ConsignorRules(TENTH_OF_HAMMER),
    }
    return SettlementRules(**{**usual, **more})


def settled_by(house: House, *rates: TaxRate, **more: object) -> None:
    """Say how the sale is settled, and put rates on file: Texas at 8.25 % if none."""
    house.do(settling.set_settlement(SALE, rules(**more)), by=by())
    table = rates or (rate("US-TX", "8.25"),)
    house.do(settling.set_tax_rates(table, source="rates.csv"), by=by())


def hammered(house: House) -> None:
    """Let the hammer fall: lots 1 and 2 to 101 at 190 and 100, lot 3 to 102 at 100."""
    for number, paddle, dollars in ((1, "101", 300), (1, "102", 180), (2, "101", 150)):
        house.do(bid(number, paddle, dollars), by=by())
    house.do(bid(3, "102", 500), by=by())
    house.do(sales.close_sale(SALE, at=AFTER), by=by())


def settle(house: House, *, on: date = NEXT_DAY, key: str | None = None) -> list:
    """Settle the sale's buyers, and return every event of it."""
    plan = settling.plan_buyers(house, SALE)
    to_issue = settling.documents_of_plan(plan, SALE, on=on, at=AFTER)
    issued = issuing.issue(house, to_issue, by=by(key))
    return [event for each in issued for event in each.recorded.events]


def bills(events) -> list[InvoiceIssued]:
    """Return the bills among events."""
    return [event for event in events if isinstance(event, InvoiceIssued)]
