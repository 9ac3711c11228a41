"""An entry of a camt file as lines: one, or one for each payment that it is made of.

What the elements mean is said in the message definition reports of ISO 20022, Bank to
Customer Cash Management.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ledger.events import BankEntryKind
from ledger.events.banking import BankEntry
from ledger.money import Currency, Minor
from ledger.settlement.bank import BankLine
from ledger.settlement.bank.line import digits_of, is_name, name_mark

_SIGN: dict[str | None, int] = {"CRDT": 1, "DBIT": -1}
_REMITTANCE = (
    "Ustrd",
    "Ref",
    "Nb",
    "AddtlRmtInf",
    "EndToEndId",
    "ChqNb",
    "AddtlTxInf",
    "AddtlNtryInf",
)
"""Where payers and banks write what a payment is for."""

_PART_NAMES = ("AcctSvcrRef", "EndToEndId", "TxId", "UETR", "ClrSysRef", "ChqNb")
"""The references of a payment that no other payment should have."""

_PART_AMOUNTS = (
    "{*}Amt",
    "{*}AmtDtls/{*}TxAmt/{*}Amt",
    "{*}AmtDtls/{*}CntrValAmt/{*}Amt",
)
_DAYS = ("{*}BookgDt/{*}Dt", "{*}BookgDt/{*}DtTm", "{*}ValDt/{*}Dt", "{*}ValDt/{*}DtTm")
_TRUE = ("true", "1")
_ISSUED = ("ICDT", "IRCT", "ICHQ")
"""Families of what the house itself paid out: a credit among them came back."""
_KINDS = {
    **dict.fromkeys(("CHRG", "COMM", "FEES"), BankEntryKind.CHARGE),
    "INTR": BankEntryKind.INTEREST,
}
"""Sub-families of what the bank itself charges and pays."""
_RETURN, _GERMAN_RETURN = "RRTN", "NRTI"


class _Part(NamedTuple):
    """A payment of an entry, or the whole of it, with its sign."""

    element: Element
    amount: Minor


def bank_lines(
    statement: Element, entry: Element, *, place: int, number: int
) -> Iterator[BankLine]:
    """Read an entry: one line, or one for each of its payments."""
    amount, currency = _amount(_required_element(entry, "{*}Amt"))
    amount *= _SIGN[_required_element(entry, "{*}CdtDbtInd").text]
    parts = _payment_parts(entry, amount, currency)
    mark = _mark(entry)
    for part_number, part in enumerate(parts, 1):
        split = "" if len(parts) == 1 else f"/{part_number}"
        yield BankLine(
            line=place,
            day=_booking_day(statement, entry),
            amount=part.amount,
            currency=currency,
            text=" ".join(_remittance_texts(part.element)),
            reference=None if mark is None else f"{mark}{split}",
            payer=_other_party(part),
            objection=_objection(entry),
            returned=_is_returned(entry, part),
            kind=_kind(entry, part),
            code=_text_of(part.element, ".//{*}RtrInf/{*}Rsn/*"),
            statement=number,
            entry=_names_of(statement, entry, part.element, amount),
        )


def _mark(entry: Element) -> str | None:
    """Return what the bank calls an entry: for ever, else in this statement."""
    names = _text_of(entry, "{*}AcctSvcrRef"), _text_of(entry, "{*}NtryRef")
    return next((name for name in names if is_name(name)), None)


def _names_of(
    statement: Element, entry: Element, part: Element, amount: Minor
) -> BankEntry | None:
    """Return the names by which an entry and its part are known again."""
    mark = _mark(entry)
    parts = sorted(
        {
            digits_of(f"{kind} {text}")
            for kind in _PART_NAMES
            for element in part.findall(f".//{{*}}Refs/{{*}}{kind}")
            if is_name(text := (element.text or "").strip())
        }
    )
    loose = not is_name(_text_of(entry, "{*}AcctSvcrRef"))
    return BankEntry(
        account=account_mark(statement),
        names=() if mark is None else (name_mark(mark, loose=loose),),
        total=amount,
        parts=tuple(parts),
    )


def account_mark(statement: Element) -> str | None:
    """Return a mark of the account: by its IBAN, else by its own number."""
    for path in ("{*}Acct/{*}Id/{*}IBAN", "{*}Acct/{*}Id/{*}Othr/{*}Id"):
        if (number := _text_of(statement, path)) is not None:
            return digits_of("".join(number.split()).upper())
    return None


def _payment_parts(entry: Element, amount: Minor, currency: Currency) -> list[_Part]:
    """Split a collective entry, where each part says its amount and all add up."""
    parts = entry.findall("{*}NtryDtls/{*}TxDtls")
    usual = 1 if amount > 0 else -1
    split = []
    for part in parts:
        of_part = _amount_in(part, currency)
        if of_part is not None:
            side = _text_of(part, "{*}CdtDbtInd")
            split.append(_Part(part, of_part * _SIGN.get(side, usual)))
    whole = len(parts) > 1 and len(split) == len(parts)
    if whole and sum(part.amount for part in split) == amount:
        return split
    return [_Part(entry, amount)]


def _amount_in(part: Element, currency: Currency) -> Minor | None:
    """Return what a part comes to in the currency of its account, if it says so."""
    for path in _PART_AMOUNTS:
        element = part.find(path)
        if element is not None and element.get("Ccy") == currency.code:
            return _amount(element)[0]
    return None


def _amount(element: Element) -> tuple[Minor, Currency]:
    currency = Currency(element.get("Ccy", ""))
    whole, _, fraction = (element.text or "").strip().removeprefix("+").partition(".")
    decimals = fraction.rstrip("0")
    figure = f"{whole or 0}.{decimals}" if decimals else whole or "0"
    return currency.read(figure), currency


def _booking_day(statement: Element, entry: Element) -> date:
    """Return the day it was booked, else that of its value, else of the statement."""
    days = [_text_of(entry, path) for path in _DAYS]
    days.append(_text_of(statement, "{*}CreDtTm"))
    written = next((day for day in days if day is not None), "")
    return date.fromisoformat(written[:10])


def _objection(entry: Element) -> str | None:
    """Return the bank's reason why an entry is not money yet, if it gives one."""
    state = _text_of(entry, "{*}Sts/*") or _text_of(entry, "{*}Sts")
    return None if state == "BOOK" else "the bank has not booked it yet"


def _is_returned(entry: Element, part: _Part) -> bool:
    """Say whether the bank calls it the return of an earlier payment.

    With the indicator of a reversal a credit undoes a debit, and a debit a credit.
    """
    if _text_of(entry, "{*}RvslInd") in _TRUE:
        return True
    if part.element.find(".//{*}RtrInf") is not None:
        return True
    codes = [code for each in (entry, part.element) for code in _codes(each)]
    family = [code for name, code in codes if name == "family"]
    issued = part.amount > 0 and any(code in _ISSUED for code in family)
    sub_family = ("sub-family", _RETURN) in codes
    german = any(
        name == "own" and code.startswith(_GERMAN_RETURN) for name, code in codes
    )
    return issued or sub_family or german


def _kind(entry: Element, part: _Part) -> BankEntryKind | None:
    """Say whether the bank's codes call it a charge of its own, or interest."""
    for name, code in (*_codes(part.element), *_codes(entry)):
        if name == "sub-family" and code in _KINDS:
            return _KINDS[code]
    return None


def _codes(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the codes of a transaction: by ISO 20022, and the bank's own."""
    for name, path in (
        ("family", "{*}BkTxCd/{*}Domn/{*}Fmly/{*}Cd"),
        ("sub-family", "{*}BkTxCd/{*}Domn/{*}Fmly/{*}SubFmlyCd"),
        ("own", "{*}BkTxCd/{*}Prtry/{*}Cd"),
    ):
        if (code := _text_of(element, path)) is not None:
            yield name, code


def _other_party(part: _Part) -> str | None:
    """Return who paid, or who was paid where the money left."""
    role = "Dbtr" if part.amount > 0 else "Cdtr"
    return _text_of(part.element, f".//{{*}}{role}//{{*}}Nm")


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
