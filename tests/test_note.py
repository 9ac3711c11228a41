"""Notes are read as strictly as their specification has them, and no less."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest

from ledger.proof.base64_text import NoteInvalid
from ledger.proof.checkpoint import SIZE_MAX, Checkpoint, parse_checkpoint
from ledger.proof.note import (
    COSIGNATURE,
    NOTE_BYTES_MAX,
    SIGNATURES_MAX,
    NoteSignature,
    SignedNote,
    SigningKey,
    VerifierKey,
    parse_note,
    parse_signing_key,
    parse_verifier_key,
    sign_note,
    verified,
)

# From the documentation of Go's golang.org/x/mod/sumdb/note.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvq"
    "fqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{LINE}".encode()

HOUSE = SigningKey("house.example/log", bytes(range(32)))
OTHER = SigningKey("house.example/log", bytes(range(1, 33)))
WITNESS = SigningKey("witness.example/w", bytes(range(2, 34)), COSIGNATURE)
PLAIN = "house.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def base64(data):
    return b64encode(data).decode()


# What others have signed


def test_what_another_program_signed_is_verified():
    key = parse_verifier_key(VKEY)
    note = parse_note(NOTE)
    assert note.text == TEXT
    assert note.data == NOTE
    assert [each.key for each in verified(note, [key])] == [key]
    assert key.text == VKEY


def test_we_sign_byte_for_byte_as_another_program_does():
    key = parse_signing_key(SKEY)
    assert sign_note(TEXT, [key]).data == NOTE
    assert key.text == SKEY
    assert key.verifier.text == VKEY


def test_a_secret_is_in_no_representation():
    assert "\\x" not in repr(parse_signing_key(SKEY))


def test_a_witness_signs_what_it_saw_and_when():
    note = sign_note(PLAIN, [HOUSE]).signed_too([WITNESS.sign(PLAIN, at=1_679_315_147)])
    signed = verified(parse_note(note.data), [HOUSE.verifier, WITNESS.verifier])
    assert [(each.key.name, each.at) for each in signed] == [
        ("house.example/log", None),
        ("witness.example/w", 1_679_315_147),
    ]


@pytest.mark.parametrize("at", [2**63, 2**64 - 1])
def test_a_witness_signs_no_time_that_there_will_not_be(at):
    signature = at.to_bytes(8) + WITNESS.sign(PLAIN, at=1).signature[8:]
    with pytest.raises(NoteInvalid, match="at second"):
        WITNESS.verifier.verify(PLAIN, signature)


def test_another_time_than_was_signed_is_refused():
    signature = (2).to_bytes(8) + WITNESS.sign(PLAIN, at=1).signature[8:]
    with pytest.raises(NoteInvalid, match="was not signed by witness"):
        WITNESS.verifier.verify(PLAIN, signature)


# Known keys, and unknown ones


def with_lines(*lines):
    return parse_note((f"{TEXT}\n" + "".join(lines)).encode())


def forged(key, text=TEXT):
    """Return a signature that claims to be of a key, of another text."""
    return key.sign(text + "Another.\n").line


def test_a_signature_of_an_unknown_key_is_passed_over():
    note = with_lines(HOUSE.sign(TEXT).line, LINE, forged(OTHER))
    assert len(verified(note, [parse_verifier_key(VKEY)])) == 1


@pytest.mark.parametrize(
    "like",
    [
        SigningKey("house.example/other", HOUSE.secret),
        OTHER,
        SigningKey("house.example/log", HOUSE.secret, COSIGNATURE),
    ],
    ids=["another name", "another id", "another type"],
)
def test_a_key_is_known_by_its_name_and_its_id_together(like):
    at = 1 if like.kind == COSIGNATURE else None
    note = with_lines(like.sign(TEXT, at=at).line)
    with pytest.raises(NoteInvalid, match="No key that is trusted"):
        verified(note, [HOUSE.verifier])


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_signature_of_a_known_key_refuses_the_note(place):
    lines = [HOUSE.sign(TEXT).line, LINE]
    lines.insert(place, forged(OTHER))
    keys = [HOUSE.verifier, OTHER.verifier]
    with pytest.raises(NoteInvalid, match="was not signed by house"):
        verified(with_lines(*lines), keys)


def test_also_where_a_good_one_of_the_same_key_stands_before_it():
    with pytest.raises(NoteInvalid, match="was not signed by house"):
        verified(with_lines(HOUSE.sign(TEXT).line, forged(HOUSE)), [HOUSE.verifier])


def test_no_key_is_trusted_where_none_is_given():
    with pytest.raises(NoteInvalid, match="it names PeterNeumann"):
        verified(parse_note(NOTE), [])


@pytest.mark.parametrize("key", [HOUSE, WITNESS], ids=["log", "witness"])
@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 63, 65, 71, 73])
def test_a_signature_of_another_length_is_none(key, length):
    with pytest.raises(NoteInvalid):
        key.verifier.verify(TEXT, bytes(length))


def test_every_bit_of_a_signature_counts():
    signature = parse_note(NOTE).signatures[0].signature
    key = parse_verifier_key(VKEY)
    for bit in range(len(signature) * 8):
        flipped = int.from_bytes(signature) ^ (1 << bit)
        with pytest.raises(NoteInvalid):
            key.verify(TEXT, flipped.to_bytes(len(signature)))


def test_two_trusted_keys_of_one_name_and_id_are_refused(monkeypatch):
    monkeypatch.setattr(VerifierKey, "id", b"same")
    with pytest.raises(NoteInvalid, match="Two keys"):
        verified(with_lines(LINE), [HOUSE.verifier, OTHER.verifier])


def test_sixteen_signatures_are_read_and_many_more():
    keys = [SigningKey(f"w{n}.example", sha256(b"%d" % n).digest()) for n in range(100)]
    for number in (16, SIGNATURES_MAX):
        note = sign_note(TEXT, keys[:number])
        assert len(verified(note, [key.verifier for key in keys[:number]])) == number
    with pytest.raises(NoteInvalid, match="101 signatures"):
        sign_note(TEXT, [*keys, HOUSE])


# How a note is written

WELL = {
    "one empty line as text": b"\n\n" + LINE.encode(),
    "empty lines in the text": f"a\n\nb\n\n\n{LINE}".encode(),
    "a dash in the text": f"{LINE}\n{LINE}".encode(),
    "letters of the world": f"é — 日本\x7f\u0085\n\n{LINE}".encode(),
    "twice the same": f"a\n\n{LINE}{LINE}".encode(),
}
ILL = {
    "nothing": b"",
    "no signatures": TEXT.encode(),
    "no signatures below the blank line": f"{TEXT}\n".encode(),
    "no blank line": f"{TEXT}{LINE}".encode(),
    "no newline at the end": NOTE[:-1],
    "a blank line at the end": NOTE + b"\n",
    "an empty line between": f"{TEXT}\n{LINE}\n{LINE}x".encode(),
    "words below the signatures": NOTE + b"words\n",
    "carriage returns": NOTE.replace(b"\n", b"\r\n"),
    "a carriage return at the end": NOTE[:-1] + b"\r\n",
    "a tab": NOTE.replace(b"you ", b"you\t"),
    "a zero": NOTE.replace(b"you", b"yo\0"),
    "an escape": NOTE.replace(b"you", b"\x1b[1m"),
    "another separator": NOTE.replace(b"you", b"\x1f"),
    "half a letter": NOTE[:10] + b"\xc3" + NOTE[10:],
    "a surrogate": NOTE[:10] + b"\xed\xa0\x80" + NOTE[10:],
    "an overlong letter": NOTE[:10] + b"\xc0\x80" + NOTE[10:],
    "Latin 1": "é".encode("latin-1") + NOTE,
    "UTF-16": NOTE.decode().encode("utf-16"),
    "a hyphen": NOTE.replace("—".encode(), b"-"),
    "an en dash": NOTE.replace("—".encode(), "\u2013".encode()),
    "no space after the dash": NOTE.replace("— ".encode(), "—".encode()),
    "two spaces after the dash": NOTE.replace("— ".encode(), "—  ".encode()),
    "two spaces before the signature": NOTE.replace(b"Neumann x", b"Neumann  x"),
    "a space at the end": NOTE[:-1] + b" \n",
    "no name": f"{TEXT}\n— x08go/ZJ\n".encode(),
    "an empty name": f"{TEXT}\n—  x08go/ZJ\n".encode(),
    "a plus in the name": NOTE.replace(b"PeterNeumann", b"Peter+Neumann"),
    "a space in the name": NOTE.replace(b"PeterNeumann", "Peter\u00a0N".encode()),
    "no signature": f"{TEXT}\n— PeterNeumann\n".encode(),
    "an empty signature": f"{TEXT}\n— PeterNeumann \n".encode(),
    "an id alone": f"{TEXT}\n— PeterNeumann {base64(b'abcd')}\n".encode(),
    "half an id": f"{TEXT}\n— PeterNeumann {base64(b'abc')}\n".encode(),
    "no padding": f"{TEXT}\n— PeterNeumann {base64(b'abcde')[:-1]}\n".encode(),
    "padding within": f"{TEXT}\n— PeterNeumann YQ==YWJjZA==\n".encode(),
    "bits that say nothing": f"{TEXT}\n— PeterNeumann YWJjZGF=\n".encode(),
    "Base 64 for addresses": f"{TEXT}\n— PeterNeumann YWJjZ-__\n".encode(),
    "letters beyond ASCII": f"{TEXT}\n— PeterNeumann YWJjZé==\n".encode(),
    "too long": b"a" * NOTE_BYTES_MAX + NOTE,
}


@pytest.mark.parametrize("data", WELL.values(), ids=WELL)
def test_a_note_that_is_written_well_is_read_and_written_the_same(data):
    assert parse_note(data).data == data


@pytest.mark.parametrize("data", ILL.values(), ids=ILL)
def test_a_note_that_is_written_otherwise_is_refused(data):
    with pytest.raises(NoteInvalid):
        parse_note(data)


def test_the_text_ends_at_the_last_empty_line():
    text = "a\n\n— x YWJjZGVm\n"
    note = sign_note(text, [HOUSE])
    assert parse_note(note.data).text == text
    assert len(parse_note(note.data).signatures) == 1


@pytest.mark.parametrize("text", ["", "a", "a\nb", "a\r\n", "a\tb\n", "\ud800\n"])
def test_only_what_can_be_read_again_is_signed(text):
    with pytest.raises((NoteInvalid, UnicodeEncodeError)):
        sign_note(text, [HOUSE])


def test_a_signature_is_added_once():
    note = SignedNote(TEXT, ())
    line = NoteSignature("a", b"abcd", b"e")
    assert note.signed_too([line]).signed_too([line]).signatures == (line,)


# Keys

KEY = VKEY.partition("+")[2]
BAD_VERIFIERS = {
    "nothing": "",
    "no name": f"+{KEY}",
    "a space in the name": f"Peter Neumann+{KEY}",
    "another name": f"Paul+{KEY}",
    "another id": VKEY.replace("c74f20a3", "c74f20a4"),
    "an id in capitals": VKEY.replace("c74f20a3", "C74F20A3"),
    "a short id": VKEY.replace("c74f20a3", "c74f20a"),
    "another key": VKEY.replace("Rpc2", "Rpc3"),
    "a type nobody has": f"a+00000000+{base64(bytes((9,)) + bytes(32))}",
    "an ECDSA key": f"a+00000000+{base64(bytes((2,)) + bytes(32))}",
    "a short key": f"a+00000000+{base64(bytes((1,)) + bytes(31))}",
    "a long key": f"a+00000000+{base64(bytes((1,)) + bytes(33))}",
    "a type alone": f"a+00000000+{base64(bytes((1,)))}",
    "a newline": f"{VKEY}\n",
    "a space before": f" {VKEY}",
    "its padding twice": f"{VKEY}====",
    "a signing key": SKEY,
}


@pytest.mark.parametrize("text", BAD_VERIFIERS.values(), ids=BAD_VERIFIERS)
def test_a_verifier_key_that_was_not_copied_whole_is_refused(text):
    with pytest.raises(NoteInvalid):
        parse_verifier_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        VKEY,
        SKEY.removeprefix("PRIVATE+KEY+"),
        SKEY[:-1],
        SKEY.replace("AYEK", "AYEL"),
        SKEY.replace("c74f20a3", "c74f20a4"),
        SKEY.replace("Peter", "Paul"),
    ],
)
def test_a_signing_key_that_is_not_whole_is_refused_and_not_told(text):
    with pytest.raises(NoteInvalid) as fault:
        parse_signing_key(text)
    assert "FALVFGyNhPJE" not in str(fault.value)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "\0", "\udcff"])
def test_some_names_no_key_can_have(name):
    with pytest.raises(NoteInvalid, match="no name of a key"):
        SigningKey(name, bytes(32))


# Checkpoints

ROOT = base64(bytes(range(32)))
BAD_CHECKPOINTS = {
    "nothing": "",
    "two lines": "a\n1\n",
    "no newline at the end": f"a\n1\n{ROOT}",
    "no origin": f"\n1\n{ROOT}\n",
    "an empty line below": f"a\n1\n{ROOT}\n\n",
    "an empty line within": f"a\n1\n{ROOT}\n\nb\n",
    "a zero before": f"a\n01\n{ROOT}\n",
    "a sign": f"a\n+1\n{ROOT}\n",
    "a size below nothing": f"a\n-1\n{ROOT}\n",
    "a space": f"a\n1 \n{ROOT}\n",
    "a size in words": f"a\none\n{ROOT}\n",
    "digits of another script": f"a\n\u0661\n{ROOT}\n",
    "a size with a mark": f"a\n1_0\n{ROOT}\n",
    "a size that no log reaches": f"a\n{SIZE_MAX + 1}\n{ROOT}\n",
    "a size of many digits": f"a\n{'9' * 5_000}\n{ROOT}\n",
    "a short root": f"a\n1\n{base64(bytes(31))}\n",
    "a long root": f"a\n1\n{base64(bytes(33))}\n",
    "a root in hexadecimal": f"a\n1\n{'ab' * 32}\n",
    "a root with bits that say nothing": f"a\n1\n{ROOT[:-2]}9=\n",
    "a root of nothing that is another": f"a\n0\n{ROOT}\n",
}


@pytest.mark.parametrize("text", BAD_CHECKPOINTS.values(), ids=BAD_CHECKPOINTS)
def test_a_checkpoint_that_is_written_otherwise_is_refused(text):
    with pytest.raises(NoteInvalid):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("house.example/log", 1, bytes(32)),
        Checkpoint("a log, of +1 house", SIZE_MAX, bytes(range(32))),
        Checkpoint("house.example/log", 0, sha256(b"").digest()),
        Checkpoint("house.example/log", 7, bytes(32), ("more", "and more")),
    ],
)
def test_a_checkpoint_is_read_as_it_was_written(checkpoint):
    assert parse_checkpoint(checkpoint.text) == checkpoint
