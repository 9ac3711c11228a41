"""Why a database cannot be used, whichever it is."""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """Why a database cannot be used, and what to do about it."""

    what: str
    remedy: str
