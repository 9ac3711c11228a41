"""Sessions, as they begin, are shown and end."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import ClientId, Role
from presenters.shape import Shape


class SignInShape(Shape):
    """Who is signed in, as what and until when."""

    id: str
    """By which it is revoked: with lotledger token revoke."""
    actor: str
    """Who is signed in: a user, or a client who bids."""
    role: Role
    """The one role that it is good for."""
    client: ClientId | None
    """Of a bidder: the client, whose paddles they bid with."""
    ends_at: datetime
    """When it ends."""
    form_token: str | None
    """What is sent as X-Form-Token with whatever is written by cookie; null: who asks
    showed a token."""


class SignOutShape(Shape):
    """A session that is over."""

    id: str
    """Which one."""
    elsewhere: str | None = None
    """Where to sign out of the provider of identities too, whose account stays signed
    in there; null: there is none."""
