"""Bids in bulk: a stream of bids in, a stream of answers out, a line each (NDJSON).

A line is a bid with a key of its own, and is answered as it would be alone; a line that
cannot be read is answered, and the others go on. Answers come in the order of the bids,
a window at a time, each once its bid is durable. Whoever is interrupted sends the whole
again: what was recorded is answered as before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ledger.identity import LOT_NUMBER, SaleId, lot_id
from presenters.shape import Shape, to_json
from web.answers import BidAnswerShape, answer_to_bid
from web.caller import Caller
from web.endpoint import Service, refusal
from web.fields import exactly
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

    number: Annotated[str, exactly(LOT_NUMBER.pattern)]
    """The lot's number in the catalogue."""
    key: Annotated[str, Meta(min_length=1, max_length=200)]
    """A name for it, of your own making."""


class BulkAnswerShape(Shape):
    """The answer to one line."""

    line: int
    """The line that is answered, counted from 1."""
    status: int
    """The status that it would be answered with alone."""
    bid_taken: BidAnswerShape | None
    """The answer to a bid that was taken; else null."""
    problem: ProblemDetailsShape | None
    """Why it was not; else null."""


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


class Answers(Response):
    """Sends answers while questions still come: nobody else may take those in."""

    def __init__(self, answers: AsyncIterator[str]) -> None:
        super().__init__(media_type=MEDIA_TYPE)
        del self.headers["content-length"]
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send answers as they are known."""
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        async for text in self._answers:
            await send(
                {
                    "type": "http.response.body",
                    "body": text.encode(),
                    "more_body": True,
                }
            )
        await send({"type": "http.response.body", "body": b""})


_BIDS = msgspec.json.Decoder(BulkBid)


async def bids_in_bulk(request: Request) -> Response:
    """Take a stream of bids on the lots of a sale."""
    service: Service = request.app.state.service
    try:
        caller = service.sign_in(request)
        proxy = service.sign_in.proxy
        must_be_own_page(request, caller, proxy, signs_in=False)
        caller = must_be_signed_in(caller)
        assert BIDS_IN_BULK.verb is not None, "bids are commands"
        caller.must_be_allowed(BIDS_IN_BULK.verb)
        parts = read_parts(request.path_params)
        sale = SaleId(str(parts["sale"]))
        service.house.sale(sale)
    except Exception as fault:
        problem = problem_of(fault, service.views)
        if problem is None:
            raise
        return refusal(problem)
    answers = _answers(request, service, caller, sale)
    return Answers(answers)


async def _answers(
    request: Request, service: Service, caller: Caller, sale: SaleId
) -> AsyncIterator[str]:
    number, window = 0, list[bytes]()
    async for line in _lines(request):
        window.append(line)
        if len(window) == WINDOW:
            yield await _answered(service, caller, sale, number, window)
            number, window = number + len(window), []
    if window:
        yield await _answered(service, caller, sale, number, window)


async def _lines(request: Request) -> AsyncIterator[bytes]:
    """Read line by line; one that is too long is cut, and then is no bid."""
    begun = b""
    async for chunk in request.stream():
        *lines, begun = (begun + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                yield line
        begun = begun[: LINE_BYTES_MAX + 1]
    if begun.strip():
        yield begun


async def _answered(
    service: Service, caller: Caller, sale: SaleId, before: int, lines: list[bytes]
) -> str:
    """Answer the lines of a window, which are decided together."""
    asked = [_bid(service, caller, sale, line) for line in lines]
    answers = await asyncio.gather(*asked)
    return "".join(
        f"{to_json(_shape(number, answer), indent=None)}\n"
        for number, answer in enumerate(answers, before + 1)
    )


async def _bid(
    service: Service, caller: Caller, sale: SaleId, line: bytes
) -> BidAnswerShape | ProblemDetailsShape:
    read_at = service.clock()
    try:
        body = _read(line)
        caller.must_have_turn(service.bidders, body.number)
        by = caller.attribution(
            at=read_at,
            key=body.key,
            reason=body.reason,
            on_behalf_of=body.on_behalf_of,
        )
        by, asked_at = as_approved(service, by, asks=body.ask_approval)
        reading = LedgerReading(service.house, service.views, at=asked_at)
        lot = lot_id(sale, body.number)
        asked = Ask(
            partial(place_bid, reading, caller, lot, body),
            by,
            lambda recorded, receipts: answer_to_bid(receipts, recorded),
        )
        return await carried_out(service, asked, asks=body.ask_approval)
    except Exception as fault:
        problem = problem_of(fault, service.views)
        if problem is None:
            raise
        return problem


def _read(line: bytes) -> BulkBid:
    try:
        return _BIDS.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise HttpProblem(
            422, "unreadable", "Not what was expected", f"{fault}."
        ) from fault


def _shape(
    number: int, answer: BidAnswerShape | ProblemDetailsShape
) -> BulkAnswerShape:
    if isinstance(answer, BidAnswerShape):
        return BulkAnswerShape(line=number, status=201, bid_taken=answer, problem=None)
    return BulkAnswerShape(
        line=number, status=answer.status, bid_taken=None, problem=answer
    )
