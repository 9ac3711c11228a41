"""The gathering front: feeds the waiting commands of a service to the one writer.

Whoever asks while a transaction is being written waits, and the next takes all of them
together: they are made into commands, decided, committed and answered in one thread of
its own, which reads once for all of them where the log stands. The loop goes on reading
and sending meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from ledger.entry import Attribution
from ledger.house import House
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.refusals import RecordedRefusal
from ledger.store.writer import BATCH_COMMANDS_MAX, Recorded

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Ask(Generic[T]):
    """What one caller asks for, and how they are answered."""

    make: Callable[[], Command]
    """Makes the command of what the ledger says then; raises why there is none."""
    by: Attribution
    answer: Callable[[Recorded, Receipts], T]
    """Returns the answer once it is durable."""

    def answered(self, recorded: Recorded, receipts: Receipts) -> T:
        """Return the answer to what was recorded; raises NotAnswered."""
        if not recorded.last:
            return self.answer(recorded, receipts)
        with _on_record(recorded.last):
            return self.answer(recorded, receipts)


class RefusedOnRecord(Exception):
    """A bid that the house refused, with its receipt."""

    def __init__(self, refusal: RecordedRefusal, receipt: str) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.receipt = receipt


class NotAnswered(Exception):
    """A command is on record, and its answer could not be made: it is no refusal."""

    def __init__(self, position: int, why: Exception) -> None:
        super().__init__(f"Recorded at position {position}, and not answered: {why}")
        self.position = position
        self.why = why


class Closing(Exception):
    """The service is stopping: nothing was recorded, ask again when it is back."""


class Gathering:
    """Takes the commands of many callers, a batch at a time."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting: list[tuple[Ask[Any], asyncio.Future[Any]]] = []
        self._came = asyncio.Event()
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._closing = False
        self.on_commit: Callable[[float, int], None] = lambda _seconds, _commands: None
        """Is told how long each transaction took, and of how many commands it was."""
        self._task: asyncio.Task[None] | None = None

    @property
    def depth(self) -> int:
        """Return how many commands wait for the next transaction."""
        return len(self._waiting)

    async def do(self, command: Command, *, by: Attribution) -> Recorded:
        """Carry out a command; returns once it is durable, raises its refusal."""
        return await self.ask(Ask(lambda: command, by, lambda recorded, _: recorded))

    async def ask(self, asked: Ask[T]) -> T:
        """Carry out what is asked for; returns its answer, raises its refusal.

        Of a bid that the house refused it raises RefusedOnRecord, and NotAnswered where
        something is on record and its answer could not be made.

        Raises Closing where the service stops and did not begin with it. A caller who
        goes away takes nothing back: what was asked for is decided all the same.
        """
        if self._closing:
            raise Closing
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        self._came.set()
        return await answer

    def in_turn(self, work: Callable[[], None]) -> asyncio.Future[None]:
        """Do something where commands are written, between two transactions."""
        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self._writing, work)
        # Whoever asked may have stopped waiting: then nobody is to be told.
        done.add_done_callback(lambda each: each.cancelled() or each.exception())
        return done

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting or not self._closing:
            if not self._waiting:
                self._came.clear()
                await self._came.wait()
                continue
            batch = self._waiting[:BATCH_COMMANDS_MAX]
            del self._waiting[:BATCH_COMMANDS_MAX]
            answers: list[Any]
            begun_at = loop.time()
            try:
                answers = await loop.run_in_executor(
                    self._writing, self._answers, [asked for asked, _ in batch]
                )
            except Exception as fault:  # noqa: BLE001 (each caller is told of it)
                answers = [fault] * len(batch)
            self.on_commit(loop.time() - begun_at, len(batch))
            for (_, waiting), answer in zip(batch, answers, strict=True):
                if waiting.done():
                    continue
                if isinstance(answer, Exception):
                    waiting.set_exception(answer)
                else:
                    waiting.set_result(answer)

    def _answers(self, batch: list[Ask[Any]]) -> list[Any]:
        """Return the answers to a batch, or what is raised instead; all is durable."""
        with self._house.at_one_moment():
            made = [_outcome(each.make) for each in batch]
            done = iter(
                self._house.do_all(
                    [
                        (command, each.by)
                        for command, each in zip(made, batch, strict=True)
                        if isinstance(command, Command)
                    ]
                )
            )
            decided = [
                next(done) if isinstance(command, Command) else command
                for command in made
            ]
            receipts = Receipts(self._house)
            return [
                _outcome(partial(each.answered, recorded, receipts))
                if isinstance(recorded, Recorded)
                else _outcome(partial(_told, recorded, receipts))
                for recorded, each in zip(decided, batch, strict=True)
            ]

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Decide all that was asked for, and take nothing more."""
        self._closing = True
        self._came.set()
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await self._task
        self._writing.shutdown()


def _told(fault: Exception, receipts: Receipts) -> Exception:
    """Return what a caller is told of a fault: of a refusal on record, its receipt."""
    if not isinstance(fault, RecordedRefusal):
        return fault
    with _on_record(fault.position):
        signed = receipts.of_refusal(fault)
        return RefusedOnRecord(fault, signed.receipt.data.decode())


@contextmanager
def _on_record(position: int) -> Iterator[None]:
    """Raise NotAnswered for what fails from here on: something is recorded by now."""
    try:
        yield
    except Exception as fault:
        raise NotAnswered(position, fault) from fault


def _outcome(work: Callable[[], T]) -> T | Exception:
    """Return what some work returns, or what it raises."""
    try:
        return work()
    except Exception as fault:  # noqa: BLE001 (it is the caller's to raise)
        return fault
