"""A lot's pictures, each at an address of its content, so that it is kept for ever.

Only what the list of the lot names is sent, and only if it is what was listed.
"""

from __future__ import annotations

import asyncio
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from ledger.events.pictures import Picture
from ledger.house import House
from ledger.house.pictures import picture_place
from ledger.identity import LotId
from web.endpoint import Service
from web.operation import AsOfQuery
from web.page_endpoint import problem_page
from web.page_frame import filters_of
from web.parts import read_parts
from web.problem import HttpProblem, problem_of
from web.reading import LedgerReading
from web.request import read_query

PATH = "/sales/{sale}/lots/{number}/pictures/{sha256}"


async def picture(request: Request) -> Response:
    """Send a picture of a lot, or the page that says why there is none."""
    service: Service = request.app.state.service
    try:
        return await _sent(request, service)
    except Exception as fault:
        problem = problem_of(fault, service.views)
        if problem is None:
            raise
        return await problem_page(request, service, problem)


async def _sent(request: Request, service: Service) -> Response:
    query = read_query(filters_of(request), AsOfQuery)
    named = dict(request.path_params)
    digest = named.pop("sha256")
    lot = read_parts(named)["lot"]
    assert isinstance(lot, str), "its address names a lot"
    reading = LedgerReading(service.house, service.views, at=service.clock())

    def listed() -> Picture:
        with reading.looking_back(query.as_of):
            return _listed(reading, LotId(lot), digest)

    loop = asyncio.get_running_loop()
    shown = await loop.run_in_executor(service.questions, listed)
    # A file is no matter of the views, of whose questions one is answered at a time.
    content = await asyncio.to_thread(_content, service.house, shown)
    headers = {
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type=shown.media_type, headers=headers)


def _listed(reading: LedgerReading, lot: LotId, digest: str) -> Picture:
    for each in reading.records.lot(lot).pictures:
        if each.sha256 == digest:
            return each
    words = f"Lot {lot} lists no picture of this SHA-256. Its page has those it lists."
    raise HttpProblem(404, "not-found", "Nothing has this name", words)


def _content(house: House, listed: Picture) -> bytes:
    """Read a picture from beside the ledger; raises HttpProblem where it is damaged."""
    place = picture_place(house, listed.sha256)
    content = None if place is None or not place.is_file() else place.read_bytes()
    if content is not None and sha256(content).hexdigest() == listed.sha256:
        return content
    how = "is missing" if content is None else "is not what was listed any more"
    words = f"The file of picture {listed.sha256} {how}. Restore it from a backup."
    raise HttpProblem(500, "picture-damaged", "A picture is damaged", words)
