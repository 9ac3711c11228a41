"""The page that goes out with a pack: what it is, and how anybody verifies it."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from presenters.pack import verify

SAMPLE = "example.com/log+1a2b3c4d+AZ…"


def readme(
    manifest: verify.Manifest,
    positions: Sequence[int],
    keys: Sequence[str],
    timestamps: Sequence[str],
) -> bytes:
    """Return the page of a pack; whatever is told is text, and is escaped."""
    room = Environment(
        loader=PackageLoader("presenters.pack"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    parts = verify.scope(manifest.kind, manifest.name)
    words = [f"{part.words[:1].lower()}{part.words[1:]}" for part in parts]
    page = room.get_template("readme.html").render(
        kind=manifest.kind,
        name=manifest.name,
        origin=manifest.origin,
        size=manifest.size,
        number=f"{len(positions)} entries",
        first=min(positions),
        rehearsal=manifest.origin.startswith(verify.REHEARSAL),
        keys=keys,
        timestamps=sorted(timestamps),
        sample=SAMPLE,
        scope="; ".join(words),
    )
    return page.encode()
