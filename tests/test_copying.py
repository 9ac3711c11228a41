"""A ledger goes to another file, or to a server, and back: it stays what it was."""

from __future__ import annotations

import json
from contextlib import closing
from shlex import quote

import pytest

from commands.session import LedgerSession
from ledger.damage import LedgerDamaged
from ledger.house import House, clients
from ledger.house.checkpoints import publish
from ledger.identity import ClientId
from ledger.proof.base64_text import encoded
from ledger.refusals import ReplicaNotWritten
from ledger.store.copying import copy_ledger
from ledger.store.ledger_file import open_database
from ledger.store.tree_reader import TreeReader
from tests.clerk import clerk_of_a_sale
from tests.database_server import new_ledger
from tests.kept import close_lot
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests
from tests.stranger import asked, change_by_hand

pytestmark = pytest.mark.slow

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


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.server)])
def there(request, tmp_path):
    """Name a place where no ledger is."""
    return str(tmp_path / "there.db") if request.param == "file" else new_ledger()


def test_it_goes_there_and_back_unchanged(file, there, tmp_path):
    back = str(tmp_path / "back.db")
    head = copied(file, there).position
    assert copied(there, back).position == head
    assert root(file) == root(there) == root(back)
    for table in TABLES:
        rows = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 (ours)
        assert asked(back, rows) == asked(file, rows), table


def test_the_copy_takes_no_entries(file, there):
    copied(file, there)
    with (
        House.open(there, recording=REHEARSAL) as house,
        pytest.raises(ReplicaNotWritten),
    ):
        house.do(clients.enrol(ClientId("Z")), by=by())


def test_what_is_there_already_stays(file, there):
    copied(file, there)
    with pytest.raises(LedgerDamaged, match="holds something already"):
        copied(file, there)


def test_an_entry_that_was_changed_is_not_copied(file, there):
    with closing(open_database(file, new_id=None)) as database:
        change_by_hand(file, "UPDATE events SET state = x'7b7d' WHERE position = 5")
        with pytest.raises(LedgerDamaged, match="cannot be copied whole"):
            copy_ledger(database, there, lambda _done, _total: None)
    with pytest.raises(LedgerDamaged, match="There is no ledger at"):
        open_database(there, new_id=None)


@pytest.mark.server
def test_a_backup_of_a_server_is_a_file(file, tmp_path):
    there, backup = new_ledger(), str(tmp_path / "backup.db")
    copied(file, there)
    with House.open(there, recording=REHEARSAL) as house:
        assert house.copies.back_up(backup).position == house.head()
    assert root(backup) == root(file)


def moved(clerk, to):
    """Copy what a clerk works on, take the copy over, and work on that one."""
    answer = clerk.does(f"copy {{f}} {quote(to)} --json", f=clerk.ledger)
    clerk.ledger = to
    clerk.does("take-over --reason 'The house has a server now'")
    return json.loads(answer)


def test_a_clerk_moves_a_ledger_and_goes_on(tmp_path, there):
    clerk = clerk_of_a_sale(tmp_path)
    before, head = clerk.ledger, clerk.events()
    lots = clerk("lots MAY26 --json").json
    answer = moved(clerk, there)
    assert (answer["ledger"], answer["as_of_position"]) == (str(before), head)
    assert answer["root"] == encoded(root(str(before))[1])
    assert clerk("lots MAY26 --json").json == lots
    clerk.does("client add C-9")
    assert clerk.events() > head


def test_nothing_is_copied_over_what_is_there(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    answer = clerk("copy {f} {f}", f=clerk.ledger)
    assert answer.code == 3
    assert "holds something already" in answer.err


def test_no_password_is_shown():
    with LedgerSession("postgresql+psycopg://house:secret@db/season") as session:
        assert session.name == "postgresql+psycopg://house:***@db/season"
