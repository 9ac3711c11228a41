"""The replay commands: their words, their JSON, their keys and their exit codes."""

from __future__ import annotations

import os

import pytest

from commands.replay import step_viewer
from commands.replay.differences import SHOWN, RecountOutput
from ledger.contest import Contest
from ledger.events import LotWithdrawn
from ledger.house import House, replays
from ledger.house.replays import SaleReplay, recompute_sale
from ledger.identity import LotId, SaleId
from ledger.replay.against_the_rules import Recount
from ledger.replay.difference import Difference
from ledger.replay.steps import steps
from ledger.verification import rules
from tests.clerk import ANNOUNCED, CLOSED, clerk_of_a_sale
from tests.story import USD, usd
from tests.terminal import Terminal

pytestmark = pytest.mark.slow

SALE = SaleId("MAY26")
CHAIR = LotId("MAY26/1")
BIDS = (
    "bid MAY26/1 --paddle 101 --maximum 200 --at 2026-05-02T10:00-05:00",
    "bid MAY26/1 --paddle 102 --maximum 150 --at 2026-05-02T11:00-05:00",
    "bid MAY26/2 --paddle 102 --maximum 900 --at 2026-05-02T12:00-05:00",
)
REFUSED = "bid MAY26/1 --paddle 102 --maximum 155 --at 2026-05-02T13:00-05:00"
OVER = "bid MAY26/2 --paddle 103 --maximum 1,000 --at 2026-05-02T14:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    """A clerk whose sale is over: lot 1 sold to 101, lot 2 to 102, lot 3 passed."""
    clerk = clerk_of_a_sale(tmp_path)
    for line in BIDS:
        clerk.does(line)
    assert clerk(REFUSED).code == 1
    assert clerk(OVER).code == 1
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    return clerk


# Against the rules.


def test_a_lot_that_comes_to_what_is_recorded_says_so(clerk):
    assert clerk.does("replay lot MAY26/1") == (
        "Lot MAY26/1: 5 events decided again; all agree with the record.\n"
    )


def test_a_sale_counts_every_event_and_what_other_lots_decide(clerk):
    with House.open(str(clerk.ledger)) as house:
        birth, clients = 1, 3
        events = house.head() - birth - clients
    assert clerk.does("replay sale MAY26") == (
        f"Sale MAY26: {events} events decided again; all agree with the record.\n"
        "Not decided again, since other lots decide them: 1 refusal.\n"
    )
    answer = clerk("replay sale MAY26 --json")
    assert (answer.code, answer.json) == (0, {"events": events, "differences": []})
    assert answer.err.startswith(
        "Not decided again, since other lots decide them: 1 refusal.\n"
    ), "it is said, but not among what a script reads"


@pytest.fixture
def changed(monkeypatch):
    """A program in which an increment has become five dollars more since the sale."""
    above = Contest.above
    for call in ("above", "asking"):
        monkeypatch.setattr(
            Contest, call, lambda contest, price: above(contest, price) + usd(5)
        )


def positions(clerk):
    """Say where the bids stand in the log."""
    with House.open(str(clerk.ledger)) as house:
        log = house.entries_after(0, limit=1000)
    return [entry.position for entry in log if entry.type == "bid-placed/1"]


@pytest.mark.usefixtures("clerk", "changed")
def test_a_rule_that_was_changed_is_named_at_each_position_it_decided(clerk):
    answer = clerk("replay sale MAY26 --json")
    assert answer.code == 1
    assert [*answer.json] == ["events", "differences"]
    differences = answer.json["differences"]
    assert [*differences[0]] == ["position", "recorded", "recomputed", "why"]
    moved = {difference["position"] for difference in differences}
    assert moved >= set(positions(clerk))
    second = next(d for d in differences if d["position"] == positions(clerk)[1])
    assert second["recorded"]["standing"]["price"] == "160.00"
    assert second["recomputed"]["standing"]["price"] == "165.00"
    assert second["why"].startswith("price is recorded as $160, and comes to $165; ")


@pytest.mark.usefixtures("clerk", "changed")
def test_a_difference_in_words_names_its_position_and_its_lot(clerk):
    answer = clerk("replay lot MAY26/1")
    first, *_, last = answer.out.splitlines()
    assert answer.code == 1
    assert first == (
        f"Position {positions(clerk)[0]}, MAY26/1: asking is recorded as $65, and "
        "comes to $70."
    )
    assert last == "Lot MAY26/1: 5 events decided again, 2 differences."


def test_of_very_many_differences_the_first_are_shown_and_the_rest_counted(capsys):
    event = LotWithdrawn(lot=LotId("MAY26/1"))
    found = Difference(7, event, None, USD)
    many = Recount(events=100, differences=[found] * (SHOWN + 2))
    with RecountOutput(None) as told:
        told.add(many)
        told.say("Sale MAY26")
        shown = capsys.readouterr().out.splitlines()
    assert (
        shown.count("Position 7, MAY26/1: Nothing in the rules leads to this.") == SHOWN
    )
    assert shown[SHOWN] == "and 2 more differences: --json lists all."


def test_several_processes_find_what_one_does(clerk):
    place = str(clerk.ledger)
    with House.open(place) as house:
        one, two = (
            list(recompute_sale(house, SALE, place=place, processes=processes))
            for processes in (1, 2)
        )
    assert one == two
    assert [recount.events for recount in one[1:]] == [5, 5, 2]


def ended(*_):
    """End a process as a machine does that has no memory left."""
    os._exit(9)


@pytest.fixture
def ended_processes(monkeypatch):
    """Let two processes share a sale of tests, and end each as it begins."""
    monkeypatch.setattr(replays, "_open_replay", ended)
    monkeypatch.setattr("commands.replay.sale.EVENTS_PER_PROCESS", 1)
    monkeypatch.setattr("commands.replay.sale.cores", lambda: 2)
    monkeypatch.setattr(rules, "EVENTS_PER_PROCESS", 1)


@pytest.mark.usefixtures("ended_processes")
def test_a_process_that_was_ended_is_told_in_a_sentence(clerk):
    answer = clerk("replay sale MAY26")
    assert answer.code == 3
    assert answer.out == ""
    assert answer.err.startswith(
        "Stopped: A process that decided lots of MAY26 again was ended from outside"
    )
    assert "lotledger replay lot MAY26/NUMBER" in answer.err


@pytest.mark.usefixtures("ended_processes")
def test_a_ledger_is_verified_though_its_processes_are_ended(clerk):
    assert clerk("audit verify").code == 0


def test_a_lot_that_is_not_there_is_refused(clerk):
    assert "unknown-lot" in clerk("replay lot MAY26/9").err
    assert "unknown-sale" in clerk("replay sale JUNE26").err


# Step by step.


def test_steps_are_printed_where_nobody_can_press_keys(clerk):
    answer = clerk.does("replay lot MAY26/1 --step")
    heads = [line for line in answer.splitlines() if line.startswith("Step")]
    assert [head.partition(",")[0] for head in heads] == [
        f"Step {number} of 5" for number in range(1, 6)
    ]
    assert "said    1#1: 101 bid up to $200 by internet." in answer
    assert "led to  Sold to 101 at $160, premium $49." in answer


def test_steps_begin_anywhere_and_go_backwards(clerk):
    def told(more):
        steps_ = clerk(f"replay lot MAY26/1 --step --json {more}").json["steps"]
        return [step["number"] for step in steps_]

    assert told("") == [1, 2, 3, 4, 5]
    assert told("--from 4") == [4, 5]
    assert told("--back") == [5, 4, 3, 2, 1]
    assert told("--back --from 2") == [2, 1]


def test_a_step_that_is_not_there_is_a_slip(clerk):
    answer = clerk("replay lot MAY26/1 --step --from 6")
    assert answer.code == 2
    assert "Lot MAY26/1 has 5 steps. Begin with one of them." in answer.err


KEYS = [
    ("nq", [1, 2]),
    ("nnpq", [1, 2, 3, 2]),
    ("ppq", [1]),
    ("n\r q", [1, 2, 3, 4]),
    ("4\rpq", [1, 4, 3]),
    ("99\rnq", [1, 5]),
    ("0\rnq", [1, 2]),
    ("4pq", [1]),
    ("x?nq", [1, 2]),
    (["nn", "\x1b[A", "q"], [1, 2, 3, 2]),
]


@pytest.mark.parametrize(("keys", "shown"), KEYS)
def test_keys_go_on_and_back_and_to_a_number(clerk, capsys, keys, shown):
    with House.open(str(clerk.ledger)) as house:
        told = steps(house.history(CHAIR), SaleReplay(house, SALE).timeline)
    step_viewer.browse_steps(told, 0, zone="UTC", key=iter(keys).__next__)
    heads = [
        line.partition("Step ")[2].partition(" ")[0]
        for line in capsys.readouterr().out.splitlines()
        if "Step " in line
    ]
    assert heads == [str(number) for number in shown]


def test_on_a_terminal_one_key_is_enough(clerk):
    words = ["--ledger", clerk.ledger, "replay", "lot", "MAY26/1", "--step"]
    with Terminal(words) as terminal:

        def sees(text):
            terminal.waits_for(lambda screen: True if text in screen else None)
            terminal.waits_for(lambda _: True if terminal.takes_keys() else None)

        sees("Step 1 of 5")
        terminal.press("n")
        sees("Step 2 of 5")
        terminal.press("5\r")
        sees("Sold to 101 at $160")
        terminal.press("p")
        sees("Step 4 of 5")
        terminal.press("q")
        assert terminal.ends() == 0


# What if.


def test_what_a_lot_would_have_come_to_stands_beside_what_it_did(clerk):
    answer = clerk.does("replay lot MAY26/1 --without-bidder 101").splitlines()
    assert answer[0] == "MAY26/1: what if; nothing is recorded"
    rows = {line.split()[0]: line.split()[1:] for line in answer if line.strip()}
    assert rows["price"] == ["$160", "$60"]
    assert rows["winner"] == ["101", "102"]
    assert rows["buyer"] == ["102", "$0", "-$109", "-$109"]


def test_for_a_script_it_has_the_wish_both_results_and_the_money(clerk):
    answer = clerk("replay lot MAY26/1 --without 1#2 --json").json
    assert [*answer] == [
        "lot",
        "differs",
        "recorded",
        "what_if",
        "money",
        "notes",
        "currency",
        "wish",
    ]
    assert answer["currency"] == "USD"
    assert answer["wish"]["without"] == ["1#2"]
    assert (answer["recorded"]["price"], answer["what_if"]["price"]) == (
        "160.00",
        "165.00",
    )
    assert answer["notes"] == [
        "Bid 1#3 of 102, $155, was refused (bid-below-asking), and is taken here."
    ]


def test_it_records_nothing_but_who_looks(clerk):
    before = clerk.events()
    for wish in (
        "--without 1#1",
        "--without-bidder 102",
        "--terms ebay-2003",
        "--closes-at 2026-05-02T10:30-05:00",
        "--without 1#1 --policy reopen",
    ):
        clerk.does(f"replay lot MAY26/1 {wish}")
        clerk.does(f"replay sale MAY26 {wish}")
    # Once for each purpose: what it shows hangs on maximums.
    assert clerk.events() == before + 2


def test_of_a_sale_it_tells_the_lots_that_differ_and_the_totals(clerk):
    answer = clerk("replay sale MAY26 --without-bidder 102 --json").json
    assert (answer["lots"], answer["different"]) == (3, 2)
    assert [result["lot"] for result in answer["results"]] == ["MAY26/1", "MAY26/2"]
    assert answer["recorded"]["sold"] == 2
    assert answer["what_if"] == {
        "sold": 1,
        "hammer": "60.00",
        "premium": "49.00",
        "realised": "109.00",
    }
    assert answer["money"][0]["party"] == "buyer 101"
    answer = clerk.does("replay sale MAY26 --without-bidder 102").splitlines()
    assert answer[-3:] == [
        "2 lots of 3 would differ.",
        "Recorded: 2 lots sold, hammer $860, premium $224, $1,084.",
        "What if:  1 lot sold, hammer $60, premium $49, $109.",
    ]


def test_a_lot_whose_underbidder_alone_would_be_another_shows_which(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does(f"lot reserve MAY26/2 500 --at {ANNOUNCED}")
    clerk.does(f"bid MAY26/2 --paddle 103 --maximum 420 --at {ANNOUNCED}")
    clerk.does(f"bid MAY26/2 --paddle 101 --maximum 500 --at {ANNOUNCED}")
    answer = clerk.does("replay sale MAY26 --without-bidder 103").splitlines()
    assert answer[4].split() == ["2", "$500", "$500", "101", "101", "103", "$0"]
    assert "The money of each party is the same." in answer
    answer = clerk.does("replay lot MAY26/2 --without-bidder 103").splitlines()
    assert answer[-1] == "The money of each party is the same."


def test_a_lot_with_news_and_the_same_result_is_told_to_scripts(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 500 --at {ANNOUNCED}")
    clerk.does(f"bid MAY26/1 --paddle 102 --maximum 300 --at {ANNOUNCED}")
    again = f"bid MAY26/1 --paddle 102 --maximum 300 --at {ANNOUNCED}"
    assert clerk(again).code == 1
    answer = clerk("replay sale MAY26 --without 1#2 --json").json
    assert (answer["lots"], answer["different"]) == (3, 0)
    (lot,) = answer["results"]
    assert (lot["lot"], lot["differs"], len(lot["notes"])) == ("MAY26/1", False, 1)


def test_a_sale_that_would_be_the_same_says_so(clerk):
    answer = clerk.does("replay sale MAY26 --without-bidder 103").splitlines()
    assert answer[-1] == "0 lots of 3 would differ."


def test_the_house_may_be_left_out_without_a_paddle(clerk):
    answer = clerk.does("replay sale MAY26 --without-bidder house").splitlines()
    assert answer[-1] == "0 lots of 3 would differ."
    strike = clerk("replay lot MAY26/1 --without-bidder HOUSE --policy reopen")
    assert (strike.code, "Say which bids it strikes" in strike.err) == (2, True)


SLIPS = [
    ("lot MAY26/1 --without 1#9", 1, "unknown-bid"),
    ("lot MAY26/1 --without 2#1", 2, "2#1 is no bid on lot MAY26/1"),
    ("lot MAY26/1 --without three", 2, "is no bid. Write lot and bid"),
    ("lot MAY26/1 --without-bidder 999", 1, "unknown-paddle"),
    ("sale MAY26 --without 9#1", 1, "unknown-lot"),
    ("lot MAY26/1 --policy reopen", 2, "Say which bids it strikes"),
    ("lot MAY26/1 --step --without 1#1", 2, "Leave the what-if out"),
    ("lot MAY26/1 --terms christies-paris-2024", 1, "found"),
]


@pytest.mark.parametrize(("words", "code", "said"), SLIPS)
def test_a_wish_that_does_not_fit_is_told_so(clerk, words, code, said):
    answer = clerk(f"replay {words}")
    assert (answer.code, said in answer.err) == (code, True), answer.err


def test_rules_in_other_money_do_not_fit(clerk):
    terms = clerk.writes(
        "euros.toml",
        """\
currency = "EUR"
[bidding]
increments = [{ from = 0, step = 10 }]
[[premium.bands]]
rate = "10%"
""",
    )
    answer = clerk("replay lot MAY26/1 --terms {f}", f=terms)
    assert answer.code == 2
    assert "Its amounts are in EUR, the sale's in USD. Name terms in USD." in answer.err
