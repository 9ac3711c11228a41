"""Settlement files: how a house settles a sale, written in TOML."""

from __future__ import annotations

from ledger.files.settlement_file.reading import read_consignor_rules, read_settlement

__all__ = ["read_consignor_rules", "read_settlement"]
