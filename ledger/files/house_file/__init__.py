"""House files: letterhead, languages, accounts, Xero of a house, written in TOML."""

from __future__ import annotations

from ledger.files.house_file.reading import read_house

__all__ = ["read_house"]
