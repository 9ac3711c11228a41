"""What a second person reads before they approve: money reads as money."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ledger.house import payout_files, sales
from ledger.house.approvals import SEALED, request
from ledger.house.command import TOGETHER, together
from ledger.identity import ClientId, Paddle
from ledger.money import Currency
from ledger.roles import APPROVED
from presenters.approval import approval_facts
from tests.every_command import every_command, pairs, parameters
from tests.sale_of_tests import SALE, by

DOLLAR = Currency("USD")
IN_DOLLARS = SimpleNamespace(currency=DOLLAR)
ITEM = SimpleNamespace(received=IN_DOLLARS)
HOUSE = SimpleNamespace(
    invoice=lambda _: SimpleNamespace(issued=IN_DOLLARS),
    sale=lambda _: SimpleNamespace(terms=SimpleNamespace(rules=IN_DOLLARS)),
    funds=lambda _: SimpleNamespace(item=lambda _: ITEM),
)
"""A house in which everything is in dollars."""

ALWAYS = {verb for verbs in APPROVED.values() for verb in verbs}


def facts(command):
    asked = request(command, by(), ledger="L", key="K", mark=lambda _: "sealed")
    return dict(approval_facts(HOUSE, asked))


def amounts():
    """Yield each amount of what takes a second person, with its verb."""
    for verb, make in every_command().items():
        if verb == TOGETHER or not (verb in ALWAYS or "authorised_by" in pairs(make)):
            continue
        for name, parameter in parameters(make).items():
            if "Minor" in parameter.annotation and name not in SEALED:
                yield verb, name


@pytest.mark.parametrize(("verb", "name"), list(amounts()))
def test_an_amount_reads_as_money(verb, name):
    make = every_command()[verb]
    values = {each: pair[1] for each, pair in pairs(make).items()}
    written = DOLLAR.write(int(values[name]))
    currency = pairs(make).get("currency")
    if currency is not None:
        written = currency[1].write(int(values[name]))
    assert facts(make(**values))[name.replace("_", " ")] == written


def test_an_amount_within_a_list_is_in_the_currency_beside_it():
    make = every_command()["send payouts"]
    values = {name: pair[0] for name, pair in pairs(make).items()}
    (payout,) = values["sent"]
    sent = facts(payout_files.send(**values))["sent"]
    assert f'"amount": "{payout.currency.write(payout.amount)}"' in sent


def test_an_amount_of_one_command_among_several_is_money():
    limited = sales.limit_paddle(SALE, Paddle("777"), 9_000_000)
    issued = sales.issue_paddle(
        SALE, Paddle("778"), client=ClientId("C-101"), limit=100
    )
    written = facts(together([limited, issued]))["commands"]
    assert '"limit": "$90,000"' in written
    assert '"limit": "$1"' in written
