"""The guards of a file of SQLite: what is recorded is never changed, nor deleted.

Each table that only grows has three: INSERT OR REPLACE deletes without firing the
trigger against deletion. A checkpoint may gain the signatures of others below its own,
and a strip of hashes goes once its tile is full.
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

NO_STRIP_UPDATE = (
    "CREATE TRIGGER IF NOT EXISTS strips_stand BEFORE UPDATE ON strips "
    "BEGIN SELECT RAISE(ABORT, 'a strip is never changed'); END"
)
NO_STRIP_DELETE = (
    "CREATE TRIGGER IF NOT EXISTS strips_stay BEFORE DELETE ON strips WHEN NOT EXISTS "
    "(SELECT 1 FROM tiles WHERE level = 0 AND number = OLD.number / 4) "
    "BEGIN SELECT RAISE(ABORT, 'a strip stays until its tile is full'); END"
)
NO_STRIP_REPLACE = (
    "CREATE TRIGGER IF NOT EXISTS strips_stay_first BEFORE INSERT ON strips WHEN "
    "EXISTS (SELECT 1 FROM strips WHERE number = NEW.number) "
    "BEGIN SELECT RAISE(ABORT, 'a strip is never replaced'); END"
)
NO_CHECKPOINT_UPDATE = (
    "CREATE TRIGGER IF NOT EXISTS checkpoints_stand BEFORE UPDATE ON checkpoints WHEN "
    "NEW.size IS NOT OLD.size "
    "OR substr(NEW.note, 1, length(OLD.note)) IS NOT OLD.note "
    "BEGIN SELECT RAISE(ABORT, 'a checkpoint only gains signatures'); END"
)
NO_CHECKPOINT_DELETE = (
    "CREATE TRIGGER IF NOT EXISTS checkpoints_stay BEFORE DELETE ON checkpoints "
    "BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END"
)
NO_CHECKPOINT_REPLACE = (
    "CREATE TRIGGER IF NOT EXISTS checkpoints_stay_first BEFORE INSERT ON checkpoints "
    "WHEN EXISTS (SELECT 1 FROM checkpoints WHERE size = NEW.size) "
    "BEGIN SELECT RAISE(ABORT, 'a checkpoint is never replaced'); END"
)
NO_TIMESTAMP_UPDATE = (
    "CREATE TRIGGER IF NOT EXISTS timestamps_stand BEFORE UPDATE ON timestamps "
    "BEGIN SELECT RAISE(ABORT, 'a timestamp is never changed'); END"
)
NO_TIMESTAMP_DELETE = (
    "CREATE TRIGGER IF NOT EXISTS timestamps_stay BEFORE DELETE ON timestamps "
    "BEGIN SELECT RAISE(ABORT, 'a timestamp is never deleted'); END"
)
NO_TIMESTAMP_REPLACE = (
    "CREATE TRIGGER IF NOT EXISTS timestamps_stay_first BEFORE INSERT ON timestamps "
    "WHEN EXISTS (SELECT 1 FROM timestamps WHERE size = NEW.size "
    "AND authority = NEW.authority) "
    "BEGIN SELECT RAISE(ABORT, 'a timestamp is never replaced'); END"
)

BESIDE_THE_ENTRIES: tuple[str, ...] = (
    *(NO_STRIP_UPDATE, NO_STRIP_DELETE, NO_STRIP_REPLACE),
    *(NO_CHECKPOINT_UPDATE, NO_CHECKPOINT_DELETE, NO_CHECKPOINT_REPLACE),
    *(NO_TIMESTAMP_UPDATE, NO_TIMESTAMP_DELETE, NO_TIMESTAMP_REPLACE),
)
"""What guards no entry: a ledger without is opened, and its verification tells."""
GUARDS: Mapping[int, tuple[str, ...]] = {
    1: (NO_UPDATE, NO_DELETE, NO_REPLACE),
    3: (NO_TILE_UPDATE, NO_TILE_DELETE, NO_TILE_REPLACE, *BESIDE_THE_ENTRIES),
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
