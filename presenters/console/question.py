"""A question on the clerk's line, and the half-typed answer."""

from __future__ import annotations

from ledger.value import replace, value


@value
class Question:
    """A question before a call can be made, and the answer so far."""

    asks: str
    answer: str = ""
    usual: bool = False
    """The answer is what is usually said: Enter takes it, a sign takes its place."""

    def adding(self, sign: str) -> Question:
        """Return the question with a sign more in its answer."""
        return Question(self.asks, sign if self.usual else self.answer + sign)

    def shortened(self) -> Question:
        """Return the question without the last sign of its answer."""
        return replace(self, answer=self.answer[:-1], usual=False)
