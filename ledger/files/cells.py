"""Readers of the cells of a table: names, amounts, numbers, words, times.

Each reader takes the text of a cell and returns its value, or raises Misread with what
was expected. A cell that starts with = + - or @ is text like any other here: what a
spreadsheet would make of it is a matter of exports.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from ledger.files.problems import Misread, nearest
from ledger.files.toml.times import moment as instant
from ledger.files.toml.values import Reading
from ledger.identity import (
    CLIENT_ID,
    COUNTRY,
    HOUSE,
    LOT_NUMBER,
    PADDLE,
    VAT_ID,
    ClientId,
    Paddle,
)
from ledger.money import Currency, Minor, NotAnAmount
from ledger.terms.vat_numbers import misshapen

Name = TypeVar("Name", bound=StrEnum)


class DecimalMark(StrEnum):
    """The sign between whole units and decimals."""

    POINT = "point"
    COMMA = "comma"

    def pointed(self, text: str) -> str:
        """Return a figure with a decimal point: ``1.250,50`` as ``1,250.50``."""
        return text.translate(_EXCHANGED) if self is DecimalMark.COMMA else text

    def advice(self, words: str, text: str) -> str:
        """Return advice with figures as this sign writes them, or how to name it."""
        if self is DecimalMark.COMMA:
            return _BETWEEN_DIGITS.sub(lambda sign: self.pointed(sign[0]), words)
        named = " Or name the decimal sign of the file: --decimal comma."
        return words + (named if _WITH_COMMA.search(text) else "")


_EXCHANGED = str.maketrans(".,", ",.")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,](?=\d)")
_WITH_COMMA = re.compile(r"\d,\d{1,2}(?!\d)|\.\d{3},\d")
"""A figure that can only have a decimal comma."""

QUANTITY_MAX = 9_999
"""More pieces in one lot are a slip of the finger."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAK = re.compile(r"[\t\n\r]")
_WHOLE = re.compile(r"[0-9]{1,9}")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


def prose(text: str) -> str:
    """Read a text that may have several lines."""
    if control := _CONTROL.search(text):
        expected = f"text without the control character U+{ord(control[0]):04X}"
        raise Misread(expected, "Take it out.")
    return text


def one_line(text: str) -> str:
    """Read a name or title."""
    if not text:
        raise Misread("a text", "Write one.")
    if _BREAK.search(text):
        raise Misread("text on one line", "Take out the line breaks and tabs.")
    return prose(text)


def lot_number(text: str) -> str:
    """Read the number of a lot in its catalogue."""
    if not LOT_NUMBER.fullmatch(text):
        tidy = text.removeprefix("#").replace(" ", "").lstrip("0").upper()
        right = LOT_NUMBER.fullmatch(tidy)
        remedy = f'Write "{tidy}".' if right else "Write digits, then a letter if any."
        raise Misread("a lot number like 27 or 27A", remedy)
    return text


def paddle(text: str) -> Paddle:
    """Read a bidder's number; the house's own is nobody's."""
    if text == HOUSE:
        expected = "a bidder's paddle: HOUSE bids for the consignor"
        raise Misread(expected, "Write the paddle of a client.")
    if not PADDLE.fullmatch(text):
        expected = "a paddle of capital letters and digits, at most 12"
        raise Misread(expected, _capital(text, PADDLE, 'Write it like "1042".'))
    return Paddle(text)


def client_id(text: str) -> ClientId:
    """Read the name under which a client is enrolled."""
    if not CLIENT_ID.fullmatch(text):
        expected = "a client in capital letters, digits and hyphens, at most 40"
        raise Misread(expected, _capital(text, CLIENT_ID, 'Write it like "C-1042".'))
    return ClientId(text)


def _capital(text: str, pattern: re.Pattern[str], otherwise: str) -> str:
    """Advise capital letters, where they are all that is missing."""
    return f'Write "{text.upper()}".' if pattern.fullmatch(text.upper()) else otherwise


def country(text: str) -> str:
    """Read a country by its code."""
    if not COUNTRY.fullmatch(text):
        expected = "a country of two capital letters"
        raise Misread(expected, _capital(text, COUNTRY, "Write it like DE."))
    return text


def vat_id(text: str) -> str:
    """Read a VAT number: the letters of its country, and what it gave out."""
    compact = text.replace(" ", "")
    if not VAT_ID.fullmatch(compact):
        expected = "a VAT number that starts with its country"
        raise Misread(expected, _capital(compact, VAT_ID, "Write it like DE123456789."))
    if (shape := misshapen(compact)) is not None:
        raise Misread("a VAT number of its country's shape", shape)
    return compact


def day(text: str) -> date:
    """Read a day of the calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misread("a day", "Write it like 2025-12-11.") from None


def amount(
    currency: Currency, mark: DecimalMark = DecimalMark.POINT
) -> Callable[[str], Minor]:
    """Make a reader of amounts above 0, in figures with one decimal sign."""

    def read(text: str) -> Minor:
        if text.startswith("-"):
            raise Misread("an amount above 0", "Take out the sign.")
        try:
            figure = currency.read(mark.pointed(text))
        except NotAnAmount as error:
            expected = mark.advice(error.expected, "")
            raise Misread(expected, mark.advice(error.remedy, text)) from error
        if figure == 0:
            raise Misread("an amount above 0", "Leave the cell empty if there is none.")
        return figure

    return read


def whole(most: int) -> Callable[[str], int]:
    """Make a reader of whole numbers from 1."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not 1 <= int(text) <= most:
            remedy = "Write it in digits alone."
            raise Misread(f"a whole number from 1 to {most:,}", remedy)
        return int(text)

    return read


def word(names: type[Name]) -> Callable[[str], Name]:
    """Make a reader of one word out of a list."""

    def read(text: str) -> Name:
        if text not in tuple(names):
            remedy = nearest(text.lower(), names, otherwise="Write one of them.")
            raise Misread(f"one of {', '.join(names)}", remedy)
        return names(text)

    return read


def yes_or_no(text: str) -> bool:
    """Read a yes or no."""
    if text not in ("yes", "no"):
        remedy = nearest(text.lower(), ("yes", "no"), otherwise="Write one of them.")
        raise Misread("yes or no", remedy)
    return text == "yes"


def moment(zone: ZoneInfo | None) -> Callable[[str], datetime]:
    """Make a reader of instants; without a zone each needs its distance from UTC."""

    def read(text: str) -> datetime:
        at = _time_written(text)
        if at is None:
            expected = "a time with its distance from UTC"
            raise Misread(expected, "Write it like 2025-12-02T10:00:00-06:00.")
        if at.tzinfo is None and zone is None:
            expected = "a time with its distance from UTC"
            remedy = f"Write it like {text}-06:00, or name its zone: --zone."
            raise Misread(expected, remedy)
        moment = instant(at, Reading(None, zone))
        assert moment is not None, "a time with a zone is an instant"
        return moment

    return read


def _time_written(text: str) -> datetime | None:
    """Read the figures of a time, unless they name one that no calendar has."""
    if (match := _TIME.fullmatch(text)) is None:
        return None
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}")
    except ValueError:
        return None
