"""How a connection goes from one process of the service to another, and back.

One process listens, and alone writes. A connection on which somebody asks a question is
handed, with what was read of it, to a process that answers questions, and one on which
somebody follows a sale to the process of the streams; one that another process answers
is handed back. So no bid waits for a report, nor for two thousand streams that are told
something, no stream for a report either, and all of it has one address.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from itertools import cycle
from typing import TypeAlias

from uvicorn import Config, Server
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import (
    HttpToolsProtocol,
    RequestResponseCycle,
)

from ledger.vault.tokens import AUDITED, PREFIX

Channel: TypeAlias = socket.socket


class Work(StrEnum):
    """What a process of the service answers."""

    COMMANDS = "commands"
    """Whatever records something, and what the service says of itself."""
    QUESTIONS = "questions"
    STREAMS = "streams"


Where: TypeAlias = Callable[[bytes], Channel | None]
"""Says, by how a request begins, where its connection is handed; None: stays here."""

_STREAM = re.compile(rb"GET /api/v1/sales/[^/? ]+/events[? ]")
_AUDITED = (PREFIX + AUDITED).encode()
_ASKING = (b"GET /", b"HEAD /")
_OWN = tuple(
    asked + own for asked in _ASKING for own in (b"health", b"metrics", b"sign-in")
)
"""What the process that listens says of itself, and whom it lets in."""
_HEAD_END = b"\r\n\r\n"
_READ_BYTES_MAX = 256_000
"""So much is read of a connection at once."""
_FULL = {errno.EAGAIN, errno.ENOBUFS, errno.ETOOMANYREFS}
"""How the system says that a channel takes no more for now."""
_FULL_SECONDS = 0.005


def channel() -> tuple[Channel, Channel]:
    """Return two ends over which connections are handed, each with its request."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for end in ends:
        end.settimeout(0)
        for size in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, size, 4 * _READ_BYTES_MAX)
    return ends


def work_of(request: bytes) -> Work:
    """Say which process answers a request, by how it begins.

    What an auditor reads is recorded: it is answered where commands are, and so is
    what does not yet say who asks.
    """
    if _STREAM.match(request):
        return Work.STREAMS
    asks = request.startswith(_ASKING) and not request.startswith(_OWN)
    says_who = _HEAD_END in request and _AUDITED not in request
    return Work.QUESTIONS if asks and says_who else Work.COMMANDS


def answers_all(_: bytes) -> None:
    """Hand nothing over."""


def hands_out(channels: Mapping[Work, Sequence[Channel]]) -> Where:
    """Hand each request to those who answer it, one after the other."""
    turns = {work: cycle(each) for work, each in channels.items() if each}

    def where(request: bytes) -> Channel | None:
        turn = turns.get(work_of(request))
        return None if turn is None else next(turn)

    return where


def hands_back(work: Work, channel: Channel) -> Where:
    """Answer requests of one kind, and hand all others back."""
    return lambda request: None if work_of(request) is work else channel


class HandingOver(HttpToolsProtocol):
    """A connection that is handed over where another process answers its request."""

    where: Where
    begun = b""
    """What another process read of a request before it handed the connection over."""
    _within = False
    """Whether a request has begun and not ended: what comes then belongs to it."""
    _answering: RequestResponseCycle | None = None
    """The request that is being answered; others may wait behind it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin with what was read before: whatever comes next follows from it."""
        super().connection_made(transport)
        begun, self.begun = self.begun, b""
        if begun:
            self.data_received(begun)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the request that is being answered know that who asked is gone.

        Uvicorn tells the last that was read, which may be another.
        """
        if self._answering is not None:
            self._answering.disconnected = True
            self._answering.message_event.set()
        super().connection_lost(exc)

    def _start_asgi_task(
        self, cycle: RequestResponseCycle, app: ASGI3Application
    ) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

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
        can_go = not self._within and idle and self.scheme != "https"
        to = type(self).where(data) if can_go else None
        if to is None:
            super().data_received(data)
        else:
            self._hand_over(to, data)

    def _hand_over(self, to: Channel, data: bytes) -> None:
        """Hand the connection over, as soon as the other process takes it."""
        if self.transport.is_closing():
            return
        connection = self.transport.get_extra_info("socket")
        try:
            socket.send_fds(to, [data], [connection.fileno()])
        except OSError as fault:
            if fault.errno in _FULL:
                self._unset_keepalive_if_required()
                self.flow.pause_reading()
                self.loop.call_later(_FULL_SECONDS, self._hand_over, to, data)
                return
            # Who started this process is gone; what was asked is asked again.
        # The other process has it open by now: closing it here ends nothing.
        self.transport.abort()


def handing_over(where: Where) -> type[HandingOver]:
    """Return the kind of connection that is handed to others."""
    members = {"where": staticmethod(where)}
    return type("HandingOverConnection", (HandingOver,), members)


def take_over(server: Server, config: Config, handed: Channel) -> None:
    """Answer the connections that another process hands over, from now on."""
    loop = asyncio.get_running_loop()
    taking = set[asyncio.Task[None]]()

    def on_handed() -> None:
        while True:
            try:
                data, numbers, _, _ = socket.recv_fds(handed, _READ_BYTES_MAX, 1)
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
