"""A sale of a dealer's lots, who is registered for VAT, and what is asked of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.client import SelfBilling
from ledger.events import StatementIssued
from ledger.house import (
    bids,
    clients,
    consigning,
    lots,
    sales,
    settling,
)
from ledger.house.command import together
from ledger.identity import ClientId, Paddle
from ledger.money import Currency
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import (
    CommissionScale,
    ConsignorRules,
    HammerTax,
    SettlementRules,
    TaxPlace,
)
from ledger.terms.tax import (
    Taxable,
    TaxRate,
    TaxScheme,
)
from ledger.terms.tax_status import TaxPerson, TaxStatus
from ledger.value import replace
from projections.reports.books.registry import BOOKS
from projections.views import Views
from tests.books_by_hand import scope
from tests.sale_of_tests import SALE, by, copied_house, entry, lot, place, terms
from tests.settled_sale import settle
from tests.story import clock

DEALER = ClientId("C-9")
STATED, PAID = date(2026, 5, 21), date(2026, 6, 30)
EVER = date(2020, 1, 1)
TENTH = ConsignorRules(CommissionScale((Band(None, Fraction(1, 10)),)))
NUMBERS = {"GB": "GB123456782", "DE": "DE136695976", "FR": "FR40303265045"}


def vat(country="GB", percent="20", **more):
    usual = {"name": "VAT", "on": tuple(Taxable), "valid_from": EVER, **more}
    return TaxRate(country, rate=Fraction(percent) / 100, **usual)


def registered(country="GB", since=EVER, **more):
    number = NUMBERS.get(country, f"{country}12345")
    usual = {"vat_id": number, "valid_from": since, **more}
    return TaxStatus(person=TaxPerson.REGISTERED, country=country, **usual)


def unregistered(person=TaxPerson.BUSINESS, since=EVER):
    return TaxStatus(person=person, country="GB", valid_from=since)


@dataclass
class Dealing:
    """A sale of a dealer's lots, and what is asked of it."""

    house: object
    folder: object

    def states(self, **more):
        """Issue a statement; None where nothing changed."""
        command = consigning.state(
            SALE, DEALER, **{"on": STATED, "at": clock("19:00"), **more}
        )
        events = self.house.do(command, by=by()).events
        return next((e for e in events if isinstance(e, StatementIssued)), None)

    def knows(self, *statuses):
        for status in statuses:
            self.house.do(clients.set_tax_status(DEALER, status), by=by())

    def agrees(self, since=EVER, until=None):
        terms = SelfBilling(since, until)
        self.house.do(clients.agree_self_billing(DEALER, terms), by=by())

    def files(self, number, tax, **more):
        told = {"on": STATED, "at": clock("19:00"), **more}
        command = consigning.file_invoice(SALE, DEALER, number, tax=tax, **told)
        return self.house.do(command, by=by()).events

    def tables(self, report, **more):
        books = BOOKS[report]
        with Views(self.house, place(self.folder)) as views, views.asked() as db:
            return books.build(db, scope(**more))

    def rows(self, report, table, **more):
        (found,) = (t for t in self.tables(report, **more).tables if t.name == table)
        names = [column.name for column in found.columns]
        return [dict(zip(names, row, strict=True)) for row in found.rows]

    def accounts(self, code="gbp"):
        return {
            row["account"]: row["debit"] - row["credit"]
            for row in self.rows("trial-balance", f"accounts_{code}")
        }


@contextmanager
def dealing(
    folder,
    *openings,
    rates=None,
    scheme=TaxScheme.STANDARD,
    currency="GBP",
    home="GB",
    rule=HammerTax.PASSED_ON,
    categories=(),
    status=None,
    agreed=True,
    **tax,
):
    """Sell lots of a dealer to paddle 101 at their opening bids, and bill them."""
    held, known = terms(), [registered(home)] if status is None else status
    told = replace(held.rules, currency=Currency(currency))
    named = dict(enumerate(categories, start=1))
    entries = [
        entry(n, opening=amount, consignor=DEALER, category=named.get(n))
        for n, amount in enumerate(openings, start=1)
    ]
    steps = [
        sales.announce(replace(held, rules=told)),
        *(clients.enrol(client) for client in (DEALER, ClientId("C-101"))),
        sales.issue_paddle(SALE, Paddle("101"), client=ClientId("C-101")),
        lots.catalogue(SALE, entries),
        *(clients.set_tax_status(DEALER, each) for each in known),
    ]
    if agreed:
        steps.append(clients.agree_self_billing(DEALER, SelfBilling(EVER, None)))
    tax_place = TaxPlace(home, scheme, hammer_tax=rule, **tax)
    steps += [
        settling.set_settlement(SALE, SettlementRules("LO", tax_place, TENTH)),
        settling.set_tax_rates(rates or (vat(home),), source="rates.csv"),
    ]

    def make(house):
        house.do(together(steps), by=by())
        for n, amount in enumerate(openings, start=1):
            bought = bids.bid(
                lot(n), paddle=Paddle("101"), maximum=amount, at=clock("10:00")
            )
            house.do(bought, by=by())
        house.do(sales.close_sale(SALE, at=clock("18:00")), by=by())
        settle(house)

    key = ("dealing", repr((steps, openings)))
    with copied_house(folder, key, make, durable=False) as house:
        yield Dealing(house, folder)
