"""Lines as a document groups them: those of a lot together, every other by itself."""

from __future__ import annotations

from typing import TypeVar

from ledger.events.documents import InvoiceLine, StatementLine

Line = TypeVar("Line", InvoiceLine, StatementLine)


def by_lot(lines: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """Put the lines of a lot together, in the order in which lots first come."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.lot or f"#{line.number}", []).append(line)
    return [tuple(group) for group in groups.values()]
