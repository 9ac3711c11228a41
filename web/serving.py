"""How a process of the service serves: one listens and writes, and others answer."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from types import FrameType

import msgspec
from starlette.applications import Starlette
from starlette.types import ASGIApp
from uvicorn import Config, Server

from web.handing_over import (
    Channel,
    Where,
    Work,
    answers_all,
    handing_over,
    hands_back,
    hands_out,
    take_over,
)
from web.live import LiveUpdates
from web.open_files import allow_many_files, why_few
from web.processes import (
    HEARD_SECONDS,
    STOP_SECONDS,
    Handed,
    ProcessStatus,
    ServiceProcess,
)
from web.request_log import to_standard_error


class HandingServer(Server):
    """A server that takes connections over, and ends its streams when it stops.

    A stream would never end by itself, and the server would wait for it.
    """

    def __init__(
        self,
        config: Config,
        live: LiveUpdates,
        channels: Sequence[Channel] = (),
        *,
        processes: Sequence[ServiceProcess] = (),
        link: socket.socket | None = None,
    ) -> None:
        super().__init__(config)
        self._live = live
        self._channels = channels
        self._processes = processes
        self._link = link
        """What leads to the process that started this one, and ends with it."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, to take over what is handed, and to hear of each other."""
        await super().startup(sockets)
        for each in self._channels:
            take_over(self, self.config, each)
        for process in self._processes:
            process.watch()
        if self._link is not None:
            loop = asyncio.get_running_loop()
            loop.add_reader(self._link, self._end, loop, self._link)
            self._tell(loop, self._link)

    def _tell(self, loop: asyncio.AbstractEventLoop, link: socket.socket) -> None:
        """Let the starter hear how this process stands, again and again."""
        status = ProcessStatus(self._live.read_to, self._live.watching)
        with suppress(OSError):
            link.send(msgspec.json.encode(status) + b"\n")
        loop.call_later(HEARD_SECONDS, self._tell, loop, link)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop: end the streams, answer what was begun, take nothing more."""
        super().handle_exit(sig, frame)
        asyncio.get_running_loop().call_soon_threadsafe(self._live.leave_all)

    def serve_on(self, sockets: list[socket.socket]) -> None:
        """Serve until told to stop, or until the other end of the link is closed."""
        factory = self.config.get_loop_factory()
        # Ctrl-C is how it is stopped, and was obeyed by then.
        with (
            suppress(KeyboardInterrupt),
            asyncio.Runner(loop_factory=factory) as runner,
        ):
            runner.run(self.serve(sockets))

    def _end(self, loop: asyncio.AbstractEventLoop, link: socket.socket) -> None:
        loop.remove_reader(link)
        self.handle_exit(signal.SIGTERM, None)


def config_of(
    app: ASGIApp,
    where: Where = answers_all,
    *,
    tls: tuple[str, str] | None = None,
    proxies: Sequence[str] = (),
) -> Config:
    """Return how an application is served: quietly, and at its best speed.

    What a proxy says of who asks is believed of those at the addresses and in the
    networks of ``proxies``, and of nobody else.
    """
    certificate, key = tls or (None, None)
    return Config(
        app,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        interface="asgi3",
        http=handing_over(where),
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
    *,
    tls: tuple[str, str] | None = None,
    proxies: Sequence[str] = (),
) -> None:
    """Serve an application until told to stop, beside the processes it has."""
    if (few := why_few(allow_many_files())) is not None:
        to_standard_error(f"{few}\n")
    processes: Sequence[ServiceProcess] = app.state.processes
    channels = defaultdict[Work, list[Channel]](list)
    for process in processes:
        channels[process.work].append(process.channel)
    config = config_of(app, hands_out(channels), tls=tls, proxies=proxies)
    every = [process.channel for process in processes]
    server = HandingServer(config, app.state.live, every, processes=processes)
    with ExitStack() as ending:
        # All are told to end before one is waited for.
        for process in processes:
            ending.callback(process.wait)
        for process in processes:
            process.start()
            ending.callback(process.leave)
        server.serve_on([listening])


def serve_another(
    app: ASGIApp, live: LiveUpdates, handed: Handed, *, proxies: Sequence[str] = ()
) -> None:
    """Answer what the listening process hands over, for as long as that one lives."""
    channel = socket.socket(fileno=handed.channel)
    config = config_of(app, hands_back(handed.work, channel), proxies=proxies)
    link = socket.socket(fileno=handed.link)
    link.settimeout(0)
    HandingServer(config, live, [channel], link=link).serve_on([])
