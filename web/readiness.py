"""Whether the service can do its work now: read the ledger, and record in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import disk_usage
from typing import Generic, NamedTuple, TypeVar

from ledger.damage import LedgerDamaged
from ledger.house import House
from ledger.refusals import Refusal
from ledger.store.library_faults import STORE_FAULTS
from presenters.shape import Shape
from projections.views import Views
from web.due_lots import DueLots
from web.gathering import Gathering
from web.processes import ServiceProcess

ROOM_BYTES = 16 * 2**20
"""With less than this a disk is as good as full: a busy minute fills it."""
SOON_SECONDS = 1.0
"""So long an answer may take, and the turn to write: others take theirs in between."""

T = TypeVar("T")


class ReadinessShape(Shape):
    """Whether the service can do its work now."""

    ready: bool
    """Whether it reads the ledger, and records in it."""
    position: int | None
    """Up to where the log is read; null where it cannot be."""
    why: str | None
    """Why it is not ready; null where it is."""
    more: str | None = None
    """Where, and what to do; told to who sees how the service does, and else null."""


class NotReady(NamedTuple):
    """Why a service cannot do its work."""

    why: str
    """In a sentence that anybody may read: it names no file of this machine."""
    more: str


_UNUSABLE = "The ledger cannot be used."


class Soon(Generic[T]):
    """Something that is asked for once at a time, and not waited for any longer."""

    def __init__(self, begin: Callable[[], asyncio.Future[T]]) -> None:
        self._begin = begin
        self._coming: asyncio.Future[T] | None = None

    async def __call__(self) -> T:
        """Return what comes; raises TimeoutError where it is not there soon."""
        if self._coming is None or self._coming.done():
            self._coming = self._begin()
            # Whoever asked may have stopped waiting: then nobody is to be told.
            self._coming.add_done_callback(
                lambda each: each.cancelled() or each.exception()
            )
        return await asyncio.wait_for(asyncio.shield(self._coming), SOON_SECONDS)


class Readiness:
    """Looks whether the service can do its work now."""

    def __init__(
        self,
        house: House,
        views: Views,
        vault: Path,
        gathering: Gathering,
        due: DueLots | None,
        *,
        processes: Sequence[ServiceProcess],
    ) -> None:
        self._house, self._views = house, views
        self._vault, self._opened = vault, _identity(vault)
        self._due = due
        self.processes = processes
        """The others of the service, beside the one that writes."""
        self._position = Soon(
            lambda: asyncio.ensure_future(asyncio.to_thread(house.head))
        )
        self._turn = Soon(lambda: gathering.in_turn(self._take_turn))

    async def look(self, *, sees_more: bool) -> ReadinessShape:
        """Look, and say why the service is not ready."""
        position, fault = None, None
        try:
            position = await self._position()
            fault = self._without_room() or await self._without_turn()
            fault = fault or self._left_open() or self._silent()
        except TimeoutError:
            fault = NotReady(_UNUSABLE, "Who keeps it does not answer.")
        except (LedgerDamaged, Refusal) as damage:
            fault = NotReady(_UNUSABLE, str(damage))
        except STORE_FAULTS as damage:
            fault = NotReady(_UNUSABLE, f"{self._views.why_unusable(damage)}.")
        return ReadinessShape(
            ready=fault is None,
            position=position,
            why=None if fault is None else fault.why,
            more=fault.more if fault is not None and sees_more else None,
        )

    def _without_room(self) -> NotReady | None:
        if _identity(self._vault) != self._opened:
            return NotReady(
                "The vault is not the file that was opened.",
                f"{self._vault} is gone, or another. Put it back, and start the "
                "service again.",
            )
        # The disk of a server is the server's own: it says when it is full.
        for folder in filter(None, (self._house.folder, self._vault.parent)):
            if disk_usage(folder).free < ROOM_BYTES:
                return NotReady(
                    "A disk is full, or soon is.",
                    f"It is the disk of {folder}. Make room on it.",
                )
        return None

    def _left_open(self) -> NotReady | None:
        why = None if self._due is None else self._due.why
        return None if why is None else NotReady("What is due is not closed.", why)

    def _silent(self) -> NotReady | None:
        silent = (process.why_silent() for process in self.processes)
        why = next(filter(None, silent), None)
        return None if why is None else NotReady("A process is silent.", why)

    async def _without_turn(self) -> NotReady | None:
        """Take the turn to write, and give it back; raises what bars a command now."""
        try:
            await self._turn()
        except TimeoutError:
            return NotReady(
                "Somebody else has the turn to write, and keeps it.",
                "See which process holds the file that ends in -lock; on a server, its "
                "lock.",
            )
        return None

    def _take_turn(self) -> None:
        with self._house.appending() as connection:
            barred = self._house.published.bar(connection)
        if barred is not None:
            raise barred


def _identity(file: Path) -> tuple[int, int] | None:
    """Return what tells a file from any other of its name; None where it is gone."""
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
