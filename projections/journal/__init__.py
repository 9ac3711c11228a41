"""The journal, and what each event posts to it."""

from projections.journal.accounts import Account, Nature
from projections.journal.postings import (
    JOURNAL,
    Balance,
    Posting,
    balances,
    journal_entry,
    postings,
    unbalanced,
)

__all__ = [
    "JOURNAL",
    "Account",
    "Balance",
    "Nature",
    "Posting",
    "balances",
    "journal_entry",
    "postings",
    "unbalanced",
]
