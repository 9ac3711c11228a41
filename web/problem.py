"""Answers that are no success, as RFC 9457 has them: a status, a code, a sentence.

The codes and the sentences are those of the command line: who knows one knows both.
Only what to do is another where that takes a command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace
from starlette.responses import Response

from ledger.damage import VERIFY, LedgerDamaged, OutcomeUnknown
from ledger.refusals import (
    KeyUsed,
    LotMovedOn,
    Refusal,
    VaultClosed,
)
from ledger.store.library_faults import STORE_FAULTS
from ledger.visible import visible
from presenters.shape import Shape, to_json
from projections.views import Views
from web.gathering import Closing, NotAnswered, RefusedOnRecord
from web.remedies import told_over_http
from web.steps_done import StoppedAfterSteps

MEDIA_TYPE = "application/problem+json"

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})

UNUSABLE: tuple[type[Exception], ...] = (LedgerDamaged, *STORE_FAULTS)
"""What is raised where the ledger cannot be used."""
_UNKNOWN = "unknown-"
"""The codes of what is not on file begin so."""


class ProblemDetailsShape(Shape):
    """Why a request was not done (RFC 9457), and what to do."""

    type: str
    """What kind of problem it is: an address below ``/problems/``, by its code."""
    title: str
    """The kind in words, the same for every problem of the kind."""
    status: Annotated[int, Meta(ge=400, le=599)]
    """The status of the answer."""
    detail: str
    """What was found, and what to do, in a sentence."""
    code: str
    """The code of the refusal, as the command line gives it."""
    position: int | None = None
    """Where it is on record that a bid was refused, what could not be answered, or the
    last of the steps that are done; null where nothing was recorded, or it is not
    known."""
    receipt: str | None = None
    """The house's word for that refusal, a file to keep; null where there is none."""


class HttpProblem(Exception):
    """A request that is not done, and what its sender is told."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> None:
        super().__init__(detail)
        self.headers = headers
        """What is sent with it."""
        self.shape = ProblemDetailsShape(
            type=f"/problems/{code}",
            title=title,
            status=status,
            detail=visible(detail, keep="\n"),
            code=code,
        )


def answer_of(problem: HttpProblem) -> Response:
    """Return a problem as an answer, with the headers that go with it."""
    text = to_json(problem.shape, indent=None)
    return Response(text, problem.shape.status, problem.headers, MEDIA_TYPE)


def problem_of(fault: Exception, views: Views) -> ProblemDetailsShape | None:
    """Return what a fault is answered with; None where nobody foresaw it."""
    match fault:
        case HttpProblem(shape=shape):
            return shape
        case NotAnswered():
            return _not_answered(fault, views)
        case RefusedOnRecord(refusal=refusal, receipt=receipt):
            return _refused(refusal, 409, refusal.position, receipt)
        case VaultClosed():
            return _refused(fault, 503)
        case LotMovedOn():
            return _refused(fault, 412)
        case KeyUsed():
            # The draft of the Idempotency-Key header, section 2.7.
            return _refused(fault, 422)
        case Refusal():
            return _refused(fault, 404 if fault.code.startswith(_UNKNOWN) else 409)
        case StoppedAfterSteps():
            return _stopped(fault, views)
        case OutcomeUnknown(why=why):
            return unknown(503, f"How the commit ended is not sure: {why}.")
        case LedgerDamaged():
            return unusable(str(fault)).shape
        case Closing():
            return HttpProblem(
                503,
                "stopping",
                "The service is stopping",
                "The service is stopping, and nothing was recorded. "
                "Send it again with the same key in a moment.",
            ).shape
        case _ if isinstance(fault, STORE_FAULTS):
            return unknown(
                503, f"The ledger cannot be used: {views.why_unusable(fault)}."
            )
        case _:
            return None


def unusable(words: str, headers: Mapping[str, str] = _NO_HEADERS) -> HttpProblem:
    """Return the answer of a ledger that cannot be read, with what is to be sent."""
    title = "The ledger cannot be used"
    return HttpProblem(503, "ledger-unusable", title, words, headers)


def unknown(status: int, words: str) -> ProblemDetailsShape:
    """Return the answer of a service that does not know what became of a command."""
    return HttpProblem(
        status,
        "outcome-unknown",
        "The outcome is unknown",
        f"{words} Whether a command was recorded is not known: send the same again "
        "under the same key, and it is done once.",
    ).shape


def _not_answered(fault: NotAnswered, views: Views) -> ProblemDetailsShape | None:
    """Return what is told of what is on record, and could not be answered."""
    status = 503
    match why := fault.why:
        case Refusal() | HttpProblem():
            status, words = 500, str(why)
        case LedgerDamaged():
            # Its own words are of what is refused: that nothing was recorded.
            words = f"Ask {VERIFY} what is wrong with the ledger."
        case _ if isinstance(why, STORE_FAULTS):
            words = f"The ledger cannot be used: {views.why_unusable(why)}."
        case _:
            return None
    shape = HttpProblem(
        status,
        "not-answered",
        "Recorded, and not answered",
        f"It is recorded at position {fault.position}, and its answer cannot be made. "
        f"{words} The same, sent again under the same key, is recorded once.",
    ).shape
    return replace(shape, position=fault.position)


def _stopped(fault: StoppedAfterSteps, views: Views) -> ProblemDetailsShape | None:
    """Return what is told of steps that are on record, and of one that is not done."""
    why = problem_of(fault.why, views)
    if why is None:
        return None
    words = f"On record is {visible(str(fault.done))}. There it stopped: {why.detail}"
    return replace(why, detail=words, position=fault.done.last)


def _refused(
    refusal: Refusal,
    status: int,
    position: int | None = None,
    receipt: str | None = None,
) -> ProblemDetailsShape:
    return ProblemDetailsShape(
        type=f"/problems/{refusal.given}",
        title=refusal.given.replace("-", " ").capitalize(),
        status=status,
        detail=visible(told_over_http(refusal)),
        code=refusal.given,
        position=position,
        receipt=receipt,
    )
