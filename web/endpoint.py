"""How a request is answered: read by its types, done, and written by its types."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import TypeAlias, cast

from msgspec.json import Decoder
from starlette.requests import Request
from starlette.responses import Response

from ledger.entry import Attribution
from ledger.house import House
from ledger.house.answers import Receipts, place_of_receipt
from ledger.house.asking_back import asked_back
from ledger.house.command import Command
from ledger.identity import LotId, Role
from ledger.roles import Sight
from ledger.store.writer import Recorded
from ledger.terms.house import HouseSettings
from presenters.shape import to_json
from projections.views import Views
from web.caller import Caller
from web.challenges import Challenges
from web.door import door_of
from web.files import FileAnswer
from web.gathering import Ask, Gathering
from web.limits import BidderLimits
from web.metrics import Metrics
from web.oidc.provider import Provider
from web.operation import AsOfQuery, Operation, Said, called
from web.own_pages import must_be_own_page
from web.parts import read_parts
from web.problem import MEDIA_TYPE, HttpProblem, ProblemDetailsShape, problem_of
from web.readiness import Readiness
from web.reading import LedgerReading
from web.recording import (
    as_approved,
    carried_out,
    in_steps,
    recorded_apart,
    recorded_first,
)
from web.request import content_of, decoded, key_of, query_of
from web.seen import if_it_stands
from web.sign_in import TokenSignIn, must_be_signed_in

Clock = Callable[[], datetime]
Answers: TypeAlias = "Callable[[Request, Service], Awaitable[Response]]"
"""Answers a request; raises HttpProblem, or the refusal that a command met."""
Written: TypeAlias = str | FileAnswer
"""An answer as it goes out."""


@dataclass(frozen=True, slots=True)
class Service:
    """What answers requests: the ledger, and who may ask."""

    house: House
    views: Views
    gathering: Gathering
    questions: ThreadPoolExecutor
    """One thread, as the views are told of new entries by one at a time."""
    long_questions: ThreadPoolExecutor
    """One thread, for what asks no views and takes so long that nobody waits for it."""
    sign_in: TokenSignIn
    clock: Clock
    metrics: Metrics
    signing_in: ThreadPoolExecutor
    """One thread, as a password takes time and memory to try."""
    challenges: Challenges[str]
    bidders: BidderLimits
    readiness: Readiness
    providers: Sequence[Provider] = ()
    """Of identities, which the house has."""
    settings: HouseSettings | None = None
    """What documents are printed with; None: only the name of the house is known."""


class Endpoint:
    """Answers the requests of one operation."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._decoder = None if operation.body is None else Decoder(operation.body)

    async def __call__(self, request: Request, service: Service) -> Response:
        """Answer a request; raises HttpProblem, or the refusal that a command met."""
        # Of what is gathered the role is looked at where it is decided.
        sign_in = service.sign_in
        is_gathered = self.operation.is_gathered
        caller = sign_in.shown_by(request) if is_gathered else await sign_in(request)
        signs_in = self.operation.admits and not self.operation.signed_in
        must_be_own_page(request, caller, sign_in.proxy, signs_in=signs_in)
        if self.operation.admits:
            return await self._admit(request, service, caller)
        if (verb := self.operation.verb) is not None:
            caller = must_be_signed_in(caller)
            caller.must_be_allowed(verb)
            return await self._do(request, service)
        if (sight := self.operation.sight) is not None:
            purpose = self.operation.summary
            await shown_to(caller, sight, request, service, purpose=purpose)
        return await self._ask(request, service, caller)

    async def _ask(
        self, request: Request, service: Service, caller: Caller | None
    ) -> Response:
        assert self.operation.query is not None, "a question has a query"
        query = query_of(request, self.operation.query)
        parts = read_parts(request.path_params)
        reading = LedgerReading(service.house, service.views, at=service.clock())

        as_of = query.as_of if isinstance(query, AsOfQuery) else None

        def answer() -> Written:
            with reading.looking_back(as_of):
                shape = called(
                    self.operation.work,
                    house=service.house,
                    reading=reading,
                    query=query,
                    caller=caller,
                    **parts,
                )
                return written(shape)

        loop = asyncio.get_running_loop()
        takes_time = self.operation.takes_time
        thread = service.long_questions if takes_time else service.questions
        answered = await loop.run_in_executor(thread, answer)
        more = {} if reading.etag is None else {"etag": reading.etag}
        if reading.next_after is not None:
            following = request.url.include_query_params(after=reading.next_after)
            more["link"] = f'<{following.path}?{following.query}>; rel="next"'
        return response(answered, self.operation.status, more)

    async def _admit(
        self, request: Request, service: Service, caller: Caller | None
    ) -> Response:
        """Let somebody in or out, where a password that is tried stops nobody else."""
        if self.operation.signed_in:
            caller = must_be_signed_in(caller)
        given: dict[str, object] = {"caller": caller}
        if self._decoder is not None:
            given["body"] = decoded(self._decoder, await content_of(request))
        given["door"] = door = door_of(service, request, caller)
        given |= read_parts(request.path_params)

        def answer() -> str:
            return to_json(called(self.operation.work, **given), indent=None)

        loop = asyncio.get_running_loop()
        text = await loop.run_in_executor(service.signing_in, answer)
        return Response(
            text,
            self.operation.status,
            media_type="application/json",
            headers=door.headers,
        )

    async def _do(self, request: Request, service: Service) -> Response:
        key = key_of(request)
        assert self._decoder is not None, "a command has a body"
        content = await content_of(request, most=self.operation.body_bytes_max)
        # All of it came: who began in time, or with a token, has neither by that.
        read_at = service.clock()
        caller = must_be_signed_in(service.sign_in.shown_by(request))
        body = decoded(self._decoder, content)
        assert isinstance(body, Said), "and what may be said with every command"
        by = caller.attribution_of(body, at=read_at, key=key)
        by, asked_at = as_approved(service, by, asks=body.ask_approval)
        reading = LedgerReading(service.house, service.views, at=asked_at)
        parts = read_parts(request.path_params)
        caller.must_have_turn(service.bidders, str(parts.get("lot")))
        given = {"reading": reading, "caller": caller, "body": body, **parts}
        given["parts"] = parts
        seen = request.headers.get("if-match")
        caller.must_leave_to_the_house(
            is_said=seen is not None, what="If-Match, with what a lot has come to,"
        )
        answer = await self._recorded(
            service, given, by, seen=seen, asks=body.ask_approval
        )
        return response(answer, self.operation.status, {})

    async def _recorded(
        self,
        service: Service,
        given: dict[str, object],
        by: Attribution,
        *,
        seen: str | None,
        asks: bool,
    ) -> Written:
        """Carry out what is asked for, at once or in steps, and return the answer."""
        given |= {"house": service.house, "by": by}
        given |= {"vault": service.sign_in.vault, "settings": service.settings}
        if self.operation.recorded is None:
            # It takes its turns with all that is asked for meanwhile.
            work = partial(called, self.operation.work, **given)
            return await asyncio.to_thread(
                in_steps, lambda done: written(work(done=done))
            )
        asked = Ask(
            partial(self._command, service, given, seen),
            by,
            partial(self._answer, given),
        )
        if self.operation.is_gathered:
            return await carried_out(service, asked, asks=asks)
        rehearses = getattr(given["body"], "dry_run", False)
        return await recorded_apart(service, asked, asks=asks, rehearses=rehearses)

    def _command(
        self, service: Service, given: dict[str, object], seen: str | None
    ) -> Command:
        """Return what is asked for, and only as it was seen, where that is said."""
        service.sign_in.must_have_role(cast("Caller", given["caller"]))
        command: Command = called(self.operation.work, **given)
        assert self.operation.is_of(command), "it is what was allowed"
        if cast("Said", given["body"]).asks_back:
            command = asked_back(command)
        lot = given.get("lot")
        if seen is None or not isinstance(lot, str):
            return command
        return if_it_stands(service.house, command, LotId(lot), seen)

    def _answer(
        self, given: dict[str, object], recorded: Recorded, receipts: Receipts
    ) -> Written:
        assert self.operation.recorded is not None, "what is recorded is answered"
        answer = called(
            self.operation.recorded, recorded=recorded, receipts=receipts, **given
        )
        if isinstance(answer, FileAnswer) and recorded.last:
            return replace(answer, recorded_at=place_of_receipt(recorded))
        return written(answer)


async def shown_to(
    caller: Caller | None,
    sight: Sight,
    request: Request,
    service: Service,
    *,
    purpose: str,
) -> None:
    """Show something to who has a sight of it; raises HttpProblem.

    That an auditor reads is recorded before it is shown.
    """
    caller = must_be_signed_in(caller)
    caller.must_see(sight)
    if caller.role is Role.AUDITOR:
        await recorded_first(request, service, caller, purpose)


async def answered(endpoint: Answers, request: Request) -> Response:
    """Answer a request; what is not done is answered by a problem."""
    service: Service = request.app.state.service
    try:
        return await endpoint(request, service)
    except Exception as fault:
        problem = problem_of(fault, service.views)
        if problem is None:
            raise
        answer = refusal(problem)
        if isinstance(fault, HttpProblem):
            answer.headers.update(fault.headers)
        return answer


def written(answer: object) -> Written:
    """Write an answer as JSON, where it is no file."""
    return answer if isinstance(answer, FileAnswer) else to_json(answer, indent=None)


def response(answer: Written, status: int, headers: dict[str, str]) -> Response:
    """Return what was written as an answer."""
    if isinstance(answer, FileAnswer):
        return answer.response(status, headers)
    return Response(answer, status, media_type="application/json", headers=headers)


def refusal(problem: ProblemDetailsShape) -> Response:
    """Return a problem as an answer; who is not signed in is told how (RFC 9110)."""
    is_nobody = problem.status == HTTPStatus.UNAUTHORIZED
    return Response(
        to_json(problem, indent=None),
        problem.status,
        {"WWW-Authenticate": "Bearer"} if is_nobody else {},
        media_type=MEDIA_TYPE,
    )
