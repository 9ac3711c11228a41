"""What a ledger says of how it is kept, as shapes."""

from __future__ import annotations

from datetime import datetime

from ledger.events.ledger import Times
from ledger.identity import SaleId
from presenters.hold import HoldShape
from presenters.intake import RetentionShape
from presenters.ledger_itself import ClockCorrectionShape, ProgramShape
from presenters.shape import Shape


class RulesShape(Shape):
    """A version of the terms, or of the settlement rules, of a sale."""

    kind: str
    """``terms`` or ``settlement``."""
    version: int
    """The version, counted from 1."""
    sha256: str
    """SHA-256 of the rules as recorded."""
    position: int
    """The entry that put them in force."""
    in_force: bool
    """Whether no later version took their place."""


class RecordedSaleShape(Shape):
    """A sale, and the rules that it was held by."""

    sale: SaleId
    """The name of the sale."""
    title: str
    """The title on the cover of the catalogue."""
    house: str
    """Who holds the sale."""
    currency: str
    """The currency of the sale, by ISO 4217."""
    zone: str
    """The time zone of the saleroom."""
    jurisdiction: str | None
    """The place whose tax is charged; null where no settlement rules were set."""
    closed: bool
    """Whether the sale was closed."""
    rules: tuple[RulesShape, ...]
    """Every version of its terms and settlement rules, in the order of recording."""
    retention: tuple[RetentionShape, ...]
    """The laws that keep its records, as the house set them."""


class TaxTableShape(Shape):
    """The tax rates of a jurisdiction."""

    jurisdiction: str
    """Whose rates they are."""
    rates: int
    """How many rates are in force."""
    source: str
    """The file they came from, by name and SHA-256."""
    position: int
    """The entry that put them on file."""


class SeriesShape(Shape):
    """A series of numbers without gaps."""

    series: str
    """The name of the series."""
    drawn: int
    """How many numbers were drawn."""
    last_number: str
    """The last number, as it is printed."""


class GuardShape(Shape):
    """A trigger that keeps recorded rows from being changed."""

    guard: str
    """The name of the trigger."""
    present: bool
    """Whether the file has it, word for word."""


class RecordedFileShape(Shape):
    """The file that a ledger is kept in."""

    database: str
    """Which database it is of."""
    schema: int
    """Which version of the tables it has."""
    guards: tuple[GuardShape, ...]
    """The triggers that this schema asks for."""
    durability: dict[str, str]
    """The settings that make a commit last, read back from the database."""
    replica_of: str | None
    """What it is a copy of; null where entries may be recorded in it."""


class RecordedKeyShape(Shape):
    """A key that signs, or signed, the checkpoints of a ledger."""

    key: str
    """Its verifier key: name, id and public half."""
    position: int | None
    """The entry that adopted it; null in a rehearsal, whose key anybody can derive."""
    signs: bool
    """Whether it is the one that signs today."""


class CheckpointsShape(Shape):
    """What was signed of the log."""

    number: int
    """How many checkpoints are on file."""
    last_size: int | None
    """How many entries the last one is over; null where there is none."""
    unsigned: int
    """How many entries were recorded since."""
    widest_gap: int
    """The most entries between one checkpoint and the next."""
    cosigned_by: tuple[str, ...]
    """Who else signed the last one, by name."""


class TimestampsShape(Shape):
    """What an authority put a time to."""

    authority: str
    """The authority."""
    number: int
    """How many of its timestamps are on file."""
    last_size: int
    """How many entries the last stamped checkpoint is over."""


class TreeShape(Shape):
    """The tree over the log, and what was published of it."""

    origin: str
    """The name of the log."""
    epoch: int
    """Which history of the ledger it is: more than 1 where it was taken over."""
    size: int
    """How many entries it has."""
    root: str | None
    """The root over them, in Base 64; null where an older file has no tree yet."""
    recorded_keys: tuple[RecordedKeyShape, ...]
    """The keys that sign or signed, in order."""
    signed_checkpoints: CheckpointsShape
    """What was signed."""
    timestamps: tuple[TimestampsShape, ...]
    """What authorities put a time to."""
    heads_kept: bool
    """Whether what was published is kept apart from the ledger, on this machine."""
    head_size: int | None
    """How many entries the last of the heads is over; null where none is kept."""


class CountShape(Shape):
    """How many entries are of one kind."""

    value: str | None
    """Which kind; null where the entries say nothing of it."""
    entry_count: int
    """How many there are."""


class EntriesShape(Shape):
    """How the entries of a ledger were made, counted."""

    entry_count: int
    """How many there are."""
    first_at: datetime | None
    """When the first was recorded."""
    last_at: datetime | None
    """When the last was recorded."""
    actors: int
    """How many different people are named as having acted."""
    roles: tuple[CountShape, ...]
    """In which roles."""
    known_by: tuple[CountShape, ...]
    """How it is known who acted: ``signed-in``, ``login`` or ``told``."""
    ways: tuple[CountShape, ...]
    """By which way they came: ``command``, ``console``, ``import`` or ``service``."""
    other_login: int
    """How many name another person than was logged in."""
    second_person: int
    """How many a second person authorised."""
    reasons: int
    """How many say why."""
    naming_evidence: int
    """How many name evidence, such as a slip, with its SHA-256."""
    claiming_times: int
    """How many claim another time than the clock's."""


class ProceduresShape(Shape):
    """How the record is kept, as the ledger itself says."""

    ledger: str
    """The id that it was begun with."""
    times: Times
    """Whose times it keeps: ``live``, ``rehearsal`` or ``told``."""
    live_since: datetime | None
    """When it went over from told times to the clock's; null where it never did."""
    told_positions: int
    """How many positions, from the first on, have times that were told."""
    claim_minutes: int | None
    """How far back a claim may lie without a reason; null where times are told."""
    described_by: str
    """The version of lotledger that wrote this description."""
    programs: tuple[ProgramShape, ...]
    """The versions that recorded, in order."""
    clock_corrections: tuple[ClockCorrectionShape, ...]
    """Every corrected clock, in order."""
    recorded_sales: tuple[RecordedSaleShape, ...]
    """The sales, in the order they were announced."""
    tax_tables: tuple[TaxTableShape, ...]
    """The tax rates on file."""
    number_series: tuple[SeriesShape, ...]
    """The series of numbers."""
    holds: tuple[HoldShape, ...]
    """The legal holds, lifted ones too."""
    database_file: RecordedFileShape
    """The file that it is kept in."""
    tree: TreeShape
    """The tree over the log, and what was published of it."""
    made: EntriesShape
    """How its entries were made."""
    as_of_position: int
    """The last position of the log that was read."""
