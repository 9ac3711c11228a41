"""What is signed is durable, of one history, and signed by whoever is to sign it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.damage import Contradiction
from ledger.house import House, corrections, ledgers, lots
from ledger.house.checkpoints import last_note, publish, verifier_keys
from ledger.house.command import together
from ledger.keys.heads import Head, Heads, Why
from ledger.keys.key_files import file_of
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.note import NoteInvalid, parse_note, verified
from ledger.refusals import (
    KeyNotHere,
    KeysNotKept,
    NoSigningKey,
    NothingToSign,
    RehearsalKeepsNoKey,
    SigningKeyThere,
)
from ledger.store.checkpoints import checkpoints_from, keep_checkpoint
from ledger.store.connection import WriteConnection
from ledger.store.tree_reader import TreeReader
from tests.kept import (
    KEY,
    NAME,
    NEXT_KEY,
    adopt,
    close_lot,
    heads_of,
    keys_of,
    opened,
    signing_house,
)
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import (
    LEDGER,
    bid,
    by,
    lot,
    place,
    sale_of_tests,
)
from tests.settled_sale import AFTER, hammered
from tests.story import usd

pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path):
    with signing_house(tmp_path) as house:
        yield house


def sizes(house):
    with house.reading() as connection:
        return [stored.size for stored in checkpoints_from(connection, 0)]


def root(house, size):
    return TreeReader(house._database).root(size)  # noqa: SLF001 (its own tree)


# What is signed


def test_a_checkpoint_is_of_the_whole_log(house):
    checkpoint = parse_checkpoint(publish(house).text)
    assert (checkpoint.origin, checkpoint.size) == (NAME, house.head())
    assert checkpoint.root == root(house, house.head())
    assert not checkpoint.extensions


def test_it_is_verified_by_the_key_that_the_ledger_names(house):
    note = publish(house)
    assert verifier_keys(house) == (KEY.verifier,)
    assert [each.key for each in verified(note, verifier_keys(house))] == [KEY.verifier]


def test_it_is_stored_as_it_was_handed_out(house):
    note = publish(house)
    with house.reading() as connection:
        (stored,) = checkpoints_from(connection, note_size(note))
    assert parse_note(stored.note) == note == last_note(house)


def note_size(note):
    return parse_checkpoint(note.text).size


def test_what_was_signed_is_not_signed_again(house):
    assert publish(house) == publish(house)
    before = sizes(house)
    publish(house)
    assert sizes(house) == before


@pytest.fixture
def turns(monkeypatch):
    """Return the turns to write that were taken, one for each."""
    taken, appending = [], House.appending

    def takes(house):
        taken.append(house)
        return appending(house)

    monkeypatch.setattr(House, "appending", takes)
    return taken


def test_what_is_given_again_takes_no_turn_to_write(house, turns):
    note = publish(house)
    turns.clear()
    assert publish(house) == note
    assert not turns
    house.do(bid(1, "101", 150), by=by())
    turns.clear()
    assert note_size(publish(house)) == house.head()
    assert turns


def test_what_another_signed_is_waited_for_once(house, tmp_path, turns):
    """Its server may have shown it before a standby had it."""
    publish(house)
    house.do(bid(1, "101", 150), by=by())
    with opened(tmp_path) as other:
        note = publish(other)
    turns.clear()
    assert publish(house) == note
    assert turns
    turns.clear()
    assert publish(house) == note
    assert not turns


def test_what_was_given_is_looked_at_before_it_is_given_again(house):
    size = note_size(publish(house))
    ahead = Head(1, size + 5, bytes(32), Why.CHECKPOINT)
    house.published.heads.add(ahead, apart_from=house.folder)
    with pytest.raises(Contradiction, match="an older copy"):
        publish(house)


def test_nothing_is_signed_of_nothing(tmp_path):
    with opened(tmp_path, new_id=LEDGER) as house, pytest.raises(NothingToSign):
        publish(house)


def test_the_head_is_kept_elsewhere_as_well(house, tmp_path):
    size = note_size(publish(house))
    head = heads_of(tmp_path).last()
    assert (head.epoch, head.size, head.why) == (1, size, Why.CHECKPOINT)
    assert head.root == root(house, size)


# At each lot's close


def signs_the_end(house, *commands):
    """Carry commands out, each of which signs what it has recorded."""
    for each in commands:
        before = sizes(house)
        house.do(each, by=by(reason="So it is"))
        assert sizes(house) == [*before, house.head()], each.verb.name


def test_every_way_to_close_a_lot_is_signed(tmp_path):
    """Sold and passed, withdrawn, and whatever says anew how it was closed."""
    two = {"at": AFTER, "authorised_by": "Ann"}
    with rehearsed(tmp_path) as house:
        house.do(sale_of_tests(entries=4), by=by())
        signs_the_end(house, lots.withdraw(lot(4)))
        hammered(house)
        assert sizes(house)[-1] == house.head()
        signs_the_end(
            house,
            corrections.amend_hammer(lot(2), price=usd(90), **two),
            corrections.rescind(lot(1), **two),
            corrections.resell(lot(1), **two),
        )


def test_a_lot_that_is_closed_is_signed(house):
    before = sizes(house)
    close_lot(house, 1)
    assert sizes(house) == [*before, house.head()]


def test_what_closes_no_lot_is_not_signed(house):
    before = sizes(house)
    house.do(bid(1, "101", 150), by=by())
    assert sizes(house) == before


def test_many_lots_that_one_command_closes_are_signed_once(house):
    before = sizes(house)
    withdrawing = [lots.withdraw(lot(number)) for number in (1, 2, 3)]
    house.do(together(withdrawing), by=by(reason="All broken"))
    assert sizes(house) == [*before, house.head()]


def test_a_repeat_signs_nothing_more(house):
    withdrawing = lots.withdraw(lot(1))
    house.do(withdrawing, by=by("K", reason="Broken"))
    house.do(bid(2, "101", 150), by=by())
    before = sizes(house)
    assert house.do(withdrawing, by=by("K", reason="Broken")).repeated
    assert sizes(house) == before


def test_nothing_is_signed_before_it_is_durable(house, monkeypatch):
    """A lot whose closing was not committed is in no checkpoint."""
    before, last = sizes(house), house.published.heads.last()

    def dying(connection, command):
        if command == "COMMIT" and isinstance(connection, WriteConnection):
            raise OSError("the disk is gone")
        return execute(connection, command)

    execute = WriteConnection.execute
    monkeypatch.setattr(WriteConnection, "execute", dying)
    with pytest.raises(OSError, match="the disk is gone"):
        close_lot(house, 1)
    assert (sizes(house), house.published.heads.last()) == (before, last)


# A rehearsal


def rehearsed(folder):
    return House.open(
        place(folder), new_id=LEDGER, recording=REHEARSAL, publish=publish
    )


def test_a_rehearsal_signs_under_a_name_that_says_so(tmp_path):
    with rehearsed(tmp_path) as house:
        house.do(sale_of_tests(), by=by())
        close_lot(house, 1)
        note = last_note(house)
        (key,) = verifier_keys(house)
        assert key.name == f"lotledger-rehearsal/{LEDGER}"
        assert parse_checkpoint(note.text).origin == key.name
        assert len(verified(note, [key])) == 1


def test_a_rehearsal_keeps_no_heads_and_no_keys(tmp_path):
    with House.open(
        place(tmp_path),
        new_id=LEDGER,
        recording=REHEARSAL,
        keys=keys_of(tmp_path),
        publish=publish,
    ) as house:
        house.do(sale_of_tests(), by=by())
        close_lot(house, 1)
        with pytest.raises(RehearsalKeepsNoKey):
            adopt(house)
        house.copies.back_up(str(tmp_path / "copy.db"))
    assert not heads_of(tmp_path).file.exists()


def test_a_rehearsal_has_the_same_bytes_each_time(tmp_path):
    written = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with rehearsed(tmp_path / name) as house:
            house.do(sale_of_tests(), by=by())
            close_lot(house, 1)
            house.do(bid(2, "101", 150), by=by())
            close_lot(house, 2)
        written.append((tmp_path / name / "lotledger.db").read_bytes())
    assert written[0] == written[1]


# What is not signed with


def test_without_a_key_nothing_is_signed_and_all_is_recorded(tmp_path):
    with opened(tmp_path, new_id=LEDGER, publish=None) as house:
        house.do(sale_of_tests(), by=by())
        close_lot(house, 1)
        with pytest.raises(NoSigningKey):
            publish(house)
        assert not sizes(house)


def test_a_key_that_is_kept_elsewhere_signs_nothing(house, tmp_path):
    file = file_of(house.published.folder, KEY.verifier)
    file.rename(tmp_path / "key")
    with pytest.raises(KeyNotHere):
        publish(house)
    (tmp_path / "key").rename(file)
    assert note_size(publish(house)) == house.head()


def test_a_key_that_others_may_read_signs_nothing(house):
    file_of(house.published.folder, KEY.verifier).chmod(0o644)
    with pytest.raises(KeysNotKept):
        publish(house)


def test_a_ledger_has_one_key_at_a_time(house):
    with pytest.raises(SigningKeyThere):
        house.do(ledgers.adopt_key(NEXT_KEY.verifier.text), by=by())


# Another key


def test_the_checkpoint_over_a_rotation_is_signed_by_both(house):
    before = publish(house)
    adopt(house, NEXT_KEY)
    over = publish(house)
    keys = (KEY.verifier, NEXT_KEY.verifier)
    assert {each.key for each in verified(over, keys)} == set(keys)
    close_lot(house, 1)
    after = last_note(house)
    assert [each.key for each in verified(after, keys)] == [NEXT_KEY.verifier]
    assert [each.key for each in verified(before, keys)] == [KEY.verifier]
    assert verifier_keys(house) == keys


def test_whoever_trusts_the_former_key_alone_verifies_up_to_there(house):
    adopt(house, NEXT_KEY)
    over = publish(house)
    assert len(verified(over, [KEY.verifier])) == 1
    close_lot(house, 1)
    with pytest.raises(NoteInvalid, match="No key that is trusted"):
        verified(last_note(house), [KEY.verifier])


def test_two_rotations_before_a_checkpoint_are_signed_by_all_three(house):
    publish(house)
    third = replace(KEY, secret=bytes(range(2, 34)))
    adopt(house, NEXT_KEY)
    adopt(house, third)
    keys = [KEY.verifier, NEXT_KEY.verifier, third.verifier]
    assert len(verified(publish(house), keys)) == 3


def test_a_former_key_that_is_lost_signs_no_more(house):
    publish(house)
    adopt(house, NEXT_KEY)
    file_of(house.published.folder, KEY.verifier).unlink()
    keys = (KEY.verifier, NEXT_KEY.verifier)
    assert [each.key for each in verified(publish(house), keys)] == [NEXT_KEY.verifier]


# Never two histories


def test_a_checkpoint_of_another_history_stops_the_next(house):
    """The stored note is of a root that the log never had."""
    forged = parse_checkpoint(publish(house).text)
    house.do(bid(1, "101", 150), by=by())
    other = replace(forged, size=house.head(), root=bytes(32))
    with house.appending() as connection:
        note = KEY.sign(other.text).line
        keep_checkpoint(connection, other.size, f"{other.text}\n{note}".encode())
    house.do(bid(2, "101", 150), by=by())
    before = sizes(house)
    with pytest.raises(Contradiction, match="another history"):
        publish(house)
    assert sizes(house) == before


def test_a_checkpoint_beyond_the_log_stops_the_next(house):
    ahead = replace(parse_checkpoint(publish(house).text), size=house.head() + 5)
    with house.appending() as connection:
        note = KEY.sign(ahead.text).line
        keep_checkpoint(connection, ahead.size, f"{ahead.text}\n{note}".encode())
    with pytest.raises(Contradiction, match="an older copy"):
        publish(house)


# Whoever is stopped


def test_a_lot_that_was_closed_and_not_signed_is_signed_with_the_next(tmp_path):
    """Whoever closed it was stopped between the commit and the checkpoint."""
    with signing_house(tmp_path):
        pass
    with opened(tmp_path, publish=None) as stopped:
        close_lot(stopped, 1)
        before = sizes(stopped)
    with opened(tmp_path) as house:
        house.do(bid(2, "101", 150), by=by())
        assert sizes(house) == [*before, house.head()]
        house.do(bid(2, "102", 250), by=by())
        assert len(sizes(house)) == len(before) + 1, "once"


def test_a_head_that_was_kept_before_its_note_was_stopped_harms_nothing(
    house, monkeypatch
):
    def dying(*_):
        raise OSError("stopped")

    monkeypatch.setattr("ledger.house.checkpoints.keep_checkpoint", dying)
    with pytest.raises(OSError, match="stopped"):
        publish(house)
    monkeypatch.undo()
    house.do(bid(1, "101", 150), by=by())
    assert note_size(publish(house)) == house.head()


# What others record and sign meanwhile


@pytest.mark.parametrize("read", [lambda house: house.published.look(), publish])
def test_what_another_signs_while_heads_are_read_is_no_contradiction(
    house, tmp_path, monkeypatch, read
):
    publish(house)
    first, last = [1], Heads.last
    with opened(tmp_path) as other:

        def while_it_is_read(heads):
            if first:
                first.clear()
                close_lot(other, 1)
                publish(other)
            return last(heads)

        monkeypatch.setattr(Heads, "last", while_it_is_read)
        read(house)
    assert not first
    assert sizes(house)[-1] == house.head()


def test_a_standby_need_not_have_what_was_signed_last(house, monkeypatch):
    publish(house)
    size = house.head()
    house.published.heads.add(
        Head(1, size + 1, root(house, size), Why.CHECKPOINT), apart_from=None
    )
    with pytest.raises(Contradiction):
        house.published.look()
    with house.reading() as connection:
        monkeypatch.setattr(type(connection), "is_standby", lambda _: True)
    house.published.look()
