"""The guards of a file of SQLite: what is recorded is never changed, nor deleted.

Each table that only grows has three: INSERT OR REPLACE deletes without firing the
trigger against deletion.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from sqlalchemy import Connection

UNLESS_THERE = " IF NOT EXISTS"
"""What SQLite does not keep of the words that made a trigger."""

NO_UPDATE = (
    "CREATE TRIGGER IF NOT EXISTS events_stand BEFORE UPDATE ON events "
    "BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END"
)
NO_DELETE = (
    "CREATE TRIGGER IF NOT EXISTS events_stay BEFORE DELETE ON events "
    "BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END"
)
NO_REPLACE = (
    "CREATE TRIGGER IF NOT EXISTS events_stay_first BEFORE INSERT ON events WHEN "
    "EXISTS (SELECT 1 FROM events WHERE position = NEW.position) OR EXISTS "
    "(SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version) "
    "BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END"
)
NO_TILE_UPDATE = (
    "CREATE TRIGGER IF NOT EXISTS tiles_stand BEFORE UPDATE ON tiles "
    "BEGIN SELECT RAISE(ABORT, 'a tile is never changed'); END"
)
NO_TILE_DELETE = (
    "CREATE TRIGGER IF NOT EXISTS tiles_stay BEFORE DELETE ON tiles "
    "BEGIN SELECT RAISE(ABORT, 'a tile is never deleted'); END"
)
NO_TILE_REPLACE = (
    "CREATE TRIGGER IF NOT EXISTS tiles_stay_first BEFORE INSERT ON tiles WHEN EXISTS "
    "(SELECT 1 FROM tiles WHERE level = NEW.level AND number = NEW.number) "
    "BEGIN SELECT RAISE(ABORT, 'a tile is never replaced'); END"
)

GUARDS: Mapping[int, tuple[str, ...]] = {
    1: (NO_UPDATE, NO_DELETE, NO_REPLACE),
    3: (NO_TILE_UPDATE, NO_TILE_DELETE, NO_TILE_REPLACE),
}
"""The guards, by the schema that brought them."""


def guards_of(connection: Connection) -> frozenset[str]:
    """Return those of the guards that a file has, word for word."""
    asked = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    there = set(connection.exec_driver_sql(asked).scalars())
    return frozenset(
        guard
        for guard in chain.from_iterable(GUARDS.values())
        if guard.replace(UNLESS_THERE, "") in there
    )
