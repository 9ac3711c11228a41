"""The clerk's console: a session run with single keys, and what the screen shows."""

from __future__ import annotations

import pytest

from commands.console.screen import POLL_SECONDS
from ledger.damage import LedgerDamaged
from ledger.house import House, room
from ledger.identity import Channel, LotId, Paddle
from ledger.lot import Stage
from ledger.refusals import LotMovedOn
from presenters.console.input_line import ClerkLine, NoCommand
from presenters.console.keys import KEYS_BY_SIGN
from tests.clerk import clerk_of_a_sale
from tests.console_operator import OPENS, Watch, live_session, on_screen, operate
from tests.printed.console_picture import PICTURE, draw
from tests.sale_of_tests import by
from tests.story import usd
from tests.stranger import stranger

pytestmark = pytest.mark.slow

BEFORE = "2026-05-20T09:00-05:00"
LOT = LotId("MAY26/1")


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def lot(operator, number):
    return operator.house.lot(LotId(f"MAY26/{number}"))


def last(operator):
    """Return the last entry of the log."""
    return operator.house.entries_after(operator.house.head() - 1, limit=1)[0]


def test_a_lot_is_sold_with_a_key_for_each_call(clerk):
    clerk.does("register MAY26/1 --paddle 103 --line 4 --at {at}", at=BEFORE)

    async def story(operator):
        operator.sees("MAY26", "Morning", "n puts up lot 1", "10:00:00")
        await operator.types("n")
        operator.sees("A chair", "estimate $150 to $250", "no reserve", "no bid yet")
        operator.sees("103 line 4", "2 A table")
        await operator.types("101 f")
        operator.sees("high bid", "floor 101", "101 leads at $60; asking $65.")
        await operator.types("p")
        operator.sees("phone 103", "103 line 4 leads", "103 leads at $65")
        await operator.types("f")
        operator.sees("101 leads at $70")
        await operator.types("w")
        operator.sees("FAIR WARNING")
        await operator.types("k")
        operator.sees("Lot 1, sold", "sold at $70", "to 101", "n puts up lot 2")
        operator.sees("Hammer $70", "1 sold, 0 passed, 2 to come")
        assert lot(operator, 1).sold.buyer == "101"

    operate(clerk.ledger, story)


def test_every_call_says_who_made_it_and_when(clerk):
    async def story(operator):
        await operator.types("n 101f")
        attribution = last(operator).by
        assert (attribution.actor, attribution.role) == ("Sue", "auctioneer")
        assert attribution.recorded_at == last(operator).event.at == OPENS

    operate(clerk.ledger, story)


def test_a_bid_takes_what_the_screen_asks_or_the_amount_typed(clerk):
    async def story(operator):
        await operator.types("n 101=100f")
        operator.sees("101 leads at $100; asking $110.")
        await operator.types("102l")
        operator.sees("live 102", "102 leads at $110")

    operate(clerk.ledger, story)


def test_a_cut_bid_is_half_an_increment_and_only_the_next_one(clerk):
    async def story(operator):
        await operator.types("n 101=100f 102 c")
        operator.sees("CUT")
        await operator.types("f")
        operator.sees("102 leads at $105", "floor 102 cut")
        operator.sees_no("CUT")
        assert last(operator).event.cut
        await operator.types("cc")
        operator.sees_no("CUT")

    operate(clerk.ledger, story)


def test_the_book_answers_and_its_maximum_is_never_on_the_screen(clerk):
    clerk.does("bid MAY26/2 --paddle 102 --maximum 1,370 --at {at}", at=BEFORE)

    async def story(operator):
        await operator.types("2g")
        operator.sees("book 102", "reserve met")
        await operator.types("101f")
        operator.sees("floor 101", "book 102", "102 leads at")
        operator.sees_no("1,370", "1370")
        await operator.types("k")
        operator.sees("to 102")
        operator.sees_no("1,370", "1370")

    operate(clerk.ledger, story)


def test_the_reserve_is_a_state_unless_it_may_be_seen(clerk):
    async def story(operator):
        await operator.types("2g")
        operator.sees("reserve not met")
        operator.sees_no("700")

    async def trusted(operator):
        operator.sees("reserve $700 not met")

    operate(clerk.ledger, story)
    operate(clerk.ledger, trusted, show_reserve=True)


def test_the_house_bids_for_the_consignor(clerk):
    async def story(operator):
        await operator.types("2g 101f h")
        operator.sees("the house leads at", "for the consignor")
        assert lot(operator, 2).standing.leader == "HOUSE"

    operate(clerk.ledger, story)


def test_asking_is_set_by_a_typed_amount_or_when_it_is_asked_for(clerk):
    async def story(operator):
        await operator.types("n 101f 100a")
        operator.sees("asking $100.")
        await operator.types("a")
        operator.sees("Ask for")
        await operator.types("120\n")
        operator.sees("asking $120.")
        assert lot(operator, 1).asking == usd(120)

    operate(clerk.ledger, story)


def test_lots_are_skipped_passed_and_taken_out_of_order(clerk):
    async def story(operator):
        await operator.types("s")
        operator.sees("Lot 1 is left for later.", "1 skipped")
        await operator.types("g")
        operator.sees("Go to lot")
        await operator.types("3\n")
        operator.sees("Six spoons")
        await operator.types("x n")
        operator.sees("A table")
        assert lot(operator, 3).stage is Stage.PASSED
        await operator.types("x n")
        operator.sees("A chair")
        await operator.types("x e")
        operator.sees("Session 1 is over.", "0 sold, 3 passed, 0 to come, session over")

    operate(clerk.ledger, story)


def test_a_lot_opens_at_the_auctioneers_choice(clerk):
    async def story(operator):
        await operator.types("50o")
        operator.sees("Lot 1 is up; asking $50.")
        await operator.types("x 3=40o")
        operator.sees("Lot 3 is up; asking $40.")

    operate(clerk.ledger, story)


def test_an_undo_reopens_the_last_lot_and_says_why(clerk):
    async def story(operator):
        await operator.types("n 101f k u")
        operator.sees("Reopen lot 1, because", "auctioneer reopened")
        await operator.types("\n")
        operator.sees("Lot 1 is up again.", "floor 101")
        assert last(operator).by.reason == "auctioneer reopened"
        await operator.types("k u")
        await operator.types("misheard\n")
        assert last(operator).by.reason == "misheard"

    operate(clerk.ledger, story)


def test_an_undo_that_is_left_undoes_nothing(clerk):
    async def story(operator):
        await operator.types("n 101f k u\x1b")
        assert lot(operator, 1).stage is Stage.SOLD
        await operator.types("n")
        operator.sees("A table")

    operate(clerk.ledger, story)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("101f", "No lot is up. Press n for lot 1, or g for another."),
        ("u", "No hammer has fallen in this session, so there is none to undo."),
        ("9g", "Session 1 has no lot 9. Type one of its numbers."),
        ("n f", "Nobody else has bid from the floor on this lot. Type the paddle."),
        ("n p", "No other telephone is registered for this lot. Type the paddle."),
        ("n 101k", "101 is on the line, and this key takes none. Press Escape."),
        ("n 9f", "No paddle 9 was issued in sale MAY26."),
        ("n 101=1..2f", "'1..2' is not an amount in USD. Write it like $1,250.50."),
        ("n 101=10f", "asks $60"),
        ("n 101=f", "There is no amount after the =. Type it, or press Backspace."),
        ("n =a", "There is no amount after the =. Type it, or press Backspace."),
        ("n 101h", "101 is on the line, and this key takes none. Press Escape."),
        ("n ch", "Cut bid is on the line, and this key takes none. Press Escape."),
        ("n n", "Lot MAY26/1 is up"),
    ],
)
def test_what_cannot_be_is_said_in_place_and_nothing_is_lost(clerk, keys, said):
    async def story(operator):
        await operator.types(keys)
        assert said in operator.reads().replace("\n", " ")
        assert "refused" in operator.pilot.app.query_one("#answer").classes
        await operator.types("\x1b")
        await operator.types("n" if lot(operator, 1).up is None else "101f")
        assert "done" in operator.pilot.app.query_one("#answer").classes

    operate(clerk.ledger, story)


def test_what_is_refused_stays_on_the_line_to_be_mended(clerk):
    async def story(operator):
        await operator.types("n 9f")
        operator.sees("> 9")
        await operator.types("\b101f")
        operator.sees("101 leads at $60")
        operator.sees_no("> 1")

    operate(clerk.ledger, story)


def test_two_telephones_are_not_guessed_between(clerk):
    for paddle, line in (("101", 1), ("103", 4)):
        words = f"register MAY26/1 --paddle {paddle} --line {line}"
        clerk.does(words + " --at {at}", at=BEFORE)

    async def story(operator):
        await operator.types("n p")
        operator.sees("Paddles 101 and 103 are on the telephone.")
        await operator.types("103p")
        await operator.types("p")
        operator.sees("101 leads at $65")

    operate(clerk.ledger, story)


def test_what_others_record_appears_by_itself(clerk):
    async def story(operator):
        await operator.types("n")
        with House.open(str(clerk.ledger)) as elsewhere:
            elsewhere.do(live_bid("102", 60), by=by())
        await operator.pilot.pause(0.5)
        operator.sees("live 102", "$60")

    operate(clerk.ledger, story)


def live_bid(paddle, dollars=None, *, lot=LOT):
    return room.bid(
        lot,
        paddle=Paddle(paddle),
        at=OPENS,
        channel=Channel.LIVE,
        amount=None if dollars is None else usd(dollars),
    )


SEEN = [
    ("k", ClerkLine()),
    ("x", ClerkLine()),
    ("w", ClerkLine()),
    ("a", ClerkLine("200")),
]
"""The calls that say no amount of their own, or one for the bid that was seen."""


@pytest.mark.parametrize(("key", "line"), SEEN, ids=[key for key, _ in SEEN])
def test_no_hammer_falls_on_a_bid_that_nobody_saw(clerk, key, line):
    with House.open(str(clerk.ledger)) as house:
        watch = Watch()
        console = live_session(house, watch)
        console.do(KEYS_BY_SIGN["n"].command(console.state, ClerkLine(), watch()))
        console.do(KEYS_BY_SIGN["f"].command(console.state, ClerkLine("101"), watch()))
        called = KEYS_BY_SIGN[key].command(console.state, line, watch())
        house.do(live_bid("102", 110), by=by())
        with pytest.raises(LotMovedOn, match=r"102 leads at \$110"):
            console.do(called)
        assert console.state.up.standing.leader == "102", "now it is seen"
        console.do(KEYS_BY_SIGN[key].command(console.state, line, watch()))


def test_the_house_answers_no_bid_that_nobody_saw(clerk):
    with House.open(str(clerk.ledger)) as house:
        watch = Watch()
        console = live_session(house, watch)
        console.do(KEYS_BY_SIGN["g"].command(console.state, ClerkLine("2"), watch()))
        called = KEYS_BY_SIGN["h"].command(console.state, ClerkLine(), watch())
        house.do(live_bid("102", lot=LotId("MAY26/2")), by=by())
        with pytest.raises(LotMovedOn):
            console.do(called)
        console.do(KEYS_BY_SIGN["h"].command(console.state, ClerkLine(), watch()))
        assert console.state.up.standing.leader == "HOUSE"


def test_the_same_key_on_the_same_screen_is_answered_once(clerk):
    """A console that was killed before it could show what it had recorded."""
    with House.open(str(clerk.ledger)) as house:
        watch = Watch()
        consoles = live_session(house, watch), live_session(house, watch)
        asked = [
            KEYS_BY_SIGN["n"].command(console.state, ClerkLine(), watch())
            for console in consoles
        ]
        first = consoles[0].do(asked[0])
        watch.goes_on(seconds=20)
        again = consoles[1].do(asked[1])
        assert (again.first, again.repeated) == (first.first, True)


def test_a_console_that_is_opened_again_shows_the_same_lot(clerk):
    seen = []

    async def before(operator):
        await operator.types("n 101f 102l 103=")
        seen.append(operator.reads())

    async def after(operator):
        operator.sees("Lot 1", "A chair", "live 102", "floor 101")
        operator.sees_no("103=")
        seen.append(operator.reads())

    operate(clerk.ledger, before)
    operate(clerk.ledger, after)
    high = [line for line in seen[1].splitlines() if "high bid" in line]
    assert high == [line for line in seen[0].splitlines() if "high bid" in line]


def test_a_ledger_that_cannot_be_written_is_said_in_place(clerk):
    def rename(before, after):
        with stranger(clerk.ledger) as connection:
            connection.execute(f"ALTER TABLE {before} RENAME TO {after}")

    async def story(operator):
        rename("ledger", "lost")
        await operator.types("n")
        operator.sees("The ledger cannot be used", "Nothing")
        rename("lost", "ledger")
        await operator.types("n")
        operator.sees("Lot 1 is up")

    operate(clerk.ledger, story)


def test_help_names_every_key_and_any_key_closes_it(clerk):
    async def story(operator):
        await operator.types("?")
        for key in KEYS_BY_SIGN.values():
            operator.sees(f"{key.sign} {key.meaning}")
        await operator.types("n")
        assert lot(operator, 1).up is None, "it only closed the help"

    operate(clerk.ledger, story)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_every_key_is_named_on_the_screen(clerk, size):
    async def story(operator):
        await operator.types("n")
        for key in KEYS_BY_SIGN.values():
            operator.sees(f"{key.sign} {key.label}")

    operate(clerk.ledger, story, size=size)


@pytest.mark.parametrize("size", [(30, 8), (1, 1), (300, 90)])
def test_a_terminal_of_any_size_will_do(clerk, size):
    async def story(operator):
        await operator.types("n 101f ? z 102f k")
        assert lot(operator, 1).sold.buyer == "102"

    operate(clerk.ledger, story, size=size)


def test_the_room_goes_on_behind_the_help(clerk):
    async def story(operator):
        await operator.types("n ?")
        with House.open(str(clerk.ledger)) as elsewhere:
            elsewhere.do(live_bid("102", 60), by=by())
        await operator.pilot.pause(0.5)
        await operator.types("z")
        operator.sees("live 102", "$60")

    operate(clerk.ledger, story)


def test_a_ledger_that_is_damaged_ends_the_screen_and_is_told_behind_it(clerk):
    async def story(operator):
        await operator.types("n")
        with stranger(clerk.ledger) as connection:
            connection.execute("DROP TRIGGER events_stand")
            spoilt = "UPDATE events SET state = '{' WHERE type = 'lot-opened/1'"
            connection.execute(spoilt)
        await operator.types("101f")

    with pytest.raises(LedgerDamaged):
        operate(clerk.ledger, story)


def test_a_tick_of_the_clock_while_the_screen_is_taken_down_is_no_fault(clerk):
    """On a busy machine the room is looked at once more after the panels are gone."""

    async def story(operator):
        app = operator.pilot.app
        await app.screen.remove_children()
        await operator.pilot.pause(2 * POLL_SECONDS)
        assert app.is_running

    operate(clerk.ledger, story)


def test_the_picture_shows_what_the_screen_shows():
    again = "Draw it again with: python -m tests.printed.console_picture"
    assert on_screen(draw()) == on_screen(PICTURE.read_text("utf-8")), again


def test_a_line_is_a_number_and_an_amount():
    line = ClerkLine()
    for sign in "12B=1,500.50":
        line = line.adding(sign)
    assert (line.number, line.amount, str(line)) == ("12B", "1,500.50", "12B=1,500.50")
    assert line.adding("f") is None
    for _ in "1,500.50=B":
        line = line.shortened()
    assert str(line) == "12"
    assert ClerkLine().shortened() == ClerkLine()


def test_a_letter_of_a_paddle_is_a_capital(clerk):
    with House.open(str(clerk.ledger)) as house:
        console = live_session(house, Watch())
        console.do(KEYS_BY_SIGN["n"].command(console.state, ClerkLine(), OPENS))
        with pytest.raises(NoCommand, match="is no paddle"):
            KEYS_BY_SIGN["f"].command(console.state, ClerkLine("1" * 13), OPENS)


def test_it_needs_a_terminal(clerk):
    answer = clerk("live console MAY26")
    assert answer.code == 2
    assert "needs a terminal" in answer.err
