"""Fields of what is asked about indications."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.indicators.catalogue import INDICATORS
from web.misread import exactly

NameText: TypeAlias = Annotated[str, Meta(min_length=1, max_length=60)]
"""A sale, or a client."""

Points: TypeAlias = Annotated[int, Meta(ge=0, le=100)]
"""How sure an indication is, of 100."""

_CODES = "|".join(each.code for each in INDICATORS)
CodesText: TypeAlias = Annotated[
    str,
    exactly(f"(?:{_CODES})(?:,(?:{_CODES}))*", "codes of signs, with commas between"),
]
"""Kinds of indications, by their codes."""

WeightsText: TypeAlias = Annotated[
    str,
    exactly(
        "[0-9]{1,4}(?:,[0-9]{1,4}){5}",
        "six weights with commas between, like 9,2,5,2,2,2",
    ),
]
"""The weights of alpha to zeta in the shill score."""

PLAIN = "9,2,5,2,2,2"
"""The weights of a shill score, where nothing is said."""

IndicationText: TypeAlias = Annotated[
    str,
    exactly(
        r"[a-z][^\x00-\x20\x7f]{0,199}",
        "an indication, like shill-score:1005:C-104",
    ),
]
"""An indication, by its name for a review."""
