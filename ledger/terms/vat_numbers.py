"""The shape of a VAT number, by the letters that it begins with.

Member states: European Commission, VIES, question 11, "What is the format of a VAT
number". Great Britain and Northern Ireland: HMRC, "VAT EU country codes, VAT numbers
and VAT in other languages", and Notice 725 for XI; government departments have GD and
health authorities HA. Whether a number was given out to anybody is not said by its
shape: VIES, or HMRC's service, says that.
"""

from __future__ import annotations

import re

_BRITISH = (
    r"\d{9}|\d{12}|(GD|HA)\d{3}",
    "9 or 12 digits, or GD or HA and 3 digits",
)

SHAPES: dict[str, tuple[str, str]] = {
    "AT": (r"U\d{8}", "U and 8 digits"),
    "BE": (r"[01]\d{9}", "10 digits, the first 0 or 1"),
    "BG": (r"\d{9,10}", "9 or 10 digits"),
    "CY": (r"\d{8}[A-Z]", "8 digits and a letter"),
    "CZ": (r"\d{8,10}", "8 to 10 digits"),
    "DE": (r"\d{9}", "9 digits"),
    "DK": (r"\d{8}", "8 digits"),
    "EE": (r"\d{9}", "9 digits"),
    "EL": (r"\d{9}", "9 digits"),
    "ES": (
        r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]",
        "9 characters, with a letter first or last",
    ),
    "FI": (r"\d{8}", "8 digits"),
    "FR": (r"[0-9A-HJ-NP-Z]{2}\d{9}", "2 characters and 9 digits"),
    "GB": _BRITISH,
    "HR": (r"\d{11}", "11 digits"),
    "HU": (r"\d{8}", "8 digits"),
    "IE": (
        r"\d[0-9A-Z]\d{5}[A-Z]|\d{7}[A-Z]{2}",
        "7 digits and 1 or 2 letters, the second digit perhaps a letter",
    ),
    "IT": (r"\d{11}", "11 digits"),
    "LT": (r"\d{9}|\d{12}", "9 or 12 digits"),
    "LU": (r"\d{8}", "8 digits"),
    "LV": (r"\d{11}", "11 digits"),
    "MT": (r"\d{8}", "8 digits"),
    "NL": (r"\d{9}B\d{2}", "9 digits, B and 2 digits"),
    "PL": (r"\d{10}", "10 digits"),
    "PT": (r"\d{9}", "9 digits"),
    "RO": (r"\d{2,10}", "2 to 10 digits"),
    "SE": (r"\d{12}", "12 digits"),
    "SI": (r"\d{8}", "8 digits"),
    "SK": (r"\d{10}", "10 digits"),
    "XI": _BRITISH,
}
"""What stands behind the letters of a country, and how that is said."""


def misshapen(vat_id: str) -> str | None:
    """Say what a VAT number looks like in its country, where this one does not.

    Of a country that is not in the list nothing is known, and nothing is said.
    """
    letters = vat_id[:2]
    if letters == "GR":
        return f"A Greek VAT number begins with EL, and has {SHAPES['EL'][1]}."
    if letters not in SHAPES:
        return None
    pattern, words = SHAPES[letters]
    if re.fullmatch(pattern, vat_id[2:], re.ASCII):
        return None
    return f"A VAT number that begins with {letters} has {words} behind it."
