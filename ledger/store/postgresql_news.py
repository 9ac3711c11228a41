"""A server tells whoever listens once a batch; who cannot listen asks again soon.

Behind a pooler that gives each transaction another connection nobody can listen, nor on
a standby; a notice may get lost with its connection. So the log is asked again after a
while in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from selectors import EVENT_READ, PollSelector
from socket import socket, socketpair
from threading import Lock
from typing import Any

from sqlalchemy import Engine, exc

from ledger.store.news import LogNews
from ledger.store.postgresql_engines import is_behind_pooler

CHANNEL = "lotledger"
TELL = f"NOTIFY {CHANNEL}"
_LISTENING_SECONDS = 0.5
"""After so long the log is asked again, though nothing was told."""
_WAITS_BETWEEN = 100
"""After it could not be listened it is tried again when somebody waited so often."""


class ServerNews(LogNews):
    """Wakes those who wait when the server tells that a batch was recorded."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._faults = (exc.SQLAlchemyError, engine.dialect.loaded_dbapi.Error, OSError)
        self._listening = Lock()
        """Kept by the one thread that listens for all of this process."""
        self._connection: Any = None
        self._waits_left = 0
        self._ends: tuple[socket, socket] | None = None
        """What the one that listens hears, and what wakes it; None: nobody did yet."""

    @property
    def is_listening(self) -> bool:
        """Say whether the server tells of what is recorded."""
        return self._connection is not None

    def announce(self) -> None:
        """Wake all threads of this process that wait."""
        if self.waiting and self._ends is not None:
            _, wakes = self._ends
            wakes.send(b".")
        super().announce()

    def wait(self, seconds: float) -> None:
        """Wait until the server tells of something; at most about so long."""
        if (hears := self._taken_on()) is None:
            super().wait(seconds)
            return
        self.waiting += 1
        try:
            is_told = self._listen(hears, seconds)
        finally:
            self.waiting -= 1
            self._listening.release()
        if is_told:
            super().announce()

    def _taken_on(self) -> socket | None:
        """Take it on to listen; None where another does, or no file may be opened."""
        if not self._listening.acquire(blocking=False):
            return None
        try:
            self._ends = self._ends or socketpair()
        except OSError:
            self._listening.release()
            return None
        hears, _ = self._ends
        return hears

    def _listen(self, hears: socket, seconds: float) -> bool:
        """Listen, and say whether something was told."""
        try:
            if self._connection is None and not self._waits_left:
                self._connect()
                # What was recorded before is told by nobody.
                return True
            if self._connection is not None:
                return self._is_told(hears, max(seconds, _LISTENING_SECONDS))
        except self._faults:
            self._leave()
        self._waits_left -= 1
        _ready_of((hears,), seconds)
        _drain(hears)
        return False

    def _connect(self) -> None:
        """Listen by a connection of its own; raises where there can be none."""
        connection = self._engine.raw_connection()
        connection.detach()
        driver: Any = connection.dbapi_connection
        self._connection = connection
        if is_behind_pooler(driver):
            raise OSError("a pooler stands between, and may listen for nobody")
        driver.execute(f"LISTEN {CHANNEL}")

    def _is_told(self, hears: socket, seconds: float) -> bool:
        driver = self._connection.dbapi_connection
        ready = _ready_of((driver, hears), seconds)
        _drain(hears)
        if driver not in ready:
            return False
        driver.pgconn.consume_input()
        is_told = False
        while driver.pgconn.notifies() is not None:
            is_told = True
        return is_told

    def _leave(self) -> None:
        if self._connection is not None:
            with suppress(*self._faults):
                self._connection.close()
        self._connection = None
        self._waits_left = _WAITS_BETWEEN

    def close(self) -> None:
        """Let go of the connection that listens."""
        self._leave()
        self._engine.dispose()
        for end in self._ends or ():
            end.close()


def _drain(hears: socket) -> None:
    if _ready_of((hears,), 0):
        hears.recv(4_096)


def _ready_of(ends: Iterable[Any], seconds: float) -> set[Any]:
    """Wait until there is something to read, and return where.

    A service has more files open than select() can number, and may open no further one.
    """
    with PollSelector() as selector:
        for end in ends:
            selector.register(end, EVENT_READ)
        return {key.fileobj for key, _ in selector.select(seconds)}
