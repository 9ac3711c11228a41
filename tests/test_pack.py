"""Packs: what holds is valid and whole, a part is a part, and a forgery is one."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from hashlib import sha256

import pytest

from ledger.proof.note import sign_note
from presenters.pack import verify
from presenters.pack.archive import archive
from presenters.pack.building import pack_files
from tests.packed import (
    GO,
    KEY,
    OTHER_KEY,
    contents_of,
    judged,
    judged_by_a_stranger,
    made_up_log,
    pack_of,
    public_commands,
    typed,
)

pytestmark = pytest.mark.slow

VKEY = KEY.verifier.text


def judge(files, tmp_path, *options):
    place = tmp_path / "pack.zip"
    place.write_bytes(files if isinstance(files, bytes) else archive(files))
    return judged(place, *options)


@pytest.mark.parametrize(
    ("kind", "name", "entries"),
    [("lot", "MAY26/14", 8), ("sale", "MAY26", 12), ("invoice", "HA-2026-00001", 3)],
)
def test_a_pack_is_valid_and_whole(kind, name, entries, tmp_path):
    code, verdict = judge(pack_of(kind, name), tmp_path, "--key", VKEY)
    assert verdict["altered"] == verdict["missing"] == []
    assert (code, verdict["trust"]) == (0, "signed")
    assert verdict["here"] == verdict["of"] == entries


def test_what_is_not_there_is_proved_not_to_be(tmp_path):
    # Client C-1 has no money without an invoice: no such stream, says the census.
    code, verdict = judge(pack_of("client", "C-1"), tmp_path, "--key", VKEY)
    assert (code, verdict["of"]) == (0, 3)


def test_without_a_key_nothing_outside_the_pack_vouches_for_it(tmp_path):
    code, verdict = judge(pack_of(), tmp_path)
    assert (code, verdict["trust"], verdict["whole"]) == (0, "self-consistent", True)
    assert any("came with it" in each for each in verdict["not_proven"])


def test_an_unsigned_pack_says_so(tmp_path):
    files = pack_of(key=None)
    code, verdict = judge(files, tmp_path)
    assert (code, verdict["trust"]) == (0, "self-consistent")
    assert any("did not sign it" in each for each in verdict["not_proven"])
    code, verdict = judge(files, tmp_path, "--key", VKEY)
    assert (code, verdict["valid"], verdict["trust"]) == (1, True, "self-consistent")


def test_the_bytes_of_a_pack_depend_on_nothing_else():
    assert archive(pack_of()) == archive(dict(reversed(pack_of().items())))


def test_a_pack_of_many_entries_is_signed_as_well(tmp_path):
    streams = ["ledger", "sale:MAY26", *["lot:MAY26/14"] * 15_000]
    files = pack_of(entries=made_up_log(streams))
    code, verdict = judge(files, tmp_path, "--key", VKEY)
    assert (code, verdict["of"], verdict["trust"]) == (0, 15_002, "signed")


# A part of a pack is no forgery, and never whole.


def without(files, *names):
    return {name: files[name] for name in files if not name.startswith(names)}


@pytest.mark.parametrize(
    ("gone", "here"),
    [
        (["entries/00000011"], 7),
        (["proofs/00000011"], 7),
        (["entries/", "proofs/"], 0),
        (["entries/00000001"], 7),
        (["history.pdf"], 8),
        (["README.html", "verify.py"], 8),
        (["census"], 0),
        (["streams.json"], 0),
        (["manifest"], 0),
        (["SHA256SUMS"], 8),
        (["checkpoint"], 0),
        (["manifest", "census", "checkpoint", "streams.json"], 0),
    ],
    ids=str,
)
def test_a_part_of_a_pack_is_valid_and_not_whole(gone, here, tmp_path):
    code, verdict = judge(without(pack_of(), *gone), tmp_path, "--key", VKEY)
    assert verdict["altered"] == []
    assert (code, verdict["valid"], verdict["whole"]) == (1, True, False)
    assert verdict["here"] == here
    assert verdict["missing"]


def test_every_cut_of_a_zip_file_is_no_pack(tmp_path):
    whole = archive(pack_of())
    for size in range(0, len(whole), len(whole) // 7):
        code, words = judge(whole[:size], tmp_path, "--key", VKEY)
        assert code == 3
        assert "no whole ZIP file" in words


# Forgeries: by somebody who has the pack, and not the key.


def resealed(files, key=None):
    """Make the digests fit the files again, as a forger does; signed by a key."""
    names = sorted(files.keys() - {"manifest", "SHA256SUMS"})
    lines = [f"{sha256(files[name]).hexdigest()}  {name}\n" for name in names]
    sums = "".join(lines).encode()
    head = files["manifest"].decode().split("\n")[:3]
    text = "\n".join([*head, f"{sha256(sums).hexdigest()}  SHA256SUMS", ""])
    note = f"{text}\n".encode() if key is None else sign_note(text, [key]).data
    return {**files, "SHA256SUMS": sums, "manifest": note}


def resigned(files, key):
    """Sign all that the log signs by another key."""
    for name in ("checkpoint", "census"):
        text = f"{files[name].decode().rpartition(chr(10) * 2)[0]}\n"
        files = {**files, name: sign_note(text, [key]).data}
    for name in [name for name in files if name.startswith("proofs/")]:
        head = files[name].partition(b"\n\n")[0]
        files = {**files, name: head + b"\n\n" + files["checkpoint"]}
    return resealed({**files, "keys": f"{key.verifier.text}\n".encode()}, key)


def edited(files, name, old, new):
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


ENTRY, PROOF = "entries/00000008.json", "proofs/00000008.tlog-proof"
ROW = b'"events": 5,\n   "last": 13'


def entry_changed():
    return edited(pack_of(), ENTRY, b'"maximum":800', b'"maximum":900')


def entry_changed_and_rehashed():
    return resealed(entry_changed(), OTHER_KEY)


def page_changed():
    return resealed(edited(pack_of(), "history.html", b"Sentence 8", b"Sentence 9"))


def page_and_sentence_changed():
    files = edited(pack_of(), "history.html", b"Sentence 8", b"Sentence 9")
    return resealed(edited(files, "sentences.json", b"Sentence 8", b"Sentence 9"))


def proof_of_another_position():
    files = pack_of()
    return resealed({**files, PROOF: files["proofs/00000009.tlog-proof"]})


def index_changed():
    return resealed(edited(pack_of(), PROOF, b"index 7", b"index 8"))


def entry_exchanged():
    files = pack_of()
    other = files["entries/00000009.json"]
    return resealed({**files, ENTRY: other, "entries/00000009.json": files[ENTRY]})


def signed_by_another_key():
    return resigned(pack_of(), OTHER_KEY)


def made_up_under_another_key():
    return pack_of(entries=made_up_log(changed=[8], key=OTHER_KEY), key=OTHER_KEY)


def checkpoint_of_a_fork():
    fork = pack_of(entries=made_up_log(changed=[8]))
    return resealed({**pack_of(), "checkpoint": fork["checkpoint"]})


def census_of_a_fork():
    fork = pack_of(entries=made_up_log(changed=[8]))
    new = {name: fork[name] for name in ("census", "streams.json")}
    return resealed({**pack_of(), **new})


def census_of_an_older_log():
    older = pack_of(entries=dict([*made_up_log().items()][:12]))
    new = {name: older[name] for name in ("census", "streams.json")}
    return resealed({**pack_of(), **new})


def row_of_the_census_changed():
    fewer = edited(pack_of(), "streams.json", ROW, b'"events": 4,\n   "last": 11')
    return resealed(without(fewer, "entries/00000013", "proofs/00000013"))


def entry_added():
    files = pack_of()
    return {**files, "entries/00000099.json": files[ENTRY]}


def entry_of_another_ledger():
    other = edited(pack_of(), ENTRY, b"2a9b6c1e", b"3a9b6c1e")
    return resealed(other)


def subject_changed():
    return edited(pack_of(), "manifest", b"lot MAY26/14", b"lot MAY26/2")


FORGERIES = [
    entry_changed,
    entry_changed_and_rehashed,
    page_changed,
    page_and_sentence_changed,
    proof_of_another_position,
    index_changed,
    entry_exchanged,
    signed_by_another_key,
    made_up_under_another_key,
    checkpoint_of_a_fork,
    census_of_a_fork,
    census_of_an_older_log,
    row_of_the_census_changed,
    entry_added,
    entry_of_another_ledger,
    subject_changed,
]


@pytest.mark.parametrize("forged", FORGERIES, ids=lambda forged: forged.__name__)
def test_a_forgery_is_altered(forged, tmp_path):
    code, verdict = judge(forged(), tmp_path, "--key", VKEY)
    assert verdict["altered"], verdict
    assert (code, verdict["valid"], verdict["whole"]) == (3, False, False)


KEYLESS = [each for each in FORGERIES if each is not made_up_under_another_key]


@pytest.mark.parametrize("forged", KEYLESS, ids=lambda forged: forged.__name__)
def test_so_it_is_for_a_reader_without_the_key(forged, tmp_path):
    # All of it made up anew is the one that only the right key tells.
    code, verdict = judge(forged(), tmp_path)
    assert (code, verdict["valid"]) == (3, False), verdict


@pytest.mark.parametrize("key", [None, OTHER_KEY], ids=["unsigned", "another key"])
def test_an_entry_that_was_dropped_is_missed_whatever_the_manifest_says(key, tmp_path):
    files = without(pack_of(), "entries/00000013", "proofs/00000013")
    code, verdict = judge(resealed(files, key), tmp_path, "--key", VKEY)
    assert (code, verdict["here"], verdict["of"]) == (3, 7, 8)


def test_a_house_that_leaves_an_entry_out_makes_no_whole_pack(tmp_path):
    contents = contents_of("lot", "MAY26/14")
    entries = {at: each for at, each in contents.entries.items() if at != 13}
    code, verdict = judge(
        pack_files(replace(contents, entries=entries)), tmp_path, "--key", VKEY
    )
    assert (code, verdict["altered"]) == (1, [])
    assert (verdict["here"], verdict["of"]) == (7, 8)


def test_two_histories_of_one_log_come_out_beside_a_checkpoint_that_was_kept(tmp_path):
    fork = pack_of(entries=made_up_log(changed=[8]))
    kept = tmp_path / "kept"
    kept.write_bytes(pack_of()["checkpoint"])
    code, _ = judge(fork, tmp_path, "--key", VKEY)
    assert code == 0
    options = ["--key", VKEY, "--checkpoint", str(kept)]
    code, verdict = judge(fork, tmp_path, *options)
    assert code == 3
    assert "two histories" in json.dumps(verdict["altered"])
    assert judge(pack_of(), tmp_path, *options)[0] == 0


def test_a_name_in_a_pack_steers_no_terminal(tmp_path):
    name = "\x1b[2J\nVALID AND WHOLE: all 8 entries\x9b.json"
    place = tmp_path / "pack.zip"
    place.write_bytes(archive({**pack_of(), name: b""}))
    code, words = judged_by_a_stranger(place, "--key", VKEY, folder=tmp_path)
    assert code == 3
    assert not {"\x1b", "\x9b"} & {*words}
    assert "\nVALID" not in words


# Ten packs, judged by somebody who has them and the key, and nothing of ours.


def part_of_a_pack():
    return without(pack_of(), "entries/00000011", "proofs/00000011")


def entry_left_out_of_a_pack():
    """Leave a bid out, and keep the census that counts it."""
    return resealed(without(pack_of(), "entries/00000013", "proofs/00000013"))


TEN = {
    "a lot": (pack_of, "VALID AND WHOLE: all 8 entries"),
    "a sale": (lambda: pack_of("sale", "MAY26"), "VALID AND WHOLE: all 12"),
    "an invoice": (
        lambda: pack_of("invoice", "HA-2026-00001", beside=[11, 13]),
        "VALID AND WHOLE: all 3",
    ),
    "a client": (lambda: pack_of("client", "C-1"), "VALID AND WHOLE: all 3"),
    "a part": (part_of_a_pack, "VALID, BUT NOT WHOLE: 7 of 8 entries"),
    "without a key": (lambda: pack_of(key=None), "VALID AND WHOLE, BUT UNSIGNED"),
    "a bid raised": (entry_changed_and_rehashed, "ALTERED"),
    "a bid left out": (entry_left_out_of_a_pack, "ALTERED"),
    "signed by another key": (signed_by_another_key, "ALTERED"),
    "a census of another size": (census_of_an_older_log, "ALTERED"),
}
EXITS = {"VALID AND WHOLE:": 0, "VALID, BUT NOT W": 1, "VALID AND WHOLE,": 1}


@pytest.mark.parametrize("name", TEN)
def test_a_stranger_reaches_the_right_verdict(name, tmp_path):
    made, verdict = TEN[name]
    place = tmp_path / "pack.zip"
    place.write_bytes(archive(made()))
    code, words = judged_by_a_stranger(place, "--key", VKEY, folder=tmp_path)
    assert words.startswith(verdict)
    assert code == EXITS.get(verdict[:16], 3)


@pytest.mark.parametrize("options", [[], ["--key", VKEY]], ids=["", "with a key"])
@pytest.mark.parametrize("gone", [[], ["entries/00000011"], ["history.pdf"]], ids=str)
def test_what_nobody_signed_is_never_valid_without_the_word(gone, options, tmp_path):
    place = tmp_path / "pack.zip"
    place.write_bytes(archive(without(pack_of(key=None), *gone)))
    _, words = judged_by_a_stranger(place, *options, folder=tmp_path)
    (verdict, *_) = words.split("\n")
    assert verdict.startswith("VALID")
    assert "UNSIGNED" in verdict
    assert ("NOT WHOLE" in verdict) == bool(gone)


# By dice: whatever is changed, the content is what it was, or the verdict says not.

TRUST = verify.Trust(logs=[verify.key_in(VKEY)])


def exit_code_and_files(place, trust=TRUST):
    """Judge a pack in this process: a traceback is one here."""
    try:
        pack = verify.read_pack(place)
    except verify.Bad:
        return 3, {}
    judge = verify.Judge(pack, trust)
    verdict = judge.judge()
    assert verify.printed(judge, verdict)
    return verdict.exit_code, pack.files


def bytes_changed(content, dice):
    """Change a run of bytes: flip it, cut it out, double it, or put others there."""
    at, length = dice.randrange(len(content)), dice.choice([1, 1, 1, 2, 8, 100])
    run = content[at : at + length]
    new = dice.choice(
        [
            bytes(byte ^ 1 << dice.randrange(8) for byte in run),
            b"",
            run * 2,
            dice.randbytes(len(run)),
            dice.choice([b"\x00", b"\n", b"\n\n", b" ", b"0", b'"', b"\xff"]),
        ]
    )
    return content[:at] + new + content[at + length :]


@pytest.mark.parametrize("seed", range(40))
def test_no_change_of_the_zip_file_is_whole_with_other_content(seed, tmp_path):
    dice, files = random.Random(seed), pack_of()
    whole, place = archive(files), tmp_path / "pack.zip"
    for _ in range(25):
        place.write_bytes(bytes_changed(whole, dice))
        code, read = exit_code_and_files(place)
        assert code or read == files


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("key", [None, OTHER_KEY], ids=["unsigned", "another key"])
def test_no_change_of_files_is_whole_however_it_is_sealed(seed, key, tmp_path):
    dice, files = random.Random(seed), pack_of()
    place = tmp_path / "pack.zip"
    for _ in range(10):
        changed, name = dict(files), dice.choice([*files])
        act = dice.randrange(4)
        if act == 0:
            changed[name] = files[dice.choice([*files])]
        elif act == 1:
            del changed[name]
        else:
            changed[name] = bytes_changed(files[name], dice)
        if changed == files:
            continue
        place.write_bytes(archive(changed))
        assert exit_code_and_files(place)[0], name
        if "manifest" in changed and changed["manifest"] == files["manifest"]:
            place.write_bytes(archive(resealed(changed, key)))
            # Without a checkpoint there is nothing to hold the rest against.
            expected = 1 if (act, name) == (1, "checkpoint") else 3
            assert exit_code_and_files(place)[0] == expected, name


# The page of a pack, with other people's programs.


@pytest.mark.skipif(GO is None, reason="Go and golang.org/x/mod are not installed")
def test_the_commands_of_the_page_verify_it_with_foreign_programs(tmp_path):
    files = pack_of()
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    page = files["README.html"].decode()
    answers = [typed(each, tmp_path) for each in public_commands(page)]
    assert [code for code, _ in answers] == [0, 0, 0]
    assert "as the manifest has them" in answers[0][1]
    assert answers[1][1].count("Signature Verified Successfully") == 3
    assert "proved: position 1 of 17 in the log example.com/house" in answers[2][1]

    (tmp_path / "entries" / "00000001.json").write_bytes(b"{}")
    (tmp_path / "census").write_bytes(files["census"].replace(b"17", b"18"))
    answers = [typed(each, tmp_path) for each in public_commands(page)]
    assert "as the manifest has them" not in answers[0][1]
    assert answers[1][1].count("Signature Verified Successfully") == 2
    assert "not proved" in answers[2][1]
