"""The clerk's half-typed line: a number, an amount behind an equals sign, and a cut.

``105=1500`` is paddle 105 at 1,500. It lives on the screen alone: what a kill takes
away is this, and nothing else.
"""

from __future__ import annotations

from string import ascii_uppercase, digits

from ledger.value import replace, value

EQUALS = "="
NUMBER = frozenset(digits + ascii_uppercase)
"""Small letters are keys: a paddle that has a letter in it is typed in capitals."""
AMOUNT = frozenset(digits + ",.")


class NoCommand(Exception):
    """The line and the key make no command: what is missing, and what to type."""


@value
class ClerkLine:
    """The clerk's line: a paddle or lot number, an amount, and whether it is a cut."""

    number: str = ""
    amount: str | None = None
    """None until the equals sign."""
    cut: bool = False
    refused: bool = False
    """The key was refused: what is typed next takes the place of the line."""
    cut_since: bool = False
    """A cut was called for after that, so that it is of the next line."""

    def adding(self, sign: str) -> ClerkLine | None:
        """Return the line with a sign more, None where that sign is not of a line."""
        if self.refused:
            return ClerkLine(cut=self.cut and self.cut_since).adding(sign)
        if self.amount is None:
            if sign == EQUALS:
                return replace(self, amount="")
            return replace(self, number=self.number + sign) if sign in NUMBER else None
        return replace(self, amount=self.amount + sign) if sign in AMOUNT else None

    def shortened(self) -> ClerkLine:
        """Return the line without its last sign, to be gone on with."""
        kept = ClerkLine(self.number, self.amount, self.cut)
        if self.amount is None:
            return replace(kept, number=self.number[:-1])
        return replace(kept, amount=self.amount[:-1] if self.amount else None)

    def with_cut_toggled(self) -> ClerkLine:
        """Return the line as a cut bid, or no longer as one."""
        return replace(self, cut=not self.cut, cut_since=self.refused)

    def as_refused(self) -> ClerkLine:
        """Return the line as it stands after a refusal."""
        return replace(self, refused=True, cut_since=False)

    def is_for(self, *, asks: bool) -> bool:
        """Say whether a key takes what is typed; one that asks takes no refused line.

        A bid that was refused may be called again as it is, by the same key.
        """
        return (bool(str(self)) or self.cut) and not (asks and self.refused)

    @property
    def figure(self) -> str:
        """The one number of a key that names nobody, however it was typed."""
        return self.number if self.amount is None else self.amount

    def __str__(self) -> str:
        amount = "" if self.amount is None else f"{EQUALS}{self.amount}"
        return f"{self.number}{amount}"
