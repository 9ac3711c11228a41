"""The options that name the columns of a bid history: those of ``replay csv``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.params import RULES
from commands.recording import sheet_options, zone_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from ledger.files.cells import DecimalMark

F = TypeVar("F", bound="Callable[..., Any]")

NEEDED = ("terms", "lot", "bidder", "maximum")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryColumns:
    """A bid history: its file, its rules, and what its columns are called."""

    file: Path | None
    terms: str | None
    lot: str | None
    bidder: str | None
    maximum: str | None
    at_column: str | None
    opening: str | None
    price: str | None
    seller: str | None
    category: str | None
    called: bool
    zone: ZoneInfo | None
    decimal: DecimalMark
    skip_last: int

    @classmethod
    def of(cls, options: dict[str, Any]) -> HistoryColumns:
        """Take them out of the options of a command, and refuse half of them."""
        columns = cls(**{field.name: options.pop(field.name) for field in fields(cls)})
        columns._must_be_whole()
        return columns

    def _must_be_whole(self) -> None:
        """Refuse columns without a file, and a file without what it takes."""
        named = ("at_column", "opening", "price", "seller", "category")
        if self.file is None:
            for name in (*NEEDED, *named):
                if getattr(self, name) is not None:
                    slip = "It is a column of a file. Name the file with --csv."
                    raise click.BadParameter(slip, param_hint=_hint(name))
            return
        for name in NEEDED:
            if getattr(self, name) is None:
                slip = "A file takes --terms, --lot, --bidder and --maximum. Add it."
                raise click.BadParameter(slip, param_hint=_hint(name))

    def to_read(self) -> dict[str, Any]:
        """Return the arguments of reading the file, but for its currency."""
        names = ("lot", "bidder", "maximum", "opening", "price", "seller", "category")
        more = ("zone", "decimal", "skip_last")
        named = {name: getattr(self, name) for name in (*names, *more)}
        return {**named, "at": self.at_column}


def _hint(name: str) -> str:
    return f"'--{name.removesuffix('_column')}'"


_OPTIONS = (
    click.option(
        "--csv",
        "file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Look at the bids of FILE, and at no ledger.",
    ),
    click.option(
        "--terms",
        type=RULES,
        metavar="FILE",
        help="Of --csv: a terms file or a preset, for currency and increments.",
    ),
    click.option("--lot", metavar="COLUMN", help="Of --csv: what was bid on."),
    click.option("--bidder", metavar="COLUMN", help="Of --csv: who bid."),
    click.option("--maximum", metavar="COLUMN", help="Of --csv: how much."),
    click.option(
        "--at",
        "at_column",
        metavar="COLUMN",
        help="Of --csv: when, a number or ISO 8601.  [default: in the order of FILE]",
    ),
    click.option("--opening", metavar="COLUMN", help="Of --csv: the opening bid."),
    click.option("--price", metavar="COLUMN", help="Of --csv: the announced price."),
    click.option("--seller", metavar="COLUMN", help="Of --csv: whose the lot was."),
    click.option("--category", metavar="COLUMN", help="Of --csv: what the lot was."),
    click.option(
        "--called",
        "--static",
        is_flag=True,
        help="Of --csv: each amount was called; none is a maximum.",
    ),
    zone_option,
    sheet_options,
)


def history_options(command: F) -> F:
    """Give a command the options of a bid history."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
