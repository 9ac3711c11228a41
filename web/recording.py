"""What is recorded for whoever asks: a command, and what an auditor is to read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import Request

from ledger.entry import Attribution
from ledger.events import LookKind
from ledger.house.answers import Receipts
from ledger.house.looks import as_viewer, look
from ledger.refusals import ApprovalNeeded
from ledger.store.writer import Recorded
from web.approving import approved_under, ask
from web.caller import Caller
from web.gathering import Ask
from web.problem import HttpProblem
from web.steps_done import StepsDone, StoppedAfterSteps

if TYPE_CHECKING:
    from web.endpoint import Service

T = TypeVar("T")


def as_approved(
    service: Service, by: Attribution, *, asks: bool
) -> tuple[Attribution, datetime]:
    """Return who acts, with a second person where one approved, and when it was asked.

    What is approved is what was asked then.
    """
    approved = approved_under(service.sign_in.vault, by) if asks else None
    if approved is None:
        return by, by.recorded_at
    return approved.attribution(by), approved.asked_at


async def carried_out(service: Service, asked: Ask[T], *, asks: bool) -> T:
    """Carry a command out; one that asks for a second person waits for them."""
    try:
        return await service.gathering.ask(asked)
    except ApprovalNeeded as needed:
        if not asks:
            raise
        filing = partial(_filed, service, asked, needed)
        loop = asyncio.get_running_loop()
        raise await loop.run_in_executor(service.signing_in, filing) from needed


async def recorded_apart(
    service: Service, asked: Ask[T], *, asks: bool, rehearses: bool
) -> T:
    """Record what takes time to make, or to show; no bid waits for either.

    A rehearsal is decided the same way, and records nothing.
    """
    reading = partial(asyncio.get_running_loop().run_in_executor, service.questions)
    command = await reading(asked.make)
    receipts = Receipts(service.house)
    if rehearses:
        dry_run = partial(service.house.dry_run, command, by=asked.by)
        return await reading(asked.answer, Recorded(await reading(dry_run)), receipts)
    look = Ask(lambda: command, asked.by, lambda recorded, _: recorded)
    recorded = await carried_out(service, look, asks=asks)
    return await reading(asked.answered, recorded, receipts)


def _filed(service: Service, asked: Ask[T], needed: ApprovalNeeded) -> HttpProblem:
    """Let what was asked for wait for a second person."""
    vault = service.sign_in.vault
    return ask(service.house, vault, asked.make(), asked.by, needed)


def in_steps(work: Callable[[StepsDone], T]) -> T:
    """Do something in steps; raises StoppedAfterSteps where only some are on record."""
    done = StepsDone()
    try:
        return work(done)
    except Exception as fault:
        if not done.last:
            raise
        raise StoppedAfterSteps(done, fault) from fault


async def recorded_first(
    request: Request, service: Service, caller: Caller, purpose: str
) -> None:
    """Record what an auditor reads before it is shown, once in a session."""
    at = service.clock()
    by = caller.attribution(at=at, key="", reason=None, on_behalf_of=None)
    query = f"?{request.url.query}" if request.url.query else ""
    looked = look(
        LookKind.RECORD,
        [f"{request.url.path}{query}"],
        purpose=purpose,
        viewer=caller.actor,
        session=caller.session,
        at=at,
    )
    await service.gathering.do(looked, by=as_viewer(by))
