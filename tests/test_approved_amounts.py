"""Who approves an amount has seen it: none that is left out is approved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.events import FundsKind, WriteOff
from ledger.house import consigning, funds, invoicing, payments, write_offs
from ledger.house.amount_asked import leaves_amount_out
from ledger.house.approvals import SEALED, approve, request
from ledger.house.command import TOGETHER
from ledger.identity import ClientId, InvoiceId, Role, funds_id
from ledger.money import Currency
from ledger.refusals import AmountNeeded, ApprovalNeeded, Refusal
from ledger.roles import when_approved
from presenters.approval import approval_facts
from tests.every_command import every_command, pairs, parameters
from tests.house_with_roles import acting, begin_with_roles, house_of, user_of
from tests.sale_of_tests import SALE, all_entries, by, entry
from tests.settled_sale import (
    AFTER,
    CONSIGNOR,
    NEXT_DAY,
    PAYS,
    bills,
    hammered,
    settle,
    settled_by,
)
from tests.story import usd

ACCOUNTANT, COMPLIANCE = user_of(Role.ACCOUNTANT), user_of(Role.COMPLIANCE)
ASKS = acting(ACCOUNTANT, Role.ACCOUNTANT, reason="as agreed")
OPEN, PAID = InvoiceId("TH-2026-00001"), InvoiceId("TH-2026-00002")
ITEM = funds_id(ClientId("C-101"), 1)
DAY = NEXT_DAY + timedelta(days=60)
AT = AFTER + timedelta(days=61)
ON = {"on": DAY, "at": AT}
OF_A_HAMMER = {"amend a hammer", "resell a lot", "sell a lot by agreement"}
"""What names a price of a lot, which its bids bound, and no sum of money."""


def verbs():
    """Yield each verb that takes a second person, with its amounts that may lack."""
    for verb, make in every_command().items():
        named = "authorised_by" in parameters(make)
        if verb in {TOGETHER, *OF_A_HAMMER} or not (
            named or when_approved(verb) == "always"
        ):
            continue
        for name, parameter in parameters(make).items():
            if parameter.annotation == "Minor | None" and name not in SEALED:
                yield verb, name


LACKING = [*verbs(), ("credit an invoice", "lots"), ("credit an invoice", "lines")]


@pytest.mark.parametrize(("verb", "name"), LACKING)
def test_an_amount_that_is_left_out_is_known_to_be(verb, name):
    make = every_command()[verb]
    all_given = {each: pair[1] for each, pair in pairs(make).items()}
    lacking = {each for of, each in LACKING if of == verb}
    without = {each: all_given[each] for each in all_given if each not in lacking}
    assert leaves_amount_out(make(**without))
    assert not leaves_amount_out(make(**without, **{name: all_given[name]}))


def paid(invoice, amount):
    return payments.receive(invoice, paid=amount, method="wire", cleared=True, **ON)


def with_money(house):
    """Settle the sale; one buyer pays, the other is late, and somebody has money."""
    settled_by(house)
    hammered(house)
    assert [bill.invoice for bill in bills(settle(house))] == [OPEN, PAID]
    came = usd(500)
    for command in (
        paid(PAID, house.invoice(PAID).total),
        consigning.state_all(SALE, **ON),
        payments.charge_late(SALE, **ON),
        funds.receive(
            FundsKind.ON_ACCOUNT,
            came,
            Currency("USD"),
            method="wire",
            client=ClientId("C-101"),
            **ON,
        ),
    ):
        house.do(command, by=by())


LATER = {"on": DAY + timedelta(days=30), "at": AT + timedelta(days=30)}
WIRED = {"method": "wire", **ON}
BAD = {"kind": WriteOff.BAD_DEBT, "authorised_by": COMPLIANCE, **ON}
MORE_LATE = payments.charge_late(SALE, **LATER)
STORIES = {
    "pay a consignor": (
        lambda **amount: consigning.payout(SALE, CONSIGNOR, **amount, **WIRED),
        paid(OPEN, usd(345)),
    ),
    "waive a late charge": (
        lambda **amount: payments.waive(OPEN, **amount, **LATER),
        MORE_LATE,
    ),
    "refund funds": (
        lambda **amount: funds.refund(ITEM, **amount, **WIRED),
        funds.apply(ITEM, OPEN, amount=usd(100), **ON),
    ),
    "write an invoice off": (
        lambda **amount: write_offs.write_off(OPEN, **amount, **BAD),
        MORE_LATE,
    ),
    "credit an invoice": (
        lambda **lines: invoicing.credit(OPEN, **lines, **ON),
        MORE_LATE,
    ),
}
"""What leaves its amount out, by its verb, and what happens until it is repeated."""
GONE = {"refund funds"}
"""Of what was approved a part is gone by then."""


def test_there_is_a_story_of_each():
    assert set(STORIES) == {verb for verb, _ in LACKING}


@pytest.fixture
def folder(tmp_path):
    sale = [entry(number, consignor=CONSIGNOR) for number in (1, 2, 3)]
    return begin_with_roles(tmp_path, with_money, entries=sale, settlement=PAYS)


def asked(folder, command):
    """Return what a second person is asked, and who acts once they approved it."""
    with house_of(folder, COMPLIANCE) as house:
        ledger, mark = house.ledger_id(), house.keys_at_hand.mark_of
        wanted = request(command, ASKS, ledger=ledger, key="K", mark=mark)
        signed = approve(house, wanted, COMPLIANCE, at=ASKS.recorded_at)
        return dict(approval_facts(house, wanted)), signed.attribution(ASKS)


def refused(folder, command, attribution):
    """Return what refuses a command; nothing is recorded."""
    with house_of(folder, ACCOUNTANT) as house:
        before = house.head()
        with pytest.raises(Refusal) as refusal:
            house.do(command, by=attribution)
        with pytest.raises(type(refusal.value)):
            house.rehearse(command, by=attribution)
        assert house.head() == before
    return refusal.value


@pytest.mark.slow
@pytest.mark.parametrize("verb", STORIES)
def test_what_is_paid_is_what_was_approved(folder, verb):
    make, meanwhile = STORIES[verb]
    _, signed = asked(folder, make())
    needed = [refused(folder, make(), each) for each in (ASKS, signed)]
    assert {type(each) for each in needed} == {AmountNeeded}
    stands = needed[0].stands
    assert str(stands) in str(needed[1])
    if verb == "credit an invoice":
        with house_of(folder, None) as house:
            lines = house.invoice(OPEN).lines_left
        complete = make(lines=[line.number for line in lines])
    else:
        complete = make(amount=stands.amount)
    assert type(refused(folder, complete, ASKS)) is ApprovalNeeded
    facts, signed = asked(folder, complete)
    assert facts.get("amount", str(stands)) == str(stands)
    with house_of(folder, ACCOUNTANT) as house:
        house.do(meanwhile, by=ASKS)
    if verb in GONE:
        assert type(refused(folder, complete, signed)) is not AmountNeeded
        return
    with house_of(folder, ACCOUNTANT) as house:
        house.do(complete, by=signed)
        assert house.do(complete, by=signed).repeated
        amounts = [
            each.event.amount
            for each in all_entries(house)
            if each.by.key == "K" and hasattr(each.event, "amount")
        ]
    assert amounts == [stands.amount]
