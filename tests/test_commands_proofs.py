"""What is handed to others, typed: proofs, tiles, growth, and a check of them."""

from __future__ import annotations

import pytest

from ledger.house import House
from ledger.proof.note import parse_note
from ledger.proof.note_keys import COSIGNATURE, VerifierKey
from tests.clerk import Clerk, clerk_of_a_sale
from tests.foreign.go import go_judges
from tests.settling_clerk import clerk_who_settled

pytestmark = pytest.mark.slow

BIDS = (
    "register MAY26/1 --paddle 101 --maximum 100 --at 2026-05-02T09:00-05:00",
    "bid MAY26/2 --paddle 101 --maximum 450 --at 2026-05-03T09:00-05:00",
    "bid MAY26/2 --paddle 102 --maximum 500 --at 2026-05-03T09:01-05:00",
    "bid MAY26/2 --paddle 103 --maximum 10 --at 2026-05-03T09:02-05:00",
)


@pytest.fixture
def clerk(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    for bid in BIDS:
        clerk(bid)
    return clerk


def key_of(clerk):
    """Return the verifier key of a ledger, as whoever keeps it hands it out."""
    return clerk("key show --json").json["keys"][-1]["key"]


def policy_of(clerk, *more):
    return clerk.writes(
        "policy", "\n".join([f"log {key_of(clerk)}", *(more or ["quorum none"]), ""])
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MAY26/2#1", "bid-placed/1"),
        ("2#2", "bid-placed/1"),
        ("may26/2#3", "bid-refused/1"),
        ("3", None),
        ("#3", None),
    ],
)
def test_go_accepts_a_proof_of_a_bid(clerk, name, kind):
    proof, entry = clerk.folder / "bid.tlog-proof", clerk.folder / "bid.entry"
    shape = clerk("audit prove {n} --out {f} --json", n=name, f=proof).json
    assert (shape["file"], shape["entry_file"]) == (str(proof), str(entry))
    with House.open(str(clerk.ledger)) as house:
        (recorded,) = house.entries_at([shape["position"]])
        assert house.tree().entry(shape["position"]) == entry.read_bytes()
    assert kind in (None, recorded.type)
    (answer,) = go_judges(("proof", key_of(clerk), proof, entry))
    assert answer == f"ok index {shape['index']} of {shape['size']}"
    checked = clerk("audit check {f} --policy {p}", f=proof, p=policy_of(clerk))
    assert checked.code == 0
    assert f"position {shape['position']} is in the log" in checked.out
    assert checked.out.endswith("signed\n")
    entry.write_bytes(entry.read_bytes() + b"\n")
    checked = clerk("audit check {f} --policy {p}", f=proof, p=policy_of(clerk))
    assert (checked.code, checked.out) == (1, "")
    assert "it is of another entry or log" in checked.err


def test_an_invoice_is_proved_by_what_issued_it(tmp_path):
    clerk = clerk_who_settled(tmp_path)
    answer = clerk("audit prove th-2026-00001 --out {f} --json", f=tmp_path / "i")
    with House.open(str(clerk.ledger)) as house:
        (entry,) = house.entries_at([answer.json["position"]])
    assert entry.type.startswith("invoice-issued/")
    assert b'"TH-2026-00001"' in (tmp_path / "i.entry").read_bytes()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("MAY26/2#9", "No bid and no document is called MAY26/2#9"),
        ("JUN26/2#1", "No bid and no document is called JUN26/2#1"),
        ("HA-2026-00001", "No bid and no document is called HA-2026-00001"),
        ("nothing", "No bid and no document is called NOTHING"),
        ("0", "No bid and no document is called 0"),
        ("999", "The ledger ends at position"),
    ],
)
def test_what_is_not_there_is_not_proved(clerk, name, sentence):
    answer = clerk("audit prove {n} --out {f}", n=name, f=clerk.folder / "p")
    assert answer.code == 1
    assert sentence in answer.err
    assert not (clerk.folder / "p").exists()


def test_go_reads_the_folder_that_is_written_and_added_to(clerk):
    folder, key = clerk.folder / "tiles", key_of(clerk)
    first = clerk("audit tiles {f} --json", f=folder).json
    assert (folder / "vkey").read_text() == f"{key}\n"
    assert go_judges(("tiles", key, folder)) == [f"ok {first['size']} entries"]
    old = clerk.writes("old", (folder / "checkpoint").read_bytes())
    clerk.does("bid MAY26/2 --paddle 101 --maximum 900 --at 2026-05-04T09:00-05:00")
    second = clerk("audit tiles {f} --json", f=folder).json
    assert second["former_size"] == first["size"] < second["size"]
    (answer,) = go_judges(("tiles", key, folder, old))
    assert answer == f"ok {second['size']} entries"
    again = clerk("audit tiles {f} --json", f=folder).json
    assert (again["files"], again["size"]) == (2, second["size"])


def test_an_entry_that_no_bundle_holds_is_told_and_proved_all_the_same(clerk):
    folder, reason = clerk.folder / "tiles", "because " * 9_000
    clerk.does("client add C-9 --reason {r} --at 2026-05-04T09:00-05:00", r=reason)
    position = clerk.events()
    shape = clerk("audit tiles {f} --json", f=folder).json
    assert shape["too_long"] == [position]
    said = clerk.does("audit tiles {f}", f=clerk.folder / "again")
    assert f"Too long for a bundle of the standard: position {position}." in said
    checked = clerk("audit check {f} --policy {p}", f=folder, p=policy_of(clerk))
    assert checked.code == 0
    proof, entry = clerk.folder / "p", clerk.folder / "p.entry"
    clerk.does(f"audit prove {position} --out {{f}}", f=proof)
    assert len(entry.read_bytes()) > 65_535
    assert go_judges(("proof", key_of(clerk), proof, entry))[0].startswith("ok")


def test_a_folder_of_another_log_stays_as_it_is(clerk, tmp_path):
    (tmp_path / "other").mkdir()
    other = clerk_of_a_sale(tmp_path / "other")
    folder = clerk.folder / "tiles"
    clerk.does("audit tiles {f}", f=folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    # The same ledger in another folder, which went on in another way.
    other.does("bid MAY26/1 --paddle 102 --maximum 90 --at 2026-05-03T09:00-05:00")
    answer = other("audit tiles {f}", f=folder)
    assert answer.code == 3
    assert "of another history than the ledger" in answer.err
    (folder / "checkpoint").write_bytes(b"something\n")
    answer = clerk("audit tiles {f}", f=folder)
    assert answer.code == 1
    assert "The note has no blank line" in answer.err
    (folder / "checkpoint").write_bytes(before[folder / "checkpoint"])
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before


def test_go_accepts_a_proof_that_the_ledger_only_grew(clerk):
    old, grown = clerk.folder / "old", clerk.folder / "grown"
    old.write_text(clerk.does("audit checkpoint"))
    clerk.does("bid MAY26/2 --paddle 101 --maximum 900 --at 2026-05-04T09:00-05:00")
    said = clerk.does("audit consistency {o} --out {g}", o=old, g=grown)
    assert "only grew" in said
    (answer,) = go_judges(("consistency", key_of(clerk), grown, old))
    assert answer.startswith("ok from ")
    size = parse_note(old.read_bytes()).text.split("\n")[1]
    assert clerk.does(f"audit consistency {size}") == grown.read_text()
    shape = clerk(f"audit consistency {size} --json").json
    assert (shape["old"], shape["note"]) == (
        int(size),
        clerk.does("audit checkpoint"),
    )


@pytest.mark.parametrize(
    ("old", "code", "sentence"),
    [
        ("007", 2, "no file, and no number of entries"),
        ("999", 1, "The ledger ends at position"),
        ("nowhere", 2, "no file, and no number of entries"),
    ],
)
def test_an_older_size_that_never_was_is_told(clerk, old, code, sentence):
    answer = clerk(f"audit consistency {old}")
    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err


def test_a_checkpoint_of_another_history_is_told_apart_from_a_forged_one(
    clerk, tmp_path
):
    (tmp_path / "other").mkdir()
    other = clerk_of_a_sale(tmp_path / "other")
    other.does("bid MAY26/1 --paddle 102 --maximum 90 --at 2026-05-03T09:00-05:00")
    kept = clerk.writes("kept", other.does("audit checkpoint"))
    answer = clerk("audit consistency {k}", k=kept)
    assert (answer.code, answer.out) == (3, "")
    assert "which this ledger's key signed, is of another history" in answer.err
    assert "proves it" not in answer.err, "this history was signed by nobody yet"
    clerk.does("audit checkpoint")
    answer = clerk("audit consistency {k} --out {o}", k=kept, o=clerk.folder / "grown")
    assert answer.code == 3
    evidence = clerk.folder / "grown.equivocation"
    assert f"{evidence} has both checkpoints, and proves it." in answer.err
    said = clerk.does("audit check {f} --policy {p}", f=evidence, p=policy_of(clerk))
    assert "signed two histories" in said
    assert not (clerk.folder / "grown").exists()
    text = kept.read_text()
    size = text.split("\n")[1]
    kept.write_text(text.replace(f"\n{size}\n", f"\n{int(size) - 1}\n"))
    answer = clerk("audit consistency {k}", k=kept)
    assert answer.code == 1
    assert "was not signed by a key of this ledger" in answer.err
    assert "checkpoint-of-another" in answer.err


def test_a_reader_checks_that_a_log_continues_what_they_kept(clerk):
    old, grown = clerk.folder / "old", clerk.folder / "grown"
    old.write_text(clerk.does("audit checkpoint"))
    size = int(old.read_text().split("\n")[1])
    clerk.does("bid MAY26/2 --paddle 101 --maximum 900 --at 2026-05-04T09:00-05:00")
    clerk.does("audit consistency {o} --out {g}", o=old, g=grown)
    folder, policy = clerk.folder / "tiles", policy_of(clerk)
    clerk.does("audit tiles {f}", f=folder)
    for shown in (grown, folder):
        checked = clerk(
            "audit check {f} --policy {p} --old {o} --json", f=shown, p=policy, o=old
        )
        assert (checked.code, checked.json["continues"]) == (0, size)
    assert clerk("audit check {f} --policy {p}", f=folder, p=policy).code == 0
    answer = clerk("audit check {f} --policy {p}", f=grown, p=policy)
    assert answer.code == 2
    assert f"Name the checkpoint of {size} entries that you kept." in answer.err
    answer = clerk(
        "audit check {f} --policy {p} --old {g}", f=folder, p=policy, g=grown
    )
    assert answer.code == 1
    bundles = (folder / "tile" / "entries").rglob("*")
    (whole,) = (path for path in bundles if path.is_file())
    whole.write_bytes(whole.read_bytes().replace(b"900", b"901"))
    answer = clerk("audit check {f} --policy {p}", f=folder, p=policy)
    assert (answer.code, answer.out) == (1, "")
    assert "has other hashes than what is below it" in answer.err


def test_a_reader_is_told_of_another_history_than_they_kept(clerk, tmp_path):
    (tmp_path / "other").mkdir()
    other = clerk_of_a_sale(tmp_path / "other")
    old = clerk.writes("old", clerk.does("audit checkpoint"))
    size = int(old.read_text().split("\n")[1])
    for minute in range(9):
        maximum, at = 90 + 20 * minute, f"2026-05-03T09:0{minute}-05:00"
        other(f"bid MAY26/1 --paddle 102 --maximum {maximum} --at {at}")
    grown = other.writes("grown", other.does(f"audit consistency {size}"))
    folder, policy = clerk.folder / "tiles", policy_of(clerk)
    other.does("audit tiles {f}", f=folder)
    line = "audit check {f} --policy {p} --old {o}"
    answer = clerk(line, f=grown, p=policy, o=old)
    assert (answer.code, answer.out) == (1, "")
    assert "does not continue what you kept" in answer.err
    answer = clerk(line, f=folder, p=policy, o=old)
    assert (answer.code, answer.out) == (3, "")
    assert f"another root over its first {size} entries" in answer.err


def test_a_copy_proves_what_was_signed_and_takes_nothing_in(clerk):
    signed = clerk.does("audit checkpoint")
    size = int(signed.split("\n")[1])
    clerk.does("bid MAY26/2 --paddle 101 --maximum 900 --at 2026-05-04T09:00-05:00")
    clerk.does("backup {f}", f=clerk.folder / "copy.db")
    copy = Clerk(clerk.folder, clerk.folder / "copy.db")
    folder = clerk.folder / "tiles"
    assert copy("audit tiles {f} --json", f=folder).json["size"] == size
    assert copy.does("audit consistency 3").endswith(signed)
    copy.does("audit prove 3 --out {f}", f=clerk.folder / "p")
    answer = copy(f"audit prove {size + 1} --out {{f}}", f=clerk.folder / "q")
    assert answer.code == 1
    assert "This ledger is a copy of" in answer.err


def test_a_check_says_whose_quorum_lacks(clerk):
    note = clerk.writes("note", clerk.does("audit checkpoint"))
    witness = VerifierKey("w.example", bytes(32), COSIGNATURE)
    policy = policy_of(clerk, f"witness w {witness.text}", "quorum w")
    answer = clerk("audit check {n} --policy {p} --json", n=note, p=policy)
    assert answer.code == 1
    assert (answer.json["lacks"], answer.json["trust"]) == ("w", "signed")


def test_a_check_trusts_nobody_whom_the_policy_does_not_name(clerk):
    note = clerk.writes("note", clerk.does("audit checkpoint"))
    policy = clerk.writes("policy", "quorum none\n")
    answer = clerk("audit check {n} --policy {p}", n=note, p=policy)
    assert (answer.code, answer.out) == (1, "")
    assert "not among those that are trusted" in answer.err
    policy = clerk.writes("policy", "quorum none")
    answer = clerk("audit check {n} --policy {p}", n=note, p=policy)
    assert answer.code == 1
    assert f"{policy}: The last line of the policy does not end" in answer.err
