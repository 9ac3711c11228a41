"""The file itself is wrong: not a refusal, not a slip of typing."""

from __future__ import annotations

from enum import StrEnum

VERIFY = "lotledger audit verify"
"""Says all that is wrong with a ledger, and changes nothing."""

KEEP = (
    f"Nothing was recorded; keep the ledger as it is, ask {VERIFY} what is wrong, and "
    "compare it with a backup."
)
"""What to do with a ledger that was changed: it may be the only trace of that."""

KEEP_BOTH = (
    f"Nothing was recorded; keep both files as they are, ask {VERIFY} what is wrong, "
    "and compare them with a backup. If the ledger is the right one, move the file "
    "ending in -views to another folder and keep it there (on a server, let its owner "
    "rename the schema views, and ask a report): the next command builds new views."
)
"""What to do where ledger and views differ: either may be the one that was changed."""


class LedgerDamaged(Exception):
    """The ledger is damaged or cannot be opened safely; nothing was changed."""


class OutcomeUnknown(LedgerDamaged):
    """What was to be recorded may be, or not: the answer to a commit did not come."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Whether this was recorded is not known: {why}. Repeat it with the same "
            "key, which records nothing twice and answers what became of it."
        )
        self.why = why


class Damage(StrEnum):
    """In what way an entry of the log is not as it was recorded."""

    PLACE = "place"
    """Its columns say that it is another event than its text does."""
    LEDGER = "ledger"
    """It was recorded in another ledger."""
    ID = "id"
    """Its id is not the one that follows from its place."""
    TEXT = "text"
    """It cannot be read, or is not as it would be written."""
    SHAPE = "shape"
    """It is of a kind that this version does not know."""
    TERMS = "terms"
    """Its terms are not those whose hash it names."""
    TREE = "tree"
    """Its text is not the one that was hashed when it was recorded."""
    HISTORY = "history"
    """It cannot follow what its stream has before it."""
    MISSING = "missing"
    """It is not there, though later ones are."""


class EntryDamaged(LedgerDamaged):
    """An entry of the log is damaged."""

    def __init__(
        self, position: int, kind: Damage, what: str, remedy: str = KEEP
    ) -> None:
        super().__init__(f"{what}. {remedy}")
        self.position = position
        self.kind = kind
        self.what = what


TAKE_OVER = "lotledger take-over --reason TEXT"
"""Records why a ledger is gone on with that is not the one that was published."""


class Contradiction(LedgerDamaged):
    """A ledger that may be whole is not the one that was published, or seen before."""

    def __init__(self, size: int, published: int, why: str) -> None:
        what = (
            f"The entries of this ledger up to position {published} are not those that "
            f"were published ({why}): it is another history, or was changed"
        )
        if published > size:
            what = (
                f"This ledger ends at position {size}, and entries up to {published} "
                f"were published ({why}): it is an older copy, or was cut"
            )
        super().__init__(
            f"{what}. Nothing was recorded; keep it as it is, and ask {VERIFY} what is "
            "wrong. Go on with the ledger that has them all; only if that is lost, go "
            f"on with this one, and say why, with: {TAKE_OVER}"
        )
        self.size = size
        self.published = published
        self.why = why


class NotOfThisLog(LedgerDamaged):
    """A view was built from something else than the log it stands beside."""

    def __init__(self, what: str, *, position: int | None = None) -> None:
        super().__init__(f"{what}. {KEEP_BOTH}")
        self.what = what
        self.position = position
        """The first position that the two do not share, where that is known."""

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
            "of the two was changed",
            position=head + 1,
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
            "of the ledger was put beside the views",
            position=position,
        )
