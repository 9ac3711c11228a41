"""Those who ask the service: bidders, who repeat what is unknown, and who look on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event, Thread
from typing import Any

from benchmarks.failover.answers import (
    Attempt,
    Health,
    Log,
    Look,
    Shown,
    Signed,
)
from benchmarks.failover.service import Service
from benchmarks.sale_of_bids import LOTS, OPENING, PADDLES, SALE

BIDDERS = 8
ANSWERED_WITHIN = 10
"""Who has no answer by then takes it for none, and asks again."""
BETWEEN_BIDS, AGAIN_AFTER = 0.25, 0.5
REFUSED_EACH = 20
"""One bid in so many asks for less than the lot does, and is refused on record."""

SETTLES_WITHIN = 3
"""So long after the last bid its lot is told of and signed."""

_NUMBERS = re.compile(r"[0-9]+")

NO_ANSWER = (OSError, HTTPException)


class Client:
    """Somebody who asks the service, over a connection that stays open."""

    def __init__(
        self, served: Service, log: Log, stopping: Event, leaving: Event
    ) -> None:
        self._served, self._log = served, log
        self._stopping, self._leaving = stopping, leaving
        self._connection: HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Mapping[str, Any]] | None:
        """Ask for something; None where no answer came."""
        if self._connection is None:
            self._connection = HTTPConnection(
                "127.0.0.1", self._served.port, timeout=ANSWERED_WITHIN
            )
        headers["Authorization"] = f"Bearer {self._served.token}"
        text = None if body is None else json.dumps(body)
        if text is not None:
            headers["Content-Type"] = "application/json"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._connection.request(method, path, text, named)
            with self._connection.getresponse() as answer:
                return answer.status, json.loads(answer.read())
        except NO_ANSWER:
            self._connection.close()
            self._connection = None
            return None


class Bidder(Client):
    """Bids on lots of its own, one bid at a time, and learns what became of each."""

    def bid(self, number: int) -> None:
        """Bid until told to stop; what was begun is asked until it is answered."""
        lots = range(1 + number, LOTS + 1, BIDDERS)
        asking: dict[str, str] = {}
        for turn in count():
            if self._stopping.is_set():
                return
            lot = str(lots[turn % len(lots)])
            paddle = PADDLES[(turn + turn // len(lots)) % len(PADDLES)]
            maximum = asking.get(lot, f"{OPENING / 100:.2f}")
            if turn % REFUSED_EACH == REFUSED_EACH - 1:
                maximum = "10.00"
            key = f"b{number}-{turn}"
            while not (attempt := self._attempt(key, lot, paddle, maximum)).is_final:
                if self._leaving.wait(AGAIN_AFTER):
                    return
            if attempt.asking is not None:
                asking[lot] = attempt.asking
            self._stopping.wait(BETWEEN_BIDS)

    def _attempt(self, key: str, lot: str, paddle: str, maximum: str) -> Attempt:
        sent = self._log.now()
        answer = self.ask(
            "POST",
            f"/api/v1/sales/{SALE}/lots/{lot}/bids",
            {"paddle": paddle, "maximum": maximum},
            Idempotency_Key=key,
        )
        status, content = answer or (None, {})
        attempt = Attempt(
            key=key,
            lot=f"{SALE}/{lot}",
            paddle=paddle,
            maximum=maximum,
            sent=sent,
            ended=self._log.now(),
            status=status,
            code=content.get("code"),
            position=content.get("position"),
            repeated=content.get("repeated", False),
            asking=content.get("asking"),
        )
        self._log.note(attempt)
        return attempt


class Onlooker(Client):
    """Asks how long the log is, for its checkpoint, and whether the service is well."""

    def look(self) -> None:
        """Ask for the size of the log, again and again."""
        while not self._leaving.wait(0.25):
            sent, acknowledged = self._log.now(), self._log.acknowledged
            answer = self.ask("GET", "/api/v1/log/consistency?older=1")
            if answer is not None and answer[0] == 200:  # noqa: PLR2004
                size = answer[1]["newer"]
                self._log.note(Look(sent=sent, acknowledged=acknowledged, size=size))

    def collect(self) -> None:
        """Ask for the checkpoint of the log, again and again."""
        while not self._leaving.wait(0.5):
            answer = self.ask("GET", "/api/v1/log/checkpoint")
            if answer is not None and answer[0] == 200:  # noqa: PLR2004
                _, size, root, *_ = answer[1]["note"].splitlines()
                ended = self._log.now()
                self._log.note(Signed(ended=ended, size=int(size), root=root))

    def feel(self) -> None:
        """Ask whether the service is ready, and note each change."""
        before: tuple[bool, str | None] | None = None
        while not self._leaving.wait(0.2):
            answer = self.ask("GET", "/health/ready")
            ready = answer is not None and answer[0] == 200  # noqa: PLR2004
            words = {} if answer is None else answer[1]
            why = words.get("more") or words.get("why") or ("" if ready else "?")
            kind = _NUMBERS.sub("", why)
            if (ready, kind) != before:
                self._log.note(Health(at=self._log.now(), ready=ready, why=why))
                before = ready, kind

    def follow(self) -> None:
        """Follow the sale, and come back where the stream ends."""
        last = "0"
        while not self._leaving.wait(AGAIN_AFTER):
            connection = HTTPConnection("127.0.0.1", self._served.port, timeout=30)
            try:
                path = f"/api/v1/sales/{SALE}/events"
                connection.request("GET", path, headers={"Last-Event-ID": last})
                for line in connection.getresponse():
                    if line.startswith(b"id: "):
                        last = line[4:].strip().decode()
                    if line.startswith(b"data: ") and b'"lot"' in line:
                        self._shown(json.loads(line[6:]))
                    if self._leaving.is_set():
                        break
            except NO_ANSWER:
                pass
            finally:
                connection.close()

    def _shown(self, lot: Mapping[str, Any]) -> None:
        at = self._log.now()
        self._log.note(Shown(at=at, lot=lot["lot"], price=lot["price"]))


@contextmanager
def clients(served: Service, log: Log) -> Iterator[None]:
    """Let all of them ask; at the end each has its answer, unless something failed."""
    stopping, leaving = Event(), Event()
    of_client = served, log, stopping, leaving
    bidding = [
        Thread(target=Bidder(*of_client).bid, args=(number,))
        for number in range(BIDDERS)
    ]
    work = (Onlooker.look, Onlooker.collect, Onlooker.feel, Onlooker.follow)
    looking = [Thread(target=each, args=(Onlooker(*of_client),)) for each in work]
    for thread in (*bidding, *looking):
        thread.start()
    try:
        yield
        stopping.set()
        for thread in bidding:
            thread.join()
        leaving.wait(SETTLES_WITHIN)
    finally:
        stopping.set()
        leaving.set()
        for thread in (*bidding, *looking):
            thread.join()
