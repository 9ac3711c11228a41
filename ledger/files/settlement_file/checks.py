"""Check that a settlement file makes sense, beyond the shape of each value.

A check passes over what is None: that was reported, or rightly left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.files.problems import nearest
from ledger.files.settlement_file.scales import SCALES
from ledger.files.settlement_file.shapes import (
    ConsignorTable,
    ResaleRightTable,
    SettlementFile,
)
from ledger.files.terms_file.premium_checks import band_mistakes
from ledger.files.toml.document import ABSENT, Mistake, once_mistakes
from ledger.files.toml.lines import KeyPath
from ledger.money import Currency

CONSIGNORS: KeyPath = ("consignors",)
RESALE_RIGHT: KeyPath = ("resale_right",)


def settlement_mistakes(file: SettlementFile, currency: Currency) -> Iterator[Mistake]:
    """List what does not make sense in a settlement file."""
    if file.resale_right is not None:
        yield from _resale_right_mistakes(file.resale_right, currency)
    if file.consignors is not None:
        yield from consignor_mistakes(file.consignors, CONSIGNORS, currency)


def consignor_mistakes(
    table: ConsignorTable, at: KeyPath, currency: Currency
) -> Iterator[Mistake]:
    """List what does not make sense in the scales of commission."""
    yield from band_mistakes(table.bands, at, currency)
    for name, scale in (table.category or {}).items():
        if scale is not None:
            yield from band_mistakes(scale.bands, (*at, "category", name), currency)


def _resale_right_mistakes(
    table: ResaleRightTable, currency: Currency
) -> Iterator[Mistake]:
    """Check that a scale is named or written, and not both."""
    at = (*RESALE_RIGHT, "scale")
    if table.scale is not None and table.scale not in SCALES:
        remedy = nearest(table.scale, SCALES, otherwise="Write its bands instead.")
        yield Mistake(at, f"one of {', '.join(SCALES)}", remedy)
    if table.scale is not None and table.bands is not None:
        yield Mistake(at, "a scale or bands, not both", "Take one of them out.")
    if not table.model_fields_set & {"scale", "bands"}:
        yield Mistake(at, "the scale of a law", 'Write scale = "uk".', ABSENT)
    yield from band_mistakes(table.bands, RESALE_RIGHT, currency)
    if table.categories is not None:
        what = "at least one category that bears it"
        yield from once_mistakes(table.categories, (*RESALE_RIGHT, "categories"), what)
