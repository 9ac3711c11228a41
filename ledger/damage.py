"""The file itself is wrong: not a refusal, not a slip of typing."""

from __future__ import annotations


class LedgerDamaged(Exception):
    """The ledger is damaged or cannot be opened safely; nothing was changed."""
