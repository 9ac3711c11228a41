"""A hand that changes a ledger by its file: rows, texts, columns, and the rest."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from uuid import UUID, uuid5

COLUMNS = "position, stream, version, type, state"


class Hand:
    """Somebody who has the file, and a tool for databases."""

    def __init__(self, path):
        self.path = path
        self._connection = sqlite3.connect(path)
        self.head = None
        """What the file is to say is its end; None: as it says."""
        self.triggers = self.ask("SELECT sql FROM sqlite_master WHERE type='trigger'")
        for (name,) in self.ask("SELECT name FROM sqlite_master WHERE type='trigger'"):
            self.run(f"DROP TRIGGER {name}")
        self.rows = [list(row) for row in self.ask(f"SELECT {COLUMNS} FROM events")]  # noqa: S608

    def ask(self, query, *values):
        """Return every row that a query finds."""
        return self._connection.execute(query, values).fetchall()

    def run(self, statement, *values):
        """Run a statement."""
        self._connection.execute(statement, values)

    @property
    def ledger(self):
        """The id of the ledger, as its file has it."""
        return self.ask("SELECT id FROM ledger")[0][0]

    def row(self, position):
        """Return the row at a position."""
        return next(row for row in self.rows if row[0] == position)

    def entry(self, position):
        """Return the text at a position, as JSON."""
        return json.loads(self.row(position)[4])

    def find(self, kind, nth=0, **body):
        """Return the position of an event of a kind whose body says so."""
        return [
            row[0]
            for row in self.rows
            if row[3].partition("/")[0] == kind
            and body.items() <= json.loads(row[4])["body"].items()
        ][nth]

    def write(self, position, entry):
        """Write a text anew, as the program itself would."""
        self.row(position)[4] = as_text(entry)

    def edit(self, position, /, **fields):
        """Change fields of an entry: of its body, its standing, or the envelope."""
        entry = self.entry(position)
        for name, value in fields.items():
            body, standing = entry["body"], entry["body"].get("standing") or {}
            place = entry if name in entry or name not in body else body
            place = body if name in body else place
            place = standing if name in standing and name not in body else place
            place[name] = value
        self.write(position, entry)
        return position

    def remove(self, *positions):
        """Take rows away, and leave holes."""
        self.rows = [row for row in self.rows if row[0] not in positions]

    def renumber(self):
        """Let positions and versions run without a hole, in the order of the rows."""
        versions = {}
        for position, row in enumerate(self.rows, 1):
            row[0] = position
            versions[row[1]] = row[2] = versions.get(row[1], 0) + 1
            entry = json.loads(row[4])
            if entry["version"] != row[2]:
                row[4] = as_text(entry | {"version": row[2]})

    def rederive_ids(self):
        """Give every entry the id of its place, and the cause that goes with it."""
        ids = {}
        for row in self.rows:
            entry = json.loads(row[4])
            derived = str(uuid5(UUID(self.ledger), f"{row[1]}/{row[2]}"))
            ids[entry["id"]] = entry["id"] = derived
            if entry.get("causation") is not None:
                entry["causation"] = ids.get(entry["causation"], entry["causation"])
            row[4] = as_text(entry)

    def save(self):
        """Write the rows, put the guards back, and leave."""
        with closing(self._connection) as connection, connection:
            connection.execute("DELETE FROM events")
            connection.executemany("INSERT INTO events VALUES (?,?,?,?,?)", self.rows)
            if self.head is not None:
                words = "UPDATE ledger SET head = ?, latest_to = ?"
                connection.execute(words, (self.head, self.head))
            for (words,) in self.triggers:
                connection.execute(words)


def as_text(entry):
    """Write an entry as the program does."""
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode()
