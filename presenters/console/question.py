"""A question on the clerk's line, and the half-typed answer."""

from __future__ import annotations

from ledger.value import replace, value
from presenters.console.input_line import ClerkLine


@value
class Question:
    """A question before a call can be made, and the answer so far."""

    asks: str
    answer: str = ""
    usual: bool = False
    """The answer is what is usually said: Enter takes it, a sign takes its place."""
    early: ClerkLine | None = None
    """The line that puts a lot up before its session begins: the answer says why."""

    def adding(self, sign: str) -> Question:
        """Return the question with a sign more in its answer."""
        answer = sign if self.usual else self.answer + sign
        return replace(self, answer=answer, usual=False)

    def shortened(self) -> Question:
        """Return the question without the last sign of its answer."""
        return replace(self, answer=self.answer[:-1], usual=False)
