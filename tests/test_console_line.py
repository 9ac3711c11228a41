"""The clerk's line after a refusal, Escape, what a status line outlives, and alarms."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.events import Key

from commands.console.escape import keep_escape_apart, keys_of
from commands.keeping import key_folder
from ledger.entry import Attribution, KnownBy, Way
from ledger.events import LiveBidTaken
from ledger.house import House, corrections, room
from ledger.house.stamp import Recording
from ledger.identity import Channel, LotId, Paddle, Role, SaleId
from ledger.refusals import RecordedRefusal, RowsRefused
from presenters.console.hints import REFUSALS, refusal_words
from presenters.console.input_line import ClerkLine
from presenters.console.keys import KEYS_BY_SIGN
from presenters.console.live_session import LiveSession
from tests.clerk import ANNOUNCED, Clerk, clerk_of_a_sale
from tests.console_operator import OPENS, Watch, live_session, operate
from tests.sale_of_tests import by
from tests.story import usd

pytestmark = pytest.mark.slow

LOT = LotId("MAY26/1")
BEFORE = "2026-05-20T09:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def lot(operator, number=1):
    return operator.house.lot(LotId(f"MAY26/{number}"))


def calls(operator, number=1):
    """Return the bids of the room on a lot that were taken: paddle and dollars."""
    history = operator.house.history(LotId(f"MAY26/{number}"))
    return [
        (entry.event.paddle, entry.event.amount // 100)
        for entry in history
        if isinstance(entry.event, LiveBidTaken)
    ]


def elsewhere(ledger, *commands):
    """Record by another process."""
    with House.open(str(ledger)) as house:
        for command in commands:
            house.do(command, by=by(reason="elsewhere"))


def live_bid(paddle, dollars, *, channel=Channel.LIVE):
    return room.bid(
        LOT, paddle=Paddle(paddle), at=OPENS, channel=channel, amount=usd(dollars)
    )


@pytest.mark.parametrize(
    ("keys", "booked"),
    [
        # A double tap, then the next bidder: never paddle 101102.
        ("101f 101f 102f", [("101", 60), ("102", 65)]),
        ("101f 101l 102l", [("101", 60), ("102", 65)]),
        # An amount that was refused is not gone on with either.
        ("101f 102=61f 102=70f", [("101", 60), ("102", 70)]),
        ("101f 102=1f =90f", [("101", 60)]),
        # A key that takes no line leaves the next line alone.
        ("101k 101f", [("101", 60)]),
        # Backspace edits what was refused.
        ("9f \b101f", [("101", 60)]),
        # The same key again is the same call again.
        ("101f 101f f", [("101", 60)]),
        # A cut is of the line that it was called for.
        ("101f 101cf 102f", [("101", 60), ("102", 65)]),
        ("101=100f 101f c 102f", [("101", 100), ("102", 105)]),
    ],
)
def test_after_a_refusal_the_next_digit_begins_a_new_line(clerk, keys, booked):
    async def story(operator):
        await operator.types("n" + keys)
        assert calls(operator) == booked

    operate(clerk.ledger, story)


def test_an_asking_that_was_refused_is_no_part_of_the_next(clerk):
    async def story(operator):
        await operator.types("n 101=500f 24a")
        operator.sees("cannot be asked")
        await operator.types("600a")
        assert lot(operator).asking == usd(600)
        await operator.types("9g a")
        operator.sees("Ask for")

    operate(clerk.ledger, story)


def test_a_lot_of_a_number_is_skipped_and_its_number_goes(clerk):
    async def story(operator):
        await operator.types("2s")
        assert lot(operator, 2).skipped
        await operator.types("3g")
        assert lot(operator, 3).up is not None

    operate(clerk.ledger, story)


def test_enter_makes_no_call_and_says_so(clerk):
    async def story(operator):
        await operator.types("n 101\n")
        operator.sees("Enter makes no call", "> 101")
        await operator.types("f")
        assert calls(operator) == [("101", 60)]

    operate(clerk.ledger, story)


def typed(raw):
    """Return what a terminal's bytes are to the console, arriving all at once."""
    keep_escape_apart()
    parser = XTermParser()
    events = [*parser.feed(raw), *parser.feed("")]
    return [key for event in events if isinstance(event, Key) for key in keys_of(event)]


@pytest.mark.parametrize("sign", "1234567890=,.ABMZfknu?")
def test_escape_and_a_sign_are_two_keys_however_fast(sign):
    assert typed(f"\x1b{sign}") == [("escape", None), (sign, sign)]


def test_escape_and_a_number_are_escape_and_that_number():
    keys = typed("10\x1b12f")
    assert [name for name, _ in keys] == ["1", "0", "escape", "1", "2", "f"]


def test_a_sign_beside_escape_begins_no_other_key_of_a_terminal():
    keep_escape_apart()
    own = {
        key
        for key, sign in ANSI_SEQUENCES_KEYS.items()
        if isinstance(sign, str) and sign >= "\ue000"
    }
    others = ANSI_SEQUENCES_KEYS.keys() - own
    assert not [key for key in others if key[:2] in own and len(key) > 2]


@pytest.mark.parametrize(
    ("key", "keys"),
    [
        (Key("alt+1", "1"), [("escape", None), ("1", "1")]),
        (Key("alt+1", None), [("escape", None), ("1", "1")]),
        (Key("alt+shift+o", "O"), [("escape", None), ("o", "O")]),
        (Key("sterling", "£"), [("sterling", "£")]),
        (Key("up", None), [("up", None)]),
    ],
)
def test_alt_and_a_key_are_escape_and_that_key(key, keys):
    assert keys_of(key) == keys


def test_escape_and_a_digit_begin_a_line_on_the_screen(clerk):
    async def story(operator):
        await operator.types("n 10")
        operator.pilot.app.post_message(Key("x", chr(0xE000 + ord("1"))))
        await operator.types("02f")
        assert calls(operator) == [("102", 60)]

    operate(clerk.ledger, story)


def test_one_key_takes_back_the_last_call(clerk):
    async def story(operator):
        await operator.types("n 101f 102=900f")
        operator.sees("102 leads at $900")
        await operator.types("t")
        operator.sees("the bid of 102 is taken back; 101 leads at $60; asking $65.")
        struck = operator.house.entries_after(operator.house.head() - 1, limit=1)[0]
        assert struck.by.reason == "called in error"
        await operator.types("103f t t")
        operator.sees("no bid stands, asking $60")
        await operator.types("t")
        operator.sees("No call on this lot is left to take back.")

    operate(clerk.ledger, story)


def test_a_call_that_the_book_answered_leaves_the_book_where_it_was(clerk):
    clerk.does("bid MAY26/1 --paddle 103 --maximum 500 --at {at}", at=BEFORE)

    async def story(operator):
        await operator.types("n 101=100f 102=300f")
        operator.sees("103 leads at $325")
        await operator.types("t")
        operator.sees("103 leads at $110; asking $120.")
        await operator.types("102=900f t")
        operator.sees("103 leads at $110; asking $120.")

    operate(clerk.ledger, story)


def test_a_call_that_is_taken_back_goes_alone_and_replays_so(clerk):
    async def story(operator):
        await operator.types("n 101f 102=900f 101f t")
        operator.sees("102 leads at $900")
        assert [claim.paddle for claim in lot(operator).claims] == ["101", "102"]

    operate(clerk.ledger, story)
    assert "all agree with the record" in clerk.does("replay lot MAY26/1")


async def hears(operator, ledger, *commands):
    elsewhere(ledger, *commands)
    await operator.pilot.pause(0.7)


def answer_classes(operator):
    return set(operator.pilot.app.query_one("#answer").classes)


def test_a_lead_that_another_process_takes_is_announced(clerk):
    async def story(operator):
        rings = []
        operator.pilot.app.bell = lambda: rings.append("ring")
        await operator.types("n 101f")
        await hears(operator, clerk.ledger, live_bid("102", 65))
        operator.sees("INTERNET: Lot 1: 102 leads at $65; asking $70.")
        operator.sees_no("101 leads at $60")
        assert (answer_classes(operator), rings) == ({"alarm"}, ["ring"])
        await hears(operator, clerk.ledger, room.warn(LOT, at=OPENS))
        operator.sees("ELSEWHERE: Lot 1: fair warning.")
        assert (answer_classes(operator), rings) == ({"news"}, ["ring"])
        await operator.types("101f")
        operator.sees("101 leads at $70")
        assert answer_classes(operator) == {"done"}

    operate(clerk.ledger, story)


def test_a_lot_that_comes_back_up_is_announced_and_is_sold_no_more(clerk):
    async def story(operator):
        await operator.types("n 101f k")
        operator.sees("Lot 1: sold to 101 at $60")
        await hears(operator, clerk.ledger, live_bid("102", 65))
        operator.sees("INTERNET: Lot 1 is up again. Lot 1: 102 leads at $65")
        operator.sees_no("sold to 101")
        assert answer_classes(operator) == {"alarm"}

    operate(clerk.ledger, story)


def test_a_strike_elsewhere_ends_what_the_screen_said(clerk):
    async def story(operator):
        await operator.types("n 101f 102f")
        struck = operator.house.lot(LOT).lead.bid
        taken_back = corrections.take_back(
            LOT, struck, leader=Paddle("101"), price=usd(60), at=OPENS
        )
        await hears(operator, clerk.ledger, taken_back)
        operator.sees("the bid of 102 is taken back; 101 leads at $60")
        operator.sees_no("102 leads at")

    operate(clerk.ledger, story)


def test_a_refusal_goes_once_it_is_no_longer_so(clerk):
    async def story(operator):
        await operator.types("n 9f")
        operator.sees("No paddle 9 was issued")
        clerk.does("paddle issue MAY26 9 --client C-1 --at {at}", at=BEFORE)
        await operator.pilot.pause(0.7)
        operator.sees_no("No paddle 9")
        await operator.types("f")
        assert calls(operator) == [("9", 60)]
        await operator.types("101k")
        operator.sees("101 is on the line")
        await operator.types("\x1b")
        operator.sees_no("is on the line")

    operate(clerk.ledger, story)


def test_a_call_on_an_asking_that_moved_on_is_refused_and_recorded(clerk):
    with House.open(str(clerk.ledger)) as house:
        watch = Watch()
        console = live_session(house, watch)
        console.do(KEYS_BY_SIGN["n"].command(console.state, ClerkLine(), watch()))
        for line in (ClerkLine("101"), ClerkLine("101", cut=True)):
            call = KEYS_BY_SIGN["f"].command(console.state, line, watch())
            asked = console.state.up.asking
            house.do(room.ask(LOT, asking=asked + 1_000, at=OPENS), by=by())
            with pytest.raises(RecordedRefusal, match="asks") as refused:
                console.do(call)
            assert refused.value.given == "asking-moved-on"
            assert house.history(LOT)[-1].event.seen == asked


def test_the_console_says_what_a_call_was_rounded_to(clerk):
    async def story(operator):
        await operator.types("n 101=163f")
        operator.sees("$163 became $165. Lot 1: 101 leads at $165")

    operate(clerk.ledger, story)


@pytest.mark.parametrize("keys", ["n", "50o", "1g"])
def test_a_lot_opens_before_its_session_for_a_reason_only(clerk, keys):
    watch = Watch(OPENS - timedelta(minutes=9))

    async def story(operator):
        await operator.types(keys)
        operator.sees("The session begins at 2026-05-20 10:00:00", "because")
        await operator.types("\x1b")
        assert lot(operator).up is None
        await operator.types(keys)
        await operator.types("snow\n")
        assert lot(operator).up is not None
        assert operator.house.history(LOT)[-1].by.reason == "snow"

    operate(clerk.ledger, story, watch=watch)


@pytest.mark.parametrize(
    ("keys", "hint"),
    [
        ("n k", "Take a bid, or press x to pass it."),
        ("n 9f", "Check the number, or have the desk issue it."),
    ],
)
def test_a_hint_names_a_key_and_no_command(clerk, keys, hint):
    async def story(operator):
        await operator.types(keys)
        assert hint in operator.reads().replace("\n", " ")
        operator.sees_no("lotledger ")

    operate(clerk.ledger, story)


def test_no_refusal_sends_the_clerk_to_a_shell():
    # These two say in their words what others are refused with.
    for kind in set(REFUSALS.values()) - {RowsRefused, RecordedRefusal}:
        quoted = {name: Told("MAY26/1") for name in kind.fields()}
        words = refusal_words(kind(**quoted))
        assert "lotledger " not in words, words
        assert "--" not in words, words


class Told(str):
    """A value of any kind, as a sentence quotes it."""

    __slots__ = ()

    def __format__(self, spec):
        return "2026-05-20 10:00:00 CDT" if spec else str(self)


@pytest.mark.parametrize("size", [(79, 23), (60, 18)])
def test_a_small_terminal_shows_what_is_asked_in_one_line(clerk, size):
    async def story(operator):
        await operator.types("n")
        operator.sees("asking $60")

    operate(clerk.ledger, story, size=size)


def test_a_line_that_was_refused_gives_way_to_the_next_sign():
    refused = ClerkLine("10", "5", cut=True).as_refused()
    assert refused.adding("2") == ClerkLine("2")
    assert refused.adding("=") == ClerkLine(amount="")
    assert str(refused.shortened()) == "10="
    assert refused.shortened().adding("7") == ClerkLine("10", "7", cut=True)


def test_a_live_ledger_keeps_that_it_was_the_console_and_when_a_key_was_read(
    tmp_path, monkeypatch
):
    clock = Watch(datetime.fromisoformat(ANNOUNCED))
    monkeypatch.setattr("commands.session.machine_clock", clock)
    monkeypatch.setenv("LOTLEDGER_REHEARSAL", "0")
    clerk = Clerk(tmp_path)
    clerk.begin()
    clock.at = OPENS
    recording = Recording(clock=clock)
    with House.open(str(clerk.ledger), recording=recording, keys=key_folder()) as house:
        who = Attribution(
            actor="Sue",
            role=Role.AUCTIONEER,
            recorded_at=OPENS,
            known=KnownBy.LOGIN,
            way=Way.CONSOLE,
        )
        console = LiveSession(house, SaleId("MAY26"), 1, by=who, clock=clock)
        console.do(KEYS_BY_SIGN["n"].command(console.state, ClerkLine(), OPENS))
        pressed = console.pressed_at(2.0)
        assert pressed == OPENS - timedelta(seconds=2)
        console.do(KEYS_BY_SIGN["f"].command(console.state, ClerkLine("101"), pressed))
        entry = house.history(LOT)[-1]
        assert (entry.by.way, entry.by.known) == (Way.CONSOLE, KnownBy.LOGIN)
        assert (entry.event.at, entry.event.read_at) == (OPENS, pressed)
