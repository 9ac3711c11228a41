"""Print the differences that a recount found, in sentences or as JSON."""

from __future__ import annotations

from contextlib import AbstractContextManager
from json import loads
from tempfile import TemporaryFile
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from commands.looking import may_show, readable_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.session import LedgerSession
    from ledger.replay.against_the_rules import Recount
    from ledger.replay.difference import Difference

SHOWN = 50
"""So many differences are put into words; a script gets all of them."""


class RecountOutput(AbstractContextManager["RecountOutput"]):
    """The differences of many lots, kept in a file until all of them are known.

    Where a rule has changed, there may be one for each of a million events.
    """

    def __init__(self, ledger: LedgerSession) -> None:
        self._ledger = ledger
        self.events = 0
        self.differences = 0
        self.on_trust = 0
        self.not_recomputed = 0
        self.erased = 0
        self.sealed = 0
        self._kept = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (closed below)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._kept.close()

    def add(self, recount: Recount) -> Self:
        """Add what was found in one history."""
        from presenters.recount import difference_line

        self.events += recount.events
        self.on_trust += recount.on_trust
        self.not_recomputed += recount.not_recomputed
        self.erased += recount.erased
        self.sealed += recount.sealed
        self.differences += len(recount.differences)
        for difference in self._to_be_shown(recount.differences):
            self._kept.write(f"{difference_line(difference)}\n")
        return self

    def _to_be_shown(self, differences: Sequence[Difference]) -> Sequence[Difference]:
        """Return differences as they may be shown: it is on record who looks."""
        from presenters.recount import lots_of, masked

        lots = lots_of(differences)
        if not lots or may_show(self._ledger, lots, "show differences of a replay"):
            return differences
        return [masked(difference) for difference in differences]

    def print_json(self) -> None:
        """Print all of it for scripts."""
        self._kept.seek(0)
        click.echo(f'{{\n  "events": {self.events},\n  "differences": [', nl=False)
        for place, line in enumerate(self._kept):
            click.echo(("," if place else "") + f"\n    {line.rstrip()}", nl=False)
        click.echo("\n  ]\n}" if self.differences else "]\n}")
        self._print_on_trust(err=True)

    def say(self, what: str) -> None:
        """Say how it came out, and show the first differences."""
        from presenters.words import counted

        self._kept.seek(0)
        for place, line in enumerate(self._kept):
            if place == SHOWN:
                left = counted(self.differences - SHOWN, "more difference")
                click.echo(f"and {left}: --json lists all.")
                break
            differs = loads(line)
            lot = (differs["recorded"] or differs["recomputed"]).get("lot", what)
            click.echo(f"Position {differs['position']}, {lot}: {differs['why']}")
        again = f"{what}: {counted(self.events, 'event')} decided again"
        if self.not_recomputed:
            again += f" but for {counted(self.not_recomputed, 'decision')}"
        if self.differences:
            click.echo(f"{again}, {counted(self.differences, 'difference')}.")
        else:
            click.echo(f"{again}; all agree with the record.")
        self._print_on_trust(err=False)

    def _print_on_trust(self, *, err: bool) -> None:
        """Say how much could not be decided from its own lot."""
        from presenters.words import counted, were

        if self.erased:
            erased = were(self.erased, "maximum", "erased")
            click.echo(f"Not recomputed: {erased}.", err=err)
        if self.sealed:
            sealed = were(self.sealed, "maximum", "not opened here")
            readable = readable_words(self._ledger)
            click.echo(f"Not recomputed: {sealed}. {readable}", err=err)
        if self.on_trust:
            refused = counted(self.on_trust, "refusal")
            trusted = f"Not decided again, since other lots decide them: {refused}."
            click.echo(trusted, err=err)
