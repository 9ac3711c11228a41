"""What stands beside the entries is guarded as they are, and a file of before opens."""

from __future__ import annotations

from sqlite3 import IntegrityError

import pytest

from ledger.house import House, clients
from ledger.house.checkpoints import publish
from ledger.identity import ClientId
from ledger.proof.note import parse_note
from ledger.proof.note_keys import COSIGNATURE, SigningKey
from ledger.store.sqlite_guards import BESIDE_THE_ENTRIES
from tests.clerk import Clerk
from tests.kept import close_lot
from tests.sale_of_tests import by, new_house, place
from tests.stranger import asked, change_by_hand, stranger

pytestmark = pytest.mark.slow

NAMES = sorted(guard.split()[5] for guard in BESIDE_THE_ENTRIES)
NEVER = {
    "UPDATE strips SET hashes = x'00'": "a strip is never changed",
    "DELETE FROM strips": "a strip stays until its tile is full",
    "INSERT OR REPLACE INTO strips VALUES (0, x'00')": "a strip is never replaced",
    "UPDATE checkpoints SET note = x'00'": "a checkpoint only gains signatures",
    "UPDATE checkpoints SET size = size + 1": "a checkpoint only gains signatures",
    "DELETE FROM checkpoints": "a checkpoint is never deleted",
    "INSERT OR REPLACE INTO checkpoints SELECT size, x'00' FROM checkpoints": (
        "a checkpoint is never replaced"
    ),
    "UPDATE timestamps SET reply = x'00'": "a timestamp is never changed",
    "DELETE FROM timestamps": "a timestamp is never deleted",
    "INSERT OR REPLACE INTO timestamps VALUES (1, 'tsa', x'00')": (
        "a timestamp is never replaced"
    ),
}


@pytest.fixture
def path(tmp_path):
    """Return a ledger with a row in every table beside its entries."""
    with new_house(tmp_path) as house:
        close_lot(house, 1)
        enrol(house, 64)
        publish(house)
    with stranger(place(tmp_path)) as connection:
        connection.execute("INSERT INTO timestamps VALUES (1, 'tsa', x'3000')")
    return place(tmp_path)


def enrol(house, count):
    for number in range(count):
        house.do(clients.enrol(ClientId(f"E-{house.head()}-{number}")), by=by())


@pytest.mark.parametrize("change", NEVER)
def test_what_stands_beside_the_entries_is_never_changed(path, change):
    with (
        pytest.raises(IntegrityError, match=NEVER[change]),
        stranger(path) as connection,
    ):
        connection.execute(change)


def test_a_checkpoint_gains_the_signature_of_a_witness(path):
    ((size, data),) = asked(path, "SELECT * FROM checkpoints ORDER BY size LIMIT 1")
    note = parse_note(data)
    witness = SigningKey("witness.example", bytes(32), COSIGNATURE)
    more = note.signed_too([witness.sign(note.text, at=1)]).data
    change = "UPDATE checkpoints SET note = ? WHERE size = ?"
    with stranger(path) as connection:
        connection.execute(change, (more, size))
    # What it gained stays as well.
    with pytest.raises(IntegrityError), stranger(path) as connection:
        connection.execute(change, (data, size))


def test_strips_go_with_the_tile_that_they_fill(path):
    with House.open(path) as house:
        enrol(house, 256 - house.head())
    assert asked(path, "SELECT count(*) FROM strips") == [(0,)]


def test_a_ledger_made_before_these_guards_opens_and_is_written_to(path, tmp_path):
    for name in NAMES:
        asked(path, f"DROP TRIGGER {name}")
    with House.open(path) as house:
        enrol(house, 1)
    answer = Clerk(tmp_path)("audit verify --json")
    assert answer.code == 3
    (found,) = [one for one in answer.json["alterations"] if one["kind"] == "guards"]
    assert all(name in found["earliest"]["what"] for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_of_these_guards_that_is_gone_is_told(path, tmp_path, name):
    change_by_hand(path, "DELETE FROM timestamps")
    assert Clerk(tmp_path)("audit verify").code == 0
    asked(path, f"DROP TRIGGER {name}")
    answer = Clerk(tmp_path)("audit verify --json")
    assert (answer.code, answer.json["alterations"][0]["kind"]) == (3, "guards")
    assert name in answer.json["alterations"][0]["earliest"]["what"]
