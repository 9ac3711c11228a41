"""A script of a page is told a problem in the language that its page is read in.

Programs are told in English, whatever they prefer.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from presenters.shape import to_json
from web.languages import language_of
from web.phrases import phrase_book
from web.problem import MEDIA_TYPE, ProblemDetailsShape


def told_to_a_script(answer: Response, request: Request) -> Response:
    """Return an answer; the detail of a problem as the page of a script tells it.

    Its ``Content-Language`` says which language that is.
    """
    of_a_page = request.headers.get("hx-request") == "true"
    if not of_a_page or answer.media_type != MEDIA_TYPE:
        return answer
    problem = msgspec.json.decode(answer.body, type=ProblemDetailsShape)
    language = language_of(request)
    words = phrase_book(language).known(problem.detail)
    in_words = replace(problem, detail=words or problem.detail)
    headers = {**answer.headers, "content-language": language if words else "en"}
    del headers["content-length"]
    return Response(to_json(in_words, indent=None), answer.status_code, headers)
