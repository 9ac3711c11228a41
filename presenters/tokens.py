"""Tokens, as they are made and listed."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import ClientId, Role
from ledger.vault.tokens import Token, TokenKind
from presenters.shape import Shape
from presenters.times import utc_time

TOKEN_COLUMNS = (
    ("token", "left"),
    ("kind", "left"),
    ("signs in", "left"),
    ("role", "left"),
    ("made", "left"),
    ("until", "left"),
    ("revoked", "left"),
)


class TokenShape(Shape):
    """What somebody signs in to the service with; the token itself is on no file."""

    id: str
    """By which it is revoked."""
    kind: TokenKind
    """A token of a program, a session of a browser, or an invitation of a bidder."""
    actor: str
    """Who signs in: a user, or a client who bids."""
    role: Role
    """The role that it is good for."""
    client: ClientId | None
    """Of a bidder: the client, whose paddles they bid with."""
    made_at: datetime
    """When it was made."""
    ends_at: datetime
    """When it ends."""
    revoked_at: datetime | None
    """When it was revoked; null: it was not."""


class NewTokenShape(Shape):
    """A token that was made, and is told this once."""

    token: str | None
    """What is sent with each request; null where it was written to a file."""
    filed: TokenShape
    """What is on file of it."""


def token_shape(token: Token) -> TokenShape:
    """Return what is on file of a token."""
    return TokenShape(
        id=token.id,
        kind=token.kind,
        actor=token.user,
        role=token.role,
        client=token.client,
        made_at=token.made_at,
        ends_at=token.ends_at,
        revoked_at=token.revoked_at,
    )


def token_row(token: Token) -> tuple[object, ...]:
    """Write a token as a row of the list."""
    revoked = token.revoked_at
    return (
        token.id,
        token.kind,
        token.user,
        token.role,
        utc_time(token.made_at),
        utc_time(token.ends_at),
        None if revoked is None else utc_time(revoked),
    )


def new_token_words(token: Token, text: str) -> str:
    """Say what a token is, for whom and until when, and to keep it."""
    return (
        f"{text}\n{token.user} signs in with it as {token.role} until "
        f"{utc_time(token.ends_at)}. It is told this once and kept nowhere; revoke it "
        f"with: lotledger token revoke {token.id}"
    )


def invitation_words(token: Token, text: str) -> str:
    """Say what an invitation is, for whom and until when, and how it is accepted."""
    return (
        f"{text}\n{token.user} sets a password with it, once, until "
        f"{utc_time(token.ends_at)}. It is told this once and kept nowhere; revoke it "
        f"with: lotledger token revoke {token.id}"
    )
