"""A finding: one thing about a ledger that is not as it was recorded, and where."""

from __future__ import annotations

from enum import StrEnum

from ledger.damage import EntryDamaged
from ledger.value import value


class FindingKind(StrEnum):
    """In what way a ledger, or what is kept beside it, is not as it was recorded.

    The words are for scripts, and stay.
    """

    FILE = "file"
    """Pages or indexes of the file are not whole."""
    TABLES = "tables"
    """The file lacks a table or a column of a ledger, or has what no ledger has."""
    GUARDS = "guards"
    """What keeps entries from being changed is gone."""
    LEDGER_ROW = "ledger-row"
    """What the file says of itself is not what its log says."""
    UNREADABLE = "unreadable"
    """Entries cannot be read off the file at all."""
    MISSING = "missing"
    """Positions that were given out are not there."""
    ADDED = "added"
    """There are entries after the last position that was given out."""
    PLACE = "place"
    """The columns of an entry say that it is another event than its text does."""
    LEDGER = "ledger"
    """An entry was recorded in another ledger."""
    ID = "id"
    """The id of an entry is not the one that follows from its place."""
    TEXT = "text"
    """The text of an entry is not as it would be written."""
    SHAPE = "shape"
    """An entry is of a kind that this version does not know."""
    TERMS = "terms"
    """Terms are not those whose SHA-256 is recorded with them."""
    ORDER = "order"
    """The events of a stream stand in another order than they were recorded in."""
    HISTORY = "history"
    """An event cannot follow what its stream has before it."""
    CAUSE = "cause"
    """The event that another follows from is not the first of its command."""
    COMMAND = "command"
    """Entries of one command name different people, reasons or times."""
    PERMISSION = "permission"
    """Whoever acted had no role for it, or what was approved was not signed so."""
    KEY = "key"
    """The keys of commands, and the entries recorded under them, do not agree."""
    TIME = "time"
    """The time of an entry cannot be."""
    MOMENTS = "moments"
    """The index of times is not the one that follows from the entries."""
    FOLLOWER = "follower"
    """A follower has read further than the log goes."""
    TREE = "tree"
    """The tree over the log is not the one that its entries make."""
    PADDLE = "paddle"
    """A paddle belongs to one client here, and to another there."""
    OPENING = "opening"
    """A sealed amount was opened as another than was sealed, or was not sealed."""
    RULES = "rules"
    """The rules of the day lead to something else than is recorded."""
    BOOKS = "books"
    """Figures of the books that must agree do not."""
    VIEWS_FILE = "views-file"
    """The views cannot be read, or are not of this log."""
    VIEWS = "views"
    """A view says something else than the log does."""
    CHECKPOINT = "checkpoint"
    """A checkpoint or timestamp in the file is not of this log, or does not verify."""
    HEADS_FILE = "heads-file"
    """Where heads are kept elsewhere, there is something else."""
    KEYS = "keys"
    """A key that signs is kept in another way than keys are."""
    E_INVOICE = "e-invoice"
    """What the vault keeps of an e-invoice is not what was issued."""
    PREVIOUS = "previous"
    """What was brought forward is not what the ledger before has."""
    HEAD = "head"
    """A head or checkpoint that was kept elsewhere is of another log than this."""


@value(kw_only=True)
class Finding:
    """One thing that is not as it was recorded."""

    kind: FindingKind
    what: str
    """In a sentence, as far as its full stop."""
    position: int | None = None
    """The position of the log that it is about, the first where there are several."""
    last: int | None = None
    """The last of several positions; None: it is about one, or about none."""

    @property
    def order(self) -> int:
        """The place of the finding among others: those of no position come first."""
        return self.position or 0


def of_fault(fault: Exception, position: int, which: str) -> Finding:
    """Return the finding that something about a position cannot be followed."""
    if isinstance(fault, EntryDamaged):
        return of_damage(fault)
    return Finding(
        kind=FindingKind.HISTORY,
        what=f"Position {position}: {which} cannot have been recorded so: {fault}",
        position=position,
    )


def of_damage(damage: EntryDamaged) -> Finding:
    """Return the finding that an entry is damaged."""
    kind = FindingKind(damage.kind.value)
    return Finding(kind=kind, what=damage.what, position=damage.position)
