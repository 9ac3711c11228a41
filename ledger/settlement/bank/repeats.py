"""Lines that stand in one file twice: in two of its statements, or in one.

Two statements may list one entry, as the reports of a day and the statement of it do.
Within one statement a bank has no cause to: such a line is a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence

from ledger.settlement.bank.line import (
    BankLine,
    differ_by_name,
    firm_names,
    of_one_account,
)
from ledger.settlement.bank.match import LineOutcome, Match


def listed_again(lines: Sequence[BankLine]) -> dict[int, Match]:
    """Return the lines that another statement of the file lists as well."""
    again = _entries_listed_again(lines)
    return again | _parts_listed_again(lines, again)


def _entries_listed_again(lines: Sequence[BankLine]) -> dict[int, Match]:
    """Find entries by the bank's names; where one is split, its parts are kept."""
    entries: dict[tuple[object, ...], dict[int, list[int]]] = {}
    for place, line in enumerate(lines):
        entry = line.known_by
        if firm_names(entry):
            key = entry.account, entry.names, line.day, line.currency, line.amount > 0
            listed = entries.setdefault(key, defaultdict(list))
            listed[line.statement].append(place)
    again: dict[int, Match] = {}
    for statements in entries.values():
        kept, *others = sorted(statements.values(), key=len, reverse=True)
        amount = sum(lines[place].amount for place in kept)
        for places in others:
            same = amount == sum(lines[place].amount for place in places)
            for place in places:
                again[place] = _again(lines[place], lines[kept[0]], surely=same)
    return again


def _parts_listed_again(
    lines: Sequence[BankLine], known: Container[int]
) -> dict[int, Match]:
    """Find lines by the names of payments, or where there are none by their words."""
    earlier: dict[tuple[object, ...], list[int]] = defaultdict(list)
    again: dict[int, Match] = {}
    met: set[tuple[int, int]] = set()
    for place, line in enumerate(lines):
        if place in known:
            continue
        same_amount = earlier[line.day, line.amount, line.currency]
        for other in same_amount:
            pair = other, line.statement
            if pair not in met and _alike(line, lines[other]):
                met.add(pair)
                surely = bool(line.known_by.parts) and not differ_by_name(
                    line.known_by, lines[other].known_by
                )
                again[place] = _again(line, lines[other], surely=surely)
                break
        else:
            same_amount.append(place)
    return again


def _alike(line: BankLine, other: BankLine) -> bool:
    """Say whether two statements may list one payment."""
    ours, theirs = line.known_by, other.known_by
    if line.statement == other.statement or not of_one_account(ours, theirs):
        return False
    if ours.parts or theirs.parts:
        return bool(set(ours.parts) & set(theirs.parts))
    named = bool(firm_names(ours) and firm_names(theirs))
    return not named and line.text.split() == other.text.split()


def _again(line: BankLine, other: BankLine, *, surely: bool) -> Match:
    where = f"line {other.line}"
    if other.statement != line.statement:
        where += f" of statement {other.statement}"
    if surely:
        return Match(line, LineOutcome.LISTED_AGAIN, f"as {where}")
    why = f"perhaps listed before, as {where}: one payment or two?"
    return Match(line, LineOutcome.AMBIGUOUS, why)


def same_name_twice(
    lines: Sequence[BankLine], known: Container[int]
) -> dict[int, Match]:
    """Ask about lines of one statement that share a name, a day and an amount."""
    first: dict[tuple[object, ...], list[BankLine]] = defaultdict(list)
    twice: dict[int, Match] = {}
    for place, line in enumerate(lines):
        entry = line.known_by
        if not firm_names(entry):
            continue
        key = entry.account, entry.names, line.day, line.amount, line.currency
        other = next((each for each in first[key] if not _apart(each, line)), None)
        if place in known or other is None:
            first[key].append(line)
            continue
        why = f"line {other.line} has the same reference, day and amount: "
        why += "one payment or two?"
        twice[place] = Match(line, LineOutcome.AMBIGUOUS, why)
    return twice


def _apart(line: BankLine, other: BankLine) -> bool:
    """Say whether the names of their payments tell two lines apart.

    The parts of one entry are apart in any case: together they come to it.
    """
    if (line.statement, line.line) == (other.statement, other.line):
        return True
    ours, theirs = set(line.known_by.parts), set(other.known_by.parts)
    return bool(ours and theirs and not ours & theirs)
