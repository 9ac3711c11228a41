"""The balances of a bank's file: what stood on the account, day by day.

A statement of several days tells its first and its last balance. Where its entries come
to the difference, they tell the days between. A CSV tells what stood after each line.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import partial
from itertools import accumulate, starmap
from pathlib import Path
from xml.etree.ElementTree import Element

from ledger.events.bank import DayBalance
from ledger.files.bank_file.archive import (
    ArchivedFile,
    archived_files,
    is_archive,
)
from ledger.files.bank_file.camt import camt_statements
from ledger.files.bank_file.camt_entry import account_mark
from ledger.files.bank_file.mapping import BankMapping
from ledger.files.bank_file.mt940 import (
    MessageBalances,
    is_mt940,
    read_message_balances,
)
from ledger.files.bank_file.reading import text_of
from ledger.files.bank_file.statement import read_columns
from ledger.files.contents import contents
from ledger.files.problems import faulty_file
from ledger.money import Currency, Minor
from ledger.settlement.bank_account import HouseAccount
from ledger.settlement.stated_balances import StatedBalances

_faulty = partial(
    faulty_file, expected="a bank's camt.053, MT940 or CSV file, with its balances"
)


OPENING = ("OPBD", "PRCD", "ITBD")
CLOSING = ("CLBD", "ITBD")
"""Kinds of balances, the surest first: booked, of the day before, of a page between."""


def read_balances(
    path: str | Path,
    *,
    mapping: BankMapping | None = None,
    currency: Currency | None = None,
) -> tuple[StatedBalances, ...]:
    """Read the balances of every statement of a file, or an archive; raises Faulty.

    A CSV is read by a mapping that names its column of balances, in a currency.
    """
    file = str(path)
    file_bytes = contents(file, expected="a camt.053, MT940 or CSV file of a bank")
    files = [ArchivedFile(file, file_bytes)]
    if is_archive(file_bytes):
        files = [
            ArchivedFile(f"{file}: {name}", archived)
            for name, archived in archived_files(file, file_bytes)
        ]
    return tuple(
        balances
        for name, contents_ in files
        for balances in _read_one(name, contents_, mapping, currency)
    )


def read_balances_of(
    account: HouseAccount, path: str | Path, *, mapping: BankMapping | None = None
) -> tuple[StatedBalances, ...]:
    """Read the statements of a file that are of an account; raises Faulty.

    Where none is, all are returned, so that what they are of can be told.
    """
    named = None if mapping is None else mapping.currency
    read = read_balances(path, mapping=mapping, currency=named or account.currency)
    if account.mark is None and len({each.mark for each in read}) > 1:
        remedy = "Begin the account with --iban, its number."
        raise _faulty(str(path), "statements of several accounts", remedy)
    return tuple(each for each in read if each.mark in (None, account.mark)) or read


def _read_one(
    file: str, data: bytes, mapping: BankMapping | None, currency: Currency | None
) -> tuple[StatedBalances, ...]:
    text = text_of(file, data)
    digest = hashlib.sha256(data).hexdigest()
    if is_mt940(text):
        messages = read_message_balances(file, text)
        return tuple(_of_message(message, digest) for message in messages)
    if not text.lstrip().startswith("<"):
        if mapping is None or mapping.balance is None or currency is None:
            remedy = "Name the column of its balances as balance in a file --mapping."
            raise _faulty(file, "no XML", remedy)
        return (running_balances(file, text, mapping, currency, digest),)
    return tuple(
        _stated(file, place, statement, digest)
        for place, statement in enumerate(camt_statements(file, text), 1)
    )


def _stated(file: str, place: int, statement: Element, digest: str) -> StatedBalances:
    try:
        by_kind = {
            _text(balance, "{*}Tp/{*}CdOrPrtry/{*}Cd"): balance
            for balance in reversed(statement.findall("{*}Bal"))
        }
        first = next(by_kind[kind] for kind in OPENING if kind in by_kind)
        last_kinds = [kind for kind in CLOSING if kind in by_kind]
        last = _last_of(statement, last_kinds[0])
        opening, closing = _signed(first), _signed(last)
        end, currency = _day(last, "{*}Dt"), _currency(last)
        moved = _moved_by_day(statement)
    except (LookupError, ValueError, StopIteration) as error:
        actual = f"statement {place} without an opening and a closing balance"
        raise _faulty(file, actual, "Ask the bank for camt.053.") from error
    return StatedBalances(
        currency=currency,
        opened_on=min([end, *moved]),
        opening=opening,
        balances=_day_by_day(opening, closing, end, moved),
        sha256=digest,
        mark=account_mark(statement),
    )


def _of_message(message: MessageBalances, digest: str) -> StatedBalances:
    """Return what an MT940 message tells, day by day."""
    moved: defaultdict[date, Minor] = defaultdict(int)
    for line in message.lines:
        if line.objection is None:
            moved[line.day] += line.amount
    end = message.closed_on
    return StatedBalances(
        currency=message.currency,
        opened_on=min([end, *moved]),
        opening=message.opening,
        balances=_day_by_day(message.opening, message.closing, end, moved),
        sha256=digest,
        mark=message.mark,
    )


def running_balances(
    file: str, text: str, mapping: BankMapping, currency: Currency, digest: str
) -> StatedBalances:
    """Read a CSV with what stood after each line, the newest first or last."""
    lines = read_columns(file, text, mapping=mapping, currency=currency).lines
    for ordered in (lines, lines[::-1]):
        totals = list(accumulate(line.amount for line in ordered))
        openings = {
            line.balance - total
            for line, total in zip(ordered, totals, strict=True)
            if line.balance is not None
        }
        days = [line.day for line in ordered]
        if len(openings) == 1 and days == sorted(days):
            (opening,) = openings
            ends = {day: opening + sum_ for day, sum_ in zip(days, totals, strict=True)}
            return StatedBalances(
                currency=currency,
                opened_on=days[0],
                opening=opening,
                balances=tuple(starmap(DayBalance, ends.items())),
                sha256=digest,
            )
    actual = f"balances in {mapping.balance} that do not follow from the amounts"
    remedy = "Name the right columns; take lines out that are not booked yet."
    raise faulty_file(file, actual, remedy, expected=_RUNNING)


_RUNNING = "lines in the order of the bank, each with what stood after it"


def _day_by_day(
    opening: Minor, closing: Minor, end: date, moved: Mapping[date, Minor]
) -> tuple[DayBalance, ...]:
    """Add the entries up, where they lead from the one balance to the other."""
    if opening + sum(moved.values()) != closing or (moved and max(moved) > end):
        return (DayBalance(end, closing),)
    balances, so_far = [], opening
    for day in sorted({*moved, end}):
        so_far += moved.get(day, 0)
        balances.append(DayBalance(day, so_far))
    return tuple(balances)


def _moved_by_day(statement: Element) -> dict[date, Minor]:
    """Add up what was booked on each day."""
    moved: defaultdict[date, Minor] = defaultdict(int)
    for entry in statement.findall("{*}Ntry"):
        status = entry.find("{*}Sts/{*}Cd")
        code = _text(entry, "{*}Sts") if status is None else (status.text or "")
        if code.strip() == "BOOK":
            moved[_day(entry, "{*}BookgDt")] += _signed(entry)
    return dict(moved)


def _last_of(statement: Element, kind: str) -> Element:
    """Return the last balance of a kind: pages tell several."""
    return [
        balance
        for balance in statement.findall("{*}Bal")
        if _text(balance, "{*}Tp/{*}CdOrPrtry/{*}Cd") == kind
    ][-1]


def _signed(element: Element) -> Minor:
    """Return the amount of a balance or an entry; a debit stands below zero."""
    whole, _, fraction = _text(element, "{*}Amt").partition(".")
    decimals = fraction.rstrip("0")
    figure = f"{whole or 0}.{decimals}" if decimals else whole
    sign = {"CRDT": 1, "DBIT": -1}[_text(element, "{*}CdtDbtInd")]
    return sign * _currency(element).read(figure)


def _currency(element: Element) -> Currency:
    amount = element.find("{*}Amt")
    return Currency("" if amount is None else amount.get("Ccy", ""))


def _day(element: Element, path: str) -> date:
    for part in ("Dt", "DtTm"):
        if (place := element.find(f"{path}/{{*}}{part}")) is not None:
            return date.fromisoformat((place.text or "").strip()[:10])
    raise LookupError(path)


def _text(element: Element, path: str) -> str:
    place = element.find(path)
    return "" if place is None else (place.text or "").strip()
