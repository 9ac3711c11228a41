"""Signing in and out: with a password, or at first by the house's invitation."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ledger.identity import Role
from ledger.vault.accounts import accounts_of
from ledger.vault.passwords import LENGTH_MAX, LENGTH_MIN, is_password, set_password
from ledger.vault.tokens import TokenKind, revoke_tokens, token_named, use_up
from presenters.sessions import SignInShape, SignOutShape
from web.caller import Caller
from web.door import OF_A_SESSION, Door
from web.operation import admits
from web.own_pages import cookie_of
from web.problem import HttpProblem

Secret = Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX)]


class SignInBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signs in."""

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    """The short name of a user, or the number of a client who bids."""
    password: Secret
    """Their password."""
    role: Role | None = None
    """In which role; it need not be said by who has one alone."""


class InvitationBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bidder who comes in for the first time."""

    invitation: Secret
    """What the house sent: it is good once."""
    password: Annotated[str, Meta(min_length=LENGTH_MIN, max_length=LENGTH_MAX)]
    """The password to sign in with from now on, of the bidder's own choice."""


def sign_in(door: Door, body: SignInBody) -> SignInShape:
    """Sign in with a name and a password; the answer sets the cookie of a session."""
    door.must_be_few(body.name)
    if not is_password(door.vault, body.name, body.password):
        raise door.not_signed_in(body.name)
    return door.begin_session(body.name, body.role)


def show_session(caller: Caller) -> SignInShape:
    """Show who is signed in, as what and until when."""
    assert caller.session is not None, "who signed in did so by something"
    assert caller.ends_at is not None, "and it ends"
    return SignInShape(
        id=caller.session,
        actor=caller.actor,
        role=caller.role,
        client=caller.client,
        ends_at=caller.ends_at,
        form_token=caller.form_token,
    )


def sign_out(door: Door, caller: Caller) -> SignOutShape:
    """Sign out: what was signed in with is revoked at once."""
    assert caller.session is not None, "who signed in did so by something"
    revoke_tokens(door.vault, [caller.session], door.at)
    door.headers["set-cookie"] = cookie_of("", 0)
    bound = [account.issuer for account in accounts_of(door.vault, caller.actor)]
    places = (door.sign_out_elsewhere.get(issuer) for issuer in bound)
    return SignOutShape(id=caller.session, elsewhere=next(filter(None, places), None))


def accept_invitation(door: Door, body: InvitationBody) -> SignInShape:
    """Accept the house's invitation: set a password, and sign in."""
    door.must_be_few()
    token = token_named(door.vault, body.invitation, TokenKind.INVITATION)
    if token is None or not token.is_good(door.at):
        door.failed()
        raise _not_invited()
    if not use_up(door.vault, token, door.at):
        raise _not_invited()
    set_password(door.vault, token.user, body.password)
    return door.begin_session(token.user, None)


def _not_invited() -> HttpProblem:
    return HttpProblem(
        401,
        "not-invited",
        "Not invited",
        "The invitation is unknown, used or has ended. Ask the house for another.",
    )


OPERATIONS = (
    admits("/session", sign_in, status=201, sends=OF_A_SESSION),
    admits("/session", show_session, method="GET", signed_in=True),
    admits(
        "/session", sign_out, method="DELETE", signed_in=True, sends=("Set-Cookie",)
    ),
    admits("/invitation", accept_invitation, status=201, sends=OF_A_SESSION),
)
