"""Two houses witness each other by file, and an authority puts a time to both."""

from __future__ import annotations

import gc
import signal
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import pytest

from ledger.proof.equivocation import parse_equivocation
from ledger.proof.note import parse_note
from ledger.proof.note_keys import parse_verifier_key
from tests.clerk import Clerk, clerk_of_a_sale, process
from tests.foreign.authority import authority
from tests.foreign.go import go_judges
from tests.patience import PATIENCE
from tests.sample_log import HOUSE, SampleLog, plain_entries

pytestmark = pytest.mark.slow


class House(Clerk):
    """A house with a folder of keys, and with a witness."""

    def __init__(self, folder, name):
        clerk_of_a_sale(folder)
        super().__init__(folder)
        self.name = f"{name}.example/witness"
        self.keys = folder.parent / f"keys of {name}"
        self.keys.mkdir(mode=0o700)

    def type(self, words):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LOTLEDGER_KEYS", str(self.keys))
            return super().type(words)

    def bid(self, minute, maximum=100):
        """Record something more."""
        self(
            f"bid MAY26/1 --paddle 101 --maximum {maximum} "
            f"--at 2026-05-03T09:{minute:02}-05:00"
        )

    @property
    def key(self):
        return self("key show --json").json["keys"][-1]["key"]

    @property
    def witness_key(self):
        return self("audit heads --json").json["own_witness"]["key"]


@pytest.fixture
def houses(tmp_path):
    """Return two houses with a ledger each, under names of their own."""
    made = []
    for name in ("ann", "bob"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(House(folder, name))
    return made


def cosigned(ann, bob, *, first=False):
    """Let Bob cosign what Ann's log is now; returns the file that he gives back."""
    asked, given = ann.folder / "asked", ann.folder / "given"
    seen = 0
    if not first:
        (log,) = bob("audit heads --json").json["own_witness"]["logs"]
        seen = log["size"] or 0
    ann.does(f"audit consistency {seen} --out {{f}}", f=asked)
    more = f"--key {ann.key} --name {bob.name}" if first else ""
    bob.does(f"audit cosign {{f}} --out {{g}} {more}", f=asked, g=given)
    return given


def test_two_houses_witness_each_other(houses):
    ann, bob = houses
    # Each ledger here is a copy of one: under one name there are two histories.
    bob.ledger = ann.folder.parent / "bob" / "own.db"
    bob.begin()
    for one, other in ((ann, bob), (bob, ann)):
        one.bid(1)
        given = cosigned(one, other, first=True)
        keys = one.key, other.witness_key
        assert go_judges(("note", ",".join(keys), given))[0].startswith("ok")
        said = one.does("audit heads --import {f} --witness {k}", f=given, k=keys[1])
        assert f"is cosigned by {other.name}." in said
        one.bid(2, 150)
        one.does("audit heads --import {f}", f=cosigned(one, other))
        (*_, last) = one("audit heads --json").json["checkpoints"]
        (by,) = last["cosignatures"]
        assert (by["witness"], by["known"]) == (other.name, True)
        # What is proved from then on carries it, and a policy may ask for it.
        one.bid(3, 200)
        proof = one.folder / "bid.tlog-proof"
        one.does("audit prove MAY26/1#1 --out {f}", f=proof)
        entry = one.folder / "bid.entry"
        assert go_judges(("proof", ",".join(keys), proof, entry))[0].startswith("ok")
        policy = one.writes("policy", f"log {keys[0]}\nwitness w {keys[1]}\nquorum w\n")
        checked = one("audit check {f} --policy {p} --json", f=proof, p=policy)
        assert (checked.code, checked.json["trust"]) == (0, "witnessed")


def test_what_a_witness_signed_over_is_witnessed(houses):
    ann, bob = houses
    bid = "bid MAY26/1 --paddle 101 --maximum 100 --at 2026-05-03T09:01-05:00 --key k"
    assert ann.does(bid).rstrip().endswith(f"At position {ann.events()}.")
    assert ", and witnessed." not in ann.does(bid)
    given = cosigned(ann, bob, first=True)
    # Where the log signed alone, nobody else would miss it.
    assert ", and witnessed." not in ann.does(bid)
    ann.does("audit heads --import {f} --witness {k}", f=given, k=bob.witness_key)
    assert ann.does(bid).rstrip().endswith(", and witnessed.")
    ann.bid(2, 150)
    later = bid.replace("100", "200").replace("--key k", "--key later")
    ann.does(later)
    assert ", and witnessed." not in ann.does(later)


def test_a_witness_needs_no_ledger(houses):
    ann, bob = houses
    bob.ledger = bob.folder / "nowhere.db"
    cosigned_by_nobody = ann.writes("c", ann.does("audit checkpoint"))
    said = bob(
        "audit cosign {f} --key {k} --name {n}",
        f=cosigned_by_nobody,
        k=ann.key,
        n=bob.name,
    )
    assert said.code == 0
    assert f"This witness cosigns with: {bob.name}+" in said.err
    assert "Nothing of this log was cosigned before." in said.err
    note = parse_note(said.out.encode())
    assert [each.name for each in note.signatures][1:] == [bob.name]
    again = bob("audit cosign {f} --json", f=cosigned_by_nobody)
    assert again.json["old"] == again.json["size"]
    assert parse_verifier_key(again.json["witness"]).name == bob.name
    assert not bob.ledger.exists()


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("audit cosign {f} --name w.example", 1, "no key of the log"),
        ("audit cosign {f} --key {k}", 2, "has no name yet"),
        ("audit cosign {f} --key {k} --name 'w example'", 2, "no name of a key"),
        ("audit cosign {f} --key {w} --name w.example", 2, "no verifier key of a log"),
        ("audit cosign {f} --key {o} --name w.example", 1, "No key that is trusted"),
        ("audit cosign {f} --key nowhere --name w.example", 1, "no such file"),
        ("audit cosign {k} --name w.example", 1, "no such file"),
        ("audit cosign {e} --key {k} --name w.example", 1, "no blank line before"),
    ],
)
def test_what_a_witness_does_not_sign_is_told(houses, line, code, sentence):
    ann, bob = houses
    file = ann.writes("checkpoint", ann.does("audit checkpoint"))
    key = parse_verifier_key(ann.key)
    stranger = type(key)(key.name, bytes([1]) * 32)
    of_a_witness = type(key)(key.name, key.public, 4)
    quoted = {"f": file, "k": ann.key, "o": stranger.text, "w": of_a_witness.text}
    answer = bob(line, **quoted, e=ann.writes("empty", "x\n"))
    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err


def test_a_key_is_known_once_it_has_signed(houses):
    ann, bob = houses
    key = parse_verifier_key(ann.key)
    stranger = type(key)(key.name, bytes([1]) * 32)
    file = ann.writes("c", ann.does("audit checkpoint"))
    line = "audit cosign {f} --name {n} --key {k}"
    assert bob(line, f=file, n=bob.name, k=stranger.text).code == 1
    bob.does(line, f=file, n=bob.name, k=ann.key)
    (log,) = bob("audit heads --json").json["own_witness"]["logs"]
    assert log["verifier_keys"] == [ann.key]


@pytest.fixture
def live(tmp_path, monkeypatch):
    """Return a house whose ledger is live, and signs with a key of its own."""
    (tmp_path / "live").mkdir()
    house = House(tmp_path / "live", "live")
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    house.ledger = house.folder / "own.db"
    house.does("client add C-1")
    house.does("key new --name live.example/log")
    return house


def test_a_live_log_is_witnessed_over_a_new_key(houses, live):
    (_, bob), former = houses, live.key
    given = cosigned(live, bob, first=True)
    live.does("audit heads --import {f} --witness {k}", f=given, k=bob.witness_key)
    live.does("client add C-2")
    live.does("key rotate --reason 'Ann left'")
    # The first checkpoint over the new key is signed by both, and so is cosigned.
    live.does("audit heads --import {f}", f=cosigned(live, bob))
    live.does("client add C-3")
    size = bob("audit heads --json").json["own_witness"]["logs"][0]["size"]
    request = live.writes("r", live.does(f"audit consistency {size}"))
    answer = bob("audit cosign {f}", f=request)
    assert (answer.code, answer.out) == (1, "")
    assert "If the log has a new key, give it with: --key" in answer.err
    bob.does("audit cosign {f} --key {k} --out {o}", f=request, k=live.key, o=given)
    live.does("audit heads --import {f}", f=given)
    shown = live("audit heads --json").json
    assert shown["origin"] == "live.example/log"
    assert shown["heads"][0]["size"] == shown["checkpoints"][-1]["size"]
    proof = live.folder / "client.tlog-proof"
    live.does(f"audit prove {size + 1} --out {{f}}", f=proof)
    entry = live.folder / "client.entry"
    both = f"{live.key},{bob.witness_key}"
    policy = live.writes(
        "policy",
        f"log {former}\nlog {live.key}\nwitness w {bob.witness_key}\nquorum w\n",
    )
    assert go_judges(("proof", both, proof, entry))[0].startswith("ok")
    checked = live("audit check {f} --policy {p} --json", f=proof, p=policy)
    assert (checked.code, checked.json["trust"]) == (0, "witnessed")
    assert (live.folder.parent / "keys of live").is_dir()
    folder = live.folder / "tiles"
    live.does("audit tiles {f}", f=folder)
    assert (folder / "vkey").read_text() == f"{former}\n{live.key}\n"


def test_an_older_copy_of_a_live_ledger_proves_nothing(live):
    before = live.ledger.read_bytes()
    live.does("client add C-2")
    live.does("audit checkpoint")
    live.ledger.write_bytes(before)
    for line in ("prove 1 --out p", "consistency 1", "tiles t", "heads", "timestamp"):
        answer = live(f"audit {line}")
        assert (answer.code, answer.out) == (3, ""), line
    assert not (live.folder / "p").exists()


def test_a_witness_keeps_its_key_to_itself(houses):
    ann, bob = houses
    cosigned(ann, bob, first=True)
    key = bob.keys / "witness" / "witness.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    answer = bob("audit cosign {f}", f=ann.writes("c", ann.does("audit checkpoint")))
    assert (answer.code, answer.out) == (1, "")
    assert "others may use it" in answer.err


def test_of_many_at_once_one_is_cosigned_and_nothing_goes_back(tmp_path):
    keys, log = tmp_path / "keys", SampleLog(plain_entries(40))
    keys.mkdir(mode=0o700)
    env = {"LOTLEDGER_KEYS": str(keys)}
    first, vkey = tmp_path / "first", tmp_path / "vkey"
    first.write_bytes(log.note(5).data)
    vkey.write_text(f"{HOUSE.verifier.text}\n")
    words = ["audit", "cosign", first, "--name", "w.example", "--key", vkey]
    started = process(words, env=env)
    started.communicate(timeout=PATIENCE)
    assert started.returncode == 0
    racing = []
    for size in range(6, 12):
        request = tmp_path / f"to-{size}"
        request.write_bytes(log.consistency(5, size).data)
        racing.append((size, process(["audit", "cosign", request], env=env)))
    ended = {size: (one.communicate(), one.returncode) for size, one in racing}
    won = [size for size, (_, code) in ended.items() if code == 0]
    assert len(won) == 1
    for size, ((_, said), code) in ended.items():
        if size not in won:
            assert code == 1
            assert f"last at {won[0]} entries" in said
    (kept,) = keys.rglob("checkpoint")
    assert parse_note(kept.read_bytes()).text == log.checkpoint(won[0]).text


def test_a_witness_asks_for_a_proof_from_what_it_saw_last(houses):
    ann, bob = houses
    cosigned(ann, bob, first=True)
    (seen,) = bob("audit heads --json").json["own_witness"]["logs"]
    ann.bid(1)
    checkpoint = ann.writes("c", ann.does("audit checkpoint"))
    answer = bob("audit cosign {f}", f=checkpoint)
    assert answer.code == 1
    asked = f"lotledger audit consistency {seen['size']}"
    assert f"Ask its owner for: {asked}" in answer.err
    request = ann.writes("r", ann.does(asked.removeprefix("lotledger ")))
    bob.does("audit cosign {f}", f=request)


def test_two_histories_come_out_as_a_file_that_anybody_may_verify(houses):
    ann, bob = houses
    fork, carol = House.__new__(House), bob
    fork.folder, fork.ledger, fork.keys = ann.folder, ann.folder / "fork.db", ann.keys
    fork.ledger.write_bytes(ann.ledger.read_bytes())
    ann.bid(1)
    cosigned(ann, carol, first=True)
    fork.bid(1, 90)
    (log,) = carol("audit heads --json").json["own_witness"]["logs"]
    for line in ("audit checkpoint", f"audit consistency {log['size']}"):
        forked = fork.writes("forked", fork.does(line))
        answer = carol("audit cosign {f}", f=forked)
        assert answer.code == 1
        assert "log-equivocates" in answer.err
        fork.bid(2, 140)
    (log,) = carol("audit heads --json").json["own_witness"]["logs"]
    assert len(log["evidence"]) == 2
    policy = carol.writes("policy", f"log {ann.key}\nquorum none\n")
    for file in log["evidence"]:
        said = carol.does("audit check {f} --policy {p}", f=file, p=policy)
        assert "signed two histories" in said
        shown = carol("audit check {f} --policy {p} --json", f=file, p=policy).json
        assert shown["equivocates"]
        evidence = parse_equivocation(Path(file).read_bytes())
        notes = (
            carol.writes("one", evidence.older.data),
            carol.writes("two", evidence.newer.data),
        )
        answers = go_judges(*(("note", ann.key, note) for note in notes))
        assert all(answer.startswith("ok") for answer in answers)
    # What was seen before stays what was seen last.
    ann.bid(3, 300)
    given = cosigned(ann, carol)
    assert given.exists()


def test_a_cosignature_is_taken_of_this_log_and_of_known_witnesses_alone(houses):
    ann, bob = houses
    ann.bid(1)
    given = cosigned(ann, bob, first=True)
    answer = ann("audit heads --import {f}", f=given)
    assert answer.code == 1
    assert "not-a-cosignature" in answer.err
    plain = ann.writes("plain", ann.does("audit checkpoint"))
    answer = ann("audit heads --import {f} --witness {k}", f=plain, k=bob.witness_key)
    assert (answer.code, answer.out) == (1, "")
    note = parse_note(given.read_bytes())
    text = note.text.replace("lotledger", "otherledger")
    given.write_bytes(note.data.replace(note.text.encode(), text.encode()))
    answer = ann("audit heads --import {f}", f=given)
    assert "checkpoint-of-another" in answer.err


def test_a_cosignature_over_a_lost_end_says_that_the_ledger_is_another(houses):
    ann, bob = houses
    before = ann.ledger.read_bytes()
    ann.bid(1)
    given = cosigned(ann, bob, first=True)
    ann.ledger.write_bytes(before)
    answer = ann("audit heads --import {f} --witness {k}", f=given, k=bob.witness_key)
    assert answer.code == 3
    assert "of another history than the ledger" in answer.err


# Time


def test_an_authority_is_asked_over_http(houses):
    ann, _ = houses
    tsa = authority()
    out = ann.folder / "stamps"
    with tsa.serving() as (url, asked):
        line = "audit timestamp --url {u} --trusted {t} --out {o} --json"
        shape = ann(line, u=url, t=tsa.trusted, o=out).json
    assert [kind for kind, _ in asked] == ["application/timestamp-query"]
    assert shape["signed_by"] == "CN=Test authority stamps"
    size = shape["size"]
    stamped, reply = (
        out / f"checkpoint-{size}",
        out / f"checkpoint-{size}.127.0.0.1.tsr",
    )
    assert tsa.accepts(stamped.read_bytes(), reply.read_bytes())
    (last,) = ann("audit heads --json").json["checkpoints"]
    assert last["stamped_by"] == ["127.0.0.1"]
    policy = ann.writes("policy", f"log {ann.key}\nquorum none\n")
    line = "audit check {f} --policy {p} --timestamp {r} --trusted {t} --json"
    checked = ann(line, f=stamped, p=policy, r=reply, t=tsa.trusted)
    assert (checked.code, checked.json["trust"]) == (0, "timestamped")
    assert checked.json["stamped_at"] == shape["at"]
    with tsa.serving() as (url, _):
        again = ann("audit timestamp --url {u} --trusted {t}", u=url, t=tsa.trusted)
    assert again.code == 1
    assert "stamped the checkpoint of" in again.err


def test_an_authority_is_asked_by_file(houses):
    ann, _ = houses
    tsa, request, reply = authority(), ann.folder / "q", ann.folder / "r"
    said = ann.does("audit timestamp --request {q}", q=request)
    size = int(ann.does("audit checkpoint").split("\n")[1])
    assert f"--size {size} --reply FILE" in said
    ann.bid(1)
    reply.write_bytes(tsa.reply(request.read_bytes()))
    line = f"audit timestamp --size {size} --reply {{r}} --trusted {{t}} --authority A"
    assert "The timestamp is kept under A." in ann.does(line, r=reply, t=tsa.trusted)
    # It is of that checkpoint, and of no later one.
    line = "audit timestamp --reply {r} --trusted {t} --authority A"
    answer = ann(line, r=reply, t=tsa.trusted)
    assert answer.code == 1
    assert "no timestamp of this checkpoint" in answer.err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ((404, "text/html", b"nothing"), "it answered 404"),
        ((200, "text/html", b"<p>Welcome</p>"), "it answered with text/html"),
        ((200, "application/timestamp-reply", b"x"), "not one of RFC 3161"),
        ((302, "text/html", b""), "it answered 302"),
    ],
)
def test_an_authority_that_gives_no_timestamp_is_told(houses, given, sentence):
    ann, _ = houses
    tsa = authority()
    with tsa.serving(given) as (url, _):
        answer = ann("audit timestamp --url {u} --trusted {t}", u=url, t=tsa.trusted)
    assert (answer.code, answer.out) == (1, "")
    assert sentence in answer.err
    assert "Nothing was recorded" in answer.err
    # A connection that was left open is told here, and not in a test to come.
    gc.collect()


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("--url http://127.0.0.1:9/", 1, "gave no timestamp"),
        ("--authority A --url file:///etc/passwd", 1, "neither http:// nor https://"),
        ("", 2, "Say whose timestamp it is"),
        ("--authority A", 2, "Say where the authority is asked"),
        ("--size 999 --authority A --reply {t}", 1, "has no checkpoint of 999"),
        ("--authority A --reply nowhere", 1, "no such file"),
    ],
)
def test_a_timestamp_that_cannot_be_asked_for_is_told(houses, line, code, sentence):
    ann, _ = houses
    trusted = authority().trusted
    answer = ann(f"audit timestamp --trusted {{t}} {line}", t=trusted)
    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err


def test_no_authority_is_trusted_without_its_certificates(houses):
    ann, _ = houses
    tsa = authority()
    with tsa.serving() as (url, _):
        for more, code in (("", 2), ("--trusted {t}", 1)):
            line, text = f"audit timestamp --url {{u}} {more}", tsa.folder / "settings"
            answer = ann(line, u=url, t=text)
            assert (answer.code, answer.out) == (code, "")
            assert "certificate" in answer.err


@contextmanager
def serving(house):
    """Serve a house's ledger, and let it witness others; yields its address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOTLEDGER_KEYS", str(house.keys))
        words = ["--ledger", str(house.ledger), "serve", "--port", "0"]
        started = process(words, cwd=house.folder)
    try:
        line = started.stdout.readline()
        assert "Serving" in line, started.stderr.read()
        yield line.split(" at ")[1].partition(". ")[0]
    finally:
        started.send_signal(signal.SIGINT)
        started.communicate(timeout=PATIENCE)


def fetched(address):
    with urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 (our own)
        return answer.read()


def test_a_house_asks_a_witness_over_http(houses, tmp_path):
    ann, bob = houses
    bob.does("vault new")
    cosigned(ann, bob, first=True)
    ann.bid(1)
    key = bob.witness_key
    with serving(bob) as address:
        ask = f"audit ask-witness {address}/witness"
        refused = ann(ask)
        assert (refused.code, "not-a-cosignature" in refused.err) == (1, True), refused
        told = ann.does(f"{ask} --witness {key}")
        assert f"is cosigned by {bob.name}." in told
        ann.bid(2, 150)
        asked = ann(f"{ask} --json").json
        assert asked["cosigned_by"] == [bob.name]
        origin = asked["note"].partition("\n")[0]
        monitored = f"witness/{sha256(origin.encode()).hexdigest()}/checkpoint"
        # What a witness shows of a log has its own signature and the log's.
        assert fetched(f"{address}/{monitored}") == asked["note"].encode()
    ann.does("vault new")
    with serving(ann) as address:
        note = fetched(f"{address}/{monitored}")
        assert note == asked["note"].encode()
    file = tmp_path / "monitored"
    file.write_bytes(note)
    assert go_judges(("note", f"{ann.key},{key}", file))[0].startswith("ok")


def test_an_older_copy_is_told_that_a_witness_saw_more(houses):
    ann, bob = houses
    bob.does("vault new")
    older = ann.folder / "older.db"
    older.write_bytes(ann.ledger.read_bytes())
    cosigned(ann, bob, first=True)
    ann.bid(1)
    with serving(bob) as address:
        ann.does(f"audit ask-witness {address}/witness --witness {bob.witness_key}")
        ann.ledger = older
        refused = ann(f"audit ask-witness {address}/witness")
    assert refused.code == 1
    assert "it saw 13 entries of this ledger, which has 12." in refused.err


@pytest.mark.parametrize(
    ("url", "code", "sentence"),
    [
        ("http://127.0.0.1:1/witness", 1, "it cannot be reached"),
        ("http://dale.example/witness", 2, "safe on the way"),
        ("dale.example", 2, "safe on the way"),
    ],
)
def test_a_witness_that_cannot_be_asked_is_told(houses, url, code, sentence):
    ann, _ = houses
    answer = ann(f"audit ask-witness {url}")
    assert (answer.code, sentence in answer.err) == (code, True), answer


def test_a_service_that_witnesses_nothing_says_so(houses):
    ann, bob = houses
    bob.does("vault new")
    with serving(bob) as address:
        answer = ann(f"audit ask-witness {address}/witness")
    assert (answer.code, "it answered 404" in answer.err) == (1, True), answer
