"""Readers of values that only a house file holds: IBANs, countries, taxes."""

from __future__ import annotations

import re

from ledger.files import bank_names
from ledger.files.problems import Misread
from ledger.files.toml.values import Reading, text
from ledger.identity import COUNTRY, JURISDICTION, VAT_ID
from ledger.money import CODES
from ledger.terms.house import DocumentLocale
from ledger.terms.vat_numbers import misshapen

_ROUTING = re.compile(r"\d{9}", re.ASCII)
_SORT_CODE = re.compile(r"\d{6}", re.ASCII)
_BLANK = re.compile(r"\{[^}]*\}?")
_TAX = re.compile(rf"{JURISDICTION.pattern} \S.* \d+(?:\.\d+)?%", re.ASCII)
_ACCOUNT = re.compile(r"[0-9A-Z -]{1,34}", re.ASCII)


def _without_spaces(value: object) -> str:
    return value.replace(" ", "").upper() if isinstance(value, str) else ""


def iban(value: object, _: Reading) -> str:
    """Read an IBAN, with or without spaces; its check digits must be right."""
    return bank_names.iban(value if isinstance(value, str) else "")


def bic(value: object, _: Reading) -> str:
    """Read a BIC."""
    return bank_names.bic(value if isinstance(value, str) else "")


def routing(value: object, _: Reading) -> str:
    """Read an ABA routing number; its check digit must be right."""
    digits = value.strip() if isinstance(value, str) else ""
    if not _ROUTING.fullmatch(digits):
        expected = "an ABA routing number of 9 digits, in quotes"
        raise Misread(expected, 'Write it like "111000025".')
    if sum(int(digit) * (3, 7, 1)[at % 3] for at, digit in enumerate(digits)) % 10:
        expected = "a routing number with a right check digit"
        raise Misread(expected, "Compare it with a cheque of the bank.")
    return digits


def sort_code(value: object, _: Reading) -> str:
    """Read the sort code of a bank in the United Kingdom."""
    compact = value.replace("-", "").replace(" ", "") if isinstance(value, str) else ""
    if not _SORT_CODE.fullmatch(compact):
        raise Misread("a sort code of 6 digits, in quotes", 'Write it like "20-00-00".')
    return "-".join(compact[at : at + 2] for at in (0, 2, 4))


def language(value: object, _: Reading) -> str:
    """Read a language that documents are printed in."""
    known = sorted({locale.language for locale in DocumentLocale})
    if value not in known:
        expected = f"one of {', '.join(known)}"
        raise Misread(expected, "Write one of them in quotes.")
    return str(value)


def currency(value: object, _: Reading) -> str:
    """Read a currency by its code."""
    if not isinstance(value, str) or value not in CODES:
        raise Misread("a currency of three capital letters", 'Write it like "EUR".')
    return value


def payment_link(value: object, reading: Reading) -> str:
    """Read an address of the web, in which ``{number}`` stands for an invoice."""
    written = line(value, reading)
    blanks = set(_BLANK.findall(written))
    if not written.startswith("https://") or blanks - {"{number}"}:
        raise Misread(
            "an https address, with {number} for the number of the invoice",
            'Write it like "https://pay.example.org/{number}".',
        )
    return written


def account(value: object, _: Reading) -> str:
    """Read the number of an account that has no IBAN."""
    if not isinstance(value, str) or not _ACCOUNT.fullmatch(value.strip()):
        expected = "an account number in quotes: digits, capitals, spaces, hyphens"
        raise Misread(expected, 'Write it like "000123456789".')
    return value.strip()


def country(value: object, _: Reading) -> str:
    """Read a country by its code."""
    if not isinstance(value, str) or not COUNTRY.fullmatch(value):
        raise Misread("a country of two capital letters", 'Write it like "DE".')
    return value


def vat_id(value: object, _: Reading) -> str:
    """Read a VAT number: the country and what it gave out."""
    if not VAT_ID.fullmatch(compact := _without_spaces(value)):
        expected = "a VAT number that starts with its country"
        raise Misread(expected, 'Write it like "DE123456789".')
    if (shape := misshapen(compact)) is not None:
        raise Misread("a VAT number of its country's shape", shape)
    return compact


def tax(value: object, _: Reading) -> str:
    """Read what we call a tax: whose it is, its name, its rate."""
    if not isinstance(value, str) or not _TAX.fullmatch(value):
        expected = "a tax by its place, its name and its rate"
        raise Misread(expected, 'Write it like "US-TX Sales tax 8.25%".')
    return value


def line(value: object, reading: Reading) -> str:
    """Read one line of text."""
    written = text(value, reading)
    if len(written.splitlines()) > 1:
        raise Misread("text on one line", "Take out the line breaks.")
    return written
