"""What a service answers beside its operations: pages, streams, bulk, its figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from httpx2 import Response

from ledger.identity import Role
from tests.every_operation import PARTS
from tests.served import Served
from web.console import PAGES

SALE = "/api/v1/sales/MAY26"
FOLLOWED, BULK = f"{SALE}/events", f"{SALE}/bids"
FOR_ALL = ("/openapi.json", "/health/live", "/health/ready")
FIGURES = "/metrics"
ASKED = {
    "bid_page": {"paddle": "101", "maximum": "150"},
    "search_page": {"words": "1"},
}
"""What some pages need to be asked with."""
HTML = {"accept": "text/html"}


def page_address(page) -> str:
    """Return the address of a page, about what an operation is tried about."""
    path = re.sub(r"{\w+}", lambda part: PARTS[part[0]], page.path)
    asked = ASKED.get(page.name)
    return f"{path}?{urlencode(asked)}" if asked else path


def answers_beside(
    service: Served, role: Role | None
) -> Iterator[tuple[str, Response]]:
    """Ask for everything that is no operation, as somebody of a role or as nobody."""
    shown = service.signed_in(role)
    for page in PAGES:
        place = page_address(page)
        yield page.name, service.client.get(place, headers=shown | HTML)
    service.client.cookies.clear()
    for place in (*FOR_ALL, FIGURES):
        yield place, service.client.get(place, headers=shown)
    # From the beginning of what is remembered, and from where the log stands.
    for place in (f"{FOLLOWED}?after=1", FOLLOWED):
        yield place, service.follow(place, role)
    yield BULK, bids_in_bulk(service, role)


def bids_in_bulk(service: Served, role: Role | None) -> Response:
    """Send bids, a line each: one that stands below another, one that is too low."""
    lines = [
        {"number": "1", "paddle": "101", "maximum": maximum, "key": f"{role}-{maximum}"}
        for maximum in ("120", "1")
    ]
    content = "\n".join(map(json.dumps, lines)).encode()
    return service.client.post(BULK, content=content, headers=service.signed_in(role))
