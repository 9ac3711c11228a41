"""Bids in bulk: a stream of bids in, a stream of answers out, a line each (NDJSON).

A line is a bid with a key of its own, and is answered as it would be alone; a line that
cannot be read is answered, and the others go on. It is read when it comes, whatever is
decided meanwhile. Answers come in the order of the bids, each once its bid is durable:
what came is answered as soon as nothing else has come, so that who sends may wait for
an answer first. Whoever is interrupted sends the whole again: what was recorded is
answered as before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ledger.entry import Attribution
from ledger.house.command import Command
from ledger.identity import KEY_CHARACTERS_MAX, LotId, SaleId, lot_id
from ledger.refusals import DependsOnSealed
from ledger.store.writer import Recorded
from presenters.shape import Shape, to_json
from web.answers import BidAnswerShape, answer_to_bid
from web.caller import Caller
from web.endpoint import Service, refusal
from web.fields import LotNumberText
from web.gathering import Ask
from web.operation import Streamed
from web.operations.bids import BidBody, place_bid
from web.own_pages import must_be_own_page
from web.parts import read_parts
from web.problem import HttpProblem, ProblemDetailsShape, problem_of
from web.reading import LedgerReading
from web.recording import as_approved, carried_out
from web.sign_in import must_be_signed_in

MEDIA_TYPE = "application/x-ndjson"
WINDOW = 512
LINE_BYTES_MAX = 16_384


class BulkBid(BidBody, frozen=True, kw_only=True):
    """A bid among many."""

    number: LotNumberText
    """The lot's number in the catalogue."""
    key: Annotated[str, Meta(min_length=1, max_length=KEY_CHARACTERS_MAX)]
    """A name for it, of your own making."""
    dry_run: bool = False
    """Hold it against the ledger alone, as it stands, and record nothing."""


class BulkAnswerShape(Shape):
    """The answer to one line."""

    line: int
    """The line that is answered, counted from 1."""
    status: int
    """The status that it would be answered with alone; 200: it was only tried, and is
    in order as far as that is told by nothing that is sealed."""
    bid_taken: BidAnswerShape | None
    """The answer to a bid that was taken; null where it was refused, or only tried."""
    problem: ProblemDetailsShape | None
    """Why it was not, or would not be; else null."""


BIDS_IN_BULK = Streamed(
    method="POST",
    path="/sales/{sale}/bids",
    verb="place a bid",
    name="place_bids",
    summary="Take a stream of bids on the lots of a sale, a line each.",
    media_type=MEDIA_TYPE,
    answer=BulkAnswerShape,
    line=BulkBid,
)


BidAnswer: TypeAlias = BidAnswerShape | ProblemDetailsShape | None
Asked: TypeAlias = "asyncio.Queue[asyncio.Task[BidAnswer] | None]"
"""The answers that are to be sent, in the order of the lines; None ends them."""


class Answers(Response):
    """Sends answers while questions still come: nobody else may take those in."""

    def __init__(self, request: Request, service: Service, sale: SaleId) -> None:
        super().__init__(media_type=MEDIA_TYPE)
        del self.headers["content-length"]
        self._request, self._service, self._sale = request, service, sale
        self._asked: Asked = asyncio.Queue()
        self._few = asyncio.Condition()
        """Is told where there are fewer to answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send answers as they are known."""
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        count = 0
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read_on(tasks))
            async for window in _windows(self._asked):
                text = await _answered(window, count)
                count += len(window)
                await send(
                    {
                        "type": "http.response.body",
                        "body": text.encode(),
                        "more_body": True,
                    }
                )
                async with self._few:
                    self._few.notify_all()
        await send({"type": "http.response.body", "body": b""})

    async def _read_on(self, tasks: asyncio.TaskGroup) -> None:
        """Read line by line; one that is too long is cut, and then is no bid.

        What came together is asked for at once: no lot is closed in between.
        """

        def ask(line: bytes) -> None:
            if line.strip():
                bid = self._bid(line, self._service.clock())
                self._asked.put_nowait(tasks.create_task(bid))

        begun = b""
        # What came whole before somebody went is decided all the same.
        with suppress(ClientDisconnect):
            async for chunk in self._request.stream():
                *lines, begun = (begun + chunk).split(b"\n")
                for line in lines:
                    ask(line)
                begun = begun[: LINE_BYTES_MAX + 1]
                async with self._few:
                    await self._few.wait_for(lambda: self._asked.qsize() < WINDOW)
            ask(begun)
        self._asked.put_nowait(None)

    async def _bid(self, line: bytes, read_at: datetime) -> BidAnswer:
        service = self._service
        try:
            # Who was signed out since the first line sends none any more.
            caller = must_be_signed_in(service.sign_in.shown_by(self._request))
            body = _read(line)
            caller.must_have_turn(service.bidders, body.number)
            by = caller.attribution_of(body, at=read_at, key=body.key)
            by, asked_at = as_approved(service, by, asks=body.ask_approval)
            reading = LedgerReading(service.house, service.views, at=asked_at)
            lot = lot_id(self._sale, body.number)
            asked = Ask(
                partial(_command, service, caller, lot, body, reading=reading, by=by),
                by,
                lambda recorded, receipts: answer_to_bid(receipts, recorded),
            )
            if body.dry_run:
                await _tried(service, asked)
                return None
            return await carried_out(service, asked, asks=body.ask_approval)
        except Exception as fault:
            problem = problem_of(fault, service.views)
            if problem is None:
                raise
            return problem


_BIDS = msgspec.json.Decoder(BulkBid)


async def bids_in_bulk(request: Request) -> Response:
    """Take a stream of bids on the lots of a sale."""
    service: Service = request.app.state.service
    try:
        caller = await service.sign_in(request)
        proxy = service.sign_in.proxy
        must_be_own_page(request, caller, proxy, signs_in=False)
        assert BIDS_IN_BULK.verb is not None, "bids are commands"
        must_be_signed_in(caller).must_be_allowed(BIDS_IN_BULK.verb)
        parts = read_parts(request.path_params)
        sale = SaleId(str(parts["sale"]))
        await asyncio.to_thread(service.house.sale, sale)
    except Exception as fault:
        problem = problem_of(fault, service.views)
        if problem is None:
            raise
        return refusal(problem)
    return Answers(request, service, sale)


async def _windows(asked: Asked) -> AsyncIterator[Sequence[asyncio.Task[BidAnswer]]]:
    """Return what was asked for, so many at most, as soon as nothing else has come."""
    while (bid := await asked.get()) is not None:
        window = [bid]
        while len(window) < WINDOW and not asked.empty():
            if (bid := asked.get_nowait()) is None:
                yield window
                return
            window.append(bid)
        yield window


async def _answered(window: Sequence[asyncio.Task[BidAnswer]], before: int) -> str:
    """Answer the lines of a window; what is decided together is answered together."""
    answers = await asyncio.gather(*window)
    return "".join(
        f"{to_json(_shape(number, answer), indent=None)}\n"
        for number, answer in enumerate(answers, before + 1)
    )


def _command(
    service: Service,
    caller: Caller,
    lot: LotId,
    body: BulkBid,
    *,
    reading: LedgerReading,
    by: Attribution,
) -> Command:
    service.sign_in.must_have_role(caller)
    return place_bid(reading, caller, by, lot, body)


async def _tried(service: Service, asked: Ask[BidAnswerShape]) -> None:
    """Decide a bid and record nothing; raises why it would be refused."""

    def tried() -> None:
        command = asked.make()
        with suppress(DependsOnSealed):
            events = service.house.dry_run(command, by=asked.by)
            command.answer(Recorded(events))

    await asyncio.get_running_loop().run_in_executor(service.questions, tried)


def _read(line: bytes) -> BulkBid:
    try:
        return _BIDS.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise HttpProblem(
            422, "unreadable", "Not what was expected", f"{fault}."
        ) from fault


def _shape(number: int, answer: BidAnswer) -> BulkAnswerShape:
    if answer is None:
        return BulkAnswerShape(line=number, status=200, bid_taken=None, problem=None)
    if isinstance(answer, BidAnswerShape):
        return BulkAnswerShape(line=number, status=201, bid_taken=answer, problem=None)
    return BulkAnswerShape(
        line=number, status=answer.status, bid_taken=None, problem=answer
    )
