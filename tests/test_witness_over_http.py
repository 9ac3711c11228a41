"""A service witnesses other logs, and shows its own: C2SP tlog-witness over HTTP."""

from __future__ import annotations

from hashlib import sha256

import pytest
from eventsourcing.persistence import OperationalError

from ledger.house.proofs import newest_checkpoint, prove_growth
from ledger.keys.folder import KeyFolder
from ledger.keys.witness_folder import NAME, WitnessFolder
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.consistency_file import ConsistencyFile
from ledger.proof.note import parse_note, sign_note, verified
from ledger.proof.note_keys import COSIGNATURE, SigningKey
from ledger.proof.tree import consistency_proof
from ledger.store.database import Database
from tests.foreign.go import go_judges
from tests.sale_of_tests import bid, by
from tests.sample_log import HOUSE, STRANGER, SampleLog, plain_entries
from tests.served import served
from web.witness import ADD_CHECKPOINT, REQUEST_BYTES_MAX

pytestmark = pytest.mark.slow

WITNESS = SigningKey("dale.example/witness", bytes([7]) * 32, COSIGNATURE)
LOG, OTHER = SampleLog(plain_entries(40)), SampleLog([*plain_entries(39), b"another"])


@pytest.fixture
def folder(tmp_path):
    keys = tmp_path / "of the witness"
    keys.mkdir(mode=0o700)
    folder = WitnessFolder(KeyFolder(keys).of_ledger(NAME))
    folder.make()
    folder.keep_key(WITNESS)
    folder.trust(HOUSE.verifier)
    return folder


@pytest.fixture
def service(tmp_path, folder):
    with served(tmp_path, with_={"witness": folder}) as service:
        yield service


def request(old, size, *, log=LOG, key=HOUSE, hashes=None):
    """Return what a log asks with."""
    checkpoint = Checkpoint(key.name, size, log.checkpoint(size).root)
    if hashes is None:
        hashes = consistency_proof(log, old, size)
    note = sign_note(checkpoint.text, [key])
    return ConsistencyFile(old=old, hashes=tuple(hashes), note=note.data).data


def _of_no_entries():
    """Return a request over no entries, with the root of one."""
    text = Checkpoint(HOUSE.name, 0, LOG.checkpoint(1).root).text
    signed = f"{text}\n{HOUSE.sign(text).line}".encode()
    return ConsistencyFile(old=0, hashes=(), note=signed).data


def ask(service, content):
    return service.client.post(ADD_CHECKPOINT, content=content)


def shown(service, origin):
    name = sha256(origin.encode()).hexdigest()
    return service.client.get(f"/witness/{name}/checkpoint")


def test_a_log_that_grows_is_cosigned_again_and_again(service, folder, tmp_path):
    for old, size in ((0, 10), (10, 10), (10, 27), (27, 40)):
        asked = request(old, size)
        answer = ask(service, asked)
        assert (answer.status_code, answer.text[:2]) == (200, "\u2014 "), answer.text
        note = parse_note(asked.partition(b"\n\n")[2] + answer.content)
        signed = verified(note, [HOUSE.verifier, WITNESS.verifier])
        assert [each.key for each in signed] == [HOUSE.verifier, WITNESS.verifier]
        # It was on the disk before it was answered.
        assert folder.seen(HOUSE.name).last == note
    file = tmp_path / "cosigned"
    file.write_bytes(note.data)
    keys = f"{HOUSE.verifier.text},{WITNESS.verifier.text}"
    assert go_judges(("note", keys, file))[0].startswith("ok")
    assert shown(service, HOUSE.name).content == note.data


def test_another_size_is_told_as_a_number(service):
    ask(service, request(0, 10))
    answer = ask(service, request(0, 20))
    assert (answer.status_code, answer.content) == (409, b"10\n")
    assert answer.headers["content-type"] == "text/x.tlog.size"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (request(0, 10, key=SigningKey("other.example/log", bytes(32))), 404),
        (request(0, 10, key=STRANGER), 403),
        (request(20, 10, hashes=()), 400),
        (b"", 400),
        (b"old 0\n\n", 400),
        (b"old 00\n\n" + request(0, 10).partition(b"\n\n")[2], 400),
        (request(0, 10, hashes=[bytes(32)] * 64), 400),
        (request(0, 10, hashes=[bytes(32)]), 422),
        (_of_no_entries(), 422),
        (b"x" * (REQUEST_BYTES_MAX + 1), 413),
    ],
)
def test_what_is_not_cosigned_is_told_by_its_status(service, folder, asked, status):
    answer = ask(service, asked)
    assert answer.status_code == status, answer.text
    assert answer.text.endswith("\n")
    assert folder.seen(HOUSE.name).last is None


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (request(10, 20, hashes=[bytes(32)]), 422),
        (request(10, 10, log=OTHER), 200),
        (request(40, 40, log=OTHER), 409),
    ],
)
def test_what_does_not_continue_is_not_cosigned(service, folder, asked, status):
    ask(service, request(0, 10))
    before = folder.seen(HOUSE.name).last
    assert ask(service, asked).status_code == status
    if status != 200:
        assert folder.seen(HOUSE.name).last == before


def test_two_trees_of_one_size_are_kept_as_evidence_once(service, folder):
    ask(service, request(0, 40))
    before = folder.seen(HOUSE.name).last
    for hashes in ((), [bytes(32)], [bytes(range(32))] * 9):
        answer = ask(service, request(40, 40, log=OTHER, hashes=hashes))
        assert answer.status_code == 422
    assert len(folder.evidence_of(HOUSE.name)) == 1
    assert folder.seen(HOUSE.name).last == before
    assert str(folder.path) not in answer.text


def test_nobody_fills_the_disk_with_proofs_that_lead_nowhere(service, folder):
    ask(service, request(0, 10))
    for number in range(3):
        asked = request(10, 20, hashes=[bytes([number]) * 32])
        assert ask(service, asked).status_code == 422
    assert folder.evidence_of(HOUSE.name) == []


def test_what_others_write_below_a_checkpoint_is_not_shown(service):
    asked = request(0, 10)
    more = STRANGER.sign(parse_note(asked.partition(b"\n\n")[2]).text)
    assert ask(service, asked + more.line.encode()).status_code == 200
    names = [
        each.name for each in parse_note(shown(service, HOUSE.name).content).signatures
    ]
    assert names == [HOUSE.name, WITNESS.name]


def test_who_has_no_key_of_a_witness_is_none(tmp_path):
    empty = WitnessFolder(KeyFolder(tmp_path / "none").of_ledger(NAME))
    with served(tmp_path, with_={"witness": empty}) as service:
        assert ask(service, request(0, 10)).status_code == 404
    assert not empty.path.exists()


def test_our_own_log_is_shown_as_it_was_signed(service):
    newest = newest_checkpoint(service.house)
    origin = newest.text.partition("\n")[0]
    answer = shown(service, origin)
    assert (answer.status_code, answer.content) == (200, newest.data)
    # Nobody makes us sign by asking often.
    service.house.do(bid(1, "101", 150), by=by())
    assert shown(service, origin).content == newest.data
    proof = prove_growth(service.house, 0, newest_checkpoint(service.house))
    assert parse_note(proof.note) != newest


def test_a_log_that_cannot_be_read_is_shown_to_nobody(service, monkeypatch):
    def is_gone(*_):
        raise OperationalError("host=10.0.0.1 is gone")

    monkeypatch.setattr(Database, "rows", is_gone)
    answer = shown(service, "lotledger/x")
    assert (answer.status_code, "10.0.0.1" in answer.text) == (503, False)
    assert "cannot be used" in answer.text


@pytest.mark.parametrize("name", ["0" * 64, "0" * 63, "A" * 64, "..", "x"])
def test_a_log_that_nobody_knows_is_shown_to_nobody(service, name):
    assert service.client.get(f"/witness/{name}/checkpoint").status_code == 404
