"""Whether servers still answer: what is asked of one that is lost gets no answer.

A machine that is frozen or cut off closes no connection, and whoever waits for it waits
for ever. So where somebody waits for long, that server is asked for another connection:
one that lets it in, as it was let in before, only takes its time. Otherwise all
connections to it are closed from here, and whoever waited hears that theirs broke off.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any, NamedTuple
from weakref import WeakSet

from sqlalchemy.engine import URL

LOOK_SECONDS = 1.0
"""So often it is looked who waits; who waits at two looks in a row waits for long."""
ANSWERED_WITHIN = 3
"""So many seconds a server has to let somebody in, unless its URL says otherwise."""
_WAITS = 1
"""The status of a connection that waits for its server, as libpq numbers it."""
_REFUSED = "FATAL"
"""What a server says that lets nobody in, and is there."""


def parameters_of(url: URL) -> Mapping[str, Any]:
    """Return how connections are opened: who is not let in soon asks elsewhere.

    Texts come as UTF-8, whatever a database or an environment says.
    """
    parameters: dict[str, Any] = {"autocommit": True, "client_encoding": "UTF8"}
    if "connect_timeout" not in url.query:
        parameters["connect_timeout"] = ANSWERED_WITHIN
    return parameters


class ServerPlace(NamedTuple):
    """Where a server listens."""

    host: str
    port: str


class ServerWatch:
    """Watches over the connections of this process, for as long as there are any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connections: WeakSet[Any] = WeakSet()
        self._answered: ServerPlace | None = None
        """The server that let somebody in last."""
        self._lost: dict[ServerPlace, Callable[[], Any]] = {}
        """The servers that did not answer, and how they are asked again."""
        self._thread: Thread | None = None
        self._pause = Event()

    def in_turn(self, parameters: MutableMapping[str, Any]) -> None:
        """Let the server that answered last be asked first, and no lost one.

        Each that does not answer keeps whoever connects waiting.
        """
        hosts = str(parameters.get("host", "")).split(",")
        ports = str(parameters.get("port", "")).split(",")
        if len(hosts) != len(ports) or len(hosts) == 1:
            return
        with self._lock:
            every = sorted(
                map(ServerPlace, hosts, ports), key=lambda each: each != self._answered
            )
            asked = [each for each in every if each not in self._lost] or every
        parameters["host"] = ",".join(each.host for each in asked)
        parameters["port"] = ",".join(each.port for each in asked)

    def add(self, connection: Any) -> None:
        """Watch over a connection, which the driver has just opened."""
        with self._lock:
            self._answered = place = _place(connection)
            self._lost.pop(place, None)
            self._connections.add(connection)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._watch, daemon=True, name="watch")
                self._thread.start()

    def _watch(self) -> None:
        before: set[ServerPlace] = set()
        while (waiting := self._waited_for()) is not None:
            for place in waiting.keys() & before:
                if not _answers(waiting[place]):
                    self._close(place, waiting[place])
            self._ask_the_lost()
            before = set(waiting)
            self._pause.wait(LOOK_SECONDS)

    def _waited_for(self) -> Mapping[ServerPlace, Callable[[], Any]] | None:
        """Return how to ask the servers that somebody waits for.

        None where there is nothing to watch over; then nobody does any more.
        """
        with self._lock:
            open_ = [each for each in self._connections if not each.closed]
            if not open_ and not self._lost:
                self._thread = None
                return None
            waiting = [
                each for each in open_ if each.pgconn.transaction_status == _WAITS
            ]
            return {_place(each): _asks(each) for each in waiting if not each.closed}

    def _ask_the_lost(self) -> None:
        """Ask lost servers again, so that nobody else waits for one in vain."""
        for place, asks in tuple(self._lost.items()):
            if _answers(asks):
                with self._lock:
                    self._lost.pop(place, None)

    def _close(self, place: ServerPlace, asks: Callable[[], Any]) -> None:
        """Close the connections to a server, also those that nobody waits for."""
        with self._lock:
            self._lost[place] = asks
            self._answered = None
            open_ = [each for each in self._connections if not each.closed]
        for each in open_:
            # Whoever waits hears that it ended, and closes it.
            with (
                suppress(Exception),
                socket.fromfd(each.fileno(), socket.AF_INET, socket.SOCK_STREAM) as own,
            ):
                if _place(each) == place:
                    own.shutdown(socket.SHUT_RDWR)


def _place(connection: Any) -> ServerPlace:
    return ServerPlace(connection.info.host, str(connection.info.port))


def _asks(connection: Any) -> Callable[[], Any]:
    """Return what opens another connection to the server of a connection."""
    given = {
        each.keyword.decode(): each.val.decode()
        for each in connection.pgconn.info
        if each.val is not None
    }
    given |= _place(connection)._asdict()
    given.pop("hostaddr", None)
    given.setdefault("connect_timeout", str(ANSWERED_WITHIN))
    return lambda: type(connection).connect(**given).close()


def _answers(asks: Callable[[], Any]) -> bool:
    try:
        asks()
    except Exception as fault:  # noqa: BLE001 (only whether it is an answer counts)
        return _REFUSED in str(fault)
    return True


WATCH = ServerWatch()
