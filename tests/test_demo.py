"""The demo: a whole sale, played once, found again, finished where it was stopped."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.demo.command import LEDGER_ID, play
from commands.demo.sale import examples, steps
from commands.main import main
from ledger.files.terms_file import read_terms
from ledger.house import House
from ledger.refusals import BidBelowAsking, BiddingClosed
from tests.clerk import Clerk, clerk_of_a_sale
from tests.rehearsal import REHEARSAL
from tests.stranger import asked

pytestmark = pytest.mark.slow

SALE = "HERITAGE-2025-12"
STEPS = 4 + 76 + 1
PAPERS = (
    "HA-2025-00002.pdf",
    "HA-2025-S00005.pdf",
    "settlement.xlsx",
    "journal.beancount",
)

# Worked by hand from rulebook 2.1 (first variant), 2.2 and 2.3: the bids taken, the
# leader, the price, what is asked next, and the premium.
WORKED = """
50001   4  1002    130    140     49.00
50007   4  1003   1100   1200    275.00
50014   5  1007   3250   3500    812.50
50022   1  1006    100    110     49.00
50029   5  1012    325    350     81.25
50035   0     -      -    150         -
50041   4  1013     48     51     72.00
50048   4  1005    220    240     55.00
50055   0     -      -     50         -
50061   6  1003   2400   2600    600.00
50062   3     -   1600   1700         -
50062A  1  1008     80     85     49.00
50074   3  1013    801    851    200.25
50083   5  1007  26000  28000   6500.00
50096   1  1014   5000   5500   1250.00
50110   3  1009     39     42     49.00
50124   3  1011    650    700    162.50
50139   3  1006    550    600    137.50
50151   4  1010    950   1000    237.50
50168   4  1008   1900   2000    475.00
50187   5  1014    475    500    118.75
50204   0     -      -   1250         -
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Play the demo; return the clerk of its ledger, and what it said."""
    return played(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def looked_at(demo, tmp_path):
    """Return the clerk of a copy, and what was said: who looks leaves it on record."""
    clerk, told = demo
    for name in ("lotledger.db", "lotledger.db-views"):
        shutil.copy(clerk.folder / name, tmp_path)
    return Clerk(tmp_path), told


def played(folder):
    said = CliRunner().invoke(main, ["demo", "--dir", str(folder)])
    assert said.exit_code == 0, said.stderr
    begun = f"Ledger {folder}/lotledger.db is begun as a rehearsal: its times are told."
    assert said.stderr.splitlines() in ([begun], [])
    return Clerk(folder), said.stdout.replace(str(folder), "DIR")


def rows(folder):
    """Read the log as it is on disk, to the last byte."""
    return asked(folder / "lotledger.db", "SELECT * FROM events ORDER BY position")


def decimal(figure):
    return None if figure == "-" else f"{figure}{'' if '.' in figure else '.00'}"


def test_every_lot_ends_as_it_was_worked_by_hand(demo):
    clerk, _ = demo
    ended = {one["lot"]: one for one in clerk(f"lots {SALE} --json").json}
    worked = [line.split() for line in WORKED.strip().splitlines()]
    assert len(ended) == len(worked) == 22
    for number, bids, leader, price, asking, premium in worked:
        lot = ended[f"{SALE}/{number}"]
        found = [lot[name] for name in ("bids", "price", "asking", "premium_due")]
        figures = [decimal(figure) for figure in (price, asking, premium)]
        assert found == [int(bids), *figures], number
        assert lot["stage"] == ("passed" if leader == "-" else "sold")
        assert leader in {"-", lot["leader"]}, number


def test_the_sale_comes_to_what_was_worked_by_hand(demo):
    clerk, _ = demo
    answer = clerk(f"results {SALE} --json").json["totals"]
    assert answer == answer | {
        "lots": 22,
        "sold": 18,
        "passed": 4,
        "hammer": "44258.00",
        "premium": "11173.25",
        "realised": "55431.25",
    }


def test_no_word_of_a_refusal_makes_a_difference(demo, monkeypatch):
    clerk, _ = demo
    monkeypatch.setattr(BidBelowAsking, "remedy", "Offer {asking}, or let it go.")
    monkeypatch.setattr(BiddingClosed, "what", "Too late for {lot}: {received_at}.")
    answer = clerk(f"replay sale {SALE} --json").json
    assert answer["differences"] == []


def test_eight_of_its_bids_are_refused(looked_at):
    clerk, told = looked_at
    lines = clerk(f"bids list {SALE} --json").json
    kinds = [line["kind"] for line in lines]
    assert (kinds.count("bid"), kinds.count("refused")) == (68, 8)
    codes = sorted(line["code"] for line in lines if line["kind"] == "refused")
    assert codes == [
        *["bid-below-asking"] * 6,
        "bidding-closed",
        "over-credit-limit",
    ]
    assert told.count("  refused: ") == 8


def test_it_counts_interest_as_the_lot_s_page_does(demo):
    clerk, _ = demo
    # "Bids + Registered Phone Bidders" (rulebook 1): six bids and one telephone.
    (line,) = (
        splitline
        for splitline in clerk.does(f"lots {SALE}").splitlines()
        if "Leonov" in splitline
    )
    assert line.split()[-3:] == ["7", "none", "$600"]


def test_it_ends_with_the_lots_and_three_commands_that_work(looked_at):
    clerk, told = looked_at
    assert "Space Exploration Signature Sale" in told
    assert "DIR/lotledger.db: 325 events recorded, 325 in all.\nTry next:\n" in told
    offered = told.partition("Try next:\n")[2].partition("Made:\n")[0].splitlines()
    assert len(offered) == 3
    for line in offered:
        _, _, command = line.partition("--ledger DIR/lotledger.db ")
        assert clerk.does(command)


def test_played_again_it_records_nothing_and_says_so(demo, tmp_path):
    clerk, _ = demo
    shutil.copy(clerk.ledger, tmp_path)
    _, told = played(tmp_path)
    assert "DIR/lotledger.db holds the sale already: 325 events. Nothing was" in told
    assert rows(tmp_path) == rows(clerk.folder)


def test_it_leaves_on_paper_what_its_last_lines_name(demo):
    clerk, told = demo
    made = [line.split()[0] for line in told.partition("Made:\n")[2].splitlines()]
    assert tuple(Path(name).name for name in made) == PAPERS
    begins = [(clerk.folder / Path(name).name).read_bytes()[:4] for name in made]
    assert begins == [b"%PDF", b"%PDF", b"PK\x03\x04", b"; Re"]


def test_it_is_settled_as_it_was_worked_by_hand(demo):
    clerk, _ = demo
    bills = clerk(f"invoice list {SALE} --json").json
    # Oregon levies nothing; the dealer of paddle 1014 showed a certificate; freight and
    # insurance of paddle 1007 are taxed as its lots are, at 8.25 %.
    worked = {"1003": "4375.00", "1014": "6843.75", "1007": "39846.83"}
    assert {bill["paddle"]: bill["total"] for bill in bills}.items() >= worked.items()
    still_open = {
        bill["paddle"]: bill["balance"] for bill in bills if bill["balance"] > "0.00"
    }
    assert still_open == {"1013": "1473.56", "1011": "79.54"}


def test_its_books_agree_in_every_row(demo):
    clerk, _ = demo
    checks = clerk(f"report checks {SALE} --json").json["tables"]
    rows = [row for table in checks for row in table["rows"]]
    assert len(rows) > 15
    assert {row["agrees"] for row in rows} == {True}


def test_two_demos_are_the_same_to_the_last_byte(demo, tmp_path, monkeypatch):
    clerk, told = demo
    monkeypatch.chdir(tmp_path)
    _, again = played(Path("elsewhere"))
    assert again.replace("elsewhere", "DIR") == told
    assert rows(tmp_path / "elsewhere") == rows(clerk.folder)
    for name in PAPERS:
        paper = (tmp_path / "elsewhere" / name).read_bytes()
        assert paper == (clerk.folder / name).read_bytes(), name


def test_a_demo_that_was_killed_is_finished_without_a_double(demo, tmp_path):
    terms = read_terms(examples() / "terms.toml")
    for done in (3, 40):
        with House.open(
            str(tmp_path / "lotledger.db"), new_id=LEDGER_ID, recording=REHEARSAL
        ) as house:
            for command, by in islice(steps(terms), done):
                play(house, command, by)
    played(tmp_path)
    clerk, _ = demo
    assert rows(tmp_path) == rows(clerk.folder)


def test_it_is_told_in_as_many_steps_as_can_be_interrupted():
    assert len(list(steps(read_terms(examples() / "terms.toml")))) == STEPS


def test_it_does_not_play_into_a_ledger_of_real_sales(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    answer = clerk("demo --dir {folder}", folder=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert "holds a ledger of other sales" in answer.err
    assert clerk.events() == 12


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    clerk = Clerk(tmp_path)
    file = clerk.writes("file", "")
    for folder in (file, file / "below"):
        answer = clerk("demo --dir {folder}", folder=folder)
        assert (answer.code > 0, answer.out) == (True, "")
        assert answer.err.count("\n") == 1
