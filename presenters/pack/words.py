"""What was put into a pack, and who vouches for it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ledger.proof.base64_text import encoded
from presenters.shape import Shape
from presenters.words import counted

if TYPE_CHECKING:
    from ledger.house.packing import PackBasis
    from ledger.proof.census import Census
    from presenters.pack.building import PackContents


class PackShape(Shape):
    """A pack of evidence."""

    file: str
    """The ZIP file."""
    sha256: str
    """Its SHA-256, in hexadecimal."""
    subject: str
    """What it is of: ``lot HERITAGE-2025-12/50061``."""
    entry_count: int
    """How many entries it holds, each with its proof."""
    position: int
    """As of which position of the log it is."""
    signed: bool
    """Whether the log signed it."""
    unsigned_because: str | None
    """Why it did not."""
    cosigned_by: list[str]
    """The names of the others whose signatures its checkpoint bears."""
    stamped_by: list[str]
    """The authorities for time that have stamped its checkpoint."""
    verifier_keys: list[str]
    """The verifier keys of the log, which its reader must have from somewhere else."""


class StreamShape(Shape):
    """A stream of the log."""

    stream: str
    """Its name."""
    events: int
    """How many events it has."""
    last: int
    """The position of the last of them."""


class CensusShape(Shape):
    """Every stream of a log, as it was at a size."""

    origin: str
    """The log."""
    size: int
    """How many entries it had."""
    log_root: str
    """The root of its tree, in Base 64."""
    root: str
    """The root of the tree of the streams, in Base 64."""
    streams: list[StreamShape]
    """The streams, by name."""


def census_shape(census: Census, name: str) -> CensusShape:
    """Return the census of a log as its shape."""
    return CensusShape(
        origin=name,
        size=census.size,
        log_root=encoded(census.log_root),
        root=encoded(census.root),
        streams=[
            StreamShape(stream=row.stream, events=row.events, last=row.last)
            for row in census.rows
        ],
    )


def pack_shape(
    file: str, content: bytes, contents: PackContents, basis: PackBasis
) -> PackShape:
    """Return a pack as its shape."""
    signatures = () if basis.note is None else basis.note.signatures
    return PackShape(
        file=file,
        sha256=sha256(content).hexdigest(),
        subject=f"{contents.subject.kind} {contents.subject.name}",
        entry_count=len(contents.entries),
        position=basis.size,
        signed=basis.sign is not None,
        unsigned_because=basis.why_not,
        cosigned_by=[each.name for each in signatures if each.name != contents.origin],
        stamped_by=sorted(contents.timestamps),
        verifier_keys=[*contents.keys],
    )


def pack_words(pack: PackShape) -> str:
    """Say what is in a pack, and who vouches for it."""
    entries = "1 entry" if pack.entry_count == 1 else f"{pack.entry_count:,} entries"
    lines = [
        f"{pack.file}: {pack.subject}, {entries}, as of position {pack.position}.",
        f"SHA-256 {pack.sha256}",
    ]
    if pack.unsigned_because is not None:
        lines.append(f"It is unsigned: nobody vouches for it. {pack.unsigned_because}")
        return "\n".join(lines)
    others = [
        counted(len(names), what)
        for names, what in (
            (pack.cosigned_by, "cosignature"),
            (pack.stamped_by, "timestamp"),
        )
        if names
    ]
    signed = ", with ".join(
        ["It is signed", *([" and ".join(others)] if others else [])]
    )
    lines.append(
        f"{signed}. Whoever verifies it needs this key, and not from the pack:"
    )
    return "\n".join([*lines, *pack.verifier_keys])
