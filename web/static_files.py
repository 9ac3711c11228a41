"""What pages bring along: styles, scripts, each under an address of its content.

An address names the digest of what is there, so that it may be kept for ever.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

PATH = "/static/{digest}/{name}"
_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file, as it goes over the wire."""

    name: str
    digest: str
    kind: str
    packed: bytes
    content: bytes


@cache
def static_files() -> dict[str, StaticFile]:
    """Return every file that pages bring along, by its name."""
    by_name = {}
    for path in files("web").joinpath("static").iterdir():
        kind = _KINDS.get(path.name.rpartition(".")[2])
        if kind is not None:
            content = path.read_bytes()
            by_name[path.name] = StaticFile(
                path.name,
                sha256(content).hexdigest()[:16],
                kind,
                gzip.compress(content, mtime=0),
                content,
            )
    return by_name


def address_of(name: str) -> str:
    """Return the address of a file."""
    return f"/static/{static_files()[name].digest}/{name}"


async def static_file(request: Request) -> Response:
    """Send a file, to be kept for ever; nothing at an address of other content."""
    file = static_files().get(request.path_params["name"])
    if file is None or file.digest != request.path_params["digest"]:
        return Response(status_code=404)
    headers = {
        "cache-control": "public, max-age=31536000, immutable",
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(file.packed, media_type=file.kind, headers=headers)
    return Response(file.content, media_type=file.kind, headers=headers)
