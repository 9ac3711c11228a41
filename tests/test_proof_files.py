"""Proofs as files: what is written is read, by Go too, and nothing else is."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ledger.proof.base64_text import NoteInvalid, encoded
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.consistency_file import parse_consistency
from ledger.proof.note import parse_note, sign_note, verified
from ledger.proof.proof_file import parse_proof
from ledger.proof.tree import ProofInvalid
from tests.foreign.go import go_judges
from tests.sample_log import HOUSE, STRANGER, WITNESS, SampleLog, plain_entries

pytestmark = pytest.mark.slow

LOG = SampleLog(plain_entries(300))
OTHER = SampleLog(plain_entries(300, "lot"))
SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 300)
HOUSE_KEY, WITNESS_KEY = HOUSE.verifier, WITNESS.verifier


def we_accept_proof(file, entry, keys=(HOUSE_KEY,)):
    proof = parse_proof(file)
    note = parse_note(proof.note)
    assert {each.key for each in verified(note, keys)} == set(keys), "a key is missing"
    checkpoint = parse_checkpoint(note.text)
    assert checkpoint.origin == HOUSE.name, "another log"
    proof.verify(entry, checkpoint)


def we_accept_growth(file, old):
    request = parse_consistency(file)
    note = parse_note(request.note)
    verified(note, [HOUSE_KEY])
    checkpoint = parse_checkpoint(note.text)
    assert request.old == old.size, "another size"
    request.verify(old, checkpoint)


def refuses(check, *given):
    with pytest.raises((NoteInvalid, ProofInvalid, AssertionError)) as no:
        check(*given)
    return str(no.value)


# What is proved


def test_go_accepts_every_proof_of_an_entry(tmp_path):
    questions = []
    for size in SIZES:
        for position in {1, size // 2 + 1, size}:
            proof = LOG.proof(position, size).data
            [entry] = LOG.entries(position, position)
            we_accept_proof(proof, entry)
            assert parse_proof(proof).data == proof
            place = tmp_path / f"{position}-{size}"
            place.with_suffix(".tlog-proof").write_bytes(proof)
            place.with_suffix(".entry").write_bytes(entry)
            files = place.with_suffix(".tlog-proof"), place.with_suffix(".entry")
            questions.append(("proof", HOUSE_KEY.text, *files))
    assert {answer[:2] for answer in go_judges(*questions)} == {"ok"}


def test_go_accepts_what_is_cosigned(tmp_path):
    proof, entry = tmp_path / "p", tmp_path / "e"
    proof.write_bytes(LOG.proof(5, 300, WITNESS).data)
    entry.write_bytes(*LOG.entries(5, 5))
    note = tmp_path / "checkpoint"
    note.write_bytes(LOG.note(300, WITNESS).data)
    both = f"{HOUSE_KEY.text},{WITNESS_KEY.text}"
    we_accept_proof(proof.read_bytes(), entry.read_bytes(), (HOUSE_KEY, WITNESS_KEY))
    answers = go_judges(("proof", both, proof, entry), ("note", both, note))
    assert [answer[:2] for answer in answers] == ["ok", "ok"]
    note.write_bytes(LOG.note(300).data)
    assert go_judges(("note", both, note)) == ["no a key did not sign"]


def test_go_accepts_every_proof_of_growth(tmp_path):
    questions = []
    for old in (0, *SIZES):
        for size in (size for size in SIZES if size >= old):
            file = LOG.consistency(old, size).data
            we_accept_growth(file, LOG.checkpoint(old))
            assert parse_consistency(file).data == file
            place, older = tmp_path / f"{old}-{size}", tmp_path / f"{old}"
            place.write_bytes(file)
            older.write_bytes(LOG.note(old).data)
            questions.append(("consistency", HOUSE_KEY.text, place, older))
    assert {answer[:2] for answer in go_judges(*questions)} == {"ok"}


# What is forged


def proof_forgeries():
    """Yield ways to forge a proof of the 5th entry, with the entry it is shown for."""
    good = LOG.proof(5, 300)
    [entry] = LOG.entries(5, 5)
    hashes = good.hashes
    yield "another entry", good, entry + b" "
    yield "the neighbour", good, *LOG.entries(6, 6)
    yield "no entry", good, b""
    yield "the leaf's own hash", good, hashes[0]
    for index in (0, 3, 5, 299, 300, 2**40):
        yield f"index {index}", replace(good, index=index), entry
    for at in range(len(hashes)):
        flipped = bytes([hashes[at][0] ^ 1]) + hashes[at][1:]
        yield f"hash {at}", replace(good, hashes=spliced(hashes, at, flipped)), entry
        without, twice = hashes[:at] + hashes[at + 1 :], hashes[: at + 1] + hashes[at:]
        yield f"without {at}", replace(good, hashes=without), entry
        yield f"twice {at}", replace(good, hashes=twice), entry
    yield "turned", replace(good, hashes=hashes[::-1]), entry
    yield "one more", replace(good, hashes=(*hashes, hashes[0])), entry
    yield "no hashes", replace(good, hashes=()), entry
    yield "an older checkpoint", replace(good, note=LOG.note(299).data), entry
    yield "another log's", replace(good, note=OTHER.note(300).data), entry
    stranger = sign_note(LOG.checkpoint(300).text, [STRANGER])
    yield "another key's", replace(good, note=stranger.data), entry
    for at, name in enumerate(("origin", "size", "root")):
        lines = LOG.note(300).text.split("\n")
        lines[at] = {"size": "301", "root": encoded(bytes(32))}.get(name, "another")
        text = "\n".join(lines)
        forged = replace(LOG.note(300), text=text)
        yield f"its {name}", replace(good, note=forged.data), entry
        resigned = sign_note(text, [STRANGER])
        yield f"its {name}, signed again", replace(good, note=resigned.data), entry


def spliced(hashes, at, other):
    return (*hashes[:at], other, *hashes[at + 1 :])


def test_go_and_we_refuse_every_forged_proof(tmp_path):
    questions, names = [], []
    for number, (name, proof, entry) in enumerate(proof_forgeries()):
        assert refuses(we_accept_proof, proof.data, entry), name
        (tmp_path / f"{number}.p").write_bytes(proof.data)
        (tmp_path / f"{number}.e").write_bytes(entry)
        files = tmp_path / f"{number}.p", tmp_path / f"{number}.e"
        questions.append(("proof", HOUSE_KEY.text, *files))
        names.append(name)
    answers = zip(names, go_judges(*questions), strict=True)
    assert [name for name, answer in answers if answer.startswith("ok")] == []


def growth_forgeries():
    """Yield ways to forge a proof that 300 entries grew from 7."""
    good = LOG.consistency(7, 300)
    hashes, older = good.hashes, LOG.note(7)
    yield "another history", good, OTHER.note(7)
    yield "of another", OTHER.consistency(7, 300), older
    yield "the older size", replace(good, old=6), older
    yield "an older checkpoint", good, LOG.note(6)
    yield "a later checkpoint", replace(good, note=LOG.note(299).data), older
    for at in range(len(hashes)):
        flipped = hashes[at][:-1] + bytes([hashes[at][-1] ^ 1])
        yield f"hash {at}", replace(good, hashes=spliced(hashes, at, flipped)), older
        without = hashes[:at] + hashes[at + 1 :]
        yield f"without {at}", replace(good, hashes=without), older
    yield "no hashes", replace(good, hashes=()), older
    yield "one more", replace(good, hashes=(*hashes, hashes[-1])), older
    same = LOG.consistency(300, 300)
    yield "two roots of one size", same, OTHER.note(300)
    yield "a proof of nothing", replace(same, hashes=hashes), LOG.note(300)
    from_nothing = LOG.consistency(0, 300)
    yield "a proof from nothing", replace(from_nothing, hashes=hashes), LOG.note(0)


def test_go_and_we_refuse_every_forged_proof_of_growth(tmp_path):
    questions, names = [], []
    for number, (name, request, older) in enumerate(growth_forgeries()):
        file, old = request.data, parse_checkpoint(older.text)
        assert refuses(we_accept_growth, file, old), name
        (tmp_path / f"{number}.c").write_bytes(file)
        (tmp_path / f"{number}.o").write_bytes(older.data)
        files = tmp_path / f"{number}.c", tmp_path / f"{number}.o"
        questions.append(("consistency", HOUSE_KEY.text, *files))
        names.append(name)
    answers = zip(names, go_judges(*questions), strict=True)
    assert [name for name, answer in answers if answer.startswith("ok")] == []


def note_forgeries():
    """Yield ways to forge a checkpoint that the log and a witness signed."""
    good = LOG.note(300, WITNESS)
    own, other = good.signatures
    data, (origin, size, root) = good.data, good.text.splitlines()
    yield "its origin", data.replace(origin.encode() + b"\n", b"other.example/log\n", 1)
    yield "its size", data.replace(f"\n{size}\n".encode(), b"\n301\n")
    yield "its root", data.replace(root.encode(), encoded(bytes(32)).encode())
    yield "a line more", data.replace(b"\n\n", b"\nmore\n\n")
    yield "a line less", data.replace(f"\n{root}\n".encode(), b"\n")
    yield "no empty line", data.replace(b"\n\n", b"\n")
    yield "the log's line gone", replace(good, signatures=(other,)).data
    yield "the witness's line gone", replace(good, signatures=(own,)).data
    yield "no lines", replace(good, signatures=()).data
    yield "a hyphen", data.replace("\u2014".encode(), b"-")
    yield "cut", data[:-1]
    yield "a carriage return", data.replace(b"\n", b"\r\n")
    for whose, at in (("the log's", 0), ("the witness's", 1)):
        line = good.signatures[at]
        signed = line.signature
        changed = {
            "name": replace(line, name="other.example"),
            "id": replace(line, key_id=bytes(4)),
            "first byte": replace(line, signature=flipped(signed, 0)),
            "last byte": replace(line, signature=flipped(signed, -1)),
            "less": replace(line, signature=signed[:-1]),
            "more": replace(line, signature=signed + bytes(1)),
        }
        for what, forged in changed.items():
            lines = spliced(good.signatures, at, forged)
            yield f"{whose} {what}", replace(good, signatures=lines).data


def flipped(content, at):
    altered = bytearray(content)
    altered[at] ^= 1
    return bytes(altered)


def we_accept_note(file):
    note = parse_note(file)
    signed = verified(note, [HOUSE_KEY, WITNESS_KEY])
    assert len(signed) == 2, "a key is missing"
    checkpoint = parse_checkpoint(note.text)
    assert checkpoint.origin == HOUSE.name, "another log"
    assert not checkpoint.extensions, "a line more"


def test_go_and_we_refuse_every_forged_note(tmp_path):
    we_accept_note(LOG.note(300, WITNESS).data)
    questions, names = [], []
    for number, (name, file) in enumerate(note_forgeries()):
        assert refuses(we_accept_note, file), name
        place = tmp_path / str(number)
        place.write_bytes(file)
        questions.append(("note", f"{HOUSE_KEY.text},{WITNESS_KEY.text}", place))
        names.append(name)
    answers = zip(names, go_judges(*questions), strict=True)
    assert [name for name, answer in answers if answer.startswith("ok")] == []


# What is no proof


PROOF = LOG.proof(5, 300).data
GROWTH = LOG.consistency(7, 300).data


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v2", "a proof begins with"),
        (b"index 4", b"index 04", "not a number without leading zeroes"),
        (b"index 4", b"index +4", "not a number without leading zeroes"),
        (b"index 4", b"index 4 ", "not a number without leading zeroes"),
        (b"index 4", b"index -4", "not a number without leading zeroes"),
        (b"index 4", b"index 9223372036854775808", "not a number"),
        (b"index 4", "index ٤".encode(), "more than ASCII"),
        (b"index 4\n", b"", "does not say where the entry stands"),
        (b"index 4", b"extra AA=\nindex 4", "What is extra"),
        (b"index 4", b"extra \nextra \nindex 4", "does not say where"),
        (b"index 4\n", b"index 4\nAAAA\n", "Line 3 has 3 bytes"),
        (b"index 4\n", b"index 4\nnothing\n", "Line 3 is 'nothing', and not a hash"),
        (b"=\n\n", b"=\n", "Line 12 is 'house.example/log', and not a hash"),
        (b"index 4\n", b"index 4\r\n", "not a number"),
        (b"index 4\n", b"index 4\n" + 64 * (b"A" * 43 + b"=\n"), "none has over 63"),
    ],
)
def test_a_text_that_is_no_proof_is_told_why(old, new, sentence):
    with pytest.raises(NoteInvalid, match=sentence):
        parse_proof(PROOF.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b"old 7", b"old 07", "not a number without leading zeroes"),
        (b"old 7", b"Old 7", "begins with the older size"),
        (b"old 7\n", b"", "begins with the older size"),
        (b"old 7\n", b"old 7\n\xff\n", "more than ASCII"),
    ],
)
def test_a_text_that_is_no_proof_of_growth_is_told_why(old, new, sentence):
    with pytest.raises(NoteInvalid, match=sentence):
        parse_consistency(GROWTH.replace(old, new, 1))


@pytest.mark.parametrize("parse", [parse_proof, parse_consistency])
def test_a_proof_without_a_checkpoint_is_told_so(parse):
    with pytest.raises(NoteInvalid, match="no empty line before its checkpoint"):
        parse(b"c2sp.org/tlog-proof@v1\nindex 4\n")


def test_what_is_extra_is_kept_and_proves_nothing():
    proof = replace(LOG.proof(5, 300), extra=b"whatever")
    assert parse_proof(proof.data) == proof
    [entry] = LOG.entries(5, 5)
    we_accept_proof(proof.data, entry)
    refuses(we_accept_proof, proof.data, b"whatever")


@pytest.mark.parametrize("seed", range(40))
def test_no_text_is_read_in_two_ways(seed):
    dice = random.Random(seed)
    for parse, file in ((parse_proof, PROOF), (parse_consistency, GROWTH)):
        for _ in range(50):
            altered = bytearray(file)
            for _ in range(dice.choice((1, 1, 2, 5))):
                at = dice.randrange(len(altered) or 1)
                match dice.choice(("flip", "drop", "add", "cut")):
                    case "flip":
                        altered[at : at + 1] = dice.randbytes(1)
                    case "drop":
                        del altered[at : at + 1]
                    case "add":
                        altered.insert(at, dice.randrange(256))
                    case "cut":
                        del altered[at:]
            try:
                read = parse(bytes(altered))
            except NoteInvalid:
                continue
            assert read.data == bytes(altered)
