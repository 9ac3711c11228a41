"""Accounts at a provider of identities, as they are listed."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import UserId
from ledger.vault.accounts import ProviderAccount
from presenters.shape import Shape
from presenters.times import utc_time

ACCOUNT_COLUMNS = (
    ("signs in", "left"),
    ("issuer", "left"),
    ("subject", "left"),
    ("bound", "left"),
)


class ProviderAccountShape(Shape):
    """An account at a provider of OpenID Connect that signs a user in."""

    user: UserId
    """The user."""
    issuer: str
    """The provider, as it names itself."""
    subject: str
    """By which the provider knows the account."""
    bound_at: datetime
    """When it was bound to the user."""


def account_shape(account: ProviderAccount) -> ProviderAccountShape:
    """Return an account as its shape."""
    return ProviderAccountShape(
        user=account.who,
        issuer=account.issuer,
        subject=account.subject,
        bound_at=account.bound_at,
    )


def account_row(account: ProviderAccount) -> tuple[object, ...]:
    """Write an account as a row of the list."""
    return account.who, account.issuer, account.subject, utc_time(account.bound_at)
