"""One line of a bank's statement, and the names by which it is known again."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256

from ledger.events.bank import BankEntryKind
from ledger.events.banking import BankEntry
from ledger.money import Currency, Minor
from ledger.value import replace, value

MARK_DIGITS = 8
"""Enough to tell names of one day and amount apart, too few to tell a name by."""

LOOSE = "n"
"""What the mark of a name begins with that is unique in one statement alone."""

NAME_LENGTH_MIN = 4
"""A name that is shorter may stand in any text by chance."""

NO_NAMES = frozenset(
    "NONREF NOTPROVIDED NOT-PROVIDED NOREF NONE N/A NA UNKNOWN NULL".split()
)
"""What banks write where there is no reference (ISO 20022, SWIFT, and by habit)."""


@value(kw_only=True)
class BankLine:
    """One line of a bank's statement."""

    line: int
    """Its line in the file, or the number of its entry."""
    day: date
    amount: Minor
    """Below zero it left the account."""
    currency: Currency
    text: str
    """All that was said with it: only read, never recorded."""
    reference: str | None = None
    """The bank's own name for it."""
    payer: str | None = None
    """The payer as the bank names them: shown to a clerk, never recorded."""
    objection: str | None = None
    """Why the bank itself does not count it as money that came in."""
    returned: bool = False
    """The bank says that it takes back, or gives back, what was paid before."""
    code: str | None = None
    """The bank's code for the reason of that, such as ``AC06``."""
    kind: BankEntryKind | None = None
    """Why the bank itself moved the money, where its code says so."""
    balance: Minor | None = None
    """What stood on the account after it, where a file says so line by line."""
    statement: int = 1
    """The statement of the file that it stands in."""
    entry: BankEntry | None = None
    """The entry it is part of, where the file names more than a reference."""

    @property
    def came_in(self) -> bool:
        """Say whether it is money that came in, and came first."""
        return self.amount > 0 and self.objection is None and not self.returned

    @property
    def mark(self) -> str:
        """The mark of the line: the bank's name for it, else a digest of its words."""
        if self.reference is not None:
            return self.reference
        words = " ".join(self.text.split())
        return f"line {digits_of(f'{self.day} {self.amount} {words}')}"

    @property
    def known_by(self) -> BankEntry:
        """The entry that it is part of, or is alone; its own mark where it has none."""
        if self.entry is not None and self.entry.names:
            return self.entry
        names = (name_mark(self.mark, loose=self.reference is None),)
        if self.entry is not None:
            return replace(self.entry, names=names)
        return BankEntry(account=None, names=names, total=self.amount, parts=())


def names_line(line: BankLine, name: str) -> bool:
    """Say whether the text of a line has a name in it, whatever its dashes became."""
    words = re.findall(r"\w+", name.upper())
    if len("".join(words)) < NAME_LENGTH_MIN or not re.search(r"\d", name):
        return False
    pattern = r"\W*".join(map(re.escape, words))
    return re.search(rf"(?<!\w){pattern}(?!\w)", line.text.upper()) is not None


def digits_of(text: str) -> str:
    """Return a digest of a text, too short to tell the text by."""
    return sha256(text.encode()).hexdigest()[:MARK_DIGITS]


def name_mark(name: str, *, loose: bool) -> str:
    """Return the mark of a name of an entry; a loose one names it in one place only."""
    return f"{LOOSE if loose else ''}{digits_of(name)}"


def is_name(text: str | None) -> bool:
    """Say whether a text is a name, and not a bank's word for having none."""
    return bool(text) and (text or "").upper().replace(" ", "") not in NO_NAMES


def firm_names(entry: BankEntry) -> set[str]:
    """Return the names of an entry that no other entry of the bank has."""
    return {name for name in entry.names if not name.startswith(LOOSE)}


def of_one_account(entry: BankEntry, other: BankEntry) -> bool:
    """Say whether two entries may stand in the same account."""
    return None in (entry.account, other.account) or entry.account == other.account


def differ_by_name(entry: BankEntry, other: BankEntry) -> bool:
    """Say whether the bank itself names two entries differently."""
    if not of_one_account(entry, other):
        return True
    ours, theirs = firm_names(entry), firm_names(other)
    return bool(ours and theirs and not ours & theirs)
