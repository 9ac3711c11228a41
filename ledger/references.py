"""References by which a payment names its invoice: ISO 11649, and the Swiss QR-bill.

A Swiss QR-bill carries a QR reference for a QR-IBAN, and else one by ISO 11649 (SIX,
Swiss Implementation Guidelines for the QR-bill, version 2.3).
"""

from __future__ import annotations

import re

QRR_DIGITS = 26
"""The digits of a QR reference before its check digit."""
_NOT_A_SIGN = re.compile(r"[^A-Z0-9]")
_CARRY = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
"""The table of the recursive modulo 10 that a QR reference is checked by."""


def creditor_reference(number: str) -> str:
    """Make a reference by ISO 11649: ``RF18 5390 0754 7034``, without its spaces."""
    signs = _NOT_A_SIGN.sub("", number.upper())
    remainder = int("".join(str(int(sign, 36)) for sign in f"{signs}RF00")) % 97
    return f"RF{98 - remainder:02}{signs}"


def qr_reference(number: str) -> str:
    """Make the QR reference of an invoice number: 27 digits.

    Each sign of the prefix is two digits, so that no two numbers become one.
    """
    prefix, _, rest = number.partition("-")
    coded = "".join(f"{int(sign, 36):02}" for sign in prefix)
    digits = (coded + rest.replace("-", "")).zfill(QRR_DIGITS)
    assert len(digits) == QRR_DIGITS, "a prefix has eight signs at most"
    return digits + str(check_digit(digits))


def check_digit(digits: str) -> int:
    """Return the last digit of a QR reference, by the recursive modulo 10."""
    carry = 0
    for digit in digits:
        carry = _CARRY[(carry + int(digit)) % 10]
    return (10 - carry) % 10
