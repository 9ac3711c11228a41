"""Know an entry again: views name the one that they stand at, and are held against it.

Views are kept beside a ledger, and know nothing that it does not. Where they stand at
another entry than it has there, one of the two was changed, or an older copy of the
ledger was put beside newer views: neither may be trusted, and nothing is recorded.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import bindparam, select

from ledger.damage import Damage, EntryDamaged, NotOfThisLog
from ledger.entry import EntryMark
from ledger.store import schema
from ledger.store.connection import ReadConnection
from ledger.store.database import Database
from ledger.store.query import Query

_TEXT = Query(
    select(schema.events.c.state).where(
        schema.events.c.position == bindparam("position")
    )
)
_ID = Query(select(schema.ledger.c.id))


def mark_at(connection: ReadConnection, position: int) -> EntryMark:
    """Return what the entry at a position is known again by."""
    row = connection.ask(_TEXT, position)
    if row is None or not isinstance(row[0], bytes):
        what = f"The ledger has no entry at position {position} that can be read"
        raise EntryDamaged(position, Damage.TEXT, what)
    _, _, after = row[0].partition(b'"id":"')
    id_ = after.partition(b'"')[0].decode(errors="replace")
    return EntryMark(id_, sha256(row[0]).hexdigest())


def views_must_stand_on_log(database: Database) -> None:
    """Hold the views beside a ledger against its log; raises NotOfThisLog."""
    # The views are asked first: the log may only have grown since.
    whose, standings = database.dialect.standings()
    if not standings:
        return
    with database.querying() as connection:
        row, head = connection.ask(_ID), connection.head()
        ours = None if row is None else row[0]
        if whose is not None and whose != ours:
            raise NotOfThisLog.other_ledger(whose, str(ours))
        marks = dict[int, EntryMark]()
        for view, position, read in standings:
            if position > head:
                raise NotOfThisLog.ahead(view, position, head)
            if read is None:
                continue
            # Most views stand at the same entry, and each question takes its time.
            if position not in marks:
                marks[position] = mark_at(connection, position)
            if (here := marks[position]) != read:
                raise NotOfThisLog.other_entry(view, position, read.id, here.id)
