"""A witness cosigns what only grew, and keeps what contradicts itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.proof.base64_text import NoteInvalid
from ledger.proof.equivocation import (
    Equivocation,
    NoEquivocation,
    contradict,
    parse_equivocation,
)
from ledger.proof.note import sign_note
from ledger.proof.witness import (
    LogEquivocates,
    LogSeen,
    NotCosigned,
    NotTheLogs,
    OtherSize,
    UnknownLog,
    may_cosign,
)
from tests.sample_log import HOUSE, STRANGER, SampleLog, plain_entries

LOG = SampleLog(plain_entries(40))
FORK = SampleLog([*plain_entries(5), *plain_entries(35, "other")])
"""It tells another story from the 6th entry on."""
KEYS = [HOUSE.verifier]


def seen(size, log=LOG):
    return LogSeen(keys=KEYS, last=log.note(size) if size else None)


@pytest.mark.parametrize("last", [0, 1, 5, 7, 8, 39, 40])
def test_a_log_that_only_grew_is_cosigned(last):
    note = may_cosign(LOG.consistency(last, 40), seen(last))
    assert note == LOG.note(40)


def test_an_unknown_log_is_not_cosigned():
    with pytest.raises(UnknownLog, match=r"no key of the log house\.example/log") as no:
        may_cosign(LOG.consistency(0, 40), None)
    assert no.value.status == 404


@pytest.mark.parametrize("key", [STRANGER, None], ids=["a stranger", "a false line"])
def test_what_the_log_did_not_sign_is_not_cosigned(key):
    text = LOG.checkpoint(40).text
    note = sign_note(text, [key]) if key else replace(LOG.note(39), text=text)
    with pytest.raises(NotTheLogs) as no:
        may_cosign(replace(LOG.consistency(7, 40), note=note.data), seen(7))
    assert no.value.status == 403


@pytest.mark.parametrize("last", [0, 6, 8, 40])
def test_another_size_than_was_cosigned_last_is_told(last):
    with pytest.raises(OtherSize, match=f"last at {last} entries") as no:
        may_cosign(LOG.consistency(7, 40), seen(last))
    assert (no.value.status, no.value.size) == (409, last)


def test_a_checkpoint_of_an_older_tree_is_not_cosigned_again():
    with pytest.raises(OtherSize):
        may_cosign(LOG.consistency(7, 30), seen(40))
    with pytest.raises(NotCosigned, match="begins at 40 entries") as no:
        may_cosign(replace(LOG.consistency(7, 30), old=40), seen(40))
    assert no.value.status == 400


@pytest.mark.parametrize("last", [0, 5, 8, 40])
def test_a_proof_that_proves_nothing_is_refused(last):
    request = LOG.consistency(last, 40)
    wrong = replace(request, hashes=(*request.hashes, bytes(32)))
    with pytest.raises(NotCosigned, match="is not shown to continue") as no:
        may_cosign(wrong, seen(last))
    assert no.value.status == 422


# Two histories


@pytest.mark.parametrize(
    ("last", "size"), [(40, 40), (7, 7), (8, 8), (7, 40), (39, 40)]
)
def test_two_histories_come_out_as_evidence(last, size):
    with pytest.raises(LogEquivocates, match=f"checkpoint of {size} entries") as no:
        may_cosign(FORK.consistency(last, size), seen(last))
    evidence = parse_equivocation(no.value.evidence.data)
    assert evidence == no.value.evidence
    assert evidence.verify(KEYS) == (LOG.checkpoint(last), FORK.checkpoint(size))


def test_a_fork_behind_a_perfect_tree_is_refused_without_evidence():
    # Its proof begins with the older root, and so shows none of its own.
    with pytest.raises(NotCosigned, match="is not shown to continue") as no:
        may_cosign(FORK.consistency(8, 40), seen(8))
    assert not isinstance(no.value, LogEquivocates)


def test_a_fork_is_noticed_whatever_size_its_request_names():
    request = replace(FORK.consistency(7, 40), old=3)
    with pytest.raises(LogEquivocates):
        may_cosign(request, seen(7))


@pytest.mark.parametrize(
    ("older", "newer", "hashes", "why"),
    [
        (LOG.note(7), LOG.note(40), LOG.consistency(7, 40).hashes, "may be of one"),
        (LOG.note(7), FORK.note(40), (), "may be of one"),
        (LOG.note(8), FORK.note(40), FORK.consistency(8, 40).hashes, "may be of one"),
        (LOG.note(7), LOG.note(40), FORK.consistency(7, 40).hashes, "may be of one"),
        (LOG.note(40), FORK.note(7), FORK.consistency(7, 40).hashes, "may be of one"),
        (LOG.note(0), FORK.note(7), (), "may be of one"),
    ],
)
def test_what_does_not_contradict_is_no_evidence(older, newer, hashes, why):
    with pytest.raises(NoEquivocation, match=why):
        Equivocation(older=older, newer=newer, hashes=hashes).verify(KEYS)


def test_evidence_is_of_one_log_which_signed_both():
    both = Equivocation(older=LOG.note(7), newer=FORK.note(7))
    assert contradict(*both.verify(KEYS))
    forged = sign_note(FORK.checkpoint(7).text, [STRANGER])
    with pytest.raises(NoteInvalid):
        replace(both, newer=forged).verify(KEYS)
    with pytest.raises(NoteInvalid):
        replace(both, older=forged).verify(KEYS)
    other = replace(FORK.checkpoint(7), origin="other.example/log")
    with pytest.raises(NoEquivocation, match="of two logs"):
        replace(both, newer=sign_note(other.text, [HOUSE])).verify(KEYS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"equivocation@v1\n", b"equivocation@v1\nAAAA\n"),
        (b"\n\n\xe2", b"\n\xe2"),
        (b"=\n\n", b"=\n\n\n"),
    ],
)
def test_a_text_that_is_no_evidence_is_refused(old, new):
    file = Equivocation(older=LOG.note(7), newer=FORK.note(7)).data
    assert parse_equivocation(file).data == file
    with pytest.raises(NoteInvalid):
        parse_equivocation(file.replace(old, new, 1)).verify(KEYS)
