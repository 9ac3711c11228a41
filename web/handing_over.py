"""How a connection goes from one process of the service to another, and back.

One process listens, and alone writes. A connection on which somebody asks a question is
handed, with what was read of it, to a process that answers questions; one on which a
command comes is handed back. So no bid waits for a report, nor for two thousand streams
that are told something, and all of it has one address.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from itertools import cycle
from typing import TypeAlias

from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ledger.vault.tokens import AUDITED, PREFIX

Channel: TypeAlias = socket.socket

_AUDITED = (PREFIX + AUDITED).encode()
_ASKING = (b"GET /", b"HEAD /")
_OWN = tuple(
    asked + own for asked in _ASKING for own in (b"health/", b"metrics", b"sign-in")
)
"""What the process that listens says of itself, and whom it lets in."""
_HEAD_BYTES_MAX = 16_384
"""A longer request is answered where it came: few are, and none by a browser."""


def channel() -> tuple[Channel, Channel]:
    """Return two ends over which connections are handed, each with its request."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for end in ends:
        end.settimeout(0)
        for size in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, size, 64 * _HEAD_BYTES_MAX)
    return ends


def is_question(request: bytes) -> bool:
    """Say whether a request asks for something, and changes nothing.

    What an auditor reads is recorded: it is answered where commands are.
    """
    asks = request.startswith(_ASKING) and not request.startswith(_OWN)
    return asks and _AUDITED not in request


class HandingOver(HttpToolsProtocol):
    """A connection that is handed over where another process answers its request."""

    to: Callable[[], Channel | None]
    """Returns where to hand it; None: nobody takes it."""
    is_theirs: Callable[[bytes], bool]
    """Says, by how a request begins, whether the other process answers it."""
    begun = b""
    """What another process read of a request before it handed the connection over."""
    _within = False
    """Whether a request has begun and not ended: what comes then belongs to it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin with what was read before: whatever comes next follows from it."""
        super().connection_made(transport)
        if self.begun:
            super().data_received(self.begun)

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        self._within = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """Note that a request ends."""
        self._within = False
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Read on, or hand the connection over between two requests."""
        idle = self.cycle is None or self.cycle.response_complete
        if (
            self._within
            or not idle
            or not type(self).is_theirs(data)
            or not self._hand_over(data)
        ):
            super().data_received(data)

    def _hand_over(self, data: bytes) -> bool:
        """Hand the connection over; return False where that cannot be done now."""
        to = type(self).to()
        if to is None or self.scheme == "https" or len(data) > _HEAD_BYTES_MAX:
            return False
        connection = self.transport.get_extra_info("socket")
        try:
            socket.send_fds(to, [data], [connection.fileno()])
        except OSError:
            return False
        # The other process has it open by now: closing it here ends nothing.
        self.transport.abort()
        return True


def handing_over(
    channels: list[Channel], is_theirs: Callable[[bytes], bool]
) -> type[HandingOver]:
    """Return the kind of connection that is handed to others, one after the other."""
    turns = cycle(channels)
    members = {
        "to": staticmethod(lambda: next(turns, None)),
        "is_theirs": staticmethod(is_theirs),
    }
    return type("HandingOverConnection", (HandingOver,), members)


def take_over(server: Server, config: Config, handed: Channel) -> None:
    """Answer the connections that another process hands over, from now on."""
    loop = asyncio.get_running_loop()
    taking = set[asyncio.Task[None]]()

    def on_handed() -> None:
        while True:
            try:
                data, numbers, _, _ = socket.recv_fds(handed, _HEAD_BYTES_MAX, 1)
            except BlockingIOError:
                return
            for number in numbers:
                task = loop.create_task(_answer(server, config, number, data))
                taking.add(task)
                task.add_done_callback(taking.discard)

    loop.add_reader(handed.fileno(), on_handed)


async def _answer(server: Server, config: Config, number: int, data: bytes) -> None:
    """Go on with a connection where the other process left it."""
    connection = socket.socket(fileno=number)
    connection.settimeout(0)
    loop = asyncio.get_running_loop()
    made = config.http_protocol_class
    assert isinstance(made, type), "it is set as a class"
    assert issubclass(made, HandingOver), "connections are of one kind"
    protocol = made(config, server.server_state, server.lifespan.state)
    protocol.begun = data
    try:
        await loop.connect_accepted_socket(lambda: protocol, connection)
    except OSError:
        # Whoever asked is gone.
        os.close(connection.detach())
