"""A live ledger at the terminal: its clock says when, whatever is typed."""

from __future__ import annotations

from datetime import datetime, timedelta

import click
import pytest

from commands.keeping import key_folder
from commands.main import main
from commands.params import WhenType
from ledger.entry import Way
from ledger.house import House
from ledger.identity import SaleId, lot_id
from presenters import event_sentences
from presenters.pages.plot_marks import marks_of
from presenters.pages.replay import replayed_lot
from tests.clerk import ANNOUNCED, Clerk
from tests.older_ledgers import unpack
from tests.story import USD

pytestmark = pytest.mark.slow


class Hands:
    """The hands of the machine's clock, which a test sets."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat(ANNOUNCED)
        self.tick = lambda: self.at

    def __call__(self) -> datetime:
        return self.tick()

    def set(self, time: str) -> None:
        """Set the clock, in the zone of the saleroom."""
        self.at = datetime.fromisoformat(f"2026-05-{time}-05:00")


@pytest.fixture
def hands(monkeypatch):
    hands = Hands()
    for module in ("session", "main", "clock", "report.output", "dispute.reading"):
        monkeypatch.setattr(f"commands.{module}.machine_clock", hands)
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    return hands


@pytest.fixture
def clerk(tmp_path, hands):
    """Announce a sale in a live ledger, on the first of May."""
    clerk = Clerk(tmp_path)
    clerk.begin()
    hands.set("06T10:00")
    return clerk


def last_entry(clerk):
    with House.open(str(clerk.ledger)) as house:
        return house.entries_after(house.head() - 1, limit=1)[0]


@pytest.mark.parametrize(
    "line",
    [
        "report income --printed-at 2026-01-01T00:00Z",
        "audit history MAY26 --printed-at 2026-01-01T00:00Z",
        "audit meetings MAY26 --printed-at 2026-01-01T00:00Z",
        "dispute summary MAY26/D1 --out d1.html --at 2026-01-01T00:00Z",
        "live end MAY26 1 --closed-at 2026-01-01T00:00Z",
    ],
)
def test_a_time_that_is_no_note_is_not_told(clerk, line):
    before = clerk.events()
    answer = clerk(line)
    assert (answer.code, clerk.events()) == (2, before)
    assert "This ledger is live: its clock says when. Leave it out." in answer.err


def test_the_end_of_a_session_is_the_clocks(clerk, hands):
    for number in (1, 2, 3):
        hands.set(f"20T10:0{number}")
        clerk.does(f"live open MAY26/{number}")
        clerk.does(f"live pass MAY26/{number}")
    hands.set("20T10:10")
    clerk.does("live end MAY26 1 --at 2026-05-20T10:00-05:00")
    entry = last_entry(clerk)
    assert entry.event.at == entry.by.recorded_at == hands.at
    assert entry.by.claimed_at == datetime.fromisoformat("2026-05-20T10:00-05:00")


# Receipts

MAIL = "lot,paddle,maximum,channel,received_at\n"


def test_a_letter_is_stated_by_one_and_a_mouse_click_by_two(clerk):
    received = "--received-at 2026-05-04T09:00-05:00"
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 90 --channel fax {received}")
    click = f"bid MAY26/1 --paddle 102 --maximum 80 --channel internet {received}"
    assert "receipt-needs-reason" in clerk(click).err
    assert "receipt-needs-reason" in clerk(f"{click} --reason modem").err
    assert "same-person" in clerk(f"{click} --reason modem --authorised-by Sue").err
    clerk.does(f"{click} --reason modem --authorised-by Ben")
    entry = last_entry(clerk)
    assert (entry.by.second, entry.by.reason) == ("Ben", "modem")


def test_a_letter_from_before_the_sale_takes_two(clerk):
    early = "bid MAY26/1 --paddle 101 --maximum 90 --channel mail"
    early += " --received-at 2026-04-30T09:00-05:00"
    assert "receipt-needs-reason" in clerk(early).err
    clerk(f"{early} --authorised-by Ben --reason {{why}}", why="see the postmark")
    assert last_entry(clerk).by.second == "Ben"


@pytest.mark.parametrize("channel", ["mail", "internet"])
def test_a_file_is_authorised_once(clerk, hands, channel):
    rows = [f"{n},101,90,{channel},2026-05-05T09:00-05:00\n" for n in (1, 2)]
    file = clerk.writes("bids.csv", MAIL + "".join(rows))
    line = "bids import MAY26 {file}"
    before = clerk.events()
    if channel == "internet":
        assert "receipt-needs-reason" in clerk(line, file=file).err
        assert clerk.events() == before
        line += " --authorised-by Ben --reason outage"
    clerk.does(line, file=file)
    entry = last_entry(clerk)
    assert (entry.by.way, clerk.events()) == (Way.IMPORT, before + 2)
    assert entry.event.entered_at == hands.at
    hands.at += timedelta(hours=1)
    clerk.does(line, file=file)
    assert clerk.events() == before + 2


def test_a_bid_that_was_read_before_the_close_is_in_time(clerk, hands):
    """The command began a second before the proxies ended, and was quick enough."""
    hands.set("20T09:49:59")
    moments = iter([hands.at, *[hands.at + timedelta(seconds=2)] * 9])
    hands.tick = lambda: next(moments)
    clerk.does("bid MAY26/1 --paddle 101 --maximum 90")
    entry = last_entry(clerk)
    assert entry.event.read_at == hands.at
    assert entry.by.recorded_at == entry.event.received_at > entry.event.read_at
    late = clerk("bid MAY26/1 --paddle 102 --maximum 95")
    assert "bidding-closed" in late.err
    assert "takes --reason and a second person, --authorised-by" in late.err


def test_a_key_is_exact_whatever_the_clock_says(clerk, hands):
    line = "bid MAY26/1 --paddle 101 --maximum 90 --key once"
    first = clerk.does(line)
    before = clerk.events()
    hands.at += timedelta(hours=1)
    assert clerk.events() == before
    again = clerk.does(line)
    assert again.splitlines()[0].split(".")[0] == first.splitlines()[0].split(".")[0]
    other = clerk("bid MAY26/1 --paddle 101 --maximum 95 --key once")
    assert "key-used" in other.err


# The report


@pytest.fixture
def bag(clerk, hands):
    """Take a bid as it comes, a letter that beats it in a tie, and a late one."""
    clerk.does("bid MAY26/1 --paddle 101 --maximum 90")
    hands.set("07T10:00")
    letter = "--channel mail --received-at 2026-05-05T08:00-05:00"
    clerk.does(f"bid MAY26/1 --paddle 102 --maximum 90 {letter}")
    click = "--channel internet --received-at 2026-05-07T09:30-05:00"
    why = "--authorised-by Ben --reason outage"
    clerk.does(f"bid MAY26/2 --paddle 103 --maximum 400 {click} {why}")
    clerk.does("bid MAY26/3 --paddle 101 --maximum 60 --at 2026-05-07T09:50-05:00")
    hands.set("20T09:59")
    late = "bid MAY26/1 --paddle 103 --maximum 95 --channel fax"
    clerk(f"{late} --received-at 2026-05-20T09:40-05:00")
    return clerk


def table(report, name):
    return next(each["rows"] for each in report["tables"] if each["name"] == name)


def test_every_stated_receipt_and_every_claim_is_in_the_report(bag):
    report = bag("report receipts MAY26 --json").json
    rows = table(report, "receipts")
    assert [
        (row["lot"], row["minutes_back"], row["second_person"], row["reason"])
        for row in rows
    ] == [
        ("1", 3000, None, None),
        ("2", 30, "Ben", "outage"),
        ("1", 19, None, None),
    ]
    assert [row["decided_tie"] for row in rows] == [True, False, False]
    assert [row["after_close"] for row in rows] == [False, False, True]
    (claim,) = table(report, "claims")
    assert (claim["event"], claim["minutes_back"]) == ("bid-placed", 10)
    assert claim["actor"] == "Sue"


def test_the_report_looks_back_and_is_narrowed(bag):
    then = bag("report receipts MAY26 --json --as-of 2026-05-07T00:00-05:00").json
    assert table(then, "receipts") == table(then, "claims") == []
    day = bag("report receipts MAY26 --json --from 2026-05-20 --until 2026-05-20").json
    assert len(table(day, "receipts")) == 1
    assert table(day, "claims") == []


def test_a_day_is_looked_back_to_at_its_end_in_the_saleroom(bag):
    asked = "report receipts MAY26 --json --as-of"
    early, late = (
        bag(f"{asked} {day}").json["heading"]["position"]
        for day in ("2026-05-01", "2026-05-07")
    )
    midnight = bag(f"{asked} 2026-05-07T23:59:59.999999-05:00").json["heading"]
    assert early < late == midnight["position"]
    refused = bag(f"{asked} 2026-13-01")
    assert refused.code == 2
    assert "Write it like 2025-12-11" in " ".join(refused.err.split())


@pytest.mark.parametrize("form", ["text", "csv", "html", "json"])
def test_the_report_comes_in_every_format(bag, form):
    written = bag.does(f"report receipts MAY26 --format {form}")
    assert "outage" in written
    assert "Ben" in written


def test_a_list_of_bids_marks_what_somebody_stated_or_claimed(bag):
    text = " ".join(bag.does("bids list MAY26").split())
    assert "receipt stated, entered 2026-05-07 10:00:00" in text
    assert "Sue (clerk), with Ben, because: outage" in text
    assert "claimed 2026-05-07 09:50:00" in text
    lines = [line for line in bag("bids list MAY26 --json").json if line["bid"]]
    assert [line["stated"] for line in lines] == [False, True, True, False, True]
    assert [line["claimed_at"] is None for line in lines] == [True] * 3 + [False, True]
    assert lines[2]["authorised_by"] == "Ben"


def test_a_replay_and_its_plot_mark_what_somebody_stated(bag):
    with House.open(str(bag.ledger), keys=key_folder()) as house:
        steps = replayed_lot(house, lot_id(SaleId("MAY26"), "1")).steps
        marks = marks_of(steps, public=False)
    sentences = [event_sentences.sentence(step.event, USD, "UTC") for step in steps]
    stated = "1#2: 102 bid up to $90 by mail, its receipt stated as 2026-05-05 13:00:00"
    assert any(sentence.startswith(stated) for sentence in sentences)
    assert [mark.amount for mark in marks.stated] == [9_000, 9_500]


def test_without_its_keys_a_replay_tells_a_stated_receipt_and_no_amount(bag):
    with House.open(str(bag.ledger)) as house:
        steps = replayed_lot(house, lot_id(SaleId("MAY26"), "1")).steps
    sentences = [event_sentences.sentence(step.event, USD, "UTC") for step in steps]
    stated = (
        "1#2: 102 bid up to a sealed amount by mail, its receipt stated as 2026-05-05"
    )
    assert any(sentence.startswith(stated) for sentence in sentences)
    assert marks_of(steps, public=False).stated == []


# What a ledger says of itself


def test_a_live_ledger_says_what_it_is(clerk):
    shown = clerk("ledger show --json").json
    assert (shown["times"], shown["told_positions"]) == ("live", 0)
    assert (shown["claim_minutes"], shown["live_since"]) == (15, None)
    assert [each["position"] for each in shown["programs"]] == [1]


def test_a_clock_is_corrected_by_a_person_and_shown(clerk, hands):
    clerk.does("bid MAY26/1 --paddle 101 --maximum 90")
    hands.at -= timedelta(minutes=5)
    late = clerk("bid MAY26/1 --paddle 102 --maximum 95")
    assert "clock-behind" in late.err
    clerk.does("correct clock --reason {why}", why="it ran ahead")
    (corrected,) = clerk("ledger show --json").json["clock_corrections"]
    assert (corrected["actor"], corrected["reason"]) == ("Sue", "it ran ahead")
    assert "clock corrected" in clerk.does("ledger show")
    assert clerk("ledger show --json --as-of 2").json["clock_corrections"] == []


def test_claims_may_lie_back_as_far_as_the_birth_says(tmp_path, hands):
    clerk = Clerk(tmp_path)
    clerk.does("client add C-1 --kind person --claim-minutes 3")
    assert clerk("ledger show --json").json["claim_minutes"] == 3
    hands.at += timedelta(minutes=10)
    claimed = "client add C-2 --kind person --at 2026-05-01T09:05-05:00"
    assert "claim-needs-reason" in clerk(claimed).err
    clerk.does(f"{claimed} --reason {{why}}", why="the pen was empty")


@pytest.fixture
def told(tmp_path, hands):
    """Unpack a ledger of the first release, whose sale is long over."""
    unpack("schema-1", tmp_path)
    hands.set("30T12:00")
    return Clerk(tmp_path)


def test_a_ledger_of_the_first_release_goes_live(told, hands):
    before = told.events()
    assert told("ledger show --json").json["times"] == "told"
    why = {"why": "the season begins"}
    would = told.does("begin-live --reason {why} --dry-run", **why)
    assert f"{before} positions" in would
    assert told.events() == before
    known = told("lots SPRING-2026 --as-of 2026-05-10T00:00Z").out
    told.does("begin-live --reason {why} --at 2026-05-30T11:59-05:00", **why)
    shown = told("ledger show --json").json
    assert (shown["times"], shown["told_positions"]) == ("live", before + 1)
    assert datetime.fromisoformat(shown["live_since"]) == hands.at
    assert told("lots SPRING-2026 --as-of 2026-05-10T00:00Z").out == known
    hands.at += timedelta(hours=1)
    told.does("client add C-9 --kind person")
    assert last_entry(told).by.recorded_at == hands.at
    live = f"ledger show --json --as-of {(hands.at - timedelta(minutes=1)).isoformat()}"
    assert told(live).json["as_of_position"] == told.events() - 1
    assert "live-already" in told("begin-live --reason {why}", **why).err


TOLD_TIMES = {
    "--at": "a note beside the clock's time; a printed page is told none",
    "--received-at": "a stated receipt, which needs what it needs",
    "--ends-at": "a close to come",
    "--until": "no close before its time",
    "--closes-at": "a question that changes nothing",
    "--closed-at": "refused in a live ledger",
    "--printed-at": "refused in a live ledger",
}
"""Every option that is told a time, and what becomes of it in a live ledger."""


def test_no_other_option_is_told_a_time():
    assert {name for _, name in options_of(main, WhenType)} == set(TOLD_TIMES)


def options_of(group, kind, path=""):
    """List the options of a type, of all commands, with the command they are of."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from options_of(command, kind, f"{path} {name}")
        for option in command.params:
            if type(option.type) is kind:
                yield f"{path} {name}", option.opts[0]


def test_receipts_that_need_a_reason_are_named_by_row(clerk):
    rows = "lot,paddle,maximum,channel,received_at\n"
    rows += "1,101,70,phone,2026-05-05T10:00Z\n2,101,450,mail,2026-05-05T10:00Z\n"
    file = clerk.writes("bag.csv", rows + "3,101,70,mail,2020-01-01T10:00Z\n")
    refused = clerk("bids import MAY26 {f}", f=file)
    places = [line.split(": A stated")[0] for line in refused.err.splitlines()[-2:]]
    assert [each.split("bag.csv:")[1] for each in places] == [
        "2:5: received_at",
        "4:5: received_at",
    ]
    whole = clerk.writes("bag.csv", "lot,paddle,maximum\n1,101,70\n2,101,450\n")
    stated = "--channel phone --received-at 2026-05-05T10:00Z"
    refused = clerk(f"bids import MAY26 {{f}} {stated}", f=whole)
    assert refused.err.count("A stated time") == 1, "it was stated once for the file"


@pytest.mark.parametrize(
    "typed",
    [
        "bid MAY26/1 --paddle 101 --maximum 100",
        "sale close MAY26",
        "lot reserve MAY26/1 80",
    ],
)
def test_a_claim_is_told_by_the_clock_of_the_sale_that_the_command_names(clerk, typed):
    said = clerk(f"{typed} --at 2026-05-05T10:00Z")
    assert "The claimed time 2026-05-05 05:00:00 CDT" in said.err


def test_a_claim_about_no_sale_is_told_as_the_log_keeps_it(clerk):
    said = clerk("client add C-77 --at 2026-05-05T10:00-05:00")
    assert "The claimed time 2026-05-05 15:00:00 UTC" in said.err


@pytest.mark.parametrize("option", ["--as-of", "--beside"])
def test_a_day_that_is_far_from_any_sale_is_refused(bag, option):
    asked = f"report journal --from 2025-12-01 {option} 9999-12-31"
    refused = bag(asked)
    assert refused.code == 2
    assert "'9999-12-31' is far from any sale." in " ".join(refused.err.split())
