"""Terms files: what a sale or a house promises, written in TOML."""

from __future__ import annotations

from ledger.files.terms_file.offsets import offset_notes
from ledger.files.terms_file.presets import preset_names
from ledger.files.terms_file.reading import (
    Preset,
    describe,
    preset,
    read_rules,
    read_terms,
)

__all__ = [
    "Preset",
    "describe",
    "offset_notes",
    "preset",
    "preset_names",
    "read_rules",
    "read_terms",
]
