"""The file itself is wrong: not a refusal, not a slip of typing."""

from __future__ import annotations


class LedgerDamaged(Exception):
    """The ledger is damaged or cannot be opened safely; nothing was changed."""


KEEP_BOTH = (
    "Nothing was recorded; keep both files as they are, and compare them with a "
    "backup. If the ledger is the right one, move the file ending in -views to another "
    "folder and keep it there: the next command builds new views."
)
"""What to do where ledger and views differ: either may be the one that was changed."""


class NotOfThisLog(LedgerDamaged):
    """A view was built from something else than the log it stands beside."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}. {KEEP_BOTH}")

    @classmethod
    def other_ledger(cls, theirs: str, ours: str) -> NotOfThisLog:
        """Say that views were built from a ledger of another id."""
        return cls(
            f"The views were built from the ledger {theirs}, and the ledger says that "
            f"it is {ours}: another ledger was put in its place, or its id was changed"
        )

    @classmethod
    def ahead(cls, view: str, position: int, head: int) -> NotOfThisLog:
        """Say that a view has heard of events that the ledger does not have."""
        return cls(
            f'The view "{view}" stands at event {position} and the ledger ends at '
            f"{head}: an older copy of the ledger was put beside newer views, or one "
            "of the two was changed"
        )

    @classmethod
    def other_entry(
        cls, view: str, position: int, read: str, here: str
    ) -> NotOfThisLog:
        """Say that another entry stands in the log where a view stands."""
        what = f"the ledger has the entry {here} there"
        if read == here:
            what = "the ledger has another text of it"
        return cls(
            f'The view "{view}" stands at position {position} and has read the entry '
            f"{read} there, but {what}: one of the two was changed, or another copy "
            "of the ledger was put beside the views"
        )
