"""A bank's MT940 (SWIFT): the entries of its statements, and of MT942 within the day.

Letters of a direction mean what SWIFT says (MT940, field 61): ``RC`` takes a credit
back, ``RD`` a debit, and ``EC`` and ``ED`` are expected, and not booked yet.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import mt940

from ledger.events import BankEntryKind
from ledger.events.banking import BankEntry
from ledger.files.bank_file.statement import BankStatement
from ledger.files.problems import faulty_file
from ledger.money import Currency, Minor
from ledger.settlement.bank import BankLine
from ledger.settlement.bank.line import digits_of, is_name, name_mark
from ledger.value import replace

_faulty = partial(
    faulty_file,
    expected="an MT940 file of a bank",
    remedy="Fetch the file again, or ask the bank for camt.053.",
)


_STATEMENT = re.compile(r"^(?=:20:)", re.MULTILINE)
_ENTRY = re.compile(r"^:61:", re.MULTILINE)
_EXPECTED = re.compile(r"^(:61:(?:\d{10}|\d{6}))E(?=[CD])", re.MULTILINE)
"""An entry that is expected: the library knows no such direction."""
_BEGINS = re.compile(r"\s*(?:\{[^}]*\}\s*)*(?:\{4:\s*)?:20:")
_COMES = {"C": 1, "RD": 1, "D": -1, "RC": -1}
_RETURNED = "RTI"
"""The code of SWIFT for a returned item."""
_KINDS = {
    **dict.fromkeys(("CHG", "COM"), BankEntryKind.CHARGE),
    "INT": BankEntryKind.INTEREST,
}
"""The codes of SWIFT for what the bank itself charges and pays."""
_TEXTS = (
    "purpose",
    "additional_purpose",
    "transaction_details",
    "extra_details",
    "end_to_end_reference",
    "customer_reference",
    "return_debit_notes",
)


def is_mt940(text: str) -> bool:
    """Say whether a text begins as a message of SWIFT does."""
    return _BEGINS.match(text) is not None


def read_mt940(file: str, text: str) -> BankStatement:
    """Read every entry of an MT940 file; raises Faulty."""
    # What it finds broken is refused below, in one sentence.
    logging.getLogger("mt940").setLevel(logging.CRITICAL)
    lines: list[BankLine] = []
    messages = [part for part in _STATEMENT.split(text) if part.startswith(":20:")]
    for number, message in enumerate(messages, 1):
        try:
            entries = mt940.parse(_EXPECTED.sub(r"\1", message))
            account = entries.data.get("account_identification")
            read = [
                _bank_line(entry.data, account, place=len(lines) + place, number=number)
                for place, entry in enumerate(entries, 1)
            ]
            read = _without_expected(read, message)
        except (RuntimeError, ValueError, KeyError, TypeError, ArithmeticError) as no:
            raise _faulty(file, f"statement {number}, which is broken") from no
        lines += read
    digest = hashlib.sha256(text.encode()).hexdigest()
    return BankStatement(tuple(lines), (), digest)


class MessageBalances(NamedTuple):
    """What one message tells: the balances at its ends, and what it lists between."""

    currency: Currency
    opening: Minor
    closing: Minor
    closed_on: date
    lines: tuple[BankLine, ...]
    mark: str | None
    """The mark of the account, where the message names it by its IBAN."""


def read_message_balances(file: str, text: str) -> list[MessageBalances]:
    """Read the balances of every message of an MT940 file; raises Faulty."""
    statement = read_mt940(file, text)
    balances = []
    messages = [part for part in _STATEMENT.split(text) if part.startswith(":20:")]
    for number, message in enumerate(messages, 1):
        try:
            message_data = mt940.parse(_EXPECTED.sub(r"\1", message)).data
            closed = message_data[_kind(message_data, "closing")]
            currency = Currency(closed.amount.currency)
            opening = _balance(message_data, "opening", currency)
            closing = _balance(message_data, "closing", currency)
            closed_on: date = closed.date
        except (RuntimeError, ValueError, KeyError, TypeError, ArithmeticError) as no:
            actual = f"statement {number} without an opening and a closing balance"
            raise _faulty(file, actual) from no
        lines = tuple(each for each in statement.lines if each.statement == number)
        account = message_data.get("account_identification")
        mark = None if account is None else _account_mark(account)
        balances.append(
            MessageBalances(currency, opening, closing, closed_on, lines, mark)
        )
    return balances


def _balance(message: Mapping[str, Any], end: str, currency: Currency) -> Minor:
    """Return the balance at an end of a message; a debit stands below zero."""
    balance = message[_kind(message, end)]
    figure = currency.read(f"{abs(balance.amount.amount):f}")
    return -figure if balance.status == "D" else figure


def _kind(message: Mapping[str, Any], end: str) -> str:
    """Name the balance at an end: of a page between, where it is one."""
    final = f"final_{end}_balance"
    return final if final in message else f"intermediate_{end}_balance"


def _without_expected(lines: Sequence[BankLine], message: str) -> list[BankLine]:
    """Object to the lines that a message only expects."""
    entries = _ENTRY.split(message)[1:]
    expected = [_EXPECTED.match(f":61:{entry}") is not None for entry in entries]
    pending = "the bank has not booked it yet"
    return [
        replace(line, objection=pending) if is_expected else line
        for line, is_expected in zip(lines, expected, strict=True)
    ]


def _bank_line(
    entry: Mapping[str, Any], account: str | None, *, place: int, number: int
) -> BankLine:
    """Read one entry."""
    currency = Currency(entry["amount"].currency)
    direction, booked_on = entry["status"], entry.get("entry_date") or entry["date"]
    amount = _COMES[direction] * currency.read(f"{abs(entry['amount'].amount):f}")
    reference = _name(entry.get("bank_reference"))
    end_to_end = _name(entry.get("end_to_end_reference"))
    return BankLine(
        line=place,
        day=date(booked_on.year, booked_on.month, booked_on.day),
        amount=amount,
        currency=currency,
        text=" ".join(_texts(entry)),
        reference=reference,
        payer=entry.get("applicant_name") or entry.get("recipient_name"),
        returned=direction in ("RC", "RD") or entry["id"].endswith(_RETURNED),
        kind=_KINDS.get(entry["id"][1:]),
        statement=number,
        entry=BankEntry(
            account=None if account is None else _account_mark(account),
            names=() if reference is None else (name_mark(reference, loose=False),),
            total=amount,
            parts=()
            if end_to_end is None
            else (digits_of(f"EndToEndId {end_to_end}"),),
        ),
    )


def _account_mark(account: str) -> str | None:
    """Return the mark of an account that is named by its IBAN, as camt names it."""
    iban = "".join(account.split()).upper()
    return digits_of(iban) if re.match(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}$", iban) else None


def _name(text: str | None) -> str | None:
    return text.strip() if text is not None and is_name(text.strip()) else None


def _texts(entry: Mapping[str, Any]) -> Iterator[str]:
    for key in _TEXTS:
        if text := entry.get(key):
            yield " ".join(str(text).split())
