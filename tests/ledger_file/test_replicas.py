"""A ledger that is not the one that was published is refused until it is said why."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from ledger.damage import Contradiction
from ledger.events import LedgerTakenOver, PublishedHead
from ledger.house import House, ledgers
from ledger.house.checkpoints import last_note, publish
from ledger.keys.heads import Head, Why
from ledger.keys.key_files import keep_key
from ledger.proof.base64_text import encoded
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.note import SigningKey
from ledger.refusals import KeyNotHere, NothingToTakeOver, ReplicaNotWritten
from ledger.store.recorder import LedgerApplicationRecorder
from tests.kept import NAME, close_lot, heads_of, opened, signing_house
from tests.sale_of_tests import bid, by, new_house, place

pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path):
    with signing_house(tmp_path) as house:
        publish(house)
        yield house


def copied(tmp_path, name="older.db"):
    """Copy the file as an operator does, with what stands beside it."""
    source = tmp_path / "lotledger.db"
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA wal_checkpoint")
    shutil.copy(source, tmp_path / name)
    return str(tmp_path / name)


def put_back(tmp_path, name="older.db"):
    """Put a copy in the place of the ledger."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{place(tmp_path)}{suffix}").unlink(missing_ok=True)
    (tmp_path / name).rename(place(tmp_path))


def take_over(house, key=None):
    """Go on with a ledger, and keep that."""
    taken = house.published.to_take_over()
    command = ledgers.take_over(
        epoch=taken.epoch, replica=taken.replica, left=taken.left, key=key
    )
    recorded = house.do(command, by=by(reason="The disk broke"))
    house.keep_head_of_take_over()
    return recorded


# An older copy


def test_an_older_copy_is_refused_when_it_is_opened(house, tmp_path):
    copied(tmp_path)
    close_lot(house, 1)
    size = house.head()
    house.close()
    put_back(tmp_path)
    with pytest.raises(Contradiction, match=f"entries up to {size} were published"):
        opened(tmp_path)


def test_and_where_it_was_opened_before_it_is_refused_at_the_next_write(
    house, tmp_path
):
    """Another process published meanwhile what this ledger does not have."""
    copy = copied(tmp_path)
    with opened(tmp_path, copy) as older:
        close_lot(house, 1)
        before = older.head()
        for number in (2, 3):
            with pytest.raises(Contradiction, match="an older copy"):
                older.do(bid(number, "101", 150), by=by())
        assert older.head() == before


def test_a_copy_that_has_all_that_was_published_goes_on(house, tmp_path):
    """Nothing was published after it: whoever has the heads cannot tell it apart."""
    copy = copied(tmp_path)
    house.do(bid(1, "101", 150), by=by())
    with opened(tmp_path, copy) as older:
        older.do(bid(1, "102", 250), by=by())


# A fork


def test_a_fork_of_the_same_length_is_refused(house, tmp_path):
    copy = copied(tmp_path)
    with opened(tmp_path, copy) as fork:
        fork.do(bid(1, "102", 150), by=by())
        house.do(bid(1, "101", 150), by=by())
        assert fork.head() == house.head()
        publish(house)
        with pytest.raises(Contradiction, match="another history"):
            fork.do(bid(1, "103", 250), by=by())
    with pytest.raises(Contradiction, match="another history"):
        opened(tmp_path, copy)


def test_a_longer_fork_is_refused(house, tmp_path):
    copy = copied(tmp_path)
    with opened(tmp_path, copy) as fork:
        house.do(bid(1, "101", 150), by=by())
        publish(house)
        house.close()
        fork.published.heads = None  # Nobody looked.
        for dollars in (150, 200, 250):
            fork.do(bid(1, "102", dollars), by=by())
    with pytest.raises(Contradiction, match="another history"):
        opened(tmp_path, copy)


def test_a_fork_signs_nothing(house, tmp_path):
    copy = copied(tmp_path)
    house.do(bid(1, "101", 150), by=by())
    publish(house)
    with opened(tmp_path, copy, even_contradicted=True) as fork:
        with pytest.raises(Contradiction):
            publish(fork)
        assert parse_checkpoint(last_note(fork).text).size < house.head()


def test_a_changed_entry_is_refused_though_its_tree_was_made_anew(house, tmp_path):
    """Its heads tell it, whatever stands in the file."""
    house.close()
    head = heads_of(tmp_path).last()
    other = Head(head.epoch, head.size, bytes(32), head.why)
    heads_of(tmp_path).file.write_text(other.line)
    with pytest.raises(Contradiction, match="another history, or was changed"):
        opened(tmp_path)


def test_what_others_record_meanwhile_is_followed(house, tmp_path):
    with opened(tmp_path) as other:
        for dollars in range(110, 400, 40):
            house.do(bid(1, "101", dollars), by=by())
            other.do(bid(1, "102", dollars + 20), by=by())
        close_lot(other, 1)
        house.do(bid(2, "101", 150), by=by())
        close_lot(house, 2)
        assert house.head() == other.head()


def test_a_file_that_is_exchanged_while_it_is_open_is_refused(house, tmp_path):
    """It goes on from another history than this process wrote."""
    copy = copied(tmp_path)
    house.do(bid(1, "101", 150), by=by())
    with opened(tmp_path, copy, keys=None) as fork:
        for dollars in (150, 200, 250):
            fork.do(bid(1, "102", dollars), by=by())
    with (
        closing(sqlite3.connect(copy)) as source,
        closing(sqlite3.connect(place(tmp_path))) as target,
    ):
        source.backup(target)
    with pytest.raises(Contradiction, match="another history, or was changed"):
        house.do(bid(2, "101", 150), by=by())


# A copy that says so


def test_a_backup_is_read_and_not_written_to(house, tmp_path):
    backup = house.copies.back_up(str(tmp_path / "copy.db"))
    with opened(tmp_path, backup.file) as copy:
        assert copy.replica() == f"{place(tmp_path)}, up to position {backup.position}"
        assert copy.head() == house.head()
        for attempt in (copy.do, copy.do, copy.rehearse):
            with pytest.raises(ReplicaNotWritten, match="take-over"):
                attempt(bid(1, "101", 150), by=by())
        with pytest.raises(ReplicaNotWritten):
            publish(copy)
        assert copy.head() == backup.position
    assert house.replica() is None
    house.do(bid(1, "101", 150), by=by())


def test_nor_by_any_other_application(house, tmp_path):
    """The recorders of the event-sourcing library write to it as little."""
    backup = house.copies.back_up(str(tmp_path / "copy.db"))
    with opened(tmp_path, backup.file) as copy:
        event = StoredEvent("lot:X/1", 1, "a-type", b"{}")
        recorder = LedgerApplicationRecorder(copy._database)  # noqa: SLF001 (its log)
        with pytest.raises(ReplicaNotWritten):
            recorder.insert_events([event])
        assert copy.head() == backup.position


def test_a_backup_is_read_also_where_the_ledger_went_on(house, tmp_path):
    backup = house.copies.back_up(str(tmp_path / "copy.db"))
    close_lot(house, 1)
    with opened(tmp_path, backup.file) as copy:
        assert copy.head() == backup.position < house.head()


def test_that_a_copy_was_made_is_kept_as_well(house, tmp_path):
    house.do(bid(1, "101", 150), by=by())
    backup = house.copies.back_up(str(tmp_path / "copy.db"))
    head = heads_of(tmp_path).last()
    assert (head.size, head.why) == (backup.position, Why.REPLICA)


def test_a_copy_is_made_also_where_that_cannot_be_kept(house, tmp_path):
    house.do(bid(1, "101", 150), by=by())
    heads_of(tmp_path).folder.keys.chmod(0o755)
    backup = house.copies.back_up(str(tmp_path / "copy.db"))
    assert "755" in backup.head_not_kept
    with opened(tmp_path, backup.file, keys=None) as copy:
        assert copy.head() == house.head()


def test_a_rehearsal_is_copied_and_taken_over_as_well(tmp_path):
    with new_house(tmp_path) as house:
        backup = house.copies.back_up(str(tmp_path / "copy.db"))
    with House.open(backup.file) as copy:
        with pytest.raises(ReplicaNotWritten):
            copy.do(bid(1, "101", 150), by=by())
        take_over(copy)
        copy.do(bid(1, "101", 150), by=by())
        origin = parse_checkpoint(publish(copy).text).origin
        assert origin.startswith("lotledger-rehearsal/")
        assert origin.endswith("/2")


# Taken over


def test_a_copy_that_is_taken_over_is_written_to(house, tmp_path):
    backup = house.copies.back_up(str(tmp_path / "copy.db"))
    house.close()
    with opened(tmp_path, backup.file) as copy:
        replica = copy.replica()
        (taken,) = take_over(copy).events
        assert taken == LedgerTakenOver(epoch=2, replica=replica, left=None)
        assert copy.replica() is None
        assert copy.ledger_history()[-1].by.reason == "The disk broke"
        copy.do(bid(1, "101", 150), by=by())
    with opened(tmp_path, backup.file) as copy:
        copy.do(bid(1, "102", 250), by=by())
    with pytest.raises(Contradiction):
        opened(tmp_path)


def test_an_older_copy_that_is_taken_over_says_what_it_left(house, tmp_path):
    copied(tmp_path)
    close_lot(house, 1)
    left = heads_of(tmp_path).last()
    house.close()
    put_back(tmp_path)
    with opened(tmp_path, even_contradicted=True) as older:
        with pytest.raises(Contradiction):
            older.do(bid(2, "101", 150), by=by())
        (taken,) = take_over(older).events
        assert taken.left == PublishedHead(left.size, encoded(left.root))
        older.do(bid(2, "101", 150), by=by())
    with opened(tmp_path) as older:
        older.do(bid(2, "102", 250), by=by())


def test_a_take_over_that_was_stopped_before_it_was_kept_stands(house, tmp_path):
    """It is on record what was left: that is asked for where the heads say more."""
    copied(tmp_path)
    close_lot(house, 1)
    house.close()
    put_back(tmp_path)
    with opened(tmp_path, even_contradicted=True) as older:
        taken = older.published.to_take_over()
        command = ledgers.take_over(
            epoch=taken.epoch, replica=taken.replica, left=taken.left, key=None
        )
        older.do(command, by=by(reason="The disk broke"))
    with opened(tmp_path) as older:
        older.do(bid(2, "101", 150), by=by())


def test_what_is_left_is_refused_from_then_on(house, tmp_path):
    copy = copied(tmp_path)
    close_lot(house, 1)
    with opened(tmp_path, copy, even_contradicted=True) as older:
        take_over(older)
    with pytest.raises(Contradiction, match="take-over"):
        house.do(bid(2, "101", 150), by=by())
    with pytest.raises(Contradiction, match="take-over"):
        opened(tmp_path)


def test_no_two_histories_are_signed_under_one_name_or_key(house, tmp_path):
    copy = copied(tmp_path)
    close_lot(house, 1)
    key = SigningKey(f"{NAME}/2", bytes(range(9, 41)))
    with opened(tmp_path, copy, even_contradicted=True, publish=None) as older:
        take_over(older, key.verifier.text)
        assert older.ledger().signing_key == key.verifier.text
        with pytest.raises(KeyNotHere):
            publish(older)
        keep_key(older.published.folder, key, apart_from=older.folder)
        note = publish(older)
    assert parse_checkpoint(note.text).origin == f"{NAME}/2"
    assert [each.key_id for each in note.signatures] == [key.verifier.id]


def test_each_that_takes_over_begins_another_history(house, tmp_path):
    one, other = (
        house.copies.back_up(str(tmp_path / name)) for name in ("1.db", "2.db")
    )
    house.close()
    epochs = []
    for backup in (one, other):
        with opened(tmp_path, backup.file, even_contradicted=True) as copy:
            take_over(copy)
            epochs.append(copy.ledger().epoch)
    assert epochs == [2, 3]


def test_what_may_be_written_to_is_not_taken_over(house):
    taken = house.published.to_take_over()
    command = ledgers.take_over(
        epoch=taken.epoch, replica=taken.replica, left=taken.left, key=None
    )
    with pytest.raises(NothingToTakeOver):
        house.do(command, by=by(reason="For fun"))


def test_only_the_take_over_is_recorded_where_others_wait(house, tmp_path):
    """What waits in the same commit was decided before anybody said why."""
    backup = house.copies.back_up(str(tmp_path / "copy.db"))
    with opened(tmp_path, backup.file) as copy:
        before = copy.head()
        with pytest.raises(ReplicaNotWritten):
            copy.do(bid(1, "101", 150), by=by())
        take_over(copy)
        assert copy.head() == before + 1
