"""Whose windows follow a sale now: what the streams let the clerk's screen know.

Pages and streams are answered by processes of their own, and that of the streams opens
no vault: it knows a window by the session that a page of a bidder names. Each window is
an empty file beside the ledger, which is touched as long as it is open: what a process
leaves behind when it dies is soon old.
"""

from __future__ import annotations

import re
from contextlib import suppress
from secrets import token_hex
from time import monotonic, time

from ledger.house import House
from ledger.identity import SaleId

FOLDER = "open-windows"
SESSION = re.compile(r"[0-9a-z-]{1,40}")
"""How a session is listed: it is no secret, and signs nobody in."""
TOUCHED_SECONDS = 15.0
OLD_SECONDS = 60.0
"""What was touched no more for so long is of no window."""
TRIES = 3
"""Whoever closes the last window takes its folder from under one that opens."""


class OpenWindow:
    """A window that follows a sale, of a bidder who is signed in."""

    def __init__(self, house: House, sale: SaleId, session: str | None) -> None:
        name = f"{sale}/{session}.{token_hex(4)}"
        self._file = None if session is None else house.beside(FOLDER, name)
        self._due = 0.0

    def touch(self) -> None:
        """Say that the window is open."""
        if self._file is None or (now := monotonic()) < self._due:
            return
        self._due = now + TOUCHED_SECONDS
        for _ in range(TRIES):
            # A sale is followed also where nothing more can be written.
            with suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.touch()
                return

    def close(self) -> None:
        """Say that it is open no more."""
        if self._file is not None:
            with suppress(OSError):
                self._file.unlink()
            # It stays as long as other windows are open.
            with suppress(OSError):
                self._file.parent.rmdir()


def sessions_following(house: House, sale: SaleId) -> frozenset[str] | None:
    """Return the sessions that have a sale open; None where nothing can be kept."""
    folder = house.beside(FOLDER, sale)
    if folder is None:
        return None
    sessions = set()
    since = time() - OLD_SECONDS
    with suppress(FileNotFoundError):
        for file in folder.iterdir():
            # It may be closed at this very moment.
            with suppress(FileNotFoundError):
                if file.stat().st_mtime > since:
                    sessions.add(file.stem)
    return frozenset(sessions)
