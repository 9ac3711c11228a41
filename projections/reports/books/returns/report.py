"""A return as a report: its boxes, and the documents behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from sqlalchemy import Connection

from ledger.money import Currency, Minor
from projections.reports.books.returns.boxes import BoxEntry, TaxReturn, facts
from projections.reports.books.returns.germany import GERMANY
from projections.reports.books.returns.uk import UK
from projections.reports.books.returns.us import US
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

RETURNS = (UK, GERMANY, US)
BOXES = (
    Column("place", "Place", key=True),
    Column("box", "Box", key=True),
    Column("meaning", "Meaning"),
    Column("exact", "Exact", Kind.AMOUNT),
    Column("filed", "Filed", Kind.AMOUNT),
)
DOCUMENTS = (
    Column("place", "Place", key=True),
    Column("box", "Box", key=True),
    Column("document", "Document", key=True),
    Column("day", "Day", Kind.DAY),
    Column("client", "Client"),
    Column("amount", "Amount", Kind.AMOUNT),
    Column("entry", "Log", Kind.POSITION),
)


def tax_return(db: Connection, scope: Scope, *, form: TaxReturn) -> Report:
    """Fill in a form for a period, and list the documents behind each box."""
    entries = list(form.entries(facts(db, scope)))
    note = f"{form.note} By: {', '.join(form.sources)}."
    return Report(
        heading=scope.heading(form.name, form.title),
        tables=(
            *by_currency(
                db,
                scope,
                "boxes",
                "Boxes",
                BOXES,
                rows=_box_rows(form, entries),
                note=note,
                group="place",
            ),
            *by_currency(
                db,
                scope,
                "documents",
                "Documents behind each box",
                DOCUMENTS,
                rows=_document_rows(form, entries),
            ),
        ),
    )


uk_vat_return = partial(tax_return, form=UK)
de_vat_return = partial(tax_return, form=GERMANY)
us_sales_tax_return = partial(tax_return, form=US)


def _box_rows(
    form: TaxReturn, entries: Iterable[BoxEntry]
) -> Iterator[tuple[str, Row]]:
    exact: defaultdict[tuple[str, str], defaultdict[str, Minor]]
    exact = defaultdict(lambda: defaultdict(int))
    for entry in entries:
        exact[entry.currency, entry.place][entry.box] += entry.amount
    for (code, place), amounts in sorted(exact.items()):
        filed = form.file(amounts, Currency(code).unit)
        for box in form.boxes(list(amounts)):
            # A box that is worked out from others has no documents of its own.
            worked_out = box in filed and box not in amounts
            yield (
                code,
                (
                    place,
                    box,
                    form.meaning(box),
                    None if worked_out else amounts[box],
                    filed.get(box, 0),
                ),
            )


def _document_rows(
    form: TaxReturn, entries: Iterable[BoxEntry]
) -> Iterator[tuple[str, Row]]:
    behind: dict[tuple[str, str, str, str], BoxEntry] = {}
    amounts: defaultdict[tuple[str, str, str, str], Minor] = defaultdict(int)
    for entry in entries:
        key = (entry.currency, entry.place, entry.box, entry.document)
        behind.setdefault(key, entry)
        amounts[key] += entry.amount
    places = sorted({(entry.currency, entry.place) for entry in behind.values()})
    for code, place in places:
        own = [key for key in behind if key[:2] == (code, place)]
        for box in form.boxes([key[2] for key in own]):
            for key in own:
                if key[2] == box:
                    entry = behind[key]
                    yield (
                        code,
                        (
                            place,
                            box,
                            entry.document,
                            entry.day,
                            entry.client,
                            amounts[key],
                            entry.position,
                        ),
                    )
