"""A policy says whom its reader trusts, in one way alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ledger.proof.base64_text import NoteInvalid, encoded
from ledger.proof.lines import Malformed
from ledger.proof.note import sign_note
from ledger.proof.note_keys import COSIGNATURE, SigningKey, VerifierKey
from ledger.proof.policy import parse_policy
from tests.sample_log import AT, HOUSE, STRANGER, SampleLog, plain_entries
from tests.seeds import seeds

LOG = SampleLog(plain_entries(9))
LOG_KEY = HOUSE.verifier.text
WITNESSES = {
    name: SigningKey(f"{name}.example", bytes([number]) * 32, COSIGNATURE)
    for number, name in enumerate(("X1", "X2", "X3", "Y1", "Y2", "Y3"), 100)
}
KEYS = {name: key.verifier.text for name, key in WITNESSES.items()}
NAMED = "".join(f"witness {name} {key}\n" for name, key in KEYS.items())
EXAMPLE = f"""\
# The example of the specification
log {LOG_KEY}

{NAMED}group X-witnesses 2 X1 X2 X3
 \tgroup  Y-witnesses any Y1 Y2 Y3\t
group X-and-Y all X-witnesses Y-witnesses
\t# What is asked for
quorum X-and-Y
"""


def judged(policy, *names):
    note = LOG.note(9, *(WITNESSES[name] for name in names))
    return parse_policy(policy.encode()).judge(note)


@pytest.mark.parametrize(
    ("names", "met"),
    [
        ("", False),
        ("X1 X2", False),
        ("X1 Y1", False),
        ("Y1 Y2 Y3", False),
        ("X1 X2 Y3", True),
        ("X2 X3 Y1", True),
        ("X1 X2 X3 Y1 Y2 Y3", True),
    ],
)
def test_a_quorum_of_groups(names, met):
    judgement = judged(EXAMPLE, *names.split())
    assert judgement.witnessed is met
    assert judgement.lacks == (None if met else "X-and-Y")
    assert [each.witness for each in judgement.cosignatures] == names.split()
    assert {each.at for each in judgement.cosignatures} <= {AT}
    assert judgement.logs == (HOUSE.verifier,)
    assert judgement.checkpoint == LOG.checkpoint(9)


def test_no_quorum_is_lacking_and_none_is_there():
    judgement = judged(f"log {LOG_KEY}\nquorum none\n")
    assert (judgement.witnessed, judgement.lacks) == (False, None)
    judgement = judged(f"quorum none\nlog {LOG_KEY} https://house.example/\n", "X1")
    assert judgement.cosignatures == (), "a witness that is not named says nothing"


def test_a_quorum_may_be_a_witness():
    policy = f"log {LOG_KEY}\n{NAMED}quorum X2\n"
    assert judged(policy, "X2").witnessed
    assert judged(policy, "X1", "X3").lacks == "X2"


def test_a_log_is_trusted_by_its_key_and_its_origin():
    policy = f"log {LOG_KEY}\nquorum none\n"
    elsewhere = replace(LOG.checkpoint(9), origin="other.example/log")
    signed = sign_note(elsewhere.text, [HOUSE])
    with pytest.raises(NoteInvalid, match="not among those that are trusted"):
        parse_policy(policy.encode()).judge(signed)
    # Nor is a log by the key of another.
    other = VerifierKey("other.example/log", STRANGER.verifier.public)
    both = f"log {other.text}\n{policy}".encode()
    with pytest.raises(NoteInvalid, match="No key that is trusted"):
        parse_policy(both).judge(signed)
    note = sign_note(LOG.checkpoint(9).text, [STRANGER])
    with pytest.raises(NoteInvalid, match="No key that is trusted"):
        parse_policy(policy.encode()).judge(note)


def test_witnesses_do_not_stand_for_a_log():
    policy = f"log {LOG_KEY}\n{NAMED}quorum X1\n".encode()
    text = LOG.checkpoint(9).text
    note = sign_note(text, [STRANGER]).signed_too([WITNESSES["X1"].sign(text, at=AT)])
    with pytest.raises(NoteInvalid, match="did not sign the checkpoint"):
        parse_policy(policy).judge(note)


def test_a_false_signature_of_a_witness_refuses_all():
    note = LOG.note(9, WITNESSES["X1"])
    later = (AT + 1).to_bytes(8) + note.signatures[1].signature[8:]
    signatures = (note.signatures[0], replace(note.signatures[1], signature=later))
    with pytest.raises(NoteInvalid, match="was not signed by X1"):
        parse_policy(EXAMPLE.encode()).judge(replace(note, signatures=signatures))


OF_THE_LOGS_KEY = VerifierKey("w.example", HOUSE.verifier.public, COSIGNATURE).text
RENAMED = VerifierKey("again.example", WITNESSES["X1"].verifier.public, COSIGNATURE)
MANY = "".join(f"witness w{n} {key}\n" for n, key in enumerate(KEYS.values()))


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ("", "has no quorum"),
        (f"log {LOG_KEY}\n", "has no quorum"),
        ("quorum none", "does not end with a newline"),
        ("quorum none\nquorum none\n", "Line 2 of the policy is a second quorum"),
        ("quorum\n", "It must be one of"),
        ("quorum none today\n", "It must be one of"),
        ("Quorum none\n", "It must be one of"),
        ("quorum nobody\n", "'nobody', which no witness and no group"),
        (f"quorum X1\n{NAMED}", "of an earlier line is called"),
        ("quorum none\r\n", "Line 1 of the policy holds the byte 0x0d"),
        ("# \x00\nquorum none\n", "holds the byte 0x00"),
        ("quorum none\n\x7f\n", "Line 2 of the policy holds the byte 0x7f"),
        ("quorum\u00a0none\n", "It must be one of"),
        ("log\nquorum none\n", "It must be one of"),
        ("log x\nquorum none\n", "no verifier key"),
        (f"log {LOG_KEY}x\nquorum none\n", "no verifier key"),
        (f"log {KEYS['X1']}\nquorum none\n", "a log has one of the type 0x01"),
        (f"log {LOG_KEY} a b\nquorum none\n", "It must be one of"),
        (f"log {LOG_KEY}\n" * 2 + "quorum none\n", "Line 2 of the policy names a log"),
        (f"witness X1 {LOG_KEY}\nquorum X1\n", "a witness has one of the type 0x04"),
        (f"witness none {KEYS['X1']}\nquorum none\n", "'none' a second meaning"),
        (
            f"witness X1 {KEYS['X1']}\nwitness X1 {KEYS['X2']}\nquorum X1\n",
            "second mea",
        ),
        (f"witness A {KEYS['X1']}\nwitness B {RENAMED.text}\nquorum A\n", "twice"),
        (NAMED + "group G all\nquorum G\n", "asks for 'all' of 0"),
        (NAMED + "group G 0 X1\nquorum G\n", "asks for '0' of 1"),
        (NAMED + "group G 3 X1 X2\nquorum G\n", "asks for '3' of 2"),
        (NAMED + "group G 01 X1 X2\nquorum G\n", "asks for '01' of 2"),
        (NAMED + "group G most X1 X2\nquorum G\n", "asks for 'most' of 2"),
        (NAMED + "group G any X1 X1\nquorum G\n", "in a group already"),
        (NAMED + "group G any X1\ngroup H any X1\nquorum G\n", "in a group already"),
        (NAMED + "group G any none\nquorum G\n", "'none', which no witness"),
        (NAMED + "group G any G\nquorum G\n", "'G', which no witness"),
        (NAMED + "group G any Z\nquorum G\n", "'Z', which no witness"),
        (NAMED + "group X1 any X2\nquorum X1\n", "'X1' a second meaning"),
        (NAMED + "group none any X2\nquorum none\n", "'none' a second meaning"),
    ],
)
def test_a_text_that_is_no_policy_is_told_why(policy, sentence):
    with pytest.raises(Malformed, match=sentence):
        parse_policy(policy.encode())


def test_names_are_octets():
    kelvin = "\N{KELVIN SIGN}"
    text = f"log {LOG_KEY}\nwitness K {KEYS['X1']}\nwitness {kelvin} {KEYS['X2']}\n"
    assert judged(f"{text}quorum {kelvin}\n", "X2").witnessed
    assert not judged(f"{text}quorum {kelvin}\n", "X1").witnessed
    latin = f"log {LOG_KEY}\nwitness \xe9 {KEYS['X1']}\nquorum \xe9\n# \xff\n"
    assert parse_policy(latin.encode("latin-1")).judge(LOG.note(9)).lacks == "\udce9"
    with pytest.raises(Malformed, match="a verifier key that is not UTF-8"):
        parse_policy(b"log \xff+00000000+AAAA\nquorum none\n")


def test_the_limits_that_every_reader_must_take():
    keys = [SigningKey(f"k{n}", bytes([n]) * 32) for n in range(1, 41)]
    lines = [f"log {key.verifier.text}" for key in keys]
    for number, key in enumerate(keys):
        witness = VerifierKey(f"w{number}", key.verifier.public, COSIGNATURE)
        lines += [f"witness w{number} {witness.text}", f"group g{number} 1 w{number}"]
    lines += ["group all 40 " + " ".join(f"g{n}" for n in range(40)), "quorum all", ""]
    policy = parse_policy("\n".join(lines).encode())
    assert (len(policy.logs), len(policy.witnesses), len(policy.groups)) == (40, 40, 41)


def test_a_key_is_read_in_one_way_alone():
    name, id_, key = LOG_KEY.split("+", 2)
    for wrong in (
        f"{name}+{id_.upper()}x+{key}",
        f"{name}+{id_}+{key}=",
        f"{name}+{id_}+{encoded(b'')}",
        f"{name}.+{id_}+{key}",
        f"{name}+{id_[:-1]}0+{key}" if id_[-1] != "0" else f"{name}+{id_[:-1]}1+{key}",
    ):
        with pytest.raises(Malformed):
            parse_policy(f"log {wrong}\nquorum none\n".encode())


@pytest.mark.parametrize("seed", seeds(30, fast=6))
def test_an_altered_policy_is_refused_or_means_something(seed):
    dice = random.Random(seed)
    for _ in range(60):
        altered = bytearray(EXAMPLE.encode())
        for _ in range(dice.choice((1, 1, 3))):
            at = dice.randrange(len(altered))
            altered[at : at + dice.choice((0, 1, 9))] = dice.randbytes(
                dice.randrange(2)
            )
        try:
            policy = parse_policy(bytes(altered))
        except Malformed:
            continue
        assert policy.quorum == "none" or policy.quorum in policy.groups
