"""A bank's camt.053 (ISO 20022): the entries of its statements, any version.

Only what a payment needs is read. A file that declares entities is refused unread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element, ParseError, fromstring

from ledger.files.bank_file.statement import BankStatement
from ledger.files.problems import Faulty, Problem
from ledger.money import Currency, Minor, NotAnAmount
from ledger.settlement.matching import BankLine

_SIGN: dict[str | None, int] = {"CRDT": 1, "DBIT": -1}
_REMITTANCE = ("Ustrd", "Ref", "EndToEndId", "AddtlTxInf", "AddtlNtryInf")


def read_camt(file: str, text: str) -> BankStatement:
    """Read every entry of a camt.053 file, split where its parts add up to it."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _faulty(file, "a document type", "Ask the bank for plain camt.053.")
    try:
        root = fromstring(text)  # noqa: S314 (no document type, so no entities)
    except ParseError as error:
        raise _faulty(file, f"broken XML ({error})", "Fetch the file again.") from error
    statements = root.findall(".//{*}Stmt")
    if not statements:
        raise _faulty(file, "no statement", "Check that it is the right file.")
    entries = [entry for each in statements for entry in each.findall("{*}Ntry")]
    lines: list[BankLine] = []
    for place, entry in enumerate(entries, 1):
        try:
            lines += _bank_lines(entry, place)
        except (LookupError, ValueError) as error:
            actual = f"entry {place} without a day, an amount or a direction"
            raise _faulty(file, actual, "Fetch the file again.") from error
    digest = hashlib.sha256(text.encode()).hexdigest()
    return BankStatement(tuple(lines), (), digest)


def _bank_lines(entry: Element, place: int) -> Iterator[BankLine]:
    """Read an entry: one line, or one for each of its payments."""
    amount, currency = _amount(_required_element(entry, "{*}Amt"))
    parts = _payment_parts(entry, amount, currency)
    mark = _text_of(entry, "{*}AcctSvcrRef") or _text_of(entry, "{*}NtryRef")
    sign = _SIGN[_required_element(entry, "{*}CdtDbtInd").text]
    for number, (part, of_it) in enumerate(parts, 1):
        split = "" if len(parts) == 1 else f"/{number}"
        yield BankLine(
            line=place,
            day=_booking_day(entry),
            amount=sign * of_it,
            currency=currency,
            text=" ".join(_remittance_texts(part)),
            reference=None if mark is None else f"{mark}{split}",
            payer=_text_of(part, ".//{*}Dbtr//{*}Nm"),
            objection=_objection(entry),
        )


def _payment_parts(
    entry: Element, amount: Minor, currency: Currency
) -> list[tuple[Element, Minor]]:
    """Split a collective entry, where each part says its amount and all add up."""
    parts = entry.findall("{*}NtryDtls/{*}TxDtls")
    split = []
    for part in parts:
        amount_of_part = part.find("{*}Amt")
        if amount_of_part is None:
            amount_of_part = part.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
        if amount_of_part is None or amount_of_part.get("Ccy") != currency.code:
            continue
        split.append((part, _amount(amount_of_part)[0]))
    whole = len(parts) > 1 and len(split) == len(parts)
    if whole and sum(of_it for _, of_it in split) == amount:
        return split
    return [(entry, amount)]


def _amount(element: Element) -> tuple[Minor, Currency]:
    currency = Currency(element.get("Ccy", ""))
    whole, _, fraction = (element.text or "").strip().partition(".")
    decimals = fraction.rstrip("0")
    figure = f"{whole or 0}.{decimals}" if decimals else whole or "0"
    return currency.read(figure), currency


def _booking_day(entry: Element) -> date:
    """Return the day it was booked, else the day its value counts from."""
    for name in ("{*}BookgDt/{*}Dt", "{*}BookgDt/{*}DtTm", "{*}ValDt/{*}Dt"):
        if (day := _text_of(entry, name)) is not None:
            return date.fromisoformat(day[:10])
    raise NotAnAmount("", expected="a day", remedy="")


def _objection(entry: Element) -> str | None:
    """Return the bank's reason why an entry is no buyer's money, if it gives one."""
    if (_text_of(entry, "{*}Sts/{*}Cd") or _text_of(entry, "{*}Sts")) != "BOOK":
        return "the bank has not booked it yet"
    if _text_of(entry, "{*}RvslInd") == "true":
        return "it takes back an earlier entry"
    return None


def _remittance_texts(part: Element) -> Iterator[str]:
    for element in part.iter():
        if (
            element.tag.rpartition("}")[2] in _REMITTANCE
            and (element.text or "").strip()
        ):
            yield " ".join((element.text or "").split())


def _text_of(element: Element, path: str) -> str | None:
    part = element.find(path)
    text = "" if part is None else (part.text or "").strip()
    return text or None


def _required_element(element: Element, path: str) -> Element:
    if (part := element.find(path)) is None:
        raise ValueError(path)
    return part


def _faulty(file: str, actual: str, remedy: str) -> Faulty:
    problem = Problem(
        file=file,
        line=None,
        field="",
        actual=actual,
        expected="a camt.053 file of a bank",
        remedy=remedy,
    )
    return Faulty([problem])
