"""Names of bank accounts as files write them: IBANs and BICs."""

from __future__ import annotations

import re

from ledger.files.problems import Misread
from ledger.settlement.bank.line import digits_of

_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}", re.ASCII)
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)


def iban(text: str) -> str:
    """Read an IBAN, with or without spaces; its check digits must be right."""
    compact = _without_spaces(text)
    if not _IBAN.fullmatch(compact):
        raise Misread("an IBAN", 'Write it like "DE89 3704 0044 0532 0130 00".')
    digits = "".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])
    if int(digits) % 97 != 1:
        expected = "an IBAN with right check digits"
        raise Misread(expected, "Compare it with a letter of the bank.")
    return compact


def iban_mark(text: str) -> str:
    """Read an IBAN, and return the mark that is kept of it in its place."""
    return digits_of(iban(text))


def bic(text: str) -> str:
    """Read a BIC."""
    if not _BIC.fullmatch(compact := _without_spaces(text)):
        raise Misread("a BIC of 8 or 11 characters", 'Write it like "COBADEFFXXX".')
    return compact


def _without_spaces(text: str) -> str:
    return text.replace(" ", "").upper()
