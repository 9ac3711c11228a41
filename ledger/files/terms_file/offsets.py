"""Times of a sale that carry another offset than the clocks of its saleroom have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from ledger.files.problems import Misread
from ledger.files.terms_file.presets import open_source
from ledger.files.toml import values
from ledger.files.toml.document import TomlDocument, dotted
from ledger.files.toml.times import written_time
from ledger.files.toml.values import Reading


def offset_notes(source: str | Path) -> tuple[str, ...]:
    """Note each time of a sound source that the saleroom's clocks show otherwise.

    An offset of its own is no mistake, and UTC is any place's; where an offset was
    mistyped, nothing else would say so.
    """
    document = open_source(source)
    try:
        zone = ZoneInfo(values.zone_name(document.tables.get("zone"), _UNCLEAR))
    except Misread:
        return ()
    return tuple(_notes(document, zone))


_UNCLEAR = Reading(None, None)


def _notes(document: TomlDocument, zone: ZoneInfo) -> Iterator[str]:
    for path, value in document.leaf_values():
        try:
            at = written_time(value)
        except Misread:
            continue
        if not at.utcoffset():
            continue
        there = at.astimezone(zone)
        if there.utcoffset() != at.utcoffset():
            line = document.lines.get(path)
            place = f"{document.name}:{line}" if line else document.name
            shown, written = (t.isoformat(" ", "minutes") for t in (there, at))
            offset = f"the offset there is {shown[-6:]}"
            where = f"{dotted(path)}: {written} is {shown} in {zone.key}"
            yield f"{place}: {where}: {offset}"
