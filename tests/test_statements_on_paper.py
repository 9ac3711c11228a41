"""Statements on paper: no VAT of the margin, and what is owed in the sale."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from ledger.events import Deduction, PayoutMade
from ledger.identity import StatementId
from ledger.settlement.consignment import Consignment, Payout, account_stated
from ledger.terms.house import DocumentLocale
from presenters.statement import statement_sentence, statement_shape
from tests import issued
from tests.consigned import (
    TENTH,
    TaxScheme,
    amends,
    buyer_pays,
    consigned_house,
    consigned_lot,
    pays_out,
    states,
)
from tests.issued import HOUSE, NAMES
from tests.read_paper import flat, statement_pdf
from tests.settled_sale import rate
from tests.story import usd

pytestmark = pytest.mark.slow


def commission(amount, **more):
    return issued._stated(  # noqa: SLF001
        1,
        Deduction.COMMISSION,
        -amount,
        "12",
        rate=Fraction(1, 10),
        base=10 * amount,
        **more,
    )


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("amount", [20_000, 2])
def test_vat_inside_a_commission_is_not_shown(amount, sign):
    """Nor where it is taken back, nor where so little of it rounds to nothing."""
    inside = issued.inside(sign * amount)
    event = replace(
        issued.statement(), lines=(commission(sign * amount, taxes=(inside,)),)
    )
    text = flat(statement_pdf(event, settings=HOUSE, names=NAMES))
    assert "USt" not in text
    assert "19%" not in text
    shape = statement_shape(event, Consignment(event.sale, event.consignor), ())
    assert amount == 2 or shape.lines[0].taxes == ()


def test_vat_on_top_of_a_commission_is_shown():
    event = replace(
        issued.statement(), lines=(commission(20_000, taxes=(issued.vat(20_000),)),)
    )
    text = flat(statement_pdf(event, settings=HOUSE, names=NAMES))
    assert "USt, DE: 19% of €200.00" in text


def corrected():
    """State an account for the second time, of which something was paid out."""
    first = replace(
        issued.statement(), statement=StatementId("HA-2026-S00001"), awaited=()
    )
    second = replace(
        issued.statement(number=2), lines=issued.statement().lines[4:], awaited=()
    )
    paid = PayoutMade(
        sale=first.sale,
        consignor=first.consignor,
        currency=first.currency,
        payout=1,
        method="wire",
        amount=100_000,
        paid_on=first.issued_on,
        reference=None,
        at=first.at,
    )
    account = Consignment(
        first.sale,
        first.consignor,
        statements=(first, second),
        payouts=(Payout(paid),),
    )
    return second, account


@pytest.mark.parametrize(
    ("locale", "balance", "paid"),
    [
        ("en_US", "Net payable €1,034.40", "Paid out so far -1,000.00"),
        ("de_DE", "Auszahlungsbetrag 1.034,40 €", "Bisher ausgezahlt -1.000,00"),
    ],
)
def test_a_correcting_statement_says_what_is_owed_in_the_sale(locale, balance, paid):
    event, account = corrected()
    made = statement_pdf(
        event,
        account=account,
        settings=HOUSE,
        names=NAMES,
        locale=DocumentLocale(locale),
    )
    text = flat(made)
    assert balance in text
    assert paid in text
    assert "Owed to the house" not in text


def test_its_sentence_and_its_json_say_the_same():
    event, account = corrected()
    sentence = statement_sentence(event, account)
    assert "by -€580. With it the house owes C-7 €1,034.40 in the sale" in sentence
    shape = statement_shape(event, account, ()).account
    assert (shape.balance, shape.stated_before) == ("1034.40", "2614.40")
    assert (shape.paid_out, shape.withheld) == ("1000.00", "0.00")


def test_the_account_is_the_one_of_its_day(tmp_path):
    """What is paid out, stated and paid later does not change what was sent."""
    with consigned_house(
        tmp_path,
        [consigned_lot(1, 100), consigned_lot(2, 50)],
        rules=TENTH,
        scheme=TaxScheme.MARGIN,
        tax=(rate("GB", "20"),),
    ) as house:
        buyer_pays(house, 1)
        states(house)
        pays_out(house)
        amends(house, 1, price=usd(90))
        second = states(house)
        left = account_stated(house.account_at(second), second)
        # 90 and 45 are stated, 90 was paid out, lot 2 waits for its buyer, and lot 1
        # waits as well: it does not stand as it was invoiced.
        assert (left.before, left.net, left.paid) == (usd(135), -usd(9), usd(90))
        assert left.withheld == usd(36)
        assert left.balance == 0
        buyer_pays(house, 2)
        assert account_stated(house.account_at(second), second) == left
