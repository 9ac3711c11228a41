"""Receipts: every answer to a bid that is on record, and what becomes of one."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from ledger.house.redeeming import is_opened
from ledger.proof.base64_text import NoteInvalid
from ledger.proof.receipt import parse_receipt
from tests.clerk import clerk_of_a_sale
from tests.packed import judged

pytestmark = pytest.mark.slow

AT = "--at 2026-05-04T12:00-05:00"
UP = "--at 2026-05-20T10:01-05:00"
CHAIR = f"bid MAY26/1 --paddle 101 --maximum 100 {AT}"
TABLE = f"bid MAY26/2 --paddle 102 --maximum 500 {AT}"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def answered(clerk, line):
    """Type a line with a receipt; return how it ended, and what the receipt says."""
    place = clerk.folder / f"{len([*clerk.folder.iterdir()])}.receipt"
    said = clerk(f"{line} --receipt {{f}}", f=place)
    if not place.exists():
        return said, None, place
    return said, parse_receipt(place.read_bytes()), place


def entry(receipt):
    return json.loads(receipt.entry)


def key_of(clerk):
    return clerk("key show --json").json["keys"][-1]["key"]


def test_a_bid_that_is_taken_has_a_receipt(clerk):
    said, receipt, place = answered(clerk, CHAIR)
    assert (said.code, entry(receipt)["type"]) == (0, "bid-placed/1")
    assert receipt.position == clerk.events()
    assert f"Receipt of position {receipt.position}: {place}, signed by" in said.err
    assert json.loads(place.read_bytes())["signed"] is True


def test_a_bid_that_is_refused_has_one_too(clerk):
    said, receipt, _ = answered(clerk, CHAIR.replace("100", "10"))
    assert said.code == 1
    assert "Refused (bid-below-asking)" in said.err
    assert entry(receipt)["type"] == "bid-refused/1"
    assert entry(receipt)["body"]["said"] in said.err


def test_what_is_not_recorded_has_none_and_says_so(clerk):
    before = clerk.events()
    for line in (
        CHAIR.replace("MAY26/1", "MAY26/9"),
        CHAIR.replace("MAY26", "JUN26"),
        CHAIR.replace("100", "100000"),
    ):
        said, receipt, _ = answered(clerk, line)
        assert (said.code, receipt) == (1, None)
        assert "Nothing was recorded, so there is no receipt." in said.err
    said, receipt, _ = answered(clerk, f"{CHAIR} --dry-run")
    assert (said.code, receipt, clerk.events()) == (2, None, before)


def test_a_receipt_takes_the_place_of_no_file(clerk):
    place = clerk.writes("kept.receipt", "kept")
    before = clerk.events()
    said = clerk(f"{CHAIR} --receipt {{f}}", f=place)
    assert (said.code, place.read_bytes(), clerk.events()) == (2, b"kept", before)


def test_a_repeat_is_answered_by_the_same_receipt(clerk):
    first, again = (answered(clerk, f"{CHAIR} --key k1") for _ in range(2))
    assert first[2].read_bytes() == again[2].read_bytes()
    low = CHAIR.replace("100", "10")
    first, again = (answered(clerk, f"{low} --key k2") for _ in range(2))
    assert first[2].read_bytes() == again[2].read_bytes()


STRIKE = "correct strike MAY26/2 2#1 --policy strike-one --reason slip"
ANSWERING = [
    (f"correct retract MAY26/1 1#1 --reason typo {AT}", "bid-retracted/1"),
    (f"{STRIKE} --authorised-by Ann {AT}", "bid-struck/1"),
    (f"live bid MAY26/2 --house 450 {UP}", "house-bid-placed/1"),
    (f"live bid MAY26/2 --paddle 101 500 {UP}", "live-bid-taken/1"),
    (f"live bid MAY26/2 --paddle 102 --seen 500 {UP}", "bid-refused/1"),
]


def test_every_command_that_answers_a_bid_gives_one(clerk):
    clerk.does(CHAIR)
    clerk.does(TABLE)
    for line, kind in ANSWERING:
        if line.startswith("live") and kind == "house-bid-placed/1":
            clerk.does(f"live open MAY26/2 {UP}")
        assert entry(answered(clerk, line)[1])["type"] == kind


def test_one_is_written_later_as_it_was(clerk):
    _, receipt, _ = answered(clerk, CHAIR)
    for number, name in enumerate((receipt.position, "1#1", "MAY26/1#1")):
        again = clerk.folder / f"again{number}"
        clerk.does("audit receipt {n} --out {f}", n=name, f=again)
        later = parse_receipt(again.read_bytes())
        # What was sealed is told to whoever bid, when they do, and to nobody after.
        assert later == replace(receipt, opening=None)
        assert (receipt.opening.amount, receipt.opening.currency) == (100_00, "USD")


def test_whatever_is_on_record_has_a_receipt_and_nothing_else_has(clerk):
    for position in range(1, clerk.events() + 1):
        place = clerk.folder / f"{position}.receipt"
        clerk.does("audit receipt {n} --out {f}", n=position, f=place)
        receipt = parse_receipt(place.read_bytes())
        assert (receipt.position, receipt.opening) == (position, None)
        assert redeemed(clerk, place) == (0, "included")
    for none, code in ((0, "nothing-to-prove"), (position + 1, "not-recorded-yet")):
        said = clerk("audit receipt {n} --out {f}", n=none, f=clerk.folder / "none")
        assert f"Refused ({code})" in said.err


def opened_as(place, **parts):
    """Change what a receipt says was sealed."""
    written = json.loads(place.read_bytes())
    written["opening"] |= parts
    place.write_text(json.dumps(written), encoding="utf-8")


def test_a_receipt_says_to_its_bidder_what_was_sealed(clerk):
    _, receipt, place = answered(clerk, CHAIR)
    assert is_opened(receipt)
    assert not is_opened(replace(receipt, entry=b"[" * 20_000))
    assert clerk("audit redeem {f}", f=place).code == 0
    refusal, answer, _ = answered(clerk, CHAIR.replace("100", "10"))
    assert "Refused" in refusal.err
    assert (answer.opening.amount, is_opened(answer)) == (10_00, True)
    assert "nonce" not in entry(answer)["body"]["seal"]


@pytest.mark.parametrize(
    "parts", [{"amount": 110_00}, {"nonce": "00" * 32}, {"currency": "EUR"}], ids=str
)
def test_a_receipt_that_says_another_amount_was_changed(clerk, parts):
    _, _, place = answered(clerk, CHAIR)
    opened_as(place, **parts)
    assert not is_opened(parse_receipt(place.read_bytes()))
    said = clerk("audit redeem {f}", f=place)
    assert said.code == 1
    assert "what it says was sealed is not what its entry" in said.err


def test_a_pack_tells_a_receipt_that_says_another_amount(clerk):
    _, _, place = answered(clerk, CHAIR)
    pack = clerk.folder / "lot.zip"
    clerk.does("audit pack MAY26/1 --out {f}", f=pack)
    code, verdict = judged(pack, "--receipt", str(place))
    assert code == 0
    assert any("10000 in minor units of USD was sealed" in e for e in verdict["proven"])
    opened_as(place, amount=110_00)
    code, said = judged(pack, "--receipt", str(place))
    assert code == 3
    assert "another amount than was sealed" in said


def test_a_list_of_bids_is_answered_by_a_folder_of_receipts(clerk):
    listed = "lot,paddle,maximum\n1,101,100\n2,102,10\n1,102,300\n"
    bids, folder = clerk.writes("bids.csv", listed), clerk.folder / "receipts"
    line = f"bids import MAY26 {bids} --channel mail {AT}"
    line = f"{line} --received-at 2026-05-04T11:00-05:00 --receipts {folder}"
    assert clerk(f"{line} --dry-run").code == 2
    clerk.does(line)
    written = {each.name: each.read_bytes() for each in folder.iterdir()}
    assert sorted(written) == ["1#1.receipt", "1#2.receipt", "2#1.receipt"]
    kinds = [entry(parse_receipt(written[n]))["type"] for n in sorted(written)]
    assert kinds == ["bid-placed/1", "bid-placed/1", "bid-refused/1"]
    clerk.does(line)
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == written


# Redeeming.


def redeemed(clerk, place, more=""):
    said = clerk(f"audit redeem {{f}} --json {more}", f=place)
    return said.code, said.json["redeemed"]


def test_a_receipt_that_was_kept_is_included(clerk):
    place = answered(clerk, CHAIR)[2]
    assert redeemed(clerk, place) == (0, "included")
    clerk.does(TABLE)
    assert redeemed(clerk, place) == (0, "included")


def test_what_was_left_out_is_the_houses_broken_word(clerk):
    before = clerk.ledger.read_bytes()
    place = answered(clerk, CHAIR)[2]
    clerk.ledger.write_bytes(before)
    assert redeemed(clerk, place) == (3, "left-out")
    clerk.does(TABLE)
    assert redeemed(clerk, place) == (3, "left-out")
    said = clerk("audit redeem {f}", f=place)
    assert "the house broke its word" in said.out


def test_another_entry_in_its_place_is_not_the_same(clerk):
    before = clerk.ledger.read_bytes()
    place = answered(clerk, CHAIR)[2]
    clerk.ledger.write_bytes(before)
    clerk.does(CHAIR.replace("100", "90"))
    assert redeemed(clerk, place) == (3, "not-the-same")
    # The same entry elsewhere.
    clerk.ledger.write_bytes(before)
    clerk.does(TABLE)
    clerk.does(CHAIR)
    said = clerk("audit redeem {f}", f=place)
    assert said.code == 3
    assert f"stands at position {clerk.events()}" in said.out


def test_a_receipt_of_another_ledger_is_not_redeemed_here(clerk, tmp_path):
    place = answered(clerk, CHAIR)[2]
    (tmp_path / "other").mkdir()
    other = type(clerk)(tmp_path / "other")
    other.begin()
    said = other("audit redeem {f}", f=place)
    assert said.code == 1
    assert "Refused (receipt-of-another)" in said.err


def test_offline_it_is_held_against_a_checkpoint_and_a_proof(clerk):
    earlier = clerk.writes("earlier", clerk.does("audit checkpoint"))
    place = answered(clerk, CHAIR)[2]
    position = clerk.events()
    proof, other = clerk.folder / "a.tlog-proof", clerk.folder / "b.tlog-proof"
    clerk.does("audit prove {p} --out {f}", p=position, f=proof)
    clerk.does("audit prove {p} --out {f}", p=position - 1, f=other)
    later = clerk.writes("later", clerk.does("audit checkpoint"))
    key = key_of(clerk)
    clerk.ledger = clerk.folder / "gone.db"

    def offline(more, **files):
        return redeemed(clerk, place, more.format(**files))

    assert offline(f"--checkpoint {earlier}") == (1, "not-yet-covered")
    assert offline(f"--checkpoint {later} --key {key}") == (1, "not-told")
    assert offline(f"--proof {proof} --key {key}") == (0, "included")
    said = clerk("audit redeem {f} --proof {o}", f=place, o=other)
    assert "does not verify: the proof is of position" in said.err
    said = clerk(
        "audit redeem {f} --proof {o} --checkpoint {c}", f=place, o=proof, c=later
    )
    assert said.code == 2


def test_offline_another_entry_that_is_proved_is_the_houses_broken_word(clerk):
    before = clerk.ledger.read_bytes()
    place = answered(clerk, CHAIR)[2]
    clerk.ledger.write_bytes(before)
    clerk.does(CHAIR.replace("100", "90"))
    proof = clerk.folder / "a.tlog-proof"
    clerk.does("audit prove {p} --out {f}", p=clerk.events(), f=proof)
    key = key_of(clerk)
    clerk.ledger = clerk.folder / "gone.db"
    more = f"--proof {proof} --key {key}"
    assert redeemed(clerk, place, more) == (3, "not-the-same")
    # Without the entry that the proof is of, the house is accused of nothing.
    (clerk.folder / "a.entry").unlink()
    said = clerk(f"audit redeem {place} {more}")
    assert (said.code, "does not verify" in said.err) == (1, True)


def test_a_receipt_that_nobody_signed_binds_nobody(clerk):
    before = clerk.ledger.read_bytes()
    place = answered(clerk, CHAIR)[2]
    written = json.loads(place.read_bytes()) | {"signed": False, "note": None}
    place.write_text(json.dumps(written))
    assert redeemed(clerk, place) == (0, "included")
    clerk.ledger.write_bytes(before)
    said = clerk("audit redeem {f}", f=place)
    assert (said.code, "binds nobody" in said.out) == (3, True)


def test_a_receipt_that_was_changed_is_not_the_houses(clerk):
    place = answered(clerk, CHAIR)[2]
    written = json.loads(place.read_bytes())
    written["position"] -= 1
    place.write_text(json.dumps(written))
    said = clerk("audit redeem {f}", f=place)
    assert said.code == 1
    assert "What is signed is not what the receipt says." in said.err


@pytest.mark.parametrize("seed", range(20))
def test_no_change_of_a_receipt_is_redeemed_as_another(seed, clerk):
    place = answered(clerk, CHAIR)[2]
    whole, dice = place.read_bytes(), random.Random(seed)
    kept = parse_receipt(whole)
    for _ in range(200):
        changed = bytearray(whole)
        changed[dice.randrange(len(changed))] = dice.randrange(256)
        try:
            receipt = parse_receipt(bytes(changed))
        except NoteInvalid:
            continue
        same = receipt.position, receipt.entry, receipt.origin
        is_same = same == (kept.position, kept.entry, kept.origin)
        assert is_same or receipt.text.encode() not in receipt.note
