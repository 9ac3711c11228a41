"""The journal, and what each event posts to it."""

from projections.journal.accounts import BookAccount, Nature
from projections.journal.postings import (
    JOURNAL,
    JournalBalance,
    Posting,
    balances,
    journal_entry,
    postings,
    unbalanced,
)

__all__ = [
    "JOURNAL",
    "BookAccount",
    "JournalBalance",
    "Nature",
    "Posting",
    "balances",
    "journal_entry",
    "postings",
    "unbalanced",
]
