"""What was published of a ledger and kept: checkpoints, heads, keys, timestamps."""

from __future__ import annotations

import pytest

from ledger.keys.folder import KeyFolder
from ledger.keys.key_files import file_of, kept_key
from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.note import SigningKey, parse_note, parse_verifier_key, sign_note
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.sqlite_guards import NO_CHECKPOINT_UPDATE
from ledger.store.tree_reader import TreeReader
from tests.clerk import Clerk
from tests.forger import make_tree_anew
from tests.ledger_file.tampering import Hand
from tests.stranger import asked, change_by_hand, stranger

pytestmark = pytest.mark.slow

CLIENTS = 9


class LiveClerk(Clerk):
    """A clerk of a live ledger with a key, whose heads are kept apart from it."""

    def __init__(self, folder, keys):
        super().__init__(folder)
        self.keys = keys

    @property
    def vkey(self):
        """What its checkpoints are verified with."""
        return self("key show --json").json["keys"][-1]["key"]

    @property
    def heads(self):
        """The file of its heads."""
        return self.own_keys.path / "heads"

    @property
    def own_keys(self):
        """The folder of its keys."""
        ((ledger,),) = asked(self.ledger, "SELECT id FROM ledger")
        return KeyFolder(self.keys).of_ledger(ledger)

    def signs(self):
        """Sign the ledger as it stands, and return the file of the checkpoint."""
        note = self.does("audit checkpoint")
        return self.writes(f"{note.split()[1]}.checkpoint", note)


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """Return a clerk with checkpoints over 3, 6, 9 and 12 of 12 entries."""
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = LiveClerk(tmp_path / "sale", tmp_path / "keys")
    clerk.does("client add C-0")
    clerk.does("key new --name house.example/log")
    for number in range(1, CLIENTS + 1):
        clerk.does(f"client add C-{number} --key c-{number}")
        if number % 3 == 0:
            clerk.signs()
    return clerk


def verdict(clerk, line="audit verify --json", **quoted):
    """Verify, and return the shape; the exit says the same as the verdict."""
    answer = clerk(line, **quoted)
    assert answer.code == (0 if answer.json["verdict"] == "valid" else 3), answer
    return answer.json


def kinds(shape):
    """Return the kinds that were found, each with its first and last position."""
    return {
        kind["kind"]: (kind["earliest"]["position"], kind["earliest"]["last_position"])
        for kind in shape["alterations"]
    }


def forge(clerk, position, *, signs):
    """Change an entry, and make all that follows from it anew, as far as one can."""
    hand = Hand(clerk.ledger)
    hand.edit(position, kind="firm")
    hand.rederive_ids()
    hand.save()
    make_tree_anew(clerk.ledger)
    if not signs:
        return
    vkey = parse_verifier_key(clerk.entry_key)
    key = kept_key(clerk.own_keys, vkey, apart_from=clerk.folder)
    database = Database(dialect_at(str(clerk.ledger)))
    rows = asked(clerk.ledger, "SELECT size, note FROM checkpoints")
    with stranger(clerk.ledger) as connection:
        connection.execute("DROP TRIGGER checkpoints_stand")
        for size, _ in rows:
            root = TreeReader(database).root(size)
            note = sign_note(Checkpoint(key.name, size, root).text, [key])
            words = "UPDATE checkpoints SET note = ? WHERE size = ?"
            connection.execute(words, (note.data, size))
        connection.execute(NO_CHECKPOINT_UPDATE)
    database.close()


def test_checkpoints_heads_and_keys_of_a_whole_ledger_agree(clerk):
    shape = verdict(clerk)
    assert (shape["verdict"], shape["trust"]) == ("valid", "self-consistent")
    assert (shape["checkpoints_compared"], shape["heads_compared"]) == (4, 4)
    told = clerk("audit verify --key {k}", k=clerk.vkey).out
    assert "Trust: signed up to position 12 (house.example/log)." in told
    clerk.does("client add C-99")
    told = clerk("audit verify --key {k}", k=clerk.vkey).out
    assert "up to position 12 (house.example/log), self-consistent after it." in told


def test_a_ledger_of_another_key_than_the_reader_brings_contradicts(clerk):
    other = SigningKey("house.example/log", bytes(32)).verifier.text
    shape = verdict(clerk, "audit verify --json --key {k}", k=other)
    assert (shape["verdict"], shape["trust"]) == ("contradicts", "self-consistent")
    assert "is signed by a key that you gave" in str(shape["alterations"])


def test_an_older_copy_contradicts_the_heads_that_were_kept(clerk):
    older = clerk.ledger.read_bytes()
    clerk.does("client add C-99")
    kept = clerk.signs()
    clerk.ledger.write_bytes(older)
    clerk.views.unlink(missing_ok=True)
    shape = verdict(clerk)
    assert (shape["verdict"], kinds(shape)) == ("contradicts", {"head": (13, None)})
    assert "the log ends at position 12" in str(shape["alterations"])
    # Whoever has no heads, but kept a checkpoint, sees as much.
    clerk.heads.unlink()
    assert verdict(clerk)["verdict"] == "valid"
    shape = verdict(clerk, "audit verify --json --checkpoint {f}", f=kept)
    assert (shape["verdict"], kinds(shape)) == ("contradicts", {"head": (13, None)})


def test_a_history_that_was_made_anew_contradicts_the_heads(clerk):
    """Ids, tree and signatures by the stolen key: only what is kept elsewhere tells."""
    clerk.entry_key = clerk.vkey
    forge(clerk, 8, signs=True)
    shape = verdict(clerk, "audit verify --json --key {k}", k=clerk.entry_key)
    assert (shape["verdict"], shape["trust"]) == ("contradicts", "signed")
    assert kinds(shape) == {"head": (7, 9)}
    assert shape["alterations"][0]["count"] == 2
    told = clerk("audit verify").out
    assert "is valid, but contradicts what was kept of it." in told
    assert "something in the positions 7 to 9 is another since" in told


def test_a_history_that_was_not_signed_anew_contradicts_its_own_checkpoints(clerk):
    clerk.entry_key = clerk.vkey
    forge(clerk, 8, signs=False)
    shape = verdict(clerk)
    assert shape["verdict"] == "altered"
    assert kinds(shape) == {"checkpoint": (7, 9), "head": (7, 9)}


def note_with_another_byte(clerk):
    ((note,),) = asked(clerk.ledger, "SELECT note FROM checkpoints WHERE size = 9")
    return note[:-9] + (b"A" if note[-9:-8] != b"A" else b"B") + note[-8:]


@pytest.mark.parametrize(
    ("change", "position"),
    [
        ("UPDATE checkpoints SET size = 10 WHERE size = 9", 10),
        ("UPDATE checkpoints SET note = x'00' WHERE size = 9", 9),
        ("UPDATE checkpoints SET note = 5 WHERE size = 9", 9),
        ("UPDATE checkpoints SET note = x'{note}' WHERE size = 9", 9),
        ("INSERT INTO timestamps VALUES (9, 'tsa', x'00')", 9),
        ("INSERT INTO timestamps VALUES (10, 'tsa', x'00')", 10),
        ("UPDATE checkpoints SET size = 99 WHERE size = 12", 99),
    ],
)
def test_whatever_is_stored_beside_the_log_is_verified(clerk, change, position):
    note = note_with_another_byte(clerk).hex()
    change_by_hand(clerk.ledger, change.format(note=note))
    shape = verdict(clerk)
    assert (shape["verdict"], [*kinds(shape)]) == ("altered", ["checkpoint"])
    assert kinds(shape)["checkpoint"][0] == position


@pytest.mark.parametrize("line", ["x", "1 9 AAAA checkpoint", "1 9  checkpoint"])
def test_a_file_of_heads_that_was_changed_is_told(clerk, line):
    lines = clerk.heads.read_text().splitlines()
    lines[1] = line
    clerk.heads.write_text("\n".join(lines) + "\n")
    shape = verdict(clerk)
    assert (shape["verdict"], [*kinds(shape)]) == ("altered", ["heads-file"])


def test_another_head_is_a_contradiction_wherever_it_stands(clerk):
    lines = clerk.heads.read_text().splitlines()
    root = lines[0].split()[2]
    lines[1] = f"1 9 {root} checkpoint"
    clerk.heads.write_text("\n".join(lines) + "\n")
    shape = verdict(clerk)
    assert (shape["verdict"], kinds(shape)) == ("contradicts", {"head": (7, 9)})


def test_a_key_that_others_may_read_or_that_is_another_is_told(clerk):
    file = file_of(clerk.own_keys, parse_verifier_key(clerk.vkey))
    file.chmod(0o644)
    shape = verdict(clerk)
    assert (shape["verdict"], [*kinds(shape)]) == ("altered", ["keys"])
    file.chmod(0o600)
    secret = file.read_bytes()
    file.write_bytes(secret[:-9] + (b"A" if secret[-9:-8] != b"A" else b"B") + b"A" * 8)
    assert [*kinds(verdict(clerk))] == ["keys"]
    # A key that is kept elsewhere is no fault: it is better so.
    file.unlink()
    assert verdict(clerk)["verdict"] == "valid"


def test_a_copy_need_not_have_what_came_after_it(clerk):
    copy = clerk.folder / "copy.db"
    clerk.does("backup {f}", f=copy)
    clerk.does("client add C-99")
    clerk.signs()
    clerk.ledger = copy
    answer = clerk("audit verify")
    assert (answer.code, "This is a copy of" in answer.out) == (0, True)


def test_a_head_of_a_history_that_somebody_left_is_no_contradiction(clerk):
    copy = clerk.folder / "copy.db"
    clerk.does("backup {f}", f=copy)
    clerk.does("client add C-99")
    clerk.signs()
    clerk.ledger = copy
    clerk.does("take-over --reason 'The disk broke'")
    shape = verdict(clerk)
    assert (shape["verdict"], shape["alterations"]) == ("valid", [])


def test_a_checkpoint_of_a_rehearsal_tells_that_its_tail_was_cut(tmp_path):
    clerk = Clerk(tmp_path)
    for number in range(4):
        clerk.does(f"client add C-{number} --at 2026-05-01T09:00-05:00")
    note = clerk.does("audit checkpoint")
    file = clerk.writes("kept", note)
    size = parse_checkpoint(parse_note(note.encode()).text).size
    hand = Hand(clerk.ledger)
    hand.remove(size)
    hand.head = size - 1
    hand.run("DELETE FROM checkpoints")
    hand.run("DELETE FROM command_keys WHERE last_position >= ?", size)
    hand.save()
    make_tree_anew(clerk.ledger)
    assert verdict(clerk)["verdict"] == "valid"
    shape = verdict(clerk, "audit verify --json --checkpoint {f}", f=file)
    assert (shape["verdict"], kinds(shape)) == ("contradicts", {"head": (size, None)})
    assert "It is a rehearsal" in str(shape["remarks"])


def test_what_is_no_key_or_checkpoint_is_refused_before_anything_is_read(clerk):
    odd = clerk.writes("odd", "nothing")
    for option in (
        "--key nothing",
        "--checkpoint {f}",
        "--policy {f}",
        "--trusted {f}",
    ):
        answer = clerk(f"audit verify {option}", f=odd)
        assert answer.code in (1, 2), option
        assert answer.err, option
