"""A ledger goes from a file to a server and back, and stays what it was."""

from __future__ import annotations

from contextlib import closing

import pytest

from ledger.damage import LedgerDamaged
from ledger.house import House, clients
from ledger.house.checkpoints import publish
from ledger.identity import ClientId
from ledger.refusals import ReplicaNotWritten
from ledger.store.copying import copy_ledger
from ledger.store.ledger_file import open_database
from ledger.store.tree_reader import TreeReader
from tests.database_server import new_ledger
from tests.kept import close_lot
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests
from tests.stranger import asked, change_by_hand

pytestmark = [pytest.mark.slow, pytest.mark.server]

TABLES = ("events", "command_keys", "tracking", "tiles", "strips", "checkpoints")


@pytest.fixture
def file(tmp_path):
    file = str(tmp_path / "lotledger.db")
    with House.open(file, new_id=LEDGER, recording=REHEARSAL) as house:
        house.do(sale_of_tests(), by=by("sale"))
        close_lot(house, 1)
        for number in range(600):
            house.do(clients.enrol(ClientId(f"E-{number}")), by=by(f"k-{number}"))
        publish(house)
    return file


def copied(place, to):
    with closing(open_database(place, new_id=None)) as database:
        return copy_ledger(database, to, lambda _done, _total: None)


def root(place):
    with closing(open_database(place, new_id=None)) as database:
        tree = TreeReader(database)
        return tree.size(), tree.root(tree.size())


def test_it_goes_to_a_server_and_back_unchanged(file, tmp_path):
    there, back = new_ledger(), str(tmp_path / "back.db")
    head = copied(file, there).position
    assert copied(there, back).position == head
    assert root(file) == root(there) == root(back)
    for table in TABLES:
        rows = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 (ours)
        assert asked(back, rows) == asked(file, rows), table


def test_the_copy_takes_no_entries(file):
    there = new_ledger()
    copied(file, there)
    with (
        House.open(there, recording=REHEARSAL) as house,
        pytest.raises(ReplicaNotWritten),
    ):
        house.do(clients.enrol(ClientId("Z")), by=by())


def test_what_is_there_already_stays(file):
    there = new_ledger()
    copied(file, there)
    with pytest.raises(LedgerDamaged, match="holds something already"):
        copied(file, there)


def test_an_entry_that_was_changed_is_not_copied(file):
    there = new_ledger()
    with closing(open_database(file, new_id=None)) as database:
        change_by_hand(file, "UPDATE events SET state = x'7b7d' WHERE position = 5")
        with pytest.raises(LedgerDamaged, match="cannot be copied whole"):
            copy_ledger(database, there, lambda _done, _total: None)
    with pytest.raises(LedgerDamaged, match="There is no ledger at"):
        open_database(there, new_id=None)
