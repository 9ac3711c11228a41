"""Who bears the artist's resale right: the buyer, the consignor, or both."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from ledger.events import Charge, InvoiceIssued
from ledger.events.documents import Deduction, net_of
from ledger.files.settlement_file.building import scale_named
from ledger.house import invoicing, issuing
from ledger.house.consignors import consignor_accounts
from ledger.money import Currency
from ledger.royalty import consignor_part, resale_right_due
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import Bearer, ResaleRight
from projections.journal import BookAccount, balances
from projections.views import Views
from tests.consigned import consigned_house, consigned_lot, states
from tests.sale_of_tests import SALE, by, place
from tests.story import clock, usd

pytestmark = pytest.mark.slow

FOUR = ResaleRight(bands=(Band(None, Fraction(4, 100)),), categories=("Art",))
LOTS = (consigned_lot(1, 1_000, category="Art"), consigned_lot(2, 500))


def borne(by_whom: Bearer) -> ResaleRight:
    return replace(FOUR, borne_by=by_whom)


def invoiced(house) -> InvoiceIssued:
    at = clock("18:30")
    steps = issuing.documents(house, SALE, session=None, on=None, at=at)
    events = [
        event
        for document in issuing.issue(house, steps, by=by())
        for event in document.recorded.events
    ]
    return next(event for event in events if isinstance(event, InvoiceIssued))


@pytest.mark.parametrize(
    ("bearer", "buyer", "consignor"),
    [(Bearer.BUYER, 40, 0), (Bearer.CONSIGNOR, 0, 40), (Bearer.BOTH, 20, 20)],
)
def test_each_bears_their_part_and_the_artist_is_owed_all_of_it(
    tmp_path, bearer, buyer, consignor
):
    with consigned_house(tmp_path, LOTS, right=borne(bearer)) as house:
        invoice = invoiced(house)
        on_invoice = [
            line.amount for line in invoice.lines if line.charge is Charge.RESALE_RIGHT
        ]
        (account,) = consignor_accounts(house, SALE)
        on_statement = [
            -line.amount
            for line in account.account.lines
            if line.kind is Deduction.RESALE_RIGHT
        ]
        assert on_invoice == ([usd(buyer)] if buyer else [])
        assert on_statement == ([usd(consignor)] if consignor else [])
        # A tenth of 1,500 is the commission.
        assert net_of(account.account.lines) == usd(1_500 - 150 - consignor)
        # None of it is paid before the buyer has paid.
        assert account.balance.payable == 0
        with Views(house, place(tmp_path)) as views, views.asked() as db:
            owed = [
                balance.amount
                for balance in balances(db, "account")
                if balance.account is BookAccount.RESALE_RIGHT
            ]
        assert owed == [-usd(40)]


def test_the_odd_cent_is_the_buyers():
    assert consignor_part(2_041, borne(Bearer.BOTH)) == 1_020


@pytest.mark.parametrize("seed", range(20))
def test_the_parts_are_the_whole(seed):
    due = Random(seed).randrange(10_000_000)
    for bearer in Bearer:
        part = consignor_part(due, borne(bearer))
        assert 0 <= part <= due
        assert (part == 0) or bearer is not Bearer.BUYER


def test_a_law_says_who_bears_it():
    bearers = {
        name: scale_named(name, Currency("EUR")).borne_by
        for name in ("uk", "au", "de", "fr")
    }
    assert bearers == {
        "uk": Bearer.BUYER,
        "au": Bearer.BUYER,
        "de": Bearer.CONSIGNOR,
        "fr": Bearer.CONSIGNOR,
    }


@pytest.mark.parametrize(
    ("name", "hammer", "due"),
    [
        ("de", 399, 0),
        ("de", 400, 16),
        ("fr", 749, 0),
        ("fr", 750, 30),
        ("de", 2_000_000, 12_500),
    ],
)
def test_the_scales_of_germany_and_france(name, hammer, due):
    right = scale_named(name, Currency("EUR"))
    assert resale_right_due(hammer * 100, right)[1] == due * 100


def test_a_statement_of_before_has_no_such_line(tmp_path):
    with consigned_house(tmp_path, LOTS, right=FOUR) as house:
        issued = states(house)
        assert issued is not None
        kinds = {line.kind for line in issued.lines}
        assert kinds == {Deduction.HAMMER, Deduction.COMMISSION}


@pytest.mark.parametrize(
    ("bearer", "part"), [(Bearer.BUYER, 0), (Bearer.CONSIGNOR, 40), (Bearer.BOTH, 20)]
)
@pytest.mark.parametrize("own_lots", [True, False])
def test_on_a_lot_of_its_own_the_house_owes_the_sellers_part(
    tmp_path, bearer, part, own_lots
):
    lots = (replace(consigned_lot(1, 1_000, category="Art"), consignor=None),)
    right = replace(borne(bearer), own_lots=own_lots)
    with consigned_house(tmp_path, lots, right=right) as house:
        bill = invoiced(house)
        sold = usd(1_000) - (usd(part) if own_lots else 0)
        owed = usd(40) if own_lots else usd(40 - part)

        def told():
            with Views(house, place(tmp_path)) as views, views.asked() as db:
                found = {b.account: b.amount for b in balances(db, "account")}
            right = found.get(BookAccount.RESALE_RIGHT, 0)
            return found[BookAccount.HOUSE_SALES], right

        assert told() == (-sold, -owed)
        back = invoicing.credit(bill.invoice, on=bill.issued_on, at=clock("19:00"))
        house.do(back, by=replace(by(), reason="returned"))
        assert told() == (0, 0)
