"""What a finding reaches: lots, documents and people, also of a text in ruins.

A text that is changed may be in no shape that events have; so it is read as any JSON
is, by the names of its fields, and where it is no JSON, by its stream alone.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from ledger.events import (
    CreditNoteIssued,
    InvoiceIssued,
    PaddleIssued,
    StatementIssued,
)
from ledger.identity import LotId, sale_of
from ledger.store.codec import names_of
from ledger.store.envelope import Row
from ledger.store.raw_log import RawLog
from ledger.value import value

ISSUED = names_of((InvoiceIssued, CreditNoteIssued, StatementIssued))
ISSUES_PADDLES = names_of((PaddleIssued,))

_FIELDS = {
    "lot": "lots",
    "invoice": "documents",
    "credit_note": "documents",
    "statement": "documents",
    "paddle": "paddles",
    "buyer": "paddles",
    "underbidder": "paddles",
    "client": "people",
    "consignor": "people",
    "actor": "people",
    "second": "people",
    "login": "people",
    "on_behalf_of": "people",
    "authorised_by": "people",
}
"""What a field of an entry names, or of its event."""

_STREAMS = {
    "lot": "lots",
    "invoice": "documents",
    "credit-note": "documents",
    "client": "people",
    "funds": "people",
}
"""What the name of a stream names."""

_NAME = re.compile(r'"(lot|client|statement|sale|paddle)":"([^"\\]+)"')


@value(kw_only=True)
class Reach:
    """What a change of some entries touches."""

    lots: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """Invoices, credit notes and statements: those it names, and those of its lots."""
    people: tuple[str, ...] = ()
    """Clients, whoever holds its paddles, and who acted."""


def reaches(log: RawLog, positions: Collection[int]) -> dict[int, Reach]:
    """Return what the entries at positions touch; those that are gone touch nothing."""
    direct = {row[0]: _named_in(row) for row in log.rows_at(positions)}
    names = _Surroundings(direct.values())
    for row in log.rows_of(ISSUED | ISSUES_PADDLES):
        names.hear(row)
    return {position: names.around(named) for position, named in direct.items()}


Named = dict[str, dict[str, None]]
"""Names by what they are of, each once and in order."""


def _named_in(row: Row) -> Named:
    """Return the names that an entry has in it."""
    named: Named = defaultdict(dict)
    kind, _, name = str(row[1]).partition(":")
    if kind in _STREAMS and name:
        named[_STREAMS[kind]][name] = None
    try:
        entry = json.loads(row[4])
    except (ValueError, TypeError, RecursionError):
        return named
    for field, value_ in _fields_in(entry):
        if field in _FIELDS and isinstance(value_, str):
            named[_FIELDS[field]][value_] = None
        if field == "sale" and isinstance(value_, str):
            named["sales"][value_] = None
    return named


def _fields_in(part: object) -> Iterator[tuple[str, object]]:
    """Yield every field of a JSON value and its value, however deep it stands."""
    if isinstance(part, dict):
        for field, inner in part.items():
            yield field, inner
            yield from _fields_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _fields_in(inner)


class _Surroundings:
    """The documents that lots stand on, and the clients who hold paddles."""

    def __init__(self, named: Collection[Named]) -> None:
        self._lots = {lot for names in named for lot in names["lots"]}
        self._documents: dict[str, dict[str, None]] = defaultdict(dict)
        self._clients: dict[str, dict[str, None]] = defaultdict(dict)
        self._holders: dict[tuple[str, str], str] = {}

    def hear(self, row: Row) -> None:
        """Take in a document that was issued, or a paddle."""
        text = row[4].decode(errors="replace") if isinstance(row[4], bytes) else ""
        named: dict[str, list[str]] = defaultdict(list)
        for name in _NAME.finditer(text):
            named[name[1]].append(name[2])
        if row[3] in ISSUES_PADDLES:
            if named["sale"] and named["paddle"] and named["client"]:
                key = named["sale"][0], named["paddle"][0]
                self._holders[key] = named["client"][0]
            return
        document = (named["statement"] or [str(row[1]).partition(":")[2]])[0]
        for lot in self._lots.intersection(named["lot"]):
            self._documents[lot][document] = None
            self._clients[lot].update(dict.fromkeys(named["client"]))

    def around(self, named: Named) -> Reach:
        """Return what names touch, with what surrounds them."""
        documents, people = dict(named["documents"]), dict(named["people"])
        for lot in named["lots"]:
            documents |= self._documents[lot]
            people |= self._clients[lot]
        sales = {*named["sales"], *(sale_of(LotId(lot)) for lot in named["lots"])}
        for paddle in named["paddles"]:
            for sale in sorted(sales):
                if (client := self._holders.get((sale, paddle))) is not None:
                    people[client] = None
        return Reach(
            lots=tuple(named["lots"]), documents=tuple(documents), people=tuple(people)
        )
