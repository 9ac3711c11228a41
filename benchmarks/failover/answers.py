"""What clients asked for and what they were answered: the log that is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import IO

import msgspec
from msgspec import Struct

CREATED, CONFLICT = 201, 409


class Attempt(Struct, frozen=True, kw_only=True, tag="attempt"):
    """A bid that was sent, for the first time or again, and its answer."""

    key: str
    lot: str
    paddle: str
    maximum: str
    sent: float
    """Seconds after the beginning, as every time here."""
    ended: float
    status: int | None
    """None where no answer came: the connection broke off, or it took too long."""
    code: str | None = None
    position: int | None = None
    repeated: bool = False
    asking: str | None = None

    @property
    def is_accepted(self) -> bool:
        """Say whether the house took the bid, and said so."""
        return self.status == CREATED

    @property
    def is_final(self) -> bool:
        """Say whether the answer says what became of it."""
        return self.status is not None and self.status < 500  # noqa: PLR2004


class Look(Struct, frozen=True, kw_only=True, tag="look"):
    """How long the log was, as somebody was answered who asked."""

    sent: float
    acknowledged: int
    """The last position that anybody had been told of by then."""
    size: int


class Signed(Struct, frozen=True, kw_only=True, tag="signed"):
    """A checkpoint that was handed out."""

    ended: float
    size: int
    root: str


class Health(Struct, frozen=True, kw_only=True, tag="health"):
    """That the service said something else of itself than before."""

    at: float
    ready: bool
    why: str | None


class Shown(Struct, frozen=True, kw_only=True, tag="shown"):
    """A lot as it was told to whoever follows the sale."""

    at: float
    lot: str
    price: str | float | None


class Loss(Struct, frozen=True, kw_only=True, tag="loss"):
    """That a machine was lost, and when a bid was accepted again."""

    number: int
    how: str
    machine: str
    began: float
    accepted: float | None
    """When an answer came to a bid that was sent after it; None: none in time."""

    @property
    def took(self) -> float:
        """Return how many seconds no bid was accepted."""
        return inf if self.accepted is None else self.accepted - self.began


Noted = Attempt | Look | Signed | Health | Shown | Loss


class Log:
    """Everything that was noted, in its order, and a line of JSON in a file each."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._lock = Lock()
        self._began = monotonic()
        self.noted: list[Noted] = []
        self.acknowledged = 0
        """The last position that anybody was told of."""
        self.on_accepted: Callable[[Attempt], None] = lambda _: None

    def now(self) -> float:
        """Return how many seconds after the beginning it is."""
        return monotonic() - self._began

    def note(self, noted: Noted) -> None:
        """Note something."""
        with self._lock:
            self.noted.append(noted)
            self._file.write(msgspec.json.encode(noted) + b"\n")
            self._file.flush()
            if isinstance(noted, Attempt) and noted.position is not None:
                self.acknowledged = max(self.acknowledged, noted.position)
        if isinstance(noted, Attempt) and noted.is_accepted:
            self.on_accepted(noted)


@contextmanager
def new_log(path: Path) -> Iterator[Log]:
    """Begin a log."""
    with path.open("wb") as file:
        yield Log(file)


def read_log(path: Path) -> Sequence[Noted]:
    """Read a log that was kept."""
    decoder = msgspec.json.Decoder(Noted)
    return [decoder.decode(line) for line in path.read_bytes().splitlines()]
