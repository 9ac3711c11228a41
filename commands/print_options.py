"""The options of what is printed: where to, in which language, as of when, by whom.

And the settings of the house that it is printed with.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.params import AS_OF, TEXT, WHEN

if TYPE_CHECKING:
    from commands.session import LedgerSession
    from ledger.house.records import Records
    from ledger.terms.house import HouseSettings


def _told_to_a_rehearsal(
    ctx: click.Context, _: click.Parameter, at: datetime | None
) -> datetime | None:
    """Refuse the time in a live ledger, whose clock says when."""
    if at is None or ctx.resilient_parsing:
        return at
    ledger: LedgerSession = ctx.obj
    return ledger.told_at(at, "--printed-at")


out_option = click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write."
)
locale_option = click.option(
    "--locale",
    default="en_US",
    show_default=True,
    help="The language, such as de_DE.",
)


def _column_names(
    _: click.Context, __: click.Parameter, names: str | None
) -> tuple[str, ...]:
    """Read names with commas between."""
    parts = (part.strip() for part in (names or "").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


columns_option = click.option(
    "--columns",
    callback=_column_names,
    metavar="NAMES",
    help="Only these columns, in this order, with commas between.",
)
as_of_option = click.option(
    "--as-of",
    type=AS_OF,
    metavar="POSITION|TIME",
    help="Read the ledger as it stood then; of a day, at its end.",
)
printed_by_option = click.option(
    "--printed-by", type=TEXT, metavar="NAME", help="Who prints it."
)
printed_at_option = click.option(
    "--printed-at",
    type=WHEN,
    metavar="TIME",
    callback=_told_to_a_rehearsal,
    help="In a rehearsal: when it is printed.  [default: now]",
)


def house_settings(place: Path | None, records: Records) -> HouseSettings:
    """Read the settings of the house; without any, only its name is known."""
    from ledger.files.house_file import read_house
    from presenters.issued_documents import settings_of_the_sales

    return settings_of_the_sales(records) if place is None else read_house(place)
