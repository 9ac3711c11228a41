"""The tables of a ledger, and which version of them this is.

What a released version made is changed by a numbered step alone, in ``steps``.
``ledger.schema`` and ``ledger.head`` stay for ever: every version reads them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from ledger.damage import LedgerDamaged

SCHEMA = 3
"""Raised when the tables change; a ledger of a higher number is refused."""

MOMENTS_SINCE = 2
TREE_SINCE = 3
"""The schemas that brought the index of moments, and the tree over the log."""

UPGRADED = "it was upgraded by a newer lotledger; restart this one with that version"
"""A program that breaks a constraint is shown its name."""

metadata = MetaData()

# SQLite counts rows of its own only for INTEGER; the others want the wider type.
POSITION = BigInteger().with_variant(Integer, "sqlite")


class Text(LargeBinary):
    """Bytes as the driver hands them over, even where it hands over something else.

    What was changed by hand may be no bytes any more; a reader reports it.
    """

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Leave what was read as it is."""


events = Table(
    "events",
    metadata,
    Column("position", POSITION, primary_key=True, autoincrement=False),
    Column("stream", String, nullable=False),
    Column("version", POSITION, nullable=False),
    Column("type", String, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("stream", "version"),
)
"""The log: what is hashed and handed out is ``state``, the rest finds it again."""

command_keys = Table(
    "command_keys",
    metadata,
    Column("key", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("first_position", POSITION, nullable=False),
    Column("last_position", POSITION, nullable=False),
)
"""The events that answered each command, so that a repeat is answered the same."""

tracking = Table(
    "tracking",
    metadata,
    Column("application_name", String, primary_key=True),
    Column("notification_id", POSITION, nullable=False),
)
"""The last position that each follower of another application has read."""

ledger = Table(
    "ledger",
    metadata,
    Column(
        "only",
        Integer,
        CheckConstraint('"only" = 1'),
        primary_key=True,
        autoincrement=False,
    ),
    Column("id", String, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("head", POSITION, nullable=False),
    Column("latest", BigInteger),
    Column("latest_to", BigInteger),
    Column("earliest", BigInteger),
    Column("frontier", Text),
    Column("replica", String),
    CheckConstraint("latest_to = head", name=UPGRADED).ddl_if("sqlite"),
)
"""One row: the ledger's id, its schema, and the last position ever given out.

``latest`` is the latest moment at which an entry was recorded, in microseconds since
1970, up to the position ``latest_to``, which is the head: the very first version, which
asks for no schema's number, moves the one without the other, and so is stopped.
``earliest`` is the earliest moment since the last position that is indexed.
``frontier`` is that of the tree over the log, up to the head, with the leaves that no
strip has yet. ``replica`` says what the
ledger is a copy of, and is null where it may be written to.
"""

tiles = Table(
    "tiles",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", POSITION, primary_key=True, autoincrement=False),
    Column("root", Text, nullable=False),
    Column("hashes", Text, nullable=False),
)
"""The full tiles of the tree over the log, each with the root above its 256 hashes.

Those of level 0 are the hashes of entries, those above are the roots of 256 tiles.
"""

strips = Table(
    "strips",
    metadata,
    Column("number", POSITION, primary_key=True, autoincrement=False),
    Column("hashes", Text, nullable=False),
)
"""The leaves of the last tile while it is not full, 64 to a row."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", POSITION, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)
"""What was signed of the tree at some sizes, as it was handed out."""

timestamps = Table(
    "timestamps",
    metadata,
    Column("size", POSITION, primary_key=True, autoincrement=False),
    Column("authority", String, primary_key=True),
    Column("reply", Text, nullable=False),
)
"""What authorities answered that were asked to put a time to a checkpoint."""

moments = Table(
    "moments",
    metadata,
    Column("position", POSITION, primary_key=True, autoincrement=False),
    Column("latest", BigInteger, nullable=False),
    Column("earliest", BigInteger, nullable=False),
)
"""A sparse index of the log: some positions, each with the latest moment of its stretch
up to there, and the earliest of the entries since the position before."""


def snapshots(purpose: str) -> Table:
    """Describe a table of versions without positions, such as for snapshots."""
    return Table(
        f"stored_{purpose}",
        MetaData(),
        Column("stream", String, primary_key=True),
        Column("version", POSITION, primary_key=True, autoincrement=False),
        Column("type", String, nullable=False),
        Column("state", LargeBinary, nullable=False),
    )


def must_be_current(number: int) -> None:
    """Refuse to write to a ledger whose tables are not those of this version.

    The number is read in every transaction that writes, so that a program which runs
    on while a newer one upgrades its ledger stops.
    """
    if number > SCHEMA:
        raise LedgerDamaged(
            f"The ledger was upgraded by a newer lotledger, to schema {number}; this "
            f"one knows {SCHEMA}. Nothing was recorded; restart it with the "
            "newer version."
        )
    if number < SCHEMA:
        raise LedgerDamaged(
            f"The ledger is of schema {number} again: an older copy was put in its "
            "place. Nothing was recorded; keep both, and go on with the newer one."
        )
