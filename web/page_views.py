"""How often the page of a lot was looked at: a counter of the web, and of nobody.

It stands beside the ledger and is no part of it: for each lot a file, as long as the
page was looked at often. So several processes count together, and nothing is kept of
whoever looked.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ledger.house import House
from ledger.identity import LotId

FOLDER = "page-views"


def count_view(house: House, lot: LotId) -> None:
    """Count that the page of a lot was looked at."""
    file = _file(house, lot)
    if file is None:
        return
    # A page is shown also where nothing more can be written.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        counter = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(counter, b".")
        finally:
            os.close(counter)


def views_of(house: House, lot: LotId) -> int | None:
    """Return how often the page of a lot was looked at; None where nobody counts."""
    file = _file(house, lot)
    if file is None:
        return None
    return file.stat().st_size if file.exists() else 0


def _file(house: House, lot: LotId) -> Path | None:
    """Return the counter of a lot; None where the ledger is in no folder."""
    return house.beside(FOLDER, lot.replace("/", "--"))
