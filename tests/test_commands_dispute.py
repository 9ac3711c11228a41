"""A dispute at the terminal: opened, replayed, found, signed off, shown and printed."""

from __future__ import annotations

import re
from hashlib import sha256
from html import unescape

import pytest

from tests.clerk import TERMS, clerk_of_a_sale, process

pytestmark = pytest.mark.slow

LATER = "--at 2026-05-21T10:00Z"


@pytest.fixture
def clerk(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    at = "--at 2026-05-02T09:00-05:00"
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 300 {at}")
    clerk("bid MAY26/1 --paddle 103 --maximum 20 " + at)
    clerk.does(f"bid MAY26/1 --paddle 102 --maximum 450 {at}")
    return clerk


def opens(clerk, more="", question="Was the <b>bid</b> in time?"):
    line = f"dispute open MAY26/1 --question {{q}} {more} {LATER}"
    return clerk(line, q=question)


def settled(clerk):
    """Open a dispute, file two replays, find, and sign off."""
    assert opens(clerk, "--bid 1#3 --raised-by 101").code == 0
    clerk.does(f"dispute file-replay MAY26/D1 {LATER}")
    clerk.does(f"dispute file-replay MAY26/D1 --without 1#3 {LATER}")
    clerk.does(
        f"dispute find MAY26/D1 --ruling upheld --finding {{f}} {LATER}", f="Not yet"
    )
    clerk.does(
        f"dispute find MAY26/D1 --ruling dismissed --finding {{f}} --actor Joe {LATER}",
        f="It came in time & counts.",
    )
    clerk.does(f"dispute sign-off MAY26/D1 --actor Ann {LATER}")


def test_a_dispute_is_opened_about_bids(clerk):
    said = opens(clerk, "--bid 1#3 --bid 1#2 --raised-by 101")
    assert said.out == "Dispute MAY26/D1 about lot MAY26/1 is open. At position 16.\n"
    assert opens(clerk).out.startswith("Dispute MAY26/D2 about lot MAY26/1 is open.")
    shown = clerk("dispute show MAY26/D1 --json").json
    assert (shown["bids_in_question"], shown["raised_by"]) == (["1#3", "1#2"], "101")
    assert shown["state"] == "open"


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ("--bid 1#4", 1, "unknown-bid"),
        ("--bid 2#1", 1, "unknown-bid"),
        ("--raised-by 999", 1, "unknown-paddle"),
        ("--bid seven", 2, "50061#7"),
    ],
)
def test_a_question_is_about_what_is_there(clerk, more, code, said):
    before = clerk.events()
    answer = opens(clerk, more)
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert clerk.events() == before


@pytest.mark.parametrize(
    "line",
    [
        "show MAY26/D1",
        "file-replay MAY26/D1",
        "find MAY26/D1 --ruling upheld --finding so",
        "sign-off MAY26/D1",
        "summary MAY26/D1 --out x.html",
    ],
)
def test_a_dispute_that_was_never_opened_is_refused(clerk, line):
    answer = clerk(f"dispute {line}")
    assert (answer.code, "unknown-dispute" in answer.err) == (1, True)


def test_a_dispute_is_named_by_its_sale_and_its_number(clerk):
    answer = clerk("dispute show MAY26/1")
    assert (answer.code, "HERITAGE-2025-12/D1" in answer.err) == (2, True)


def test_a_replay_is_filed_with_what_was_asked_and_found(clerk):
    opens(clerk)
    answer = clerk.does(f"dispute file-replay MAY26/D1 --without 1#3 {LATER}")
    assert "Asked: what if without bid 1#3.\n" in answer
    assert "Found: price 325.00 would be 60.00; winner 102 would be 101;" in answer
    (filed,) = clerk("dispute show MAY26/D1 --json").json["replays"]
    assert filed["inputs"]["what_if"]["without"] == ["1#3"]
    assert filed["result"]["what_if"]["price"] == "60.00"
    assert (filed["as_of_position"], filed["position"], filed["same_again"]) == (
        16,
        18,
        True,
    )
    assert f"SHA-256 {filed['digest']}\n" in answer


def test_a_replay_of_what_is_recorded_is_filed_too(clerk):
    opens(clerk)
    answer = clerk.does(f"dispute file-replay MAY26/D1 {LATER}")
    assert "Asked: every decision again under the terms of the day.\n" in answer
    assert "Found: 4 events, no difference.\n" in answer


def test_other_terms_are_filed_whole(clerk):
    opens(clerk)
    clerk.does(f"dispute file-replay MAY26/D1 --terms ebay-2003 {LATER}")
    own = clerk.writes("other.toml", TERMS.replace("heritage-2025", "ebay-2003"))
    clerk.does(f"dispute file-replay MAY26/D1 --terms {{f}} {LATER}", f=own)
    own.unlink()
    preset, file = clerk("dispute show MAY26/D1 --json").json["replays"]
    assert preset["inputs"]["what_if"]["terms"]["currency"] == {"code": "USD"}
    assert file["inputs"]["what_if"]["terms"]["sale"] == "MAY26"
    assert (preset["same_again"], file["same_again"]) == (True, True)


@pytest.mark.parametrize("bid", ["2#1", "1#9"])
def test_a_what_if_about_no_bid_of_the_lot_is_not_filed(clerk, bid):
    opens(clerk)
    before = clerk.events()
    assert clerk(f"dispute file-replay MAY26/D1 --without {bid}").code in (1, 2)
    assert clerk.events() == before


def test_the_finder_does_not_sign(clerk):
    opens(clerk)
    no = clerk("dispute sign-off MAY26/D1 --actor Ann")
    assert (no.code, "nothing-found" in no.err) == (1, True)
    clerk.does(f"dispute find MAY26/D1 --ruling settled --finding so {LATER}")
    no = clerk("dispute sign-off MAY26/D1 --actor SUE")
    assert (no.code, "finder-signs" in no.err) == (1, True)
    answer = clerk.does(f"dispute sign-off MAY26/D1 --actor Ann {LATER}")
    assert answer == "Dispute MAY26/D1 is signed off by Ann. At position 18.\n"
    no = clerk("dispute find MAY26/D1 --ruling upheld --finding so")
    assert (no.code, "dispute-over" in no.err) == (1, True)


def test_a_dispute_is_shown_whole(clerk):
    settled(clerk)
    shown = clerk("dispute show MAY26/D1 --json").json
    assert shown["state"] == "signed off"
    assert [finding["ruling"] for finding in shown["findings"]] == [
        "upheld",
        "dismissed",
    ]
    assert [finding["position"] for finding in shown["findings"]] == [20, 21]
    assert shown["signed_off"] == {
        "signed_by": "Ann",
        "position": 22,
        "at": "2026-05-21T10:00:00Z",
        "actor": "Ann",
    }
    answer = clerk.does("dispute show MAY26/D1")
    for said in ("Was the <b>bid</b> in time?", "Not yet", "run again: the same"):
        assert said in answer


def test_the_disputes_of_a_sale_are_listed(clerk):
    assert clerk.does("dispute list MAY26") == "Sale MAY26 has no dispute.\n"
    settled(clerk)
    opens(clerk)
    first, second = clerk("dispute list MAY26 --json").json
    assert (first["ruling"], first["replays_on_file"]) == ("dismissed", 2)
    assert (second["dispute"], second["state"]) == ("MAY26/D2", "open")
    assert "MAY26/D2" in clerk.does("dispute list MAY26")
    assert clerk("dispute list MAY27").code == 1


# The page to print.


def printed(clerk, name="d1.html"):
    out = clerk.folder / name
    clerk.does(
        "dispute summary MAY26/D1 --out {f} --actor Eve --at 2026-05-22T15:00Z", f=out
    )
    return out.read_text(encoding="utf-8")


def words(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_summary_holds_all_that_has_to_be_signed(clerk):
    settled(clerk)
    told = words(printed(clerk))
    for said in (
        "Was the <b>bid</b> in time?",
        "Raised by paddle 101",
        "Not yet A later finding takes its place.",
        "It came in time & counts.",
        "Joe (clerk), 2026-05-21 05:00:00, position 21",
        "Ann (clerk), 2026-05-21 05:00:00, position 22",
        "As of position 23",
        "Printed by Eve, 2026-05-22 10:00:00",
        "what if without bid 1#3",
        "the same result, the same digest",
        "winner 102 101",
        "bid-below-asking",
    ):
        assert said in told, said


def test_the_digests_in_the_summary_are_those_of_the_results_in_it(clerk):
    settled(clerk)
    page = printed(clerk)
    filed = [unescape(one) for one in re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)]
    digests = re.findall(r"<code>([0-9a-f]{64})</code>", page)
    assert digests == [sha256(one.encode()).hexdigest() for one in filed[1::2]]


def test_what_people_wrote_is_no_part_of_the_page(clerk):
    settled(clerk)
    page = printed(clerk)
    assert "<b>" not in page
    assert "&lt;b&gt;bid&lt;/b&gt;" in page


def test_the_summary_asks_for_nothing_from_outside(clerk):
    settled(clerk)
    page = printed(clerk)
    assert "<script" not in page
    assert "@page" in page
    assert re.findall(r"(?:src|href|url)\s*[=(]", page) == []


def test_a_dispute_with_nothing_on_file_can_be_printed(clerk):
    opens(clerk)
    told = words(printed(clerk))
    for said in ("Nothing is found yet.", "Not signed off yet.", "lot as a whole"):
        assert said in told


def test_a_lot_that_went_on_is_printed_with_what_came_later(clerk):
    settled(clerk)
    clerk.does("bid MAY26/1 --paddle 101 --maximum 600 --at 2026-05-19T09:00-05:00")
    told = words(printed(clerk))
    assert "101 bid up to $600" in told
    assert told.count("the same result, the same digest") == 2


def test_two_processes_print_the_same_bytes(clerk):
    settled(clerk)
    printed(clerk)
    other = clerk.folder / "again.html"
    line = ["--ledger", clerk.ledger, "dispute", "summary", "MAY26/D1", "--out", other]
    more = ["--actor", "Eve", "--at", "2026-05-22T15:00Z"]
    run = process([*line, *more], env={"LOTLEDGER_ACTOR": "Sue"})
    assert run.wait() == 0, run.communicate()
    run.communicate()
    assert other.read_bytes() == (clerk.folder / "d1.html").read_bytes()


def test_a_page_that_cannot_be_written_is_said_in_words(clerk):
    opens(clerk)
    answer = clerk(
        "dispute summary MAY26/D1 --out {f}", f=clerk.folder / "no" / "d.html"
    )
    assert answer.code == 1
    assert "d.html cannot be written: No such file or directory" in answer.err


def test_a_dispute_is_shown_as_it_was_known(clerk):
    settled(clerk)
    shown = clerk("dispute show MAY26/D1 --as-of 20 --json").json
    assert (shown["state"], len(shown["findings"])) == ("found", 1)
    (listed,) = clerk("dispute list MAY26 --as-of 16 --json").json
    assert (listed["state"], listed["ruling"]) == ("open", None)
    assert clerk("dispute show MAY26/D1 --as-of 15").code == 1
    out = clerk.folder / "then.html"
    clerk.does("dispute summary MAY26/D1 --as-of 16 --out {f}", f=out)
    told = words(out.read_text(encoding="utf-8"))
    assert "As of position 16 of ledger" in told
    assert "Nothing is found yet." in told
