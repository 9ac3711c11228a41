"""Indicators at the terminal: of a sale, of a client, of a file, and their reviews."""

from __future__ import annotations

import csv
import json
import time
from io import StringIO

import pytest

from ledger.events import Looked
from ledger.house import House
from tests.auctions_of_2003 import AUCTIONS
from tests.clerk import Clerk, prepared

pytestmark = pytest.mark.slow

LOTS = "lot,title,low_estimate,high_estimate,opening,reserve,consignor\n" + "".join(
    f"{n},Lot {n},100,200,50,,{'C-1' if n < 6 else 'C-9'}\n" for n in range(1, 9)
)
CLIENTS = """\
client,kind,client_class,paddle,credit_limit
C-4,person,,104,
"""
AT = "--at 2026-05-19T10:{0:02}:{1:02}-05:00"
ANN = '--actor Ann --role compliance --finding "A regular, who buys elsewhere."'
SCORE = "shill-score:103:C-1"


@prepared
def clerk_of_a_shill(clerk: Clerk) -> None:
    """Return a clerk in whose sale 103 runs up the lots of C-1, and 101 is C-1."""
    clerk.begin(LOTS)
    clients = clerk.writes("more.csv", CLIENTS)
    clerk.does("client import MAY26 {f} --at 2026-05-01T09:01-05:00", f=clients)
    for n in range(1, 6):
        for place, (paddle, maximum) in enumerate(
            ((102, 100), (103, 70), (103, 95), (102, 150))
        ):
            bid = f"bid MAY26/{n} --paddle {paddle} --maximum {maximum} --sure"
            clerk(f"{bid} {AT.format(n, 10 * place)}")
    clerk.does(f"bid MAY26/5 --paddle 101 --maximum 170 --sure {AT.format(9, 0)}")
    clerk.does("lots MAY26")


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_shill(tmp_path)


def tables(clerk, line):
    """Return the tables of an answer, by their names."""
    answer = clerk(f"{line} --json").json
    return {table["name"]: table["rows"] for table in answer["tables"]}


def test_who_runs_a_seller_up_is_ranked_with_inputs_source_and_events(clerk):
    told = tables(clerk, "audit indicators MAY26 --at-least 60")
    row = next(r for r in told["indications"] if r["indication"] == SCORE)
    assert (row["bidder"], row["client"], row["sellers"]) == ("103", "C-3", "C-1")
    assert (row["which"], row["lots"]) == ("1, 2, 3, 4, 5", 5)
    assert "Trevathan" in row["source"]
    assert "103 bid on 5 of the 5 lots of C-1" in row["sentence"]
    inputs = {
        each["input"]: each["exact"]
        for each in told["inputs"]
        if each["indication"] == SCORE
    }
    assert (inputs["alpha"], inputs["joined"], inputs["won"]) == ("1/1", "5", "0")
    shown = clerk.does("audit history MAY26 --filter paddle:103")
    positions = row["events"].replace("-", ", ").split(", ")
    assert all(f" {position} " in f" {shown} " for position in positions)
    names = [each["indicator"] for each in told["indicators"]]
    assert "own-lot" in names
    assert len(names) == 15


def test_a_consignor_who_bids_comes_first(clerk):
    first = tables(clerk, "audit indicators MAY26")["indications"][0]
    assert (first["indicator"], first["points"]) == ("own-lot", 100)
    assert "101 is C-1, and made 1 bid on 1 lot of their own" in first["sentence"]
    assert "UCC 2-328(4)" in first["source"]


def test_a_list_says_what_is_left_out_and_that_it_is_no_verdict(clerk):
    shown = clerk.does("audit indicators MAY26 --indicator own-lot")
    assert "own-lot: A consignor, or an owner, bid on a lot of their own." in shown
    assert "not shown" in shown
    assert "no verdict" in shown
    assert "shill-score" not in shown
    nothing = clerk.does("audit indicators MAY26 --indicator same-hands")
    assert "no indication of 50 points or more" in nothing


def test_a_client_is_looked_at_over_all_sales_in_every_part(clerk):
    seller = tables(clerk, "audit indicators C-1")["indications"]
    assert {row["indicator"] for row in seller} >= {"own-lot", "shill-score"}
    bidder = tables(clerk, "audit indicators C-3")["indications"]
    assert {row["bidder"] for row in bidder if row["other"] is None} == {"C-3"}
    row = next(r for r in bidder if r["indicator"] == "shill-score")
    assert row["which"].startswith("MAY26/1, ")
    assert tables(clerk, "audit indicators C-4")["indications"] == []


def events_but_looks(clerk):
    """Whoever looks at what is sealed is on record for it, and moves nothing else."""
    with House.open(str(clerk.ledger)) as house:
        return sum(
            not isinstance(each.event, Looked)
            for each in house.entries_after(0, limit=10_000)
        )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("audit indicators", "Name a sale or a client"),
        ("audit indicators MAY99", "Refused (unknown-name)"),
        ("audit indicators MAY26/1", "MAY26/1 is a lot."),
        ("audit indicators MAY26 --lot x", "It is a column of a file."),
        ("audit indicators --csv x.csv --lot x", "--terms, --lot, --bidder"),
        ("audit indicators MAY26 --weights 1,2", "Write 6 whole numbers"),
        ("audit indicators MAY26 --weights 0,0,0,0,0,0", "not all 0"),
        ("audit review MAY26 own-lot:101:C-9 --decision watched --finding x", "101"),
    ],
)
def test_what_cannot_be_meant_gets_a_sentence(clerk, line, said):
    before = events_but_looks(clerk)
    answer = clerk(line)
    assert answer.code in {1, 2}
    assert said in answer.err
    assert events_but_looks(clerk) == before


def test_a_review_is_an_event_and_a_second_look_takes_nothing_away(clerk):
    before = events_but_looks(clerk)
    rehearsed = clerk.does(
        f"audit review MAY26 {SCORE} --decision watched {ANN} --dry-run "
        f"{AT.format(20, 0)}"
    )
    assert "103" in rehearsed
    assert events_but_looks(clerk) == before
    decided = f"audit review MAY26 {SCORE} --decision explained {ANN} --key one"
    clerk.does(f"{decided} {AT.format(20, 0)}")
    again = clerk.does(f"{decided} {AT.format(21, 0)}")
    assert events_but_looks(clerk) == before + 1, again
    second = f"audit review MAY26 {SCORE} --decision pursued --actor Bob"
    clerk.does(f'{second} --finding "They share a door." {AT.format(22, 0)}')
    told = tables(clerk, "audit indicators MAY26")
    row = next(r for r in told["indications"] if r["indication"] == SCORE)
    assert (row["reviews"], row["decision"]) == (2, "pursued")
    assert (row["reviewed_by"], row["finding"]) == ("Bob", "They share a door.")
    assert [(r["reviewed_by"], r["decision"]) for r in told["reviews"]] == [
        ("Ann", "explained"),
        ("Bob", "pursued"),
    ]
    left = tables(clerk, "audit indicators MAY26 --unreviewed")["indications"]
    assert SCORE not in {r["indication"] for r in left}
    shown = clerk.does("audit indicators MAY26 --indicator shill-score")
    assert "by Ann, explained: A regular" in shown
    assert "by Bob, pursued: They share a door." in shown
    history = clerk.does("audit history C-3 --filter kind:indicator-reviewed")
    assert "Ann explained shill-score:103:C-1" in history
    assert clerk("replay sale MAY26").code == 0
    assert "all views" in clerk.does("views check")


@pytest.mark.parametrize(
    ("name", "indication"), [("MAY26", SCORE), ("C-3", "shill-score:C-3:C-1")]
)
def test_what_it_was_worked_out_from_is_sealed(clerk, name, indication, tmp_path):
    """It comes from maximums: of those the log tells nothing."""
    line = f"audit review {name} {indication} --decision explained {ANN}"
    clerk.does(f"{line} {AT.format(20, 0)}")
    with House.open(str(clerk.ledger)) as house:
        reviewed = json.loads(house.tree().entry(house.head()))["body"]
    assert (reviewed["points"], reviewed["inputs"]) == (None, None)
    assert reviewed["seal"]["commitment"]
    (review,) = tables(clerk, f"audit indicators {name}")["reviews"]
    assert review["points"] is not None
    clerk.does("backup {f}", f=tmp_path / "copy.db")
    copy = Clerk(tmp_path, tmp_path / "copy.db")
    (masked,) = tables(copy, f"audit indicators {name}")["reviews"]
    assert (masked["points"], masked["finding"]) == (None, review["finding"])


def test_nobody_reviews_for_another(clerk):
    line = f"audit review MAY26 {SCORE} --decision explained {ANN} --on-behalf-of Tom"
    assert clerk(f"{line} {AT.format(20, 0)}").err.startswith("Refused (")


def test_a_review_of_a_client_stands_in_their_file(clerk):
    line = f"audit review C-3 shill-score:C-3:C-1 --decision explained {ANN}"
    clerk.does(f"{line} {AT.format(20, 0)}")
    told = tables(clerk, "audit indicators C-3")
    assert [row["looked_at"] for row in told["reviews"]] == ["C-3"]
    assert tables(clerk, "audit indicators MAY26")["reviews"] == []
    assert "Ann explained" in clerk.does("client show C-3")


def test_it_is_seen_as_it_was_known_then(clerk):
    first = clerk("bids list MAY26/1 --json").json[-1]["position"]
    told = tables(clerk, f"audit indicators MAY26 --as-of {first}")
    assert told["indications"] == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "html", "text", "json", "pdf"])
def test_every_format_is_written_alike_twice(clerk, form):
    out = clerk.folder / f"indicators.{form}"
    printed = "--printed-by Ann --printed-at 2026-07-31T09:00Z"
    line = f"audit indicators MAY26 --format {form} --out {{out}} {printed}"
    # That it is looked at is put on record behind what is told.
    clerk.does("audit indicators MAY26")
    clerk.does(line, out=out)
    first = out.read_bytes()
    clerk.does(line, out=out)
    if form != "pdf":
        assert out.read_bytes() == first
    if form == "csv":
        rows = list(csv.DictReader(StringIO(first.decode())))
        assert rows[0]["indicator"] == "own-lot"


HISTORY = "lot,who,bid,when,from\n" + "".join(
    f"{n},{who},{bid},2026-05-01T10:0{n}:{second}Z,dealer\n"
    for n in range(5)
    for who, bid, second in (
        ("ann", "100", "00"),
        ("=sum", "110", "05"),
        ("ann", "150", "30"),
        ("=sum", "160", "35"),
        ("ann", "200", "50"),
    )
)
COLUMNS = "--lot lot --bidder who --maximum bid --at when --seller from"


def test_a_file_is_looked_at_without_a_ledger(tmp_path):
    clerk = Clerk(tmp_path)
    file = clerk.writes("bids.csv", HISTORY)
    line = f"audit indicators --csv {{f}} --terms ebay-2003 {COLUMNS} --called"
    shown = clerk.does(line, f=file)
    assert "=sum bid on 5 of the 5 lots of dealer" in shown
    assert "Lines 3, 5, " in shown
    assert "There is no ledger" in clerk("lots MAY26").err
    answer = clerk(f"{line} --json", f=file).json
    assert (answer["heading"]["ledger"], answer["heading"]["position"]) == ("", 0)
    assert answer["heading"]["filters"]["File"] == "bids.csv"
    assert len(answer["heading"]["filters"]["SHA-256"]) == 64
    table = clerk.does(f"{line} --format csv", f=file)
    assert "'=sum" in table
    text = clerk.does(f"{line} --format text", f=file)
    assert "Log position" not in text
    assert "Ledger" not in text
    refused = clerk(f"{line} --as-of 5", f=file)
    assert "A file has no sale, client or position." in refused.err


@pytest.mark.skipif(not AUCTIONS.exists(), reason="it is not beside the repository")
def test_the_auctions_of_2003_take_no_ten_seconds(tmp_path):
    clerk = Clerk(tmp_path)
    begun = time.process_time()
    line = (
        "audit indicators --csv {f} --terms ebay-2003 --lot auctionid --bidder bidder "
        "--maximum bid --at bidtime --opening openbid --price price --category item "
        "--at-least 0"
    )
    told = {
        t["name"]: t["rows"] for t in clerk(f"{line} --json", f=AUCTIONS).json["tables"]
    }
    assert time.process_time() - begun < 10
    shown = {row["indicator"]: row["shown"] for row in told["indicators"]}
    assert shown["discover-and-stop"] > 0
    assert shown["own-lot"] == 0


def test_a_bid_of_a_seller_counts_half_once_it_was_announced(clerk):
    clerk.does(f'intake seller-bids MAY26 "catalogue, page 3" {AT.format(30, 0)}')
    before = tables(clerk, "audit indicators MAY26")["indications"][0]
    assert (before["indicator"], before["points"]) == ("own-lot", 100)
    clerk.does(f"bid MAY26/5 --paddle 101 --maximum 300 --sure {AT.format(31, 0)}")
    after = tables(clerk, "audit indicators MAY26 --indicator own-lot")["indications"]
    assert [row["points"] for row in after] == [75]
    assert "before 1 of them it was announced" in after[0]["sentence"]
