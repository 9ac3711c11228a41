"""How a page is answered: read by its types, filled from the reading, written in HTML.

Whoever may not see it is told who may, on a page of its own.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ledger.identity import Role
from web.caller import Caller
from web.endpoint import Service, shown_to
from web.languages import COOKIE, LANGUAGES, language_of
from web.operation import called
from web.own_requests import OwnRequests
from web.page import ConsolePage
from web.page_frame import PageFrame, filters_of
from web.page_views import count_view
from web.parts import lot_named, read_parts
from web.problem import UNUSABLE, HttpProblem, ProblemDetailsShape, problem_of
from web.reading import LedgerReading
from web.rendering import rendered
from web.request import read_query
from web.sign_in import must_be_signed_in

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    # Without an origin a browser would send no form that is believed.
    "referrer-policy": "same-origin",
    "cache-control": "private, no-cache",
    "vary": "cookie, accept-language",
}


class PageEndpoint:
    """Answers the requests of one page."""

    def __init__(self, page: ConsolePage) -> None:
        self._page = page

    async def answer(self, request: Request) -> Response:
        """Answer a request with the page, or with why it is not shown."""
        service: Service = request.app.state.service
        try:
            return await self._shown(request, service)
        except Exception as fault:
            problem = problem_of(fault, service.views)
            if problem is None:
                raise
            nobody_is_signed_in = problem.status == 401  # noqa: PLR2004 (they may)
            if is_by_htmx(request):
                return await problem_in_place(
                    request, service, problem, is_signed_out=nobody_is_signed_in
                )
            if nobody_is_signed_in:
                back = urlencode({"next": _here(request)})
                return RedirectResponse(f"/sign-in?{back}", 303, _HEADERS)
            answer = await problem_page(request, service, problem)
            if isinstance(fault, HttpProblem):
                answer.headers.update(fault.headers)
            return answer

    async def _shown(self, request: Request, service: Service) -> Response:
        page, caller = self._page, await service.sign_in(request)
        if page.sight is not None:
            await shown_to(caller, page.sight, request, service, purpose=page.summary)
        if page.verb is not None:
            must_be_signed_in(caller).must_be_allowed(page.verb)
        if page.signed_in:
            must_be_signed_in(caller)
        query = read_query(filters_of(request), page.query)
        reading = LedgerReading(service.house, service.views, at=service.clock())
        language = language_of(request)

        def written() -> str:
            with reading.looking_back(query.as_of if page.has_past else None):
                frame = frame_of(request, reading, caller, query.as_of)
                filled = called(
                    page.work,
                    house=service.house,
                    reading=reading,
                    query=query,
                    caller=caller,
                    vault=service.sign_in.vault,
                    language=language,
                    providers=service.providers,
                    service=service,
                    **read_parts(request.path_params),
                )
                frame = replace(frame.upto(reading.position), has_past=page.has_past)
                filled = {**filled, "frame": frame, "pending": _own(service, caller)}
                text = rendered(page.template, language, **filled)
            if page.is_counted and reading.upto is None and _is_a_view(request, caller):
                count_view(service.house, lot_named(request.path_params))
            return text

        thread = service.long_questions if page.takes_time else service.questions
        text = await asyncio.get_running_loop().run_in_executor(thread, written)
        shown = _told_whose(request, caller, html(request, text))
        if page.shows_documents:
            shown.headers["content-security-policy"] += "; frame-src blob:"
        return shown


def _told_whose(request: Request, caller: Caller | None, shown: Response) -> Response:
    """Tell a page that asks for a part of itself whose it would be now."""
    if is_by_htmx(request):
        shown.headers["signed-in"] = caller.actor if caller is not None else ""
    return shown


def _own(service: Service, caller: Caller | None) -> OwnRequests:
    return OwnRequests(service.house, service.sign_in.vault, caller)


def _is_a_view(request: Request, caller: Caller | None) -> bool:
    """Say whether somebody of the public looks, and no page refreshes itself."""
    is_public = caller is None or caller.role is Role.BIDDER
    return is_public and not is_by_htmx(request)


def is_by_htmx(request: Request) -> bool:
    """Say whether a page asks that is open, and shows the answer in its own place."""
    return request.headers.get("hx-request") == "true"


def frame_of(
    request: Request,
    reading: LedgerReading,
    caller: Caller | None,
    as_of: str | None = None,
) -> PageFrame:
    """Return the frame of a page, before what it shows is read.

    It is followed from there on: what comes meanwhile is told once more.
    """
    return PageFrame(
        caller=caller,
        path=request.url.path,
        filters=filters_of(request),
        at=reading.at,
        as_of=as_of,
        has_past=True,
        position=reading.records.head(),
        is_rehearsed=reading.house.ledger().timing.is_rehearsed,
    )


async def frame_of_whoever(request: Request, service: Service) -> PageFrame:
    """Return the frame of what is shown to whoever asks, signed in or no more.

    Where the ledger cannot be read, the page that says so has one all the same.
    """
    reading = LedgerReading(service.house, service.views, at=service.clock())
    looked_back_to = request.query_params.get("as_of") or None
    try:
        caller = await service.sign_in.whoever(request)
        frame = await asyncio.to_thread(
            frame_of, request, reading, caller, looked_back_to
        )
    except UNUSABLE:
        return PageFrame(
            caller=None,
            path=request.url.path,
            filters=filters_of(request),
            at=reading.at,
            as_of=looked_back_to,
            has_past=False,
            position=None,
            is_rehearsed=False,
        )
    return replace(frame, has_past=False)


def html(request: Request, text: str, status: int = 200) -> Response:
    """Return a page as an answer; a language that was asked for is kept."""
    answer = Response(text, status, _HEADERS, "text/html")
    if (asked := request.query_params.get("lang")) in LANGUAGES:
        answer.set_cookie(COOKIE, str(asked), max_age=31_536_000, samesite="lax")
    return answer


async def problem_page(
    request: Request,
    service: Service,
    problem: ProblemDetailsShape,
    *,
    is_signed_out: bool = False,
) -> Response:
    """Return the page that says why another is not shown, or a form not done."""
    text = rendered(
        "problem.html",
        language_of(request),
        frame=await frame_of_whoever(request, service),
        problem=problem,
        is_signed_out=is_signed_out,
        following=_without_host(request.headers.get("referer", "/")),
    )
    return html(request, text, problem.status)


async def problem_in_place(
    request: Request,
    service: Service,
    problem: ProblemDetailsShape,
    *,
    is_signed_out: bool,
    key: str | None = None,
) -> Response:
    """Return what stands in the place of an answer, on a page that is open.

    Whoever is signed in no more, or anew, is told what they can do there.
    """
    text = rendered(
        "answers/problem.html",
        language_of(request),
        problem=problem,
        key=key,
        is_signed_out=is_signed_out,
        who=await service.sign_in.whoever(request),
        following=_without_host(request.headers.get("hx-current-url", "/")),
    )
    return html(request, text, problem.status)


def _without_host(address: str) -> str:
    """Return where a page is, on whatever host it is served."""
    return urlsplit(address)._replace(scheme="", netloc="").geturl()


def _here(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
