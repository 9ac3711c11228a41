"""What is opened as a ledger, and what is refused without being touched."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest

from ledger.damage import LedgerDamaged
from ledger.entry import lot_stream
from ledger.house import House
from ledger.house.bids import take_bids
from ledger.lot.slip import LotSlip
from ledger.store import sqlite_files
from ledger.store.beginnings import event_id
from ledger.store.loading import PAGE_ROWS, pages
from ledger.store.schema import SCHEMA
from projections.views import Views
from tests.forger import make_tree_anew
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import (
    LEDGER,
    SALE,
    all_entries,
    as_cached,
    bid,
    by,
    lot,
    new_house,
    place,
    sale_of_tests,
)
from tests.story import slip
from tests.stranger import change_by_hand, stranger

pytestmark = pytest.mark.slow

NOBODY = 65534


def by_hand(folder: Path, *statements: str) -> None:
    """Change a ledger file as somebody with a database tool does."""
    change_by_hand(place(folder), *statements)


def refused(where: str, *, new_id: str | None = None) -> str:
    """Return the sentence that a file is refused with."""
    with pytest.raises(LedgerDamaged) as damage:
        House.open(where, new_id=new_id, recording=REHEARSAL)
    said = str(damage.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert "sqlalche" not in said
    return said


@contextmanager
def as_nobody():
    """Work without the right to write everywhere, which the superuser has."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_new_ledger_is_opened_again(tmp_path):
    with House.open(place(tmp_path), new_id=LEDGER, recording=REHEARSAL) as house:
        house.do(sale_of_tests(), by=by())
        written = all_entries(house)
    with House.open(place(tmp_path)) as house:
        assert all_entries(house) == written
        assert {entry.ledger for entry in written} == {LEDGER}


def test_a_ledger_keeps_the_id_it_was_started_with(tmp_path):
    House.open(place(tmp_path), new_id=LEDGER, recording=REHEARSAL).close()
    other = "00000000-0000-4000-8000-000000000000"
    with House.open(place(tmp_path), new_id=other, recording=REHEARSAL) as house:
        house.do(sale_of_tests(), by=by())
        assert {entry.ledger for entry in all_entries(house)} == {LEDGER}


def test_no_ledger_there(tmp_path):
    said = refused(place(tmp_path))
    assert said.startswith(f"There is no ledger at {place(tmp_path)}.")
    assert "lotledger sale announce" in said
    assert list(tmp_path.iterdir()) == [], "and none is begun by asking"


def test_a_folder_that_is_not_there(tmp_path):
    where = str(tmp_path / "nowhere" / "lotledger.db")
    said = refused(where, new_id=LEDGER)
    assert said.startswith(f"There is no folder {tmp_path / 'nowhere'}. Make it, or")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("new_id", [None, LEDGER], ids=["opened", "started"])
def test_a_text_file_is_no_ledger(tmp_path, new_id):
    notes = tmp_path / "notes.txt"
    notes.write_text("Lot 14: the glove, not the boot.\n" * 100)
    said = refused(str(notes), new_id=new_id)
    assert "cannot be opened as a ledger: its file is not a database." in said
    assert notes.read_text().startswith("Lot 14: the glove, not the boot.\n")
    assert list(tmp_path.iterdir()) == [notes]


def test_an_empty_file_is_no_ledger(tmp_path):
    Path(place(tmp_path)).touch()
    for new_id in (None, LEDGER):
        said = refused(place(tmp_path), new_id=new_id)
        assert "holds no ledger: it is an empty file." in said
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [0]


def test_a_folder_is_no_ledger(tmp_path):
    assert "its file cannot be opened" in refused(str(tmp_path))


@pytest.mark.parametrize("new_id", [None, LEDGER], ids=["opened", "started"])
def test_somebody_elses_database_is_left_alone(tmp_path, new_id):
    by_hand(
        tmp_path, "CREATE TABLE customers (name)", "INSERT INTO customers VALUES (1)"
    )
    before = Path(place(tmp_path)).read_bytes()
    assert "holds no ledger" in refused(place(tmp_path), new_id=new_id)
    assert Path(place(tmp_path)).read_bytes() == before


def test_tables_of_these_names_are_not_yet_a_ledger(tmp_path):
    by_hand(tmp_path, "CREATE TABLE events (what)", "CREATE TABLE ledger (what)")
    assert "its tables are not those of a ledger" in refused(place(tmp_path))


@pytest.mark.parametrize("new_id", [None, LEDGER], ids=["opened", "started"])
def test_a_newer_ledger_is_left_alone(tmp_path, new_id):
    with new_house(tmp_path):
        pass
    by_hand(tmp_path, "UPDATE ledger SET schema = schema + 1", "DROP TABLE tracking")
    before = Path(place(tmp_path)).read_bytes()
    said = refused(place(tmp_path), new_id=new_id)
    knows = f"its schema is {SCHEMA + 1}, this one knows {SCHEMA}. Nothing was changed"
    assert knows in said
    assert Path(place(tmp_path)).read_bytes() == before


def test_a_ledger_that_lost_its_end_is_refused(tmp_path):
    """A position that was given out is never given out again."""
    with new_house(tmp_path) as house:
        house.do(bid(1, "101", 110), by=by())
        head = house.head()
    by_hand(
        tmp_path,
        f"DELETE FROM events WHERE position = {head}",  # noqa: S608 (a number)
    )
    said = refused(place(tmp_path))
    assert f"gave out position {head}, but its last event is {head - 1}" in said
    assert "rows are missing" in said


def test_a_ledger_that_somebody_wrote_into_is_refused(tmp_path):
    with new_house(tmp_path):
        pass
    by_hand(tmp_path, "INSERT INTO events VALUES (99, 'lot:X/1', 1, 'x', x'7b7d')")
    said = refused(place(tmp_path))
    assert "its last event is 99: rows were added by hand" in said


def test_a_hole_in_the_middle_is_found_by_whoever_reads_it(tmp_path):
    with new_house(tmp_path):
        pass
    by_hand(tmp_path, "DELETE FROM events WHERE position = 5")
    with House.open(place(tmp_path)) as house:
        assert len(house.entries_after(0, limit=4)) == 4
        with pytest.raises(LedgerDamaged, match="has no position 5, though later ones"):
            all_entries(house)
        with pytest.raises(LedgerDamaged, match="has no position 5, though later ones"):
            house.entries_after(4, limit=1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("state = replace(state, '10000', '90000')", "its text says otherwise"),
        (
            "state = CAST(replace(state, '10000', '1.5') AS BLOB)",
            "opening: Expected .int.",
        ),
        ("type = 'lot-tracked/1'", "its text says otherwise"),
        ("version = 2", "Event 1 of lot:MAY26/1 is missing"),
    ],
)
def test_a_row_changed_by_hand_is_damage_to_whoever_needs_it(tmp_path, change, told):
    with new_house(tmp_path):
        pass
    by_hand(
        tmp_path,
        f"UPDATE events SET {change} WHERE stream = 'lot:MAY26/1'",  # noqa: S608
    )
    with House.open(place(tmp_path)) as house:
        with pytest.raises(LedgerDamaged, match=told):
            house.lot(lot(1))
        with pytest.raises(LedgerDamaged, match=told):
            house.do(bid(1, "101", 110), by=by())
        assert house.do(bid(2, "101", 110), by=by()).first == house.head()


def test_a_history_that_cannot_have_been_is_damage(tmp_path):
    """The first event of lot 1, filed by hand as its second as well."""
    with new_house(tmp_path):
        pass
    first, second = (event_id(UUID(LEDGER), lot_stream(lot(1)), n) for n in (1, 2))
    by_hand(
        tmp_path,
        "INSERT INTO events SELECT head + 1, stream, 2, type, "
        "CAST(replace(state, '\"version\":1', '\"version\":2') AS BLOB) "
        "FROM events, ledger WHERE stream = 'lot:MAY26/1'",
        f"UPDATE events SET state = CAST(replace(state, '{first}', '{second}') "  # noqa: S608 (ours)
        "AS BLOB) WHERE stream = 'lot:MAY26/1' AND version = 2",
        "UPDATE ledger SET head = head + 1, latest_to = head + 1",
    )
    make_tree_anew(place(tmp_path))
    with House.open(place(tmp_path)) as house:
        said = (
            "cannot follow what lot:MAY26/1 holds before it: a lot is catalogued once"
        )
        with pytest.raises(LedgerDamaged, match=said):
            house.do(bid(1, "101", 110), by=by())


def test_the_event_that_cannot_follow_is_named_among_many(tmp_path):
    with new_house(tmp_path) as house:
        for number in range(9):
            paddle = "101" if number % 2 else "102"
            house.do(bid(1, paddle, 110 + 10 * number), by=by())
        third = house.history(lot(1))[2].position
    elsewhere = "replace(state, '1\",\"bid', '2\",\"bid')"
    by_hand(
        tmp_path,
        f"UPDATE events SET state = CAST({elsewhere} AS BLOB) "  # noqa: S608 (ours)
        f"WHERE position = {third}",
    )
    make_tree_anew(place(tmp_path))
    with House.open(place(tmp_path)) as house:
        said = f"Position {third} cannot follow what lot:MAY26/1 holds before it: a lot"
        with pytest.raises(LedgerDamaged, match=said):
            house.lot(lot(1))
        with pytest.raises(LedgerDamaged, match=said):
            house.do(bid(1, "101", 500), by=by())


def test_a_long_history_is_read_a_page_at_a_time(tmp_path):
    slips = [
        LotSlip(lot(1), slip("101" if n % 2 else "102", 110 + 10 * n, "10:00"))
        for n in range(PAGE_ROWS + 20)
    ]
    with new_house(tmp_path) as house:
        house.do(take_bids(slips), by=by())
        entries = house.history(lot(1))
        (known,) = as_cached(house, 1)
        assert house.lot(lot(1)) == known
        events = [entry.event for entry in house.history(lot(1))]
    assert events == [entry.event for entry in entries]
    assert len(events) > PAGE_ROWS


def test_no_more_than_a_page_is_read_ahead():
    rows = iter(range(3 * PAGE_ROWS))
    assert (len(next(pages(rows))), next(rows)) == (PAGE_ROWS, PAGE_ROWS)


@pytest.mark.parametrize("new_id", [None, LEDGER], ids=["opened", "started"])
def test_a_folder_that_cannot_be_written_to(new_id):
    with TemporaryDirectory() as name:
        folder = Path(name)
        if new_id is None:
            with new_house(folder):
                pass
        for path in (folder, *folder.iterdir()):
            path.chmod(0o555 if path.is_dir() else 0o444)
        with as_nobody():
            said = refused(place(folder), new_id=new_id)
        assert "its folder can be written to" in said or "needs a folder" in said
        folder.chmod(0o755)
        left = {"lotledger.db"} if new_id is None else set()
        assert {path.name for path in folder.iterdir()} == left


def test_a_turn_that_cannot_be_taken():
    """The folder turned read-only after the ledger was opened."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with new_house(folder) as house:
            with House.open(place(folder)) as late:
                folder.chmod(0o555)
                with as_nobody(), pytest.raises(LedgerDamaged) as damage:
                    late.do(bid(1, "101", 110), by=by())
                folder.chmod(0o755)
                assert house.head() == late.head()
            assert "lotledger.db-lock cannot be written: Permission denied" in str(
                damage.value
            )


@pytest.mark.parametrize("name", ["a?b=c.db", "50%20off.db", "#1.db", "Größe 明治.db"])
def test_a_file_may_be_called_anything(tmp_path, name):
    where = str(tmp_path / name)
    with House.open(where, new_id=LEDGER, recording=REHEARSAL) as house:
        house.do(sale_of_tests(), by=by())
    assert (tmp_path / name).exists()
    with House.open(where) as house:
        assert house.sale(SALE).id == SALE


@pytest.mark.parametrize(
    "where",
    ["mysql://clerk:secret@example/ledger", "http://example/ledger.db", "://", ""],
)
def test_what_is_no_place_for_a_ledger(where):
    said = refused(where)
    assert "Give a path" in said
    assert "secret" not in said


def test_a_url_names_a_file_too(tmp_path):
    with House.open(f"sqlite:///{place(tmp_path)}", new_id=LEDGER, recording=REHEARSAL):
        pass
    House.open(place(tmp_path)).close()


def test_reading_leaves_no_lock_behind(tmp_path):
    with new_house(tmp_path):
        pass
    with House.open(place(tmp_path)) as house:
        assert house.lot(lot(1)).asking == 10_000
    assert [path.name for path in tmp_path.iterdir()] == ["lotledger.db"]


# One file, one lock, by whatever name.


def permissions(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


@contextmanager
def umask(mask: int):
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


PRIVACY = [(0o755, 0o022, 0o600), (0o2775, 0o002, 0o660), (0o2775, 0o027, 0o640)]


@pytest.mark.parametrize(("folder", "mask", "mode"), PRIVACY)
def test_a_ledger_and_all_beside_it_are_private(tmp_path, folder, mask, mode):
    tmp_path.chmod(folder)
    where = place(tmp_path)
    begin = {"new_id": LEDGER, "recording": REHEARSAL}
    with umask(mask), House.open(where, **begin) as house, Views(house, where) as views:
        house.do(sale_of_tests(), by=by())
        views.catch_up()
        made = permissions(tmp_path)
    endings = ("", "-wal", "-shm", "-lock", "-views")
    assert made == {f"lotledger.db{ending}": mode for ending in endings}


def test_what_is_made_beside_an_older_ledger_is_as_open_as_it_is(tmp_path):
    with new_house(tmp_path):
        pass
    Path(place(tmp_path)).chmod(0o640)
    with (
        umask(0o077),
        House.open(place(tmp_path)) as house,
        Views(house, place(tmp_path)) as views,
    ):
        views.catch_up()
        house.do(bid(1, "101", 110), by=by())
        assert set(permissions(tmp_path).values()) == {0o640}


def test_the_lock_and_the_views_follow_the_file(tmp_path):
    """Two who come by two names take turns, and one of them reads what both see."""
    (real := tmp_path / "real").mkdir()
    (links := tmp_path / "links").mkdir()
    with new_house(real):
        pass
    (links / "may.db").symlink_to(real / "lotledger.db")
    (tmp_path / "door").symlink_to(real)
    for where in (links / "may.db", tmp_path / "door" / "lotledger.db"):
        with House.open(str(where)) as house, Views(house, str(where)) as views:
            views.catch_up()
            house.do(bid(1, "101", 110 + house.head()), by=by())
            names = {path.name for path in real.iterdir()}
            assert {"lotledger.db-lock", "lotledger.db-views"} <= names
    assert [path.name for path in links.iterdir()] == ["may.db"]


def test_a_ledger_is_begun_where_a_link_points(tmp_path):
    (tmp_path / "may.db").symlink_to(tmp_path / "lotledger.db")
    with House.open(str(tmp_path / "may.db"), new_id=LEDGER, recording=REHEARSAL):
        assert (tmp_path / "lotledger.db").is_file()
        assert (tmp_path / "may.db").is_symlink()


def test_a_file_of_two_names_is_refused(tmp_path):
    with new_house(tmp_path):
        pass
    (tmp_path / "other.db").hardlink_to(place(tmp_path))
    assert "has 2 names (hard links)" in refused(str(tmp_path / "other.db"))
    (tmp_path / "other.db").unlink()
    House.open(place(tmp_path)).close()


@pytest.mark.parametrize("name", ["x" * 300, "nul\0.db"])
@pytest.mark.parametrize("new_id", [None, LEDGER], ids=["opened", "started"])
def test_what_cannot_be_a_name(tmp_path, name, new_id):
    assert "cannot be the name of a ledger" in refused(
        str(tmp_path / name), new_id=new_id
    )


@pytest.mark.parametrize("ending", ["-views", "-wal"])
def test_no_ledger_is_begun_among_what_is_left_of_another(tmp_path, ending):
    """What was recorded and is not in its file yet would flow into the new one."""
    (left := tmp_path / f"lotledger.db{ending}").write_bytes(b"left")
    said = refused(place(tmp_path), new_id=LEDGER)
    assert (
        f"There is no ledger at {place(tmp_path)}, but lotledger.db{ending} of" in said
    )
    left.rename(tmp_path / "kept")
    with House.open(place(tmp_path), new_id=LEDGER, recording=REHEARSAL) as house:
        assert house.head() == 0


def test_a_ledger_is_begun_whole_or_not_at_all(tmp_path, monkeypatch):
    """Killed before it has its name; what is left is no ledger, and in nobody's way."""
    monkeypatch.setattr(sqlite_files.Path, "rename", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        House.open(place(tmp_path), new_id=LEDGER, recording=REHEARSAL)
    monkeypatch.undo()
    assert {path.name for path in tmp_path.iterdir()} == {"lotledger.db-lock"}
    (tmp_path / "lotledger.db-unfinished").write_bytes(b"half of a page")
    with House.open(place(tmp_path), new_id=LEDGER, recording=REHEARSAL) as house:
        assert house.ledger_id() == LEDGER


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER events_stand",
        "DROP TRIGGER events_stay",
        "DROP TRIGGER events_stay_first",
    ],
)
def test_a_ledger_without_its_guards_is_refused(tmp_path, change):
    """Somebody took them away to change it, and they are not put back in silence."""
    with new_house(tmp_path):
        pass
    with stranger(place(tmp_path)) as connection:
        connection.execute(change)
    guard = change.split()[-1]
    assert f"from being changed ({guard}): somebody took it" in refused(place(tmp_path))


def test_a_guard_that_guards_nothing_is_none(tmp_path):
    with new_house(tmp_path):
        pass
    with stranger(place(tmp_path)) as connection:
        connection.execute("DROP TRIGGER events_stand")
        connection.execute(
            "CREATE TRIGGER events_stand BEFORE UPDATE ON events BEGIN SELECT 1; END"
        )
    assert "(events_stand): somebody took it away" in refused(place(tmp_path))


SPOILT = "UPDATE events SET state = CAST(replace(state, {}) AS BLOB) WHERE {}"
RENAMED = "UPDATE ledger SET id = '11111111-1111-4111-8111-111111111111'"
ELSEWHERE = [
    (RENAMED, "this ledger says that it is"),
    (
        SPOILT.format("""'"ledger":"', '"ledger":"0'""", "position = 4"),
        "was recorded in the ledger 0",
    ),
    (
        SPOILT.format("""'"id":"', '"id":"0'""", "position = 4"),
        "is that of another place",
    ),
]


@pytest.mark.parametrize(("change", "told"), ELSEWHERE)
def test_an_entry_of_another_ledger_or_place_is_found_out(tmp_path, change, told):
    with new_house(tmp_path):
        pass
    by_hand(tmp_path, change)
    with (
        House.open(place(tmp_path)) as house,
        pytest.raises(LedgerDamaged, match=told),
    ):
        all_entries(house)


@pytest.mark.parametrize("change", ["""'"title":"', '"title":"A '""", "'1/4', '1/5'"])
def test_terms_that_are_not_those_that_were_hashed_are_found_out(tmp_path, change):
    """Their hash stands on every page as a proof: so it is worked out again."""
    with new_house(tmp_path):
        pass
    by_hand(tmp_path, SPOILT.format(change, "stream = 'sale:MAY26' AND version = 1"))
    make_tree_anew(place(tmp_path))
    with House.open(place(tmp_path)) as house:
        for read in (house.sale, house.sale_history):
            with pytest.raises(LedgerDamaged, match="holds terms whose SHA-256 is"):
                read(SALE)
