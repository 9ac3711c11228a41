"""Whether a settlement file makes sense, beyond the shape of each value.

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
from ledger.files.terms_file.premium_checks import band_faults
from ledger.files.toml.document import ABSENT, Fault, once_faults
from ledger.files.toml.lines import KeyPath
from ledger.money import Currency

CONSIGNORS: KeyPath = ("consignors",)
RESALE_RIGHT: KeyPath = ("resale_right",)


def settlement_faults(file: SettlementFile, currency: Currency) -> Iterator[Fault]:
    """List what does not make sense in a settlement file."""
    if file.resale_right is not None:
        yield from _resale_right_faults(file.resale_right, currency)
    if file.consignors is not None:
        yield from consignor_faults(file.consignors, CONSIGNORS, currency)


def consignor_faults(
    table: ConsignorTable, at: KeyPath, currency: Currency
) -> Iterator[Fault]:
    """List what does not make sense in the scales of commission."""
    yield from band_faults(table.bands, at, currency)
    for name, scale in (table.category or {}).items():
        if scale is not None:
            yield from band_faults(scale.bands, (*at, "category", name), currency)


def _resale_right_faults(
    table: ResaleRightTable, currency: Currency
) -> Iterator[Fault]:
    """Check that a scale is named or written, and not both."""
    at = (*RESALE_RIGHT, "scale")
    if table.scale is not None and table.scale not in SCALES:
        remedy = nearest(table.scale, SCALES, otherwise="Write its bands instead.")
        yield Fault(at, f"one of {', '.join(SCALES)}", remedy)
    if table.scale is not None and table.bands is not None:
        yield Fault(at, "a scale or bands, not both", "Take one of them out.")
    if not table.model_fields_set & {"scale", "bands"}:
        yield Fault(at, "the scale of a law", 'Write scale = "uk".', ABSENT)
    yield from band_faults(table.bands, RESALE_RIGHT, currency)
    if table.categories is not None:
        what = "at least one category that bears it"
        yield from once_faults(table.categories, (*RESALE_RIGHT, "categories"), what)
