"""A clerk who types payments and imports lines of a bank, in the house of two bills."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from ledger.house import House, bank, payments
from ledger.identity import InvoiceId, payment_id
from ledger.settlement.bank import BankLine
from tests.sale_of_tests import by, new_house
from tests.settled_sale import AFTER, hammered, settle, settled_by
from tests.story import USD, usd

ONE, OTHER = InvoiceId("TH-2026-00001"), InvoiceId("TH-2026-00002")
FIRST = payment_id(ONE, 1)
DAY = date(2026, 5, 26)
IN_JUNE = AFTER.replace(month=6)
CLERK = replace(by("clerk"), key=None)
WHY = replace(CLERK, reason="as the bank says")


@contextmanager
def house_of_two_bills(folder: Path, **more: object) -> Iterator[House]:
    """Keep two bills: $345.33 of paddle 101, $119.08 of paddle 102."""
    with new_house(folder, **more) as house:
        hammered(house)
        settled_by(house)
        settle(house)
        yield house


def line(amount, text=ONE, **more):
    usual = {"line": 2, "day": DAY, "currency": USD}
    return BankLine(amount=usd(amount), text=text, **{**usual, **more})


def back(amount, text=ONE, **more):
    forth = line(amount, text, **more)
    return replace(forth, amount=-forth.amount)


def imports(house, *lines, by=CLERK):
    """Import lines, and return what became of them."""
    numbered = [replace(each, line=number) for number, each in enumerate(lines, 2)]
    matches = bank.matched(house, numbered, sales=(), method="wire", at=IN_JUNE)
    booking = bank.book(matches, file="f", sales=(), method="wire", at=IN_JUNE)
    house.do(booking, by=by)
    return matches


def takes(house, amount, number=ONE, on=DAY, **more):
    more.setdefault("cleared", True)
    given = payments.receive(
        number, paid=usd(amount), method="wire", on=on, at=IN_JUNE, **more
    )
    return house.do(given, by=CLERK)
