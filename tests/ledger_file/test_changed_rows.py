"""Each field of a row changed by hand: a sentence, never a traceback.

Every column of a row and every member of its text is replaced, emptied and taken away,
over entries of several kinds; so are the fields of the tables that are kept beside it.
"""

from __future__ import annotations

import json
import sqlite3
from random import Random

import pytest

from tests.questions import OWN_WORDS, READS, WRITES
from tests.settling_clerk import clerk_who_settled
from tests.stranger import asked, change_by_hand, stranger

pytestmark = pytest.mark.slow

KINDS = (
    *("sale-announced", "paddle-issued", "client-enrolled", "lot-catalogued"),
    *("bid-placed", "lot-sold", "settlement-set", "invoice-issued", "number-drawn"),
)
COLUMNS = {
    "position": (-1, 0, 10**15),
    "stream": ("''", "'lot:MAY26/9'", "'nothing:1'", "'lot'", "x'ff'", "'\x1b[31m'"),
    "version": (0, -1, 99, "'x'", 1.5, 10**15),
    "type": ("''", "'bid-placed/1'", "'none/1'", "x'ff'", "'\u202e'"),
    "state": ("x''", "''", "'{}'", "x'7b7d'", "x'ff00'", 5, "substr(state, 1, 99)"),
}
VALUES = (None, 5, -1, "", "x", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59Z", [], {})
LINES = [*READS, *WRITES, "views check", "audit history MAY26/2", "ledger show"]
BESIDE_KEY = LINES.index(WRITES[0])
CASES = 14
"""So many by the dice of each kind."""
BESIDE = {
    "ledger": {
        "id": ("''", "'x'", "x'ff'", "'00000000-0000-4000-8000-00000000000A'"),
        "schema": (0, -1, "'x'", 99),
        "head": (0, -1, "'x'"),
        "latest": ("'x'", -(10**18), 10**18, "NULL"),
        "earliest": ("'x'", 10**18, "NULL"),
        "frontier": ("NULL", 5, "'x'", "x''", "zeroblob(8)", "zeroblob(5000)"),
    },
    "strips": {
        "number": (-1, 99),
        "hashes": ("x''", "'x'", "zeroblob(2048)"),
    },
    "command_keys": {
        "digest": ("''", "x'ff'"),
        "first_position": (0, 10**9, "'x'"),
        "last_position": (-1, 10**9, "'x'"),
    },
}


def changes_of_columns(position: int) -> list[str]:
    return [
        f"UPDATE events SET {column} = {value} WHERE position = {position}"  # noqa: S608
        for column, values in COLUMNS.items()
        for value in values
    ]


def changes_of_text(position: int, text: bytes) -> list[str]:
    """Replace each member of an entry's text in turn, or leave it out."""
    entry = json.loads(text)
    spoilt = []
    for name in entry:
        spoilt.append({key: part for key, part in entry.items() if key != name})
        spoilt += [entry | {name: value} for value in VALUES]
    for name in entry["body"]:
        for value in VALUES[position % 3 :: 3]:
            spoilt.append(entry | {"body": entry["body"] | {name: value}})
    texts = [json.dumps(entry, separators=(",", ":")).encode() for entry in spoilt]
    return [
        f"UPDATE events SET state = x'{text.hex()}' WHERE position = {position}"  # noqa: S608
        for text in texts
    ]


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """Return a settled sale's clerk, its ledger's bytes, and a row of each kind."""
    clerk = clerk_who_settled(tmp_path_factory.mktemp("settled"))
    clerk.does("client add C-9 --key c-9")
    clerk.views.unlink(missing_ok=True)
    query = "SELECT min(position), state FROM events WHERE type LIKE ? || '/%'"
    rows = {kind: asked(clerk.ledger, query, kind)[0] for kind in KINDS}
    assert all(text for _, text in rows.values())
    return clerk, clerk.ledger.read_bytes(), rows


def put_back(clerk, content: bytes) -> None:
    for path in clerk.folder.glob("lotledger.db*"):
        path.unlink()
    clerk.ledger.write_bytes(content)


def is_told(clerk, what: object, number: int) -> bool:
    """Ask something of a changed ledger: it is answered, or told in a sentence."""
    line = LINES[number % len(LINES)]
    answer = clerk(line)
    where = f"{what}: {line}: {answer}"
    assert answer.code in (0, 1, 3), where
    assert not OWN_WORDS & set(answer.err.split()), where
    assert "\x1b" not in answer.err, where
    if answer.code == 3 and not line.startswith("report"):
        assert answer.err.startswith("Stopped: "), where
        assert answer.err.count("\n") <= 2, where
    return answer.code == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_was_changed_is_told_in_a_sentence(settled, kind):
    clerk, content, rows = settled
    position, text = rows[kind]
    changes = changes_of_columns(position) + changes_of_text(position, text)
    stopped = 0
    for number, change in enumerate(Random(kind).sample(changes, CASES)):
        put_back(clerk, content)
        try:
            change_by_hand(clerk.ledger, change)
        except sqlite3.IntegrityError:
            continue
        stopped += is_told(clerk, change, number)
    assert stopped > CASES / 4


def test_what_is_kept_beside_the_log_is_told_in_a_sentence(settled):
    clerk, content, _ = settled
    stopped = 0
    for table, columns in BESIDE.items():
        for column, values in columns.items():
            for value in values:
                put_back(clerk, content)
                with stranger(clerk.ledger) as connection:
                    connection.execute("PRAGMA ignore_check_constraints = 1")
                    connection.execute(f"UPDATE {table} SET {column} = {value}")  # noqa: S608
                stopped += is_told(clerk, (table, column, value), BESIDE_KEY)
    assert stopped > 20


def test_an_id_that_is_another_is_told_by_whoever_reads_the_row_whole(settled):
    """A history whose last entry has it is not loaded: whoever moved one moved that."""
    clerk, content, rows = settled
    position, text = rows["bid-placed"]
    id_ = json.loads(text)["id"]
    put_back(clerk, content)
    change_by_hand(
        clerk.ledger,
        f"UPDATE events SET state = CAST(replace(state, '{id_}', '{id_[:-1]}x') "  # noqa: S608
        f"AS BLOB) WHERE position = {position}",
    )
    for line in ("views check", "bids list MAY26", "audit history MAY26"):
        answer = clerk(line)
        assert answer.code == 3, line
        assert f"Position {position} is filed as event" in answer.err
        assert f"and its id {id_[:-1]}x is that of another place" in answer.err
