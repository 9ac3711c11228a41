"""Forms: every operation of the API is to be had by one, and by no other way.

A form is read by the types of its operation, and sent on as the request that a program
would send: under the key that was written into it, with the form token of its session.
What it was answered with is shown in its place, or leads to the page it names.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from types import GenericAlias, NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl, urlsplit

import msgspec
from msgspec import Struct, structs
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message

from ledger.identity import SaleId
from ledger.roles import Sight
from web.approving import AGAIN, FROM_A_PAGE, keep_form
from web.caller import Caller
from web.endpoint import Endpoint, Service, answered
from web.files import shown_by_the_browser
from web.languages import language_of
from web.multipart import FILES, fields_with_files
from web.operation import Operation
from web.own_pages import FORM_TOKEN
from web.page_endpoint import (
    frame_of_whoever,
    html,
    is_by_htmx,
    problem_in_place,
    problem_page,
)
from web.problem import ProblemDetailsShape, problem_of
from web.remedies import PRESSED_AGAIN, SENT_AS_IT_IS
from web.rendering import FORMS, new_key, rendered, template_exists
from web.request import FORM, JSON, content_of, misread, unreadable
from web.room_answers import OF_THE_ROOM, room_sentence
from web.sizes import BODY_BYTES_MAX
from web.typed_amounts import in_plain_figures
from web.typed_file import with_typed_file

_OWN = ("key", "if_match", "form_token", "next", "approved")
"""Fields that are the form's own; what is approved keeps its key, whatever it meets."""
_ANSWERED = re.compile(r"\{(\w+)\}")
"""What stands in the address that a form leads to for a part of its answer."""
_TO_BE_SAID = "-"
"""What stands in an address for a part of it that is a field of the form."""
_SAID_AGAIN = frozenset(("approval-needed", "stopping", "too-many-commands"))
"""What is sent again under the same key, once it can be done."""
_SIGNED_OUT = frozenset(("not-signed-in", "form-token-needed"))
"""What a page is answered that was opened by somebody who is signed in no more."""


class FormEndpoint:
    """Answers the forms that ask for one operation."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._endpoint = Endpoint(operation)
        self.path = f"{FORMS}/{operation.name}{operation.path}"

    async def answer(self, request: Request) -> Response:
        """Do what a form asks for, and show what became of it."""
        service: Service = request.app.state.service
        try:
            # Nobody but who signed in has the house keep much of what they send.
            caller = await service.sign_in.whoever(request)
            most = self._operation.body_bytes_max if caller else BODY_BYTES_MAX
            fields = in_plain_figures(
                await _fields(request, most), language_of(request)
            )
            given = with_typed_file(fields)
            own = {name: text for name, text in given if name in _OWN and text}
            asked = self._as_a_program_would(request, given, own)
        except Exception as fault:
            problem = problem_of(fault, service.views)
            if problem is None:
                raise
            return await self._refused(request, service, problem, {})
        answer = await answered(self._endpoint, asked)
        if answer.status_code >= 400:  # noqa: PLR2004 (where success ends)
            problem = msgspec.json.decode(answer.body, type=ProblemDetailsShape)
            if problem.code == "approval-needed" and caller is not None:
                kept = partial(_kept, request.url.path, service, caller, given, own)
                if await asyncio.to_thread(kept):
                    problem = _in_words(problem, AGAIN, FROM_A_PAGE)
            problem = _in_words(problem, SENT_AS_IT_IS, PRESSED_AGAIN)
            return await self._refused(request, service, problem, own)
        if answer.media_type != JSON:
            return shown_by_the_browser(answer)
        return await self._done(request, service, answer, own)

    def _as_a_program_would(
        self, request: Request, given: list[tuple[str, str]], own: dict[str, str]
    ) -> Request:
        """Return the request that a program would send; raises HttpProblem."""
        headers = {
            b"content-type": JSON.encode(),
            b"idempotency-key": own.get("key", "").encode(),
            FORM_TOKEN.lower().encode(): own.get("form_token", "").encode(),
        }
        if seen := own.get("if_match"):
            headers[b"if-match"] = seen.encode()
        kept = [pair for pair in request.scope["headers"] if pair[0] not in headers]
        parts = request.path_params
        in_address = {
            name: text
            for name, text in given
            if text and parts.get(name) == _TO_BE_SAID
        }
        pairs = [pair for pair in given if pair[0] not in (*_OWN, *in_address)]
        content = _body(self._operation.body, pairs)

        async def receive() -> Message:
            return {"type": "http.request", "body": content, "more_body": False}

        scope = {
            **request.scope,
            "method": self._operation.method,
            "headers": [*kept, *headers.items()],
            "path_params": {**parts, **in_address},
        }
        return Request(scope, receive)

    async def _done(
        self,
        request: Request,
        service: Service,
        answer: Response,
        own: dict[str, str],
    ) -> Response:
        """Show what was answered, or lead to the page that the form names."""
        following = _following(own.get("next", ""), answer)
        in_place = is_by_htmx(request)
        if following and not in_place:
            done: Response = RedirectResponse(_own_address(following), 303)
        elif following:
            done = Response(status_code=200, headers=_onward(request, following))
        else:
            done = html(request, await self._written(request, service, answer))
            done.headers["hx-trigger"] = "recorded"
        for name in ("set-cookie", "cache-control"):
            if name in answer.headers:
                done.headers[name] = answer.headers[name]
        return done

    async def _written(
        self, request: Request, service: Service, answer: Response
    ) -> str:
        template = f"answers/{self._operation.name}.html"
        language = language_of(request)
        shape = msgspec.json.decode(answer.body)
        filled = {"answer": shape, "key": new_key()}
        is_of_the_room = self._operation.name in OF_THE_ROOM
        if not template_exists(template) and not is_of_the_room:
            return rendered("answers/recorded.html", language, **filled)
        frame = await frame_of_whoever(request, service)
        if is_of_the_room and frame.sees(Sight.BIDS):
            sale = SaleId(request.path_params["sale"])
            tells = partial(room_sentence, service.house, sale, shape)
            shape["sentence"] = await asyncio.to_thread(tells)
            template = "answers/recorded.html"
        return rendered(template, language, frame=frame, **filled)

    async def _refused(
        self,
        request: Request,
        service: Service,
        problem: ProblemDetailsShape,
        own: dict[str, str],
    ) -> Response:
        """Show in the form's place why it was not done."""
        operation = self._operation
        signs_in = operation.admits and not operation.signed_in
        is_signed_out = problem.code in _SIGNED_OUT and not signs_in
        if not is_by_htmx(request):
            return await problem_page(
                request, service, problem, is_signed_out=is_signed_out
            )
        is_approved = "approved" in own
        again = is_signed_out or is_approved or problem.code in _SAID_AGAIN
        refused = await problem_in_place(
            request,
            service,
            problem,
            is_signed_out=is_signed_out,
            key=own.get("key", new_key()) if again else new_key(),
        )
        if problem.position is not None:
            refused.headers["hx-trigger"] = "refused"
        return refused


def _in_words(
    problem: ProblemDetailsShape, of_a_program: str, of_a_page: str
) -> ProblemDetailsShape:
    """Tell whoever looks at a page what they do, where a program does another thing."""
    words = problem.detail.replace(of_a_program, of_a_page)
    return structs.replace(problem, detail=words)


def _kept(
    address: str,
    service: Service,
    caller: Caller,
    given: list[tuple[str, str]],
    own: dict[str, str],
) -> bool:
    """Keep what a form asked a second person for, to be sent again; say whether."""
    key = own.get("key", "")
    by = caller.attribution(at=service.clock(), key=key, reason=None, on_behalf_of=None)
    fields = [(name, text) for name, text in given if name not in _OWN]
    vault = service.sign_in.vault
    return keep_form(vault, by, address=address, fields=fields, key=key)


async def _fields(request: Request, most: int) -> list[tuple[str, str]]:
    """Read the fields of a form, in their order; raises HttpProblem."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() == FILES:
        content = await content_of(request, FILES, most=most)
        return await asyncio.to_thread(fields_with_files, kind, content)
    content = await content_of(request, FORM, most=most)
    try:
        return parse_qsl(content.decode(), keep_blank_values=True)
    except UnicodeDecodeError as fault:
        raise unreadable("The form is no text in UTF-8.") from fault


def _body(kind: type[Struct] | None, pairs: list[tuple[str, str]]) -> bytes:
    """Write the fields of a form as the body of an operation; raises HttpProblem.

    A field that is left empty is not sent on, or says none where that has to be said;
    one that may stand often is a list.
    """
    if kind is None:
        return b""
    hints = get_type_hints(kind)
    several = {name for name, hint in hints.items() if _is_several(hint)}
    fields: dict[str, Any] = {}
    for name, text in pairs:
        if not text:
            continue
        if name in several:
            fields.setdefault(name, []).append(text)
        elif name in fields:
            raise unreadable(f"The field {name} is given twice. Give it once.")
        else:
            fields[name] = text
    none_wanted = {
        each.name
        for each in msgspec.structs.fields(kind)
        if each.required and NoneType in get_args(hints[each.name])
    }
    nothing = dict.fromkeys(none_wanted & {name for name, text in pairs if not text})
    given = {**nothing, **fields}
    try:
        read = msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as fault:
        raise misread(fault, kind, given) from fault
    return msgspec.json.encode(read)


def _is_several(hint: object) -> bool:
    if isinstance(hint, UnionType):
        return any(map(_is_several, get_args(hint)))
    return isinstance(hint, GenericAlias) and get_origin(hint) in (tuple, list)


def _following(following: str, answer: Response) -> str:
    """Return where a form leads, with what it was answered: ``/disputes/{number}``."""
    if "{" not in following:
        return following
    answered_with = msgspec.json.decode(answer.body)
    return _ANSWERED.sub(lambda name: f"{answered_with.get(name[1], '')}", following)


def _onward(request: Request, following: str) -> dict[str, str]:
    """Return what leads a page on: no browser reads one anew for a place on it."""
    address = _own_address(following)
    here = urlsplit(request.headers.get("hx-current-url", ""))
    shown = here._replace(scheme="", netloc="", fragment="").geturl()
    page, _, place = address.partition("#")
    is_here = place and page == shown
    return {"hx-refresh": "true"} if is_here else {"hx-redirect": address}


def _own_address(text: str) -> str:
    """Return an address of ours: a form leads to no other place."""
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if is_ours and text.isprintable() else "/"
