"""On whose word a pack stands: successors of a key, witnesses, and time."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from cryptography import x509

from ledger.keys.key_files import rehearsal_key
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.note import parse_note, sign_note
from ledger.proof.note_keys import COSIGNATURE, SigningKey
from ledger.proof.receipt import Receipt
from ledger.proof.timestamp import stamped_bytes, timestamp_request
from ledger.proof.tree import consistency_proof
from presenters.pack import verify
from presenters.pack.archive import archive
from presenters.pack.building import Handover, pack_files
from tests.foreign.authority import authority
from tests.packed import (
    KEY,
    LEDGER,
    ORIGIN,
    OTHER_KEY,
    Tree,
    contents_of,
    judged,
    made_up_log,
    pack_of,
)

pytestmark = pytest.mark.slow

VKEY = KEY.verifier.text
WITNESSES = [
    SigningKey(f"witness.example/{n}", bytes([n] * 32), COSIGNATURE) for n in (1, 2, 3)
]


def judge(files, tmp_path, *options):
    place = tmp_path / "pack.zip"
    place.write_bytes(archive(files))
    return judged(place, *options)


# A key that took the place of another.


def rotated(*, signed=(KEY, OTHER_KEY), claimed=KEY):
    """Return a pack of a log that changed its key at position 18."""
    entries = made_up_log()
    adopted = {"key": OTHER_KEY.verifier.text, "replaces": claimed.verifier.text}
    entry = json.loads(entries[1]) | {"version": 2, "body": adopted}
    entries[18] = json.dumps(entry).encode()
    tree = Tree(entries)
    checkpoint = Checkpoint(ORIGIN, 18, tree.root)
    note = sign_note(checkpoint.text, list(signed)).data
    entries |= {19: entries[17].replace(b'"version":2', b'"version":3')}
    tree = Tree(entries)
    handover = Handover(note, consistency_proof(tree, 18, 19))
    contents = contents_of("lot", "MAY26/14", entries=entries, key=OTHER_KEY)
    return pack_files(replace(contents, handovers={18: handover}))


def test_an_old_key_verifies_what_its_successor_signs(tmp_path):
    code, verdict = judge(rotated(), tmp_path, "--key", VKEY)
    assert (code, verdict["trust"], verdict["altered"]) == (0, "signed", [])
    assert "took the place" in json.dumps(verdict["proven"])
    code, verdict = judge(rotated(), tmp_path, "--key", OTHER_KEY.verifier.text)
    assert (code, verdict["trust"]) == (0, "signed")


def test_a_successor_that_the_old_key_did_not_sign_is_not_vouched_for(tmp_path):
    code, verdict = judge(rotated(signed=[OTHER_KEY]), tmp_path, "--key", VKEY)
    assert (code, verdict["valid"], verdict["trust"]) == (1, True, "self-consistent")
    assert "another key by now" in json.dumps(verdict["not_proven"])


def test_a_successor_of_another_tree_is_refused(tmp_path):
    files = rotated()
    fork = Checkpoint(ORIGIN, 18, bytes(32))
    name = "earlier/00000018.checkpoint"
    files[name] = sign_note(fork.text, [KEY, OTHER_KEY]).data
    code, verdict = judge(files, tmp_path, "--key", VKEY)
    assert code == 3
    assert "leads to other roots" in json.dumps(verdict["altered"])


def test_a_rehearsal_is_signed_by_the_key_that_everybody_knows(tmp_path):
    origin = f"lotledger-rehearsal/{LEDGER}"
    known, other = rehearsal_key(origin), SigningKey(origin, bytes(32))
    for key, expected in ((known, 0), (other, 3)):
        entries = made_up_log(key=key)
        contents = contents_of("lot", "MAY26/14", entries=entries, key=key)
        files = pack_files(replace(contents, origin=origin))
        code, verdict = judge(files, tmp_path)
        assert (code, verdict["trust"]) == (expected, "self-consistent")


def test_an_unsigned_pack_is_held_against_a_checkpoint_that_was_kept(tmp_path):
    kept = tmp_path / "kept"
    kept.write_bytes(pack_of()["checkpoint"])
    options = ["--key", VKEY, "--checkpoint", str(kept)]
    code, verdict = judge(pack_of(key=None), tmp_path, *options)
    # The entries are the log's; of what is left out, nobody says so.
    assert (code, verdict["valid"]) == (1, True)
    assert "which the log signed with your key" in json.dumps(verdict["proven"])


def test_a_key_may_stand_in_a_file(tmp_path):
    place = tmp_path / "key"
    place.write_text(f"{VKEY}\n")
    assert judge(pack_of(), tmp_path, "--key", str(place))[1]["trust"] == "signed"


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--key", "nonsense"),
        ("--key", VKEY[:-8] + "AAAAAAA="),
        ("--key", WITNESSES[0].verifier.text),
        ("--policy", "group a any b\ngroup b any a\nquorum a\n"),
        ("--policy", "log nonsense\n"),
        ("--authority", "no certificate"),
        ("--checkpoint", "no note"),
    ],
)
def test_what_the_reader_gives_is_read_before_the_pack(option, text, tmp_path, capsys):
    place = tmp_path / "given"
    place.write_text(text)
    given = text if option == "--key" and "+" in text else str(place)
    assert judge(pack_of(), tmp_path, option, given)[0] == 2
    assert capsys.readouterr().err.startswith("Wrong usage: ")


# Witnesses, by the policy of the reader.


def cosigned(*witnesses, at=1_780_000_000):
    files = pack_of()
    note = parse_note(files["checkpoint"])
    more = [each.sign(note.text, at=at) for each in witnesses]
    contents = contents_of("lot", "MAY26/14")
    return pack_files(replace(contents, checkpoint=note.signed_too(more).data))


def policy(tmp_path, needed="2"):
    lines = [f"log {VKEY}"]
    lines += [f"witness w{n} {w.verifier.text}" for n, w in enumerate(WITNESSES)]
    lines += [f"group g {needed} w0 w1 w2", "quorum g", ""]
    place = tmp_path / "policy"
    place.write_text("\n".join(lines))
    return str(place)


def test_a_quorum_of_witnesses_makes_a_pack_witnessed(tmp_path):
    files = cosigned(*WITNESSES[:2])
    code, verdict = judge(files, tmp_path, "--policy", policy(tmp_path))
    assert (code, verdict["trust"]) == (0, "witnessed")
    assert "w0 had seen this tree by 2026-05-28" in json.dumps(verdict["proven"])


def test_too_few_witnesses_are_no_quorum(tmp_path):
    files = cosigned(WITNESSES[0])
    code, verdict = judge(files, tmp_path, "--policy", policy(tmp_path))
    assert (code, verdict["trust"], verdict["valid"]) == (1, "signed", True)
    assert judge(files, tmp_path, "--policy", policy(tmp_path, "any"))[0] == 0


def test_a_cosignature_that_is_none_is_altered(tmp_path):
    files = cosigned(WITNESSES[0])
    lines = files["checkpoint"].decode().splitlines(keepends=True)
    lines[-1] = cosigned(WITNESSES[0], at=1).get("checkpoint").decode().splitlines()[-1]
    name, _, signature = lines[-1].rpartition(" ")
    lines[-1] = f"{name} {signature[:-8]}AAAAAA==\n"
    contents = contents_of("lot", "MAY26/14")
    forged = pack_files(replace(contents, checkpoint="".join(lines).encode()))
    code, verdict = judge(forged, tmp_path, "--policy", policy(tmp_path, "any"))
    assert code == 3
    assert "did not sign it" in json.dumps(verdict["altered"])


# Time.


def stamped(of="checkpoint", name="Test authority", *, middle=False):
    note = parse_note(pack_of()["checkpoint"])
    data = stamped_bytes(note) if of == "checkpoint" else of
    reply = authority(name, middle=middle).reply(timestamp_request(data))
    return pack_files(
        replace(contents_of("lot", "MAY26/14"), timestamps={"tsa.example": reply})
    )


@pytest.mark.parametrize("middle", [False, True], ids=["root", "one between"])
def test_an_authority_that_is_trusted_makes_a_pack_timestamped(middle, tmp_path):
    trusted = ["--authority", str(authority(middle=middle).trusted)]
    files = stamped(middle=middle)
    code, verdict = judge(files, tmp_path, "--key", VKEY, *trusted)
    assert (code, verdict["trust"], verdict["altered"]) == (0, "timestamped", [])


def test_a_timestamp_counts_only_by_an_authority_that_is_trusted(tmp_path):
    files = stamped()
    code, verdict = judge(files, tmp_path, "--key", VKEY)
    assert (code, verdict["trust"]) == (0, "signed")
    other = ["--authority", str(authority("Somebody").trusted)]
    code, verdict = judge(files, tmp_path, "--key", VKEY, *other)
    assert (code, verdict["trust"]) == (0, "signed")
    assert "no authority that you trust" in json.dumps(verdict["not_proven"])


def test_a_timestamp_of_something_else_is_altered(tmp_path):
    trusted = ["--authority", str(authority().trusted)]
    code, verdict = judge(stamped(of=b"else"), tmp_path, "--key", VKEY, *trusted)
    assert code == 3
    assert "timestamp of something else" in json.dumps(verdict["altered"])


@pytest.fixture(scope="module")
def reply():
    return authority().reply(timestamp_request(b"stamped"))


@pytest.mark.parametrize("seed", range(20))
def test_no_reply_that_was_changed_says_another_time(seed, reply):
    dice = random.Random(seed)
    trusted = x509.load_pem_x509_certificates(authority().trusted.read_bytes())
    at = verify.time_of(reply, b"stamped", trusted)
    for _ in range(100):
        changed = bytearray(reply)
        for _ in range(dice.choice([1, 1, 2, 5])):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        if dice.random() < 0.2:
            del changed[dice.randrange(len(changed)) :]
        try:
            assert verify.time_of(bytes(changed), b"stamped", trusted) == at
        except verify.Bad:
            continue


# Receipts, redeemed by a pack.


def receipt(position, entry=None, *, origin=ORIGIN):
    entry = made_up_log()[position] if entry is None else entry
    receipt = Receipt(origin=origin, ledger=LEDGER, position=position, entry=entry)
    return receipt.signed(sign_note(receipt.text, [KEY]).data).data


@pytest.mark.parametrize(
    ("position", "entry", "code", "words"),
    [
        (8, None, 0, "is what it promises"),
        (8, b"{}", 3, "broke its word"),
        (10, None, 0, "not in this pack"),
        (18, b"{}", 0, "not yet covered"),
    ],
)
def test_a_receipt_is_redeemed_by_a_pack(position, entry, code, words, tmp_path):
    place = tmp_path / "receipt"
    place.write_bytes(receipt(position, entry))
    answer = judge(pack_of(), tmp_path, "--key", VKEY, "--receipt", str(place))
    assert answer[0] == code
    assert words in json.dumps(answer[1])
