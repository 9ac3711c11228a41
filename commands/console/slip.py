"""What is half typed: a number, an amount behind an equals sign, and a cut.

``105=1500`` is paddle 105 at 1,500. It lives on the screen alone: what a kill takes
away is this, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import ascii_uppercase, digits

EQUALS = "="
NUMBER = frozenset(digits + ascii_uppercase)
"""Small letters are calls: a paddle that has a letter in it is typed in capitals."""
AMOUNT = frozenset(digits + ",.")


class Slip(Exception):
    """What was typed makes no call: what is missing, and what to type."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The clerk's line: a paddle or lot number, an amount, and whether it is a cut."""

    number: str = ""
    amount: str | None = None
    """None until the equals sign."""
    cut: bool = False

    def adding(self, sign: str) -> Typed | None:
        """Return the line with a sign more, None where that sign is not of a line."""
        if self.amount is None:
            if sign == EQUALS:
                return replace(self, amount="")
            return replace(self, number=self.number + sign) if sign in NUMBER else None
        return replace(self, amount=self.amount + sign) if sign in AMOUNT else None

    def shortened(self) -> Typed:
        """Return the line without its last sign."""
        if self.amount is None:
            return replace(self, number=self.number[:-1])
        return replace(self, amount=self.amount[:-1] if self.amount else None)

    def turned(self) -> Typed:
        """Return the line with the cut taken up, or laid down again."""
        return replace(self, cut=not self.cut)

    @property
    def figure(self) -> str:
        """The one number of a call that names nobody, however it was typed."""
        return self.number if self.amount is None else self.amount

    def __str__(self) -> str:
        amount = "" if self.amount is None else f"{EQUALS}{self.amount}"
        return f"{self.number}{amount}"
