"""Signing in by a provider: a browser is sent there, and comes back with a code.

Both addresses are pages, which a browser goes to. What comes back is bound to the
browser by a cookie that it sends along from another page too (SameSite=Lax), since that
is how it comes back; the session begins as it does with a password.
"""

from __future__ import annotations

import asyncio
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import partial
from http import HTTPStatus
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ledger.identity import Role, UserId
from presenters.pages.sign_in import refused_page, signed_in_page
from presenters.sessions import SignInShape
from web.challenges import SECONDS, Challenges
from web.door import Door, RoleNeeded, door_of
from web.endpoint import Service
from web.oidc.account import must_be_bound
from web.oidc.id_token import NotVouched, VouchedIdentity
from web.oidc.provider import Provider, SignInBegun
from web.own_pages import cookie_of, own_origin
from web.problem import HttpProblem, ProblemDetailsShape, problem_of

COOKIE = "__Host-lotledger-sign-in"
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""The address of such a page has a code in it: it goes nowhere, and is kept nowhere."""


class ProviderPages:
    """The two addresses by which somebody signs in by one provider."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._begun: Challenges[SignInBegun] = Challenges()

    def routes(self) -> list[Route]:
        """Return the two addresses."""
        return [
            Route(self._provider.begin, self.begin, methods=["GET"]),
            Route(self._provider.callback, self.finish, methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Send a browser to the provider."""
        service: Service = request.app.state.service
        try:
            caller = await service.sign_in(request)
            begun = SignInBegun(
                browser=token_urlsafe(),
                nonce=token_urlsafe(),
                verifier=token_urlsafe(48),
                role=_role(request.query_params.get("role")),
                caller=caller,
            )
            state = urlsafe_b64encode(self._begun.new(begun)).decode()
            origin = own_origin(request, service.sign_in.proxy)
            address = await asyncio.to_thread(
                self._provider.address, begun, state, origin
            )
        except NotVouched as fault:
            problem = self._unusable(fault, HTTPStatus.BAD_GATEWAY)
            return self._refused(problem.shape, problem)
        except Exception as fault:  # noqa: BLE001 (what nobody foresaw is raised again)
            return self._answer_to(fault, service)
        answer = RedirectResponse(address, 303, headers=_HEADERS)
        cookie = cookie_of(begun.browser, int(SECONDS), name=COOKIE, same_site="Lax")
        answer.headers.append("set-cookie", cookie)
        return answer

    async def finish(self, request: Request) -> Response:
        """Sign in whom the provider vouches for; the answer sets the cookie."""
        service: Service = request.app.state.service
        try:
            begun = self._went_on(request)
            door = door_of(service, request, begun.caller)
            shape = await self._signed_in(request, service, door, begun)
        except Exception as fault:  # noqa: BLE001 (what nobody foresaw is raised again)
            answer = self._answer_to(fault, service)
        else:
            text = signed_in_page(shape)
            answer = Response(text, media_type="text/html", headers=_HEADERS)
            answer.headers.append("set-cookie", door.headers["set-cookie"])
        over = cookie_of("", 0, name=COOKIE, same_site="Lax")
        answer.headers.append("set-cookie", over)
        return answer

    def _went_on(self, request: Request) -> SignInBegun:
        """Return what a browser began and goes on with; raises HttpProblem."""
        state = request.query_params.get("state", "")
        begun = self._begun.use_up(_bytes_of(state))
        if begun is None:
            raise self._not_begun(
                "It was not begun here, took too long, or is done already."
            )
        shown = request.cookies.get(COOKIE, "")
        if not hmac.compare_digest(shown.encode(), begun.browser.encode()):
            raise self._not_begun(
                "It was begun in another browser, or again in this one."
            )
        return begun

    async def _signed_in(
        self, request: Request, service: Service, door: Door, begun: SignInBegun
    ) -> SignInShape:
        loop = asyncio.get_running_loop()
        in_turn = partial(loop.run_in_executor, service.signing_in)
        await in_turn(door.must_be_few)
        try:
            # A provider that is slow keeps nobody else from signing in.
            vouched = await asyncio.to_thread(
                self._provider.vouched,
                request.query_params,
                begun,
                door.origin,
                door.at,
            )
        except NotVouched as fault:
            await in_turn(door.failed)
            raise self._unusable(fault, HTTPStatus.UNAUTHORIZED) from fault
        return await in_turn(self._admitted, door, vouched, begun.role)

    def _admitted(
        self, door: Door, vouched: VouchedIdentity, role: Role | None
    ) -> SignInShape:
        who: UserId = must_be_bound(door, self._provider.settings, vouched)
        return door.begin_session(who, role)

    def _unusable(self, fault: NotVouched, status: HTTPStatus) -> HttpProblem:
        return HttpProblem(
            status,
            "not-vouched-for",
            "Not signed in",
            f"{self._provider.settings.issuer} vouches for nobody: {fault}. Begin "
            f"again at {self._provider.begin}, or sign in with a password.",
        )

    def _not_begun(self, why: str) -> HttpProblem:
        return HttpProblem(
            401,
            "sign-in-not-begun",
            "Not signed in",
            f"This sign-in cannot be gone on with. {why} Begin again at "
            f"{self._provider.begin}.",
        )

    def _answer_to(self, fault: Exception, service: Service) -> Response:
        """Return a page that says what failed; raises what nobody foresaw."""
        problem = problem_of(fault, service.views)
        if problem is None:
            raise fault
        return self._refused(problem, fault)

    def _refused(self, problem: ProblemDetailsShape, fault: Exception) -> Response:
        """Return a page that says why nobody is signed in, and where to go on."""
        roles = fault.roles if isinstance(fault, RoleNeeded) else ()
        begin = self._provider.begin
        text = refused_page(
            problem.title,
            problem.detail,
            [(f"{begin}?role={role}", f"Sign in as {role}") for role in roles]
            or [(begin, "Begin again")],
        )
        headers = {**_HEADERS, **getattr(fault, "headers", {})}
        return Response(text, problem.status, media_type="text/html", headers=headers)


def _role(text: str | None) -> Role | None:
    """Return the role that is asked for; raises HttpProblem."""
    if text is None or text in set(Role):
        return None if text is None else Role(text)
    raise HttpProblem(
        422,
        "unreadable",
        "Not what was expected",
        f"{text!r} is no role. Roles are: {', '.join(Role)}.",
    )


def _bytes_of(state: str) -> bytes:
    """Return the challenge in a state; of what is none, nothing."""
    try:
        return urlsafe_b64decode(state)
    except ValueError:
        return b""
