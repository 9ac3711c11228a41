"""Ask the mentions: what a name is the name of, and which events touch it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Connection,
    FromClause,
    Row,
    Select,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import ColumnElement

from ledger.entry import same_person
from ledger.identity import SaleId
from projections.mentions.handlers import MENTIONS
from projections.queries import ask

ISSUED = (
    "invoice-issued",
    "credit-note-issued",
    "statement-issued",
    "funds-received",
    "dispute-opened",
)
"""The events by which a document, or a dispute, becomes a client's or a sale's."""

PEOPLE = ("actor", "second", "login", "on_behalf_of")
"""The columns that name a person."""


class SubjectKind(StrEnum):
    """What a history is of."""

    SALE = "sale"
    LOT = "lot"
    DOCUMENT = "document"
    CLIENT = "client"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing or a person that events touch, by its name."""

    kind: SubjectKind
    name: str
    spellings: tuple[str, ...] = ()
    """A person: the name as it was typed each time."""

    @property
    def sale(self) -> SaleId | None:
        """Return the sale that it is, or is a lot of; None for anything else."""
        if self.kind not in (SubjectKind.SALE, SubjectKind.LOT):
            return None
        return SaleId(self.name.partition("/")[0])


def ask_mentions(
    db: Connection,
    question: Callable[[FromClause], Select[*tuple[Any, ...]]],
    upto: int | None = None,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Ask the mentions, or those of then: a row tells of its own event alone.

    So what a log of old would answer is told by the rows up to its last position.
    """
    if upto is None:
        return ask(db, MENTIONS, question)
    return ask(
        db,
        MENTIONS,
        lambda t: question(select(t).where(t.c.position <= upto).subquery()),
    )


def history_named(
    db: Connection,
    name: str | None,
    *,
    after: int = 0,
    upto: int | None = None,
    limit: int | None = None,
) -> tuple[Subject | None, list[int]]:
    """Return what a name is of, and the positions of what touches it, in order.

    Without a name they are those of all events; nothing touches what is unknown. They
    come after a position, and no more than a limit of them. With ``upto`` the log is
    what it was at that position; so it is wherever the mentions are asked.
    """
    subject = None if name is None else subject_named(db, name, upto=upto)
    if subject is None and name is not None:
        return None, []
    return subject, positions_of(db, subject, after=after, upto=upto, limit=limit)


def subject_named(
    db: Connection, name: str, *, upto: int | None = None
) -> Subject | None:
    """Say what a name is the name of; None where nothing in the log is called so."""
    written = name.strip()
    for kind in (SubjectKind.LOT, SubjectKind.DOCUMENT, SubjectKind.SALE):
        if _is_mentioned(db, kind, written.upper(), upto):
            return Subject(kind, written.upper())
    if _is_mentioned(db, SubjectKind.CLIENT, written.upper(), upto):
        return Subject(SubjectKind.CLIENT, written.upper())
    spellings = tuple(each for each in _people(db, upto) if same_person(each, written))
    return Subject(SubjectKind.PERSON, written, spellings) if spellings else None


def _is_mentioned(db: Connection, column: str, name: str, upto: int | None) -> bool:
    def question(t: FromClause) -> Select[*tuple[Any, ...]]:
        return select(t.c.position).where(t.c[column] == name).limit(1)

    return bool(ask_mentions(db, question, upto))


def _people(db: Connection, upto: int | None) -> list[str]:
    """List every name of a person, as it was typed."""

    def question(t: FromClause) -> Select[*tuple[Any, ...]]:
        return select(*(t.c[each] for each in PEOPLE)).distinct()

    names = (name for row in ask_mentions(db, question, upto) for name in row)
    return list(dict.fromkeys(name for name in names if name is not None))


def positions_of(
    db: Connection,
    subject: Subject | None,
    *,
    after: int = 0,
    upto: int | None = None,
    limit: int | None = None,
) -> list[int]:
    """List the positions of all events that touch a subject, or of all, in order.

    They come after a position, and no more than a limit of them.

    A lot's disputes touch it to their end. What touches a client is also what is done
    with its paddles, and becomes of its documents; what touches a sale is what becomes
    of its documents, too.
    """

    def question(t: FromClause) -> Select[*tuple[Any, ...]]:
        later = _positions(t, subject).where(t.c.position > after)
        return later.order_by(t.c.position).limit(limit)

    return [row[0] for row in ask_mentions(db, question, upto)]


def number_touching(
    db: Connection, subject: Subject | None, *, upto: int | None = None
) -> int:
    """Count the events that touch a subject, or all events."""
    (row,) = ask_mentions(
        db,
        lambda t: select(func.count()).select_from(_positions(t, subject).subquery()),
        upto,
    )
    return int(row[0])


def _positions(t: FromClause, subject: Subject | None) -> Select[*tuple[Any, ...]]:
    positions = select(t.c.position).distinct()
    return positions if subject is None else positions.where(_touching(t, subject))


def _touching(t: FromClause, subject: Subject) -> ColumnElement[bool]:
    match subject.kind:
        case SubjectKind.LOT:
            lot = t.c.lot == subject.name
            return lot | t.c.document.in_(_documents(t, lot, "dispute-opened"))
        case SubjectKind.SALE:
            return _with_documents(t, t.c.sale == subject.name)
        case SubjectKind.CLIENT:
            return _with_documents(t, _of_client(t, subject.name))
        case SubjectKind.DOCUMENT:
            return t.c.document == subject.name
        case SubjectKind.PERSON:
            return or_(*(t.c[each].in_(subject.spellings) for each in PEOPLE))


def positions_of_kinds(db: Connection, *kinds: str) -> list[int]:
    """List the positions of all events of some kinds, such as ``client-enrolled``."""

    def question(t: FromClause) -> Select[*tuple[Any, ...]]:
        position = select(t.c.position).where(t.c.kind.in_(kinds))
        return position.distinct().order_by(t.c.position)

    return [row[0] for row in ask_mentions(db, question)]


def _of_client(t: FromClause, client: str) -> ColumnElement[bool]:
    """Select what names a client, or a paddle of theirs."""
    paddles = (
        select(t.c.sale, t.c.paddle)
        .where(t.c.client == client)
        .where(t.c.kind == "paddle-issued")
    )
    return (t.c.client == client) | tuple_(t.c.sale, t.c.paddle).in_(paddles)


def _with_documents(t: FromClause, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return which | t.c.document.in_(_documents(t, which, *ISSUED))


def _documents(
    t: FromClause, which: ColumnElement[bool], *kinds: str
) -> Select[*tuple[Any, ...]]:
    """Select the documents that such events issued or opened."""
    return select(t.c.document).where(which).where(t.c.kind.in_(kinds))
