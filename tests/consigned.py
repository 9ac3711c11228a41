"""A small consigned sale: lots that go at their opening bid, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from ledger.entry import lot_stream
from ledger.events import StatementIssued
from ledger.house import (
    House,
    clients,
    consigning,
    corrections,
    invoicing,
    lots,
    sales,
    settling,
)
from ledger.house.command import Command, together
from ledger.house.consignors import consignor_accounts
from ledger.identity import ClientId, LotId, Paddle
from ledger.lot import books
from ledger.lot.listing import Description
from ledger.terms.payment_terms import PaymentTerms
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import (
    CommissionScale,
    ConsignorRules,
    ResaleRight,
    SettlementRules,
    TaxPlace,
)
from ledger.terms.tax import Taxable, TaxRate, TaxScheme
from tests.sale_of_tests import (
    PADDLES,
    SALE,
    asked,
    bid,
    by,
    copied_house,
    entry,
    lot,
    terms,
)
from tests.story import clock, usd

ANN, BEN = ClientId("C-ANN"), ClientId("C-BEN")
DAY = date(2026, 5, 21)
LATER = date(2026, 6, 1)
TENTH = ConsignorRules(CommissionScale((Band(None, Fraction(1, 10)),)))
"""A tenth of the hammer, and nothing else."""
UNTAXED = TaxRate(
    "GB", "VAT", Fraction(1, 5), (Taxable.PREMIUM,), date(2011, 1, 4), None
)
"""A place that taxes the buyer's premium alone."""
DAYS = PaymentTerms(consignor_days=45, consignor_days_by_category=(("Sports", 30),))


def scale(*bands: tuple[int | None, int], minimum: int = 0) -> CommissionScale:
    """Build a scale in dollars and percent: ``scale((50_000, 10), (None, 5))``."""
    return CommissionScale(
        tuple(
            Band(None if end is None else usd(end), Fraction(rate, 100))
            for end, rate in bands
        ),
        usd(minimum),
    )


def consigned_lot(number: int, dollars: int, **more: object) -> Description:
    """Describe a lot of Ann's that opens, and so sells, at so many dollars."""
    return entry(number, **{"opening": usd(dollars), "consignor": ANN, **more})


@contextmanager
def consigned_house(
    folder: Path,
    entries: Sequence[Description],
    *,
    rules: ConsignorRules = TENTH,
    scheme: TaxScheme = TaxScheme.STANDARD,
    tax: Sequence[TaxRate] = (UNTAXED,),
    unsold: Sequence[int] = (),
    bought_back: Sequence[int] = (),
    closed: bool = True,
    right: ResaleRight | None = None,
) -> Iterator[House]:
    """Sell each lot to paddle 101 at its opening bid; Ann herself holds paddle 900."""
    held = terms()
    told = replace(held.rules, settlement=DAYS, tax=tuple(tax))
    steps = [sales.announce(replace(held, rules=told))]
    owners = {Paddle("900"): ANN, **{p: ClientId(f"C-{p}") for p in PADDLES}}
    for paddle, client in owners.items():
        steps.append(clients.enrol(client))
        steps.append(sales.issue_paddle(SALE, paddle, client=client))
    steps.append(lots.catalogue(SALE, entries))
    place = SettlementRules("HA", TaxPlace("GB", scheme), rules, right)
    steps.append(settling.set_settlement(SALE, place))

    def make(house: House) -> None:
        house.do(together(steps), by=by())
        for one in entries:
            if (number := int(one.number)) not in unsold:
                paddle = "900" if number in bought_back else "101"
                house.do(bid(number, paddle, one.opening // 100), by=by())
        if closed:
            house.do(sales.close_sale(SALE, at=clock("18:00")), by=by())

    given = (entries, rules, scheme, tax, unsold, bought_back, closed, right)
    with copied_house(folder, ("consigned", repr(given)), make, durable=False) as house:
        yield house


def states(house: House, consignor: ClientId = ANN) -> StatementIssued | None:
    """Issue a statement, and return it; None where nothing was to be told."""
    told = consigning.state(SALE, consignor, on=DAY, at=clock("19:00"))
    found = [
        event
        for event in house.do(told, by=by()).events
        if isinstance(event, StatementIssued)
    ]
    return found[0] if found else None


def pays_out(house: House, amount: int | None = None, **more: object) -> None:
    told = {"method": "wire", "on": LATER, "at": clock("20:00"), **more}
    dollars = None if amount is None else usd(amount)
    house.do(consigning.payout(SALE, ANN, dollars, **told), by=by())


def buyer_pays(house: House, *numbers: int) -> None:
    """Bill lots to paddle 101, and note that the money is good."""
    named = [lot(number) for number in numbers]
    billed = invoicing.invoice_buyer(
        SALE, Paddle("101"), lots=named, on=DAY, at=clock("19:00")
    )
    house.do(billed, by=by())

    for one in named:
        house.do(money_is_good(one), by=by())


def money_is_good(one: LotId) -> Command:
    """Note on a lot that was billed that its buyer's money is good."""

    def decide(transaction) -> None:
        paid = books.pay(transaction.lot(one), paid_on=DAY, at=clock("19:00"))
        transaction.record(lot_stream(one), paid)

    return asked(f"paid {one}", decide)


def rescinds(house: House, number: int) -> None:
    off = corrections.rescind(lot(number), at=clock("19:30"), authorised_by="Ann")
    house.do(off, by=by(reason="never paid"))


def amends(house: House, number: int, **amended: object) -> None:
    put_right = corrections.amend_hammer(
        lot(number), at=clock("19:30"), authorised_by="Ann", **amended
    )
    house.do(put_right, by=by(reason="misheard"))


def standing(house: House, consignor: ClientId = ANN):
    """Return where a consignor stands."""
    found = consignor_accounts(house, SALE)
    return next(one for one in found if one.account.consignor == consignor)


def told(statement: StatementIssued) -> list[tuple[str, str, int]]:
    """Sum lines up: which lot, what for, how many cents."""
    return [
        ("" if line.lot is None else line.lot.partition("/")[2], line.rule, line.amount)
        for line in statement.lines
    ]
