"""What is carried out in steps: those that are on record when another is not done."""

from __future__ import annotations

from ledger.store.writer import Recorded


class StepsDone:
    """The steps of one request that are on record by now, in their order."""

    def __init__(self) -> None:
        self._steps: list[str] = []
        self.last = 0
        """The last position of them; 0 where nothing is recorded yet."""

    def add(self, step: str, recorded: Recorded) -> None:
        """Note that a step is on record, and where."""
        if recorded.last:
            self._steps.append(f"{step} (position {recorded.last})")
            self.last = max(self.last, recorded.last)

    def __str__(self) -> str:
        return ", ".join(self._steps)


class StoppedAfterSteps(Exception):
    """A step is not done, and those before it are on record: it is no refusal."""

    def __init__(self, done: StepsDone, why: Exception) -> None:
        super().__init__(f"After {done}: {why}")
        self.done = done
        self.why = why
