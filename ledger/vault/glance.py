"""Whether a vault has something of a client, told without what unlocks it.

Loading a cipher would cost whoever shows a client a tenth of the time.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ledger.identity import ClientId
from ledger.refusals import VaultClosed
from ledger.refusals.vault import BRING_BACK


def is_on_file(file: Path, client: ClientId) -> bool:
    """Say whether something is on file of a client; raises VaultClosed."""
    try:
        place = f"{file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(place, uri=True)) as connection:
            rows = connection.execute(
                "SELECT 1 FROM people WHERE client = ?", (client,)
            ).fetchall()
    except sqlite3.Error as fault:
        raise VaultClosed(
            why=f"{file} cannot be read, {fault}", to_do=BRING_BACK
        ) from fault
    return bool(rows)
