"""The processes of the service: one that listens and writes, and others that answer."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from types import FrameType
from typing import NamedTuple

from starlette.applications import Starlette
from uvicorn import Config, Server

from web.handing_over import Channel, channel, handing_over, is_question, take_over
from web.live import LiveUpdates

STOP_SECONDS = 10
"""So long a request that was begun may take when the service is told to stop."""


class Workers(NamedTuple):
    """The processes that answer questions."""

    number: int
    command: Sequence[str]
    """The words that start one, which is given the numbers of what it is handed: its
    channel, what ends with its starter, and what the passphrase is read from."""
    passphrase: str
    """The passphrase of the vault, asked for once for all; empty: none was."""


class HandingServer(Server):
    """A server that takes connections over, and ends its streams when it stops.

    A stream would never end by itself, and the server would wait for it.
    """

    def __init__(
        self,
        config: Config,
        channels: Sequence[Channel],
        live: LiveUpdates,
    ) -> None:
        super().__init__(config)
        self._channels = channels
        self._live = live

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and to take over what is handed."""
        await super().startup(sockets)
        for each in self._channels:
            take_over(self, self.config, each)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop: end the streams, answer what was begun, take nothing more."""
        super().handle_exit(sig, frame)
        asyncio.get_running_loop().call_soon_threadsafe(self._live.leave_all)

    def serve_on(self, sockets: list[socket.socket], life: int | None = None) -> None:
        """Serve until told to stop, or until the other end of a pipe is closed."""
        factory = self.config.get_loop_factory()
        # Ctrl-C is how it is stopped, and was obeyed by then.
        with (
            suppress(KeyboardInterrupt),
            asyncio.Runner(loop_factory=factory) as runner,
        ):
            if life is not None:
                loop = runner.get_loop()
                loop.add_reader(life, self._end, loop, life)
            runner.run(self.serve(sockets))

    def _end(self, loop: asyncio.AbstractEventLoop, life: int) -> None:
        loop.remove_reader(life)
        self.handle_exit(signal.SIGTERM, None)


def config_of(
    app: Starlette,
    channels: Sequence[Channel],
    is_theirs: Callable[[bytes], bool],
    *,
    tls: tuple[str, str] | None = None,
    has_proxy: bool = False,
) -> Config:
    """Return how an application is served: quietly, and at its best speed.

    What a proxy says of who asks is believed of one on this machine, where one is
    named, and of nobody else.
    """
    protocol = handing_over(list(channels), is_theirs)
    certificate, key = tls or (None, None)
    return Config(
        app,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        proxy_headers=has_proxy,
        forwarded_allow_ips="127.0.0.1,::1",
        http=protocol,
        loop="uvloop",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def serve(
    app: Starlette,
    listening: socket.socket,
    workers: Workers,
    *,
    tls: tuple[str, str] | None = None,
    has_proxy: bool = False,
) -> None:
    """Serve an application until told to stop, with workers that answer questions."""
    with ExitStack() as opened:
        channels = []
        for _ in range(workers.number):
            ours, theirs = map(opened.enter_context, channel())
            _start(opened, workers, theirs)
            channels.append(ours)
        config = config_of(app, channels, is_question, tls=tls, has_proxy=has_proxy)
        HandingServer(config, channels, app.state.live).serve_on([listening])


def answer_questions(app: Starlette, handed: Channel, life: int) -> None:
    """Answer what the listening process hands over, for as long as that one lives."""
    config = config_of(app, [handed], lambda request: not is_question(request))
    HandingServer(config, [handed], app.state.live).serve_on([], life)


def _start(opened: ExitStack, workers: Workers, handed: Channel) -> None:
    """Start a worker, which ends when this process does."""
    life, ours = os.pipe()
    words, theirs = os.pipe()
    with os.fdopen(theirs, "w", encoding="utf-8") as pipe:
        pipe.write(workers.passphrase)
    numbers = [handed.fileno(), life, words]
    command = [sys.executable, *workers.command, *map(str, numbers)]
    process = subprocess.Popen(command, pass_fds=numbers)  # noqa: S603 (our own words)
    os.close(life)
    os.close(words)
    opened.callback(process.wait)
    opened.callback(os.close, ours)
