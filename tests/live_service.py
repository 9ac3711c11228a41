"""A live ledger served at a port, by a clock that a test sets."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import NamedTuple

from starlette.applications import Starlette

from ledger.house import House
from ledger.house.stamp import Recording
from ledger.identity import Role
from ledger.keys.folder import KeyFolder
from ledger.vault.opening import make_vault
from ledger.vault.tokens import make_token
from ledger.vault.vault_file import VaultFile
from projections.views import Views
from tests.beside_the_loop import no_read_on_the_loop
from tests.patience import PATIENCE
from tests.sale_of_tests import LEDGER, by, place, sale_of_tests
from tests.served import token_of
from tests.story import clock
from web.application import application
from web.serving import HandingServer, config_of
from web.sign_in import TokenSignIn


class Hands:
    """The hands of a clock, which a test sets."""

    def __init__(self, time: str = "10:00") -> None:
        self.at = clock(time)
        self.asked = 0
        """How often somebody looked."""

    def __call__(self) -> datetime:
        self.asked += 1
        return self.at

    def set(self, time: str) -> None:
        self.at = clock(time)


class LiveService(NamedTuple):
    """A service that listens at a port, and what signs in to it."""

    house: House
    hands: Hands
    vault: VaultFile
    app: Starlette
    port: int
    tokens: dict[Role, str]

    def head_of(self, path: str, role: Role = Role.CLERK, **headers: str) -> bytes:
        """Write the head of a request that a body follows."""
        given = {
            "Host": "localhost",
            "Authorization": f"Bearer {self.tokens[role]}",
            "Content-Type": "application/json",
            "Idempotency-Key": "k-1",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        lines = (f"{name}: {text}\r\n" for name, text in given.items())
        return f"POST {path} HTTP/1.1\r\n{''.join(lines)}\r\n".encode()

    def connect(self) -> socket.socket:
        """Open a connection on which nothing takes long."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)


def answer_on(connection: socket.socket) -> tuple[int, dict]:
    """Read the whole answer to a request; return its status, and what it says."""
    with connection.makefile("rb") as answer:
        status = int(answer.readline().split()[1])
        length = 0
        while line := answer.readline().strip().lower():
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return status, json.loads(answer.read(length))


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, which takes no time on an idle machine."""
    end = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < end, "it never came to be so"
        sleep(0.01)


@contextmanager
def live_service(folder: Path, time: str = "10:00", **more) -> Iterator[LiveService]:
    """Serve the sale of tests, live, which closes at 15:00."""
    hands = Hands(time)
    keys_folder = folder / "beside"
    keys_folder.mkdir(mode=0o700)
    recording = Recording(clock=hands)
    with House.open(place(folder), new_id=LEDGER, recording=recording) as house:
        house.do(sale_of_tests(), by=by())
        keys = KeyFolder(keys_folder).of_ledger(house.ledger_id())
        vault = make_vault(keys, house.ledger_id(), apart_from=house.folder, words=None)
        tokens = {role: make_token(vault, token_of(role)) for role in Role}
        with Views(house, place(folder)) as views:
            sign_in = TokenSignIn(house, vault, hands)
            app = application(house, views, sign_in, hands, **more)
            with no_read_on_the_loop(), listening(app) as port:
                yield LiveService(house, hands, vault, app, port, tokens)
        vault.close()


@contextmanager
def listening(app: Starlette) -> Iterator[int]:
    """Listen at a free port, in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as at:
        server = HandingServer(config_of(app), app.state.live)
        thread = Thread(target=server.serve_on, args=([at],))
        thread.start()
        try:
            until(lambda: server.started)
            yield at.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
            assert not thread.is_alive(), "it does not stop"
