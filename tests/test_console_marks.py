"""What the console marks: an increment of the lot, an own lot, letters nobody sees."""

from __future__ import annotations

import pytest

from ledger.house import House, lots
from ledger.identity import SaleId
from ledger.lot.listing import Description
from ledger.visible import visible
from tests.clerk import Clerk, prepared
from tests.console_operator import operate
from tests.sale_of_tests import by
from tests.story import usd

pytestmark = pytest.mark.slow

OWN = "The bidder is the consignor"
LISTED = """\
lot,title,low_estimate,high_estimate,opening,reserve,consignor
1,A chair,150,250,60,,C-1
2,A table,800,1200,400,700,
"""
HOSTILE = "Gold\x1b[2J \u202etoof\u202c ri\u200bng\u2066 \x9b31m [red]"


@prepared
def clerk_of_a_consignor(clerk: Clerk) -> None:
    clerk.begin(LISTED)
    clerk.does("lots MAY26")


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_consignor(tmp_path)


def lot(operator, number):
    return operator.house.lot(f"MAY26/{number}")


def test_the_increment_in_force_is_on_the_screen_and_can_be_changed(clerk):
    async def story(operator):
        await operator.types("n")
        operator.sees("asking, steps of $5")
        await operator.types("102f 40i")
        operator.sees("the rest of the lot climbs by $40; asking $100.")
        operator.sees("asking, steps of $40, this lot")
        await operator.types("103f")
        assert (lot(operator, 1).price, lot(operator, 1).asking) == (usd(100), usd(140))
        await operator.types("i")
        operator.sees("Climb by")
        await operator.types("20\n")
        assert lot(operator, 1).asking == usd(120)
        await operator.types("0i")
        operator.sees("climbs by the ladder of the terms; asking $110.")
        operator.sees("asking, steps of $10")

    operate(clerk.ledger, story)


def test_a_small_terminal_shows_it_too(clerk):
    async def story(operator):
        await operator.types("n 40i")
        operator.sees("asking $60 , steps of $40, this lot")

    operate(clerk.ledger, story, size=(70, 20))


def test_an_increment_far_beyond_what_stands_is_asked_back(clerk):
    async def story(operator):
        await operator.types("n 90000i")
        operator.sees("Press i again if it is so")
        assert lot(operator, 1).increment is None

    operate(clerk.ledger, story)


def test_a_consignor_who_bids_on_an_own_lot_is_marked(clerk):
    async def story(operator):
        await operator.types("n 101f")
        operator.sees(OWN, "floor 101, own lot", "high bid $60")
        await operator.types("102f")
        operator.sees_no(OWN)
        operator.sees("floor 101, own lot", "floor 102")
        operator.sees_no("102, own lot")
        await operator.types("101l k")
        operator.sees("to 101, own lot")

    operate(clerk.ledger, story)


def test_a_book_and_a_telephone_of_the_consignor_are_marked(clerk):
    early = "--at 2026-05-19T10:00-05:00"
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 100 {early}")
    clerk.does(f"register MAY26/1 --paddle 101 --channel phone --line 3 {early}")

    async def story(operator):
        await operator.types("n")
        operator.sees("book 101, own lot", "101, own lot line 3")

    operate(clerk.ledger, story)


def test_what_nobody_sees_of_a_file_is_shown_by_its_code(clerk):
    """Where a title came into the ledger some other way than by a file, too."""
    with House.open(str(clerk.ledger)) as house:
        for number in ("3", "4"):
            hostile = Description(
                number=number, title=HOSTILE, description=HOSTILE, opening=50_00
            )
            house.do(lots.catalogue(SaleId("MAY26"), [hostile]), by=by())

    async def story(operator):
        app = operator.pilot.app
        await operator.types("3g")
        shown = visible(HOSTILE)
        for panel in ("title", "description"):
            drawn = app.query_one(f"#{panel}").render().plain
            assert drawn == shown
        assert shown in app.query_one("#coming").render().plain

    operate(clerk.ledger, story, size=(200, 50))
