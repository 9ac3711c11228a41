"""Who asks: found by the token that they show, or by the cookie of their session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from starlette.requests import Request

from ledger.clock import machine_clock
from ledger.entry import Attribution, Way
from ledger.house import House
from ledger.identity import Role
from ledger.refusals import VaultClosed
from ledger.vault.tokens import Token, TokenKind, token_named
from ledger.vault.vault_file import VaultFile
from web.caller import Caller
from web.own_pages import COOKIE, form_token_of
from web.problem import HttpProblem

_HOW = (
    "Send the header Authorization: Bearer, with a token that an administrator makes "
    "on the page /users, or by POST /api/v1/tokens; or sign in with a password: "
    "POST /api/v1/session."
)


class TokenSignIn:
    """Signs in whoever shows a token of this ledger's vault, or has a session there."""

    def __init__(
        self,
        house: House,
        vault: VaultFile,
        clock: Callable[[], datetime] = machine_clock,
        *,
        proxy: str | None = None,
    ) -> None:
        self._house = house
        self.vault = vault
        self.proxy = proxy
        """The origin of our own pages, where a proxy is in front."""
        self._clock = clock
        # The vault that opens tokens is open here: who has it may say who signed in.
        house.keys_at_hand.vouched = is_vouched_for

    async def __call__(self, request: Request) -> Caller | None:
        """Return who asks, None where no token is shown; raises HttpProblem.

        Whoever waits for the ledger to tell their role keeps nobody else waiting.
        """
        caller = self.shown_by(request)
        if caller is None or _needs_no_role(caller):
            return caller
        if await asyncio.to_thread(self.has_role, caller):
            return caller
        if caller.form_token is None:
            raise _not_good()
        return None

    async def whoever(self, request: Request) -> Caller | None:
        """Return who asks, None where nobody is known to be signed in, for a page."""
        try:
            return await self(request)
        except (HttpProblem, VaultClosed):
            return None

    def shown_by(self, request: Request) -> Caller | None:
        """Return who asks, whether or not their role is still theirs.

        It is looked up each time: a token that is revoked ends at once. Raises
        HttpProblem.
        """
        header = request.headers.get("authorization")
        if header is None:
            return self._in_session(request)
        scheme, _, text = header.partition(" ")
        known = scheme.lower() == "bearer"
        token = token_named(self.vault, text.strip()) if known else None
        if token is None or not token.is_good(self._clock()):
            raise _not_good()
        return _caller(token)

    def _in_session(self, request: Request) -> Caller | None:
        """Return who has a session; None where there is none, or it is over."""
        text = request.cookies.get(COOKIE)
        if text is None:
            return None
        token = token_named(self.vault, text, TokenKind.SESSION)
        if token is None or not token.is_good(self._clock()):
            return None
        return replace(_caller(token), form_token=form_token_of(text))

    def has_role(self, caller: Caller) -> bool:
        """Say whether who signed in has, by what the ledger says, their role today."""
        if _needs_no_role(caller) or not self._house.ledger().roles_are_on:
            return True
        user = self._house.users().user(caller.actor)
        return user.has(caller.role, self._clock().date())

    def must_have_role(self, caller: Caller) -> None:
        """Refuse whoever lost the role that they signed in with; raises HttpProblem."""
        if not self.has_role(caller):
            raise _not_good()


def _needs_no_role(caller: Caller) -> bool:
    return caller.role is Role.BIDDER


def _not_good() -> HttpProblem:
    return HttpProblem(
        401,
        "not-signed-in",
        "Not signed in",
        f"The token is unknown, revoked or has ended. {_HOW}",
    )


def _caller(token: Token) -> Caller:
    return Caller(
        actor=token.user,
        role=token.role,
        client=token.client,
        session=token.id,
        ends_at=token.ends_at,
    )


def is_vouched_for(by: Attribution) -> bool:
    """Say whether who acts signed in to a service."""
    return by.way is Way.SERVICE and by.session is not None


def must_be_signed_in(caller: Caller | None) -> Caller:
    """Return who asks; raises HttpProblem where nobody signed in."""
    if caller is None:
        raise HttpProblem(
            401, "not-signed-in", "Not signed in", f"Nobody signed in. {_HOW}"
        )
    return caller
