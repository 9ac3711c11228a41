"""A ZIP file whose bytes depend on nothing but its files: not on when, where, who.

Nothing is compressed: libraries of another version would write other bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that the format knows: the same for every file of every pack."""

UNIX, READABLE = 3, 0o100644 << 16


def archive(files: Mapping[str, bytes]) -> bytes:
    """Write files into a ZIP file, in the order of their names."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as zipped:
        for name in sorted(files):
            info = ZipInfo(name, EARLIEST)
            info.create_system, info.external_attr = UNIX, READABLE
            zipped.writestr(info, files[name])
    return written.getvalue()
