"""A bank's file of an account: CSV by a mapping of its columns, or camt.053."""

from __future__ import annotations

from ledger.files.bank_file.mapping import BankMapping, read_mapping
from ledger.files.bank_file.reading import read_bank
from ledger.files.bank_file.statement import BankStatement

__all__ = ["BankMapping", "BankStatement", "read_bank", "read_mapping"]
