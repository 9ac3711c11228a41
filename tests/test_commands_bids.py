"""Bids on the command line: slips of the clerk, keys, bid lists, the auditor's list."""

from __future__ import annotations

import gc
from hashlib import sha256

import pytest

from ledger.refusals import Refusal
from tests.clerk import ANNOUNCED, CLOSED, clerk_of_a_sale
from tests.stranger import stranger

pytestmark = pytest.mark.slow

AT = "--at 2026-05-04T12:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


@pytest.fixture(scope="module")
def hurried(tmp_path_factory):
    """A clerk whose slips leave no trace."""
    return clerk_of_a_sale(tmp_path_factory.mktemp("hurry"))


def bid(clerk, lot, paddle, maximum, more=AT):
    line = f"bid MAY26/{lot} --paddle {paddle} --maximum {{maximum}} {more}"
    return clerk(line, maximum=maximum)


SLIPS = [
    ("1,00", "a comma for a point"),
    ("1.250,50", "commas and points exchanged"),
    ("-5", "a sign"),
    ("€800", "another currency"),
    ("800 GBP", "another currency in letters"),
    ("1e3", "a computer's way"),
    ("", "nothing"),
    ("0", "nothing to pay"),
    ("1.505", "a decimal too many"),
    ("999999999999999999", "more than any lot has fetched"),
    ("80 0", "a space inside"),
    ("\uff18\uff10\uff10", "digits of another alphabet"),
    ("\udcff", "half a character"),
]


@pytest.mark.parametrize(("maximum", "because"), SLIPS, ids=[s for _, s in SLIPS])
def test_a_slip_in_the_amount_is_wrong_usage(hurried, maximum, because):
    before = hurried.events()
    said = bid(hurried, 1, 101, maximum)
    assert (said.code, said.out) == (2, ""), because
    assert said.err.startswith("Wrong usage (--maximum): ")
    assert hurried.events() == before


@pytest.mark.parametrize("maximum", [" 800 ", "$800", "USD 800.00"])
def test_an_amount_is_read_as_people_write_it(clerk, maximum):
    assert bid(clerk, 1, 101, maximum).code == 0
    (line,) = clerk("bids list MAY26/1 --json").json
    assert line["submitted"] == "800.00"


MOMENTS = [
    ("2026-05-04T09:41", "has no zone. Add one", "no zone"),
    ("2026-05-04", "is not a time", "a day alone"),
    ("yesterday", "is not a time", "a word"),
    ("2026-13-45T09:41Z", "is not a time", "no such month"),
    ("", "is not a time", "nothing"),
    ("0001-01-01T00:00+14:00", "Check the year", "before there was a zone"),
    ("9999-12-31T23:59-06:00", "Check the year", "after the last of them"),
    ("2026-05-04T17:00:01Z", "yet to come", "a second after it is typed"),
]


@pytest.mark.parametrize(("moment", "told", "because"), MOMENTS)
def test_a_slip_in_the_time_is_wrong_usage(hurried, moment, told, because):
    line = f"bid MAY26/1 --paddle 101 --maximum 80 {AT} --received-at {{moment}}"
    before, said = hurried.events(), hurried(line, moment=moment)
    assert (said.code, said.out) == (2, ""), because
    assert said.err.startswith("Wrong usage (--received-at): ")
    assert told in said.err
    assert hurried.events() == before


TEXTS = [
    ("--key ''", "--key", "a script's variable was empty"),
    (f"--key {'k' * 201}", "--key", "no server looks for a longer one"),
    ("--actor ' '", "--actor", "a space"),
    ("--reason 'two\nlines'", "--reason", "a line break"),
    ("--actor '\x1b[31mAnn'", "--actor", "an order to the terminal"),
    ("--role boss", "--role", "no such role"),
    ("--channel telephone", "--channel", "no such channel"),
]


@pytest.mark.parametrize(("more", "option", "because"), TEXTS)
def test_a_slip_in_a_text_is_wrong_usage(hurried, more, option, because):
    said = bid(hurried, 1, 101, 80, f"{AT} {more}")
    assert (said.code, said.out) == (2, ""), because
    assert said.err.startswith(f"Wrong usage ({option}): ")


def test_names_are_known_in_small_letters_too(clerk):
    assert clerk(f"bid ' may26/1 ' --paddle 101 --maximum 80 {AT}").code == 0


REFUSED = [
    ("1", "999", "80", "unknown-paddle"),
    ("1", "house", "80", "unknown-paddle"),
    ("1", "102", "$59", "bid-below-asking"),
    ("1", "102", "80.50", "not-whole-units"),
    ("1", "103", "501", "over-credit-limit"),
]


@pytest.mark.parametrize(("lot", "paddle", "maximum", "code"), REFUSED)
def test_a_refused_bid_is_told_and_recorded(clerk, lot, paddle, maximum, code):
    before, said = clerk.events(), bid(clerk, lot, paddle, maximum)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"Refused ({code}): ")
    assert said.err.count("\n") == 1
    assert clerk.events() == before + 1
    line = clerk("bids list MAY26 --json").json[-1]
    assert (line["kind"], line["code"]) == ("refused", code)
    assert said.err == f"Refused ({code}): {line['remark']}\n"
    assert line["remark"] in clerk.does("bids list MAY26").replace("\n         ", "")


def test_a_suspended_paddle_does_not_bid_until_it_is_reinstated(clerk):
    clerk.does(f"paddle suspend MAY26 101 --reason 'cheque bounced' {AT}")
    assert bid(clerk, 1, 101, 80).err.startswith("Refused (paddle-suspended): ")
    assert clerk("sale show MAY26").out.count("no, suspended") == 1
    clerk.does(f"paddle reinstate MAY26 101 --reason paid {AT}")
    assert bid(clerk, 1, 101, 80).code == 0


def test_a_late_bid_is_told_when_the_bidding_ended(clerk):
    said = bid(clerk, 1, 101, 80, f"--at {CLOSED}")
    assert said.err.startswith("Refused (bidding-closed): ")
    late = f"--at {CLOSED} --received-at 2026-05-20T09:49:59-05:00 --channel fax"
    assert bid(clerk, 1, 101, 80, late).code == 0


def test_the_same_key_is_answered_once(clerk):
    first = bid(clerk, 1, 101, 80, f"{AT} --key slip-7")
    head = clerk.events()
    again = bid(clerk, 1, 101, "$80", "--at 2026-05-05T12:00-05:00 --key slip-7")
    assert first.out == "Lot MAY26/1: 101 leads at $60; asking $65. At position 13.\n"
    assert again.out == first.out.replace("At", "Recorded before, at")
    other = bid(clerk, 1, 101, 90, f"{AT} --key slip-7")
    assert (other.code, other.err[:20]) == (1, "Refused (key-used): ")
    assert clerk.events() == head


def test_a_refusal_is_repeated_by_its_key_too(clerk):
    first = bid(clerk, 1, 101, 50, f"{AT} --key slip-8")
    head = clerk.events()
    bid(clerk, 1, 102, 100)
    assert bid(clerk, 1, 101, 50, f"{AT} --key slip-8") == first
    assert clerk.events() == head + 1


LIST = """\
lot,paddle,maximum,channel,received_at
1,101,80,mail,2026-05-04T09:00-05:00
1,999,90,mail,2026-05-04T09:00-05:00
2,102,"1,000",internet,2026-05-04T09:30-05:00
"""
TOLD = """\
  refused: lot 1, paddle 999: No paddle 999 was issued in sale MAY26. Issue it with: \
lotledger paddle issue MAY26 999 --client CLIENT
1 refused: 1 unknown-paddle.
"""


def test_a_bid_list_is_rehearsed_then_taken_then_recognised(clerk):
    file, before = clerk.writes("bids.csv", LIST), clerk.events()
    line = f"bids import MAY26 {{file}} {AT}"
    rehearsed = clerk.does(f"{line} --dry-run", file=file)
    assert rehearsed.startswith(f"{file}: 3 bids: sound. What comes of this is decided")
    assert clerk.events() == before
    assert clerk.does(line, file=file) == f"{file}: 3 bids. At positions 13-15.\n{TOLD}"
    again = clerk.does(line, file=file)
    assert again.startswith(f"{file}: 3 bids. Recorded before, at positions 13-15.\n")
    assert clerk.events() == before + 3


BAG = "lot,paddle,maximum\n1,101,80\n2,102,1000\n"


def test_the_same_list_with_other_options_is_another_command(clerk):
    file, before = clerk.writes("bag.csv", BAG), clerk.events()
    line = "bids import MAY26 {file} --received-at 2026-05-04T09:00-05:00 --channel"
    for channel, events in (("mail", 2), ("fax", 4)):
        taken = clerk(f"{line} {channel} {AT}", file=file)
        assert "Recorded before" not in taken.out
        assert (taken.code, clerk.events()) == (0, before + events)
    for channel in ("mail", "fax"):
        again = clerk.does(f"{line} {channel} --at 2026-05-06T11:00-05:00", file=file)
        assert "Recorded before" in again
    typed = clerk(f"{line} mail {AT} --key bag-1", file=file)
    other = clerk(f"{line} fax {AT} --key bag-1", file=file)
    assert (typed.code, other.code) == (0, 1)
    assert "\nRefused (key-used): " in other.err


def test_a_list_that_says_all_is_the_same_with_options_that_say_nothing(clerk):
    file, before = clerk.writes("bids.csv", LIST), clerk.events()
    clerk.does(f"bids import MAY26 {{file}} {AT}", file=file)
    for more in ("--channel fax", "--received-at 2026-05-04T08:00-05:00"):
        again = clerk.does(f"bids import MAY26 {{file}} {AT} {more}", file=file)
        assert "Recorded before" in again
    assert clerk.events() == before + 3


def test_a_list_that_an_older_version_imported_is_recognised(clerk):
    """Its key was made of the file alone."""
    file = clerk.writes("bids.csv", LIST)
    digest = sha256(LIST.encode()).hexdigest()
    line, before = f"bids import MAY26 {{file}} {AT}", clerk.events()
    clerk.does(f"{line} --key 'bids MAY26 {digest}'", file=file)
    assert "Recorded before" in clerk.does(line, file=file)
    assert clerk.events() == before + 3


def test_nobody_guesses_from_the_log_what_a_short_list_held(clerk):
    """All but the amount of its one bid stands in the log."""
    row = "lot,paddle,maximum,received_at\n1,101,{},2026-05-04T09:00-05:00\n"
    file = clerk.writes("bag.csv", row.format(80))
    clerk.does(f"bids import MAY26 {{file}} --channel mail {AT}", file=file)
    with stranger(clerk.ledger) as connection:
        texts = connection.execute("SELECT state FROM events").fetchall()
        kept = connection.execute("SELECT * FROM command_keys").fetchall()
    log = repr((texts, kept))
    assert "bids MAY26 " in log
    for amount in range(50, 1000):
        digest = sha256(row.format(amount).encode()).hexdigest()
        assert digest[:16] not in log


MISTAKES = """\
lot,paddle,maximum,channel,received_at
1,1 01,-5,post,2026-05-04T09:00
077,101,€80,mail,yesterday
1,101,"1,00",mail,2026-05-04T09:00-05:00
"""


def test_every_mistake_of_a_bid_list_has_its_own_line(clerk):
    file, before = clerk.writes("bids.csv", MISTAKES), clerk.events()
    answer = clerk("bids import MAY26 {file}", file=file)
    first, *mistakes = answer.err.splitlines()
    assert (answer.code, answer.out) == (1, "")
    assert first == "Refused (faulty-file): 8 mistakes; nothing was recorded."
    places = [
        mistake.removeprefix(f"{file}:").partition(": found")[0] for mistake in mistakes
    ]
    assert places == [
        *("2:2: paddle", "2:3: maximum", "2:4: channel", "2:5: received_at"),
        *("3:1: lot", "3:3: maximum", "3:5: received_at", "4:3: maximum"),
    ]
    assert clerk.events() == before


def test_one_mistake_is_one_sentence(clerk):
    file = clerk.writes("bids.csv", LIST.replace("999", "9 9"))
    answer = clerk("bids import MAY26 {file}", file=file)
    assert answer.err.startswith(f"Refused (faulty-file): {file}:3:2: paddle: found ")
    assert answer.err.count("\n") == 1


def test_an_unknown_lot_in_a_bid_list_records_nothing(clerk):
    strays = f"77,101,80,mail,{ANNOUNCED}\n88,101,80,mail,{ANNOUNCED}\n"
    file = clerk.writes("bids.csv", LIST + strays)
    before = clerk.events()
    for more in ("--dry-run", ""):
        answer = clerk(f"bids import MAY26 {{file}} {more}", file=file)
        assert (answer.code, answer.out) == (1, "")
        assert f'{file}:5:1: lot: found "77"; expected a lot in the cata' in answer.err
        assert f'{file}:6:1: lot: found "88"; expected a lot in the cata' in answer.err
    assert clerk.events() == before


def test_a_mail_bag_needs_no_columns_for_what_all_have_in_common(clerk):
    file = clerk.writes("bag.csv", "lot,paddle,maximum\n1,101,80\n2,102,500\n")
    lacking = clerk("bids import MAY26 {file}", file=file)
    assert lacking.err.count('no column "') == 2
    bag = "--channel mail --received-at 2026-05-04T09:00-05:00"
    answer = clerk(f"bids import MAY26 {{file}} {bag} {AT}", file=file)
    assert answer.out == f"{file}: 2 bids. At positions 13-14.\n"
    assert "2 bids without a channel: taken as mail" in answer.err


def audited(clerk):
    """Let somebody enter a letter, off the ladder and after a later bid."""
    clerk.does(f"bid MAY26/2 --paddle 101 --maximum 500 {AT}")
    letter = "--channel mail --received-at 2026-05-03T08:00-05:00"
    who = "--actor Ann --role clerk --on-behalf-of 'Mr Bee'"
    clerk.does(f"bid MAY26/2 --paddle 102 --maximum 835 {letter} {who} {AT}")
    clerk.does(f"register MAY26/2 --paddle 103 --line 4 {AT}")
    return clerk


def test_an_auditor_reads_who_what_when_through_whom_and_by_which_rule(clerk):
    told = audited(clerk).does("bids list MAY26/2")
    assert told == AUDITED


AUDITED = """\
MAY26/2, times in America/Chicago

position  when                 lot  bid  paddle  maximum  leader  price
       5  2026-05-01 09:00:00    2
          reserve set: $700; Sue (clerk)
      13  2026-05-04 12:00:00    2  2#1     101     $500     101   $400
          bid by internet; rule: opening, terms 1; Sue (clerk)
      14  2026-05-03 08:00:00    2  2#2     102     $825     102   $700
          bid by mail; written $835, half; rule: raised to reserve, terms 1; \
receipt stated, entered 2026-05-04 12:00:00, received before a bid above; \
Ann (clerk) for Mr Bee
      15  2026-05-04 12:00:00    2          103
          registered by phone, line 4; Sue (clerk)
"""


def test_the_auditor_s_json_has_every_field_of_the_record(clerk):
    line = audited(clerk)("bids list MAY26/2 --json").json[2]
    assert line == line | {
        "position": 14,
        "kind": "bid",
        "bid": "2#2",
        "submitted": "835.00",
        "maximum": "825.00",
        "channel": "mail",
        "received_at": "2026-05-03T13:00:00Z",
        "entered_at": "2026-05-04T17:00:00Z",
        "actor": "Ann",
        "on_behalf_of": "Mr Bee",
        "terms_version": 1,
        "out_of_time": True,
    }


def test_the_auditor_s_list_narrows_to_a_paddle(clerk):
    told = audited(clerk)("bids list MAY26 --paddle 103 --json").json
    assert [(one["kind"], one["phone_line"]) for one in told] == [("registered", 4)]
    assert "has no events yet" in clerk.does("bids list MAY26/1")
    nothing = clerk.does("bids list MAY26 --paddle HOUSE")
    assert nothing == "The bidding of MAY26 has no events of paddle HOUSE.\n"


REFUSED = {
    "by the rules": ("50", 0, "100 refused: 100 bid-below-asking."),
    "asked back": ("9000000", 1, "100 mistakes; nothing was recorded."),
}


@pytest.mark.parametrize(("amount", "code", "words"), REFUSED.values(), ids=REFUSED)
def test_a_refused_row_keeps_nothing_of_the_way_to_it(clerk, amount, code, words):
    """Frames of hundreds of thousands of rows were kept until the next collection."""
    rows = "".join(
        f"1,{101 + n % 2},{amount},2026-05-02T10:00-05:00\n" for n in range(100)
    )
    file = clerk.writes("many.csv", f"lot,paddle,maximum,received_at\n{rows}")
    gc.collect()
    gc.disable()
    try:
        answer = clerk(f"bids import MAY26 {file} --channel mail --dry-run")
        kept = [
            each
            for each in gc.get_objects()
            if isinstance(each, Refusal) and each.__traceback__ is not None
        ]
    finally:
        gc.enable()
    assert answer.code == code
    assert words in answer.out + answer.err
    assert len(kept) <= 2
