"""Record a command, or import a file, and print one sentence about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, cast

import click

from commands.output import warn_of_more
from commands.params import ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.entry import Attribution
    from ledger.events import Event
    from ledger.files.cells import DecimalMark
    from ledger.files.row_places import Against, RowPlaces
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.house.records import Records
    from ledger.identity import LotId
    from ledger.refusals import RefusedRow
    from ledger.store.writer import Recorded

Entry = TypeVar("Entry")
F = TypeVar("F", bound=Callable[..., Any])

sure_option = click.option(
    "--sure", is_flag=True, help="The amount is right, however far from what stands."
)
"""The option of commands with an amount; ``unless_sure`` takes it."""


@contextmanager
def own_lot_noted(house: House, bid: Command) -> Iterator[None]:
    """Say also of a bid that is refused that it is one of the lot's own consignor."""
    from ledger.identity import sale_of
    from ledger.refusals import RecordedRefusal
    from presenters.event_sentences import OWN_LOT

    try:
        yield
    except RecordedRefusal:
        lot = cast("LotId", bid.arguments["lot"])
        consignor = house.lot(lot).listing.consignor
        if bid.arguments.get("paddle") in house.sale(sale_of(lot)).paddles_of(
            consignor
        ):
            click.echo(OWN_LOT, err=True)
        raise


def unless_sure(command: Command, *, sure: bool) -> Command:
    """Return a command that is asked back where an amount of it is far off."""
    from ledger.house.asking_back import asked_back

    return command if sure else asked_back(command)


dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what would be recorded, and record nothing."
)
"""The option of every import; ``record_import`` takes it."""


def _decimal_mark(_: click.Context, __: click.Parameter, name: str) -> DecimalMark:
    from ledger.files.cells import DecimalMark

    return DecimalMark(name)


decimal_option = click.option(
    "--decimal",
    type=click.Choice(["point", "comma"]),
    default="point",
    callback=_decimal_mark,
    show_default=True,
    help="The sign between whole units and decimals in the file.",
)
"""The option of every import of amounts or rates."""

skip_last_option = click.option(
    "--skip-last",
    type=click.IntRange(min=0),
    metavar="N",
    default=0,
    help="How many lines stand below the table, such as a total.",
)
"""The option of every import of a table."""


def sheet_options(command: F) -> F:
    """Give a command the options of a table with amounts: its signs, and its foot."""
    return decimal_option(skip_last_option(command))


zone_option = click.option(
    "--zone",
    type=ZONE,
    metavar="ZONE",
    help="The zone of times without a distance from UTC, such as America/Chicago.",
)
"""The option of every import of times."""


def record(house: House, command: Command, by: Attribution, sentence: str) -> None:
    """Record a command, then print the sentence and the position in the log."""
    from presenters.recorded import position_sentence

    click.echo(f"{sentence} {position_sentence(house.do(command, by=by))}")


def carried_out(
    house: House,
    command: Command,
    by: Attribution,
    *,
    dry_run: bool,
    waits: str | None = None,
) -> tuple[tuple[Event, ...], str]:
    """Carry a command out, or rehearse it; return its events, and where they stand.

    ``waits`` is where more waits, to be warned of when a key answers again.
    """
    from presenters.recorded import NOTHING_RECORDED, position_sentence

    if dry_run:
        return house.dry_run(command, by=by), NOTHING_RECORDED
    recorded = house.do(command, by=by)
    if waits is not None and house.waits_since(recorded, command, by=by):
        warn_of_more(waits)
    return recorded.events, position_sentence(recorded)


def warn_of_backdated(records: Records, events: Iterable[Event]) -> None:
    """Warn of documents that are dated before the number before theirs."""
    from ledger.house.issuing import backdated

    for document, day, before, before_on in backdated(records, events):
        earlier = f"{document} is of {day}, earlier than {before} before it, of"
        click.echo(
            f"Warning: {earlier} {before_on}. Numbers no longer rise with the days; "
            "the report number-gaps names it.",
            err=True,
        )


class _FileRead(Protocol):
    """A file that was read: its digest, and where its rows stand."""

    @property
    def digest(self) -> str: ...

    @property
    def places(self) -> RowPlaces: ...


class ReadList(NamedTuple):
    """A list as it was read: its file, and what the options made of it."""

    what: str
    """What is imported, and for which sale."""
    file: str
    """That with the digest of the file's own bytes."""
    rows: Callable[[], object]
    """Returns what was read in it: a rehearsal has no key, and never asks."""
    places: RowPlaces

    @classmethod
    def of(cls, what: str, read: _FileRead, rows: Callable[[], object]) -> ReadList:
        """Return what was read of a file, under what it is imported as."""
        return cls(what, f"{what} {read.digest}", rows, read.places)

    def plain_key(self) -> str:
        """Return the key of importing it: of the file, and of what was read in it."""
        from ledger.store.json_text import canonical

        return f"{self.file} {sha256(canonical(self.rows())).hexdigest()[:16]}"


def record_import(
    house: House,
    command: Command,
    *,
    by: Attribution,
    read: ReadList | None = None,
    summary: str,
    dry_run: bool,
) -> tuple[Event, ...]:
    """Record an import and print its summary; return the events, also of a dry run.

    A list has a key of its own, so that a second import is recognised, and is another
    command where other options make other rows of it. A table has none: it may replace
    another table since.
    """
    from ledger.entry import Way
    from ledger.refusals import DependsOnSealed
    from presenters.recorded import position_sentence
    from presenters.words import counted

    by = replace(by, way=Way.IMPORT)
    if dry_run:
        try:
            with _in_place(read):
                events = house.dry_run(command, by=by)
        except DependsOnSealed as shut:
            click.echo(f"{summary}: sound. {shut}")
            return ()
        click.echo(f"{summary}: sound; would record {counted(len(events), 'event')}.")
        return events
    with _in_place(read):
        recorded = _recorded(house, command, by, read)
    click.echo(f"{summary}. {position_sentence(recorded)}")
    return recorded.events


@contextmanager
def _in_place(read: ReadList | None) -> Iterator[None]:
    """Name the lines and columns of a list where the ledger refuses rows of it."""
    from ledger.files.problems import Faulty
    from ledger.refusals import RowsRefused

    try:
        yield
    except RowsRefused as refused:
        if read is None:
            raise
        raise Faulty((), read.places.clashes(refused.rows)) from refused


def held_against(
    house: House, by: Attribution, command: Callable[[Sequence[Entry]], Command]
) -> Against[Entry]:
    """Make what holds the sound rows of a faulty file against the ledger."""
    from ledger.refusals import Refusal, RowsRefused

    def refused_rows(entries: Sequence[Entry]) -> Sequence[RefusedRow]:
        try:
            house.rehearse(command(entries), by=by)
        except RowsRefused as refused:
            return refused.rows
        except Refusal:
            # It is about no row, and is said once the file is sound.
            return ()
        return ()

    return refused_rows


def _recorded(
    house: House, command: Command, by: Attribution, read: ReadList | None
) -> Recorded:
    from ledger.refusals import KeyUsed

    if read is None or by.key is not None:
        return house.do(command, by=by)
    # Older versions made the key of the file alone, and then without the ledger's own.
    plain_key = read.plain_key()
    for key in (read.file, plain_key):
        if house.uses_key(key):
            with suppress(KeyUsed):
                return house.do(command, by=replace(by, key=key))
    # The log keeps the key, so nobody may guess from it what the file holds.
    mark = house.keys_at_hand.mark_of(plain_key)
    return house.do(command, by=replace(by, key=f"{read.what} {mark}"))
