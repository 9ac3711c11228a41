"""Requests that we send to others: to the address that is named, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import SplitResult

TIMEOUT_SECONDS = 15


class HttpAnswer(NamedTuple):
    """What somebody answered."""

    status: int
    kind: str
    """What the content is, as the answer says."""
    content: bytes


def sent(
    method: str,
    address: SplitResult,
    headers: Mapping[str, str],
    body: bytes | None = None,
    *,
    bytes_max: int = 0,
) -> HttpAnswer:
    """Send a request, and read so much of the answer; raises OSError.

    An answer that points elsewhere is not followed, and one that is longer is a fault.
    """
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.netloc, timeout=TIMEOUT_SECONDS)
    target = address.path or "/"
    if address.query:
        target += f"?{address.query}"
    try:
        connection.request(method, target, body, dict(headers))
        answer = connection.getresponse()
        content = answer.read(bytes_max + 1) if bytes_max else b""
    except HTTPException as fault:
        raise OSError(str(fault) or type(fault).__name__) from fault
    finally:
        connection.close()
    if len(content) > bytes_max:
        raise OSError(f"the answer is longer than {bytes_max} bytes")
    return HttpAnswer(answer.status, answer.headers.get_content_type(), content)
