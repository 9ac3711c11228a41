"""Where in the log a thing was recorded that somebody wants a proof of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, Table, select

from projections.bids.handlers import BIDS
from projections.bids.row import HistoryKind
from projections.mentions.handlers import MENTIONS
from projections.mentions.questions import ISSUED
from projections.queries import ask

PLACED = (
    HistoryKind.BID,
    HistoryKind.REFUSED,
    HistoryKind.HOUSE,
    HistoryKind.LIVE,
)
"""How a bid comes into the record: everything else that names it comes later."""


def bids_named(db: Connection, name: str) -> dict[str, int]:
    """Return the bids that a name may mean, by sale and lot, and where each stands.

    A name is that of a bid on a lot, ``50061#7``, with its sale before it or without.
    """
    lot, _, number = name.rpartition("#")
    bid = f"{lot.rpartition('/')[2]}#{number}"

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        query = select(t.c.lot, t.c.position).where(t.c.bid == bid)
        query = query.where(t.c.kind.in_(PLACED)).order_by(t.c.position)
        return query.where(t.c.lot == lot) if "/" in lot else query

    rows = ask(db, BIDS, question)
    return {f"{row.lot}#{number}": row.position for row in reversed(rows)}


def document_issued(db: Connection, name: str) -> int | None:
    """Return where a document was issued, or a dispute opened; None for another."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        query = select(t.c.position).where(t.c.document == name)
        return query.where(t.c.kind.in_(ISSUED)).order_by(t.c.position).limit(1)

    rows = ask(db, MENTIONS, question)
    return rows[0][0] if rows else None
