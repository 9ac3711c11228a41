"""The page that goes out with a pack: what it is, and how anybody verifies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from presenters.pack import verify

SAMPLE = "example.com/log+1a2b3c4d+AZ…"


@dataclass(frozen=True, slots=True)
class OpeningSample:
    """An opening in a pack, and what it opens, to be checked by hand."""

    sealed: int
    """Where the amount was sealed."""
    entry: int
    """Where it was opened."""
    parts: Sequence[str]
    """The texts that the commitment is made to."""
    nonce: str


def opening_in(entries: Sequence[verify.Entry]) -> OpeningSample | None:
    """Return the first opening of what was sealed in a pack, None where none is."""
    at = {entry.position: entry for entry in entries}
    for entry in entries:
        for opening in verify.openings_in(entry):
            sealed = at.get(opening["position"])
            if sealed is not None:
                parts = verify.committed_parts(sealed, entry, opening)
                return OpeningSample(
                    sealed.position, entry.position, parts, opening["nonce"]
                )
    return None


def readme(
    manifest: verify.Manifest,
    positions: Sequence[int],
    keys: Sequence[str],
    timestamps: Sequence[str],
    opening: OpeningSample | None,
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
        opening=opening,
        scope="; ".join(words),
    )
    return page.encode()
