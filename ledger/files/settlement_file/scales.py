"""Scales of the artist's resale right by name (rulebook 5, [S97], [S98], [S99]).

Amounts are in the currency of the law; a sale in another writes its own bands.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ledger.terms.settlement_rules import Bearer


class Scale(NamedTuple):
    """A scale in whole units: where each band ends and its rate, threshold and cap."""

    bands: tuple[tuple[int | None, Fraction], ...]
    threshold: int
    cap: int | None
    borne_by: Bearer = Bearer.BUYER


EUROPEAN = (
    (50_000, Fraction(4, 100)),
    (200_000, Fraction(3, 100)),
    (350_000, Fraction(1, 100)),
    (500_000, Fraction(1, 200)),
    (None, Fraction(1, 400)),
)
"""The bands of Directive 2001/84/EC, article 4."""

SCALES = {
    "uk": Scale(EUROPEAN, threshold=1_000, cap=12_500),
    "au": Scale(bands=((None, Fraction(5, 100)),), threshold=1_000, cap=None),
    # § 26 (1) and (2) UrhG.
    "de": Scale(EUROPEAN, threshold=400, cap=12_500, borne_by=Bearer.CONSIGNOR),
    # Art. L122-8 and R122-6 CPI: from 750 euros.
    "fr": Scale(EUROPEAN, threshold=750, cap=12_500, borne_by=Bearer.CONSIGNOR),
}
