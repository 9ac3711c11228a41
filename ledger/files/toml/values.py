"""Readers of names, amounts and rates in a TOML file."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from ledger.files.problems import Misread, nearest
from ledger.identity import (
    HOUSE_PREFIX,
    JURISDICTION,
    LOT_NUMBER,
    SALE_ID,
    SaleId,
    lot_order,
)
from ledger.money import CODES, Currency, Minor, NotAnAmount, read_rate
from ledger.value import value

Name = TypeVar("Name", bound=StrEnum)

UNLIMITED: Literal["unlimited"] = "unlimited"

_LOTS = re.compile(rf"({LOT_NUMBER.pattern})(?: ?[-\u2013] ?({LOT_NUMBER.pattern}))?")


@value
class Reading:
    """The currency and zone that a file is read in; None where they are unclear."""

    currency: Currency | None
    zone: ZoneInfo | None


def text(value: object, _: Reading) -> str:
    """Read a name or title."""
    if not isinstance(value, str) or not value.strip():
        raise Misread("a text in quotes", "Write one.")
    return value.strip()


def flag(value: object, _: Reading) -> bool:
    """Read a yes or no."""
    if not isinstance(value, bool):
        raise Misread("true or false", "Write one of them, without quotes.")
    return value


def whole(value: object, _: Reading) -> int:
    """Read a number that may be 0."""
    if type(value) is not int or value < 0:
        raise Misread("a whole number from 0", "Write one, without quotes.")
    return value


def count(value: object, _: Reading) -> int:
    """Read a number of things."""
    if type(value) is not int or value < 1:
        raise Misread("a whole number from 1", "Write one, without quotes.")
    return value


def limit(value: object, reading: Reading) -> int | Literal["unlimited"]:
    """Read a number of times, or that there is no limit."""
    if value == UNLIMITED:
        return UNLIMITED
    try:
        return whole(value, reading)
    except Misread:
        expected = f'a whole number from 0, or "{UNLIMITED}"'
        raise Misread(expected, "Write one of them.") from None


def choice(names: type[Name]) -> Callable[[object, Reading], Name]:
    """Make a reader of one word out of a list."""

    def chosen(value: object, _: Reading) -> Name:
        if isinstance(value, str) and value in tuple(names):
            return names(value)
        listed = ", ".join(names)
        remedy = nearest(value, names, otherwise="Write one of them in quotes.")
        raise Misread(f"one of {listed}", remedy)

    return chosen


def amount(value: object, reading: Reading) -> Minor | None:
    """Read an amount in the sale's currency; None while that is unclear."""
    if type(value) is int:
        value = str(value)
    if isinstance(value, float):
        raise Misread("an amount in quotes, to be exact", f'Write "{value}".')
    if not isinstance(value, str):
        raise Misread("an amount in quotes", 'Write it like "1,250".')
    if reading.currency is None:
        return None
    try:
        return reading.currency.read(value)
    except NotAnAmount as error:
        raise Misread(error.expected, error.remedy) from error


def rate(value: object, _: Reading) -> Fraction:
    """Read a rate from 0 % to 100 %."""
    if not isinstance(value, str):
        raise Misread("a rate in quotes, to be exact", 'Write it like "25%".')
    try:
        return read_rate(value)
    except NotAnAmount as error:
        raise Misread(error.expected, error.remedy) from error


def signed_rate(value: object, reading: Reading) -> Fraction:
    """Read a fee, or a discount where it is below zero: ``-3%``."""
    if isinstance(value, str) and value.strip().startswith("-"):
        return -rate(value.strip().removeprefix("-"), reading)
    return rate(value, reading)


def zone_name(value: object, _: Reading) -> str:
    """Read the name of a time zone that this machine knows."""
    try:
        return ZoneInfo(value if isinstance(value, str) else "").key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
        otherwise = 'Write it like "America/Chicago".'
        if not known:
            otherwise = "Install the system's time zone data (tzdata)."
        remedy = nearest(value, sorted(known), otherwise=otherwise)
        raise Misread("an IANA time zone", remedy) from None


def currency(value: object, _: Reading) -> Currency:
    """Read a currency code."""
    try:
        return Currency(value if isinstance(value, str) else "")
    except NotAnAmount as error:
        code = str(value).upper()
        remedy = f'Write "{code}".' if code in CODES else error.remedy
        raise Misread(error.expected, remedy) from error


def sale_id(value: object, _: Reading) -> SaleId:
    """Read the name of a sale."""
    if not isinstance(value, str) or not SALE_ID.fullmatch(value):
        expected = "capital letters, digits and hyphens, at most 40"
        raise Misread(expected, 'Write it like "HERITAGE-2025-12".')
    return SaleId(value)


def jurisdiction(value: object, _: Reading) -> str:
    """Read whose tax it is: a country, or a part of one."""
    if not isinstance(value, str) or not JURISDICTION.fullmatch(value):
        expected = "a country, and a part of it if need be"
        raise Misread(expected, 'Write it like "US-TX" or "GB".')
    return value


def prefix(value: object, _: Reading) -> str:
    """Read what a house's numbers begin with."""
    if not isinstance(value, str) or not HOUSE_PREFIX.fullmatch(value):
        expected = "a capital letter, then capitals and digits, at most 8 in all"
        raise Misread(expected, 'Write it like "HA".')
    return value


def lots(value: object, _: Reading) -> tuple[str, str]:
    """Read a range of lot numbers, or one lot number."""
    written = value.strip() if isinstance(value, str) else ""
    if (match := _LOTS.fullmatch(written)) is None:
        raise Misread("a range of lot numbers", 'Write it like "50001-50227".')
    first, last = match[1], match[2] or match[1]
    if lot_order(first) > lot_order(last):
        raise Misread("a range that rises", f'Write "{last}-{first}".')
    return first, last
