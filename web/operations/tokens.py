"""Tokens: what a program signs in with, made, listed and revoked.

Whoever has a session makes tokens for themselves. An administrator makes one for
nobody else but a user who watches over the service: with any other role they would act
in another's name.
"""

from __future__ import annotations

from datetime import timedelta
from secrets import token_hex
from typing import Annotated

from msgspec import Meta, Struct

from ledger.identity import Role, UserId
from ledger.vault.tokens import Token, make_token, revoke_tokens, tokens
from presenters.tokens import NewTokenShape, TokenShape, token_shape
from web.caller import Caller
from web.door import Door, roles_of
from web.operation import admits
from web.problem import HttpProblem

GIVES_ROLES = "grant a role"
"""Who may do this sees and revokes the tokens of everybody."""


class TokenBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token to be made."""

    days: Annotated[int, Meta(ge=1, le=366)] = 30
    """For how long it is good."""
    user: UserId | None = None
    """For whom, where it is not for oneself: a user with the role system."""


def make_a_token(door: Door, caller: Caller, body: TokenBody) -> NewTokenShape:
    """Make a token for oneself, or for a program that watches over the service."""
    who, role = caller.must_be_in_session(), caller.role
    if body.user is not None and body.user != who:
        caller.must_be_allowed(GIVES_ROLES)
        who, role = body.user, Role.SYSTEM
        if role not in roles_of(door.house, who, door.at):
            raise _not_for_others(who)
    made = Token(
        id=f"t-{token_hex(4)}",
        user=who,
        role=role,
        client=caller.client if role is caller.role else None,
        made_at=door.at,
        ends_at=door.at + timedelta(days=body.days),
    )
    text = make_token(door.vault, made)
    door.headers["cache-control"] = "no-store"
    return NewTokenShape(token=text, filed=token_shape(made))


def list_tokens(door: Door, caller: Caller) -> list[TokenShape]:
    """List one's own tokens and sessions; an administrator's list has everybody's."""
    return [token_shape(each) for each in tokens(door.vault) if _may_end(caller, each)]


def revoke_a_token(door: Door, caller: Caller, token: str) -> TokenShape:
    """Revoke a token, a session or an invitation: it signs nobody in any more."""
    every = tokens(door.vault)
    known = {each.id: each for each in every if _may_end(caller, each)}
    if token not in known:
        raise HttpProblem(
            404, "not-found", "No such token", f"You have no token {token}."
        )
    revoke_tokens(door.vault, [token], door.at)
    return next(token_shape(each) for each in tokens(door.vault) if each.id == token)


def _may_end(caller: Caller, token: Token) -> bool:
    return token.user == caller.actor or caller.may(GIVES_ROLES)


def _not_for_others(who: str) -> HttpProblem:
    return HttpProblem(
        403,
        "not-allowed",
        "Not allowed",
        f"{who} has not the role {Role.SYSTEM}. Whoever has another one makes their "
        "own tokens: they sign in with a password or a passkey, and ask for one.",
    )


OPERATIONS = (
    admits(
        "/tokens", make_a_token, status=201, signed_in=True, sends=("Cache-Control",)
    ),
    admits("/tokens", list_tokens, method="GET", signed_in=True),
    admits("/tokens/{token}", revoke_a_token, method="DELETE", signed_in=True),
)
