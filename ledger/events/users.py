"""The events of users: who they are by name, what they sign with, what they may do."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import Role, UserId
from ledger.money import Currency, Minor


@event("user-added/1")
class UserAdded:
    """Somebody got a short name to act under; the person behind it is kept apart."""

    user: UserId


@event("user-key-adopted/1")
class UserKeyAdopted:
    """From here on a user proves by this key that a command is theirs."""

    user: UserId
    key: str
    """What it is verified with: its name, its id and its public half, as a vkey."""
    replaces: str | None
    """The key that proved it until then; None where there was none."""


@event("role-granted/1")
class RoleGranted:
    """A user got a role; the first that was granted turned the rule on for ever."""

    user: UserId
    role: Role
    until: date | None
    """The last day of it; None: it has no end."""


@event("role-revoked/1")
class RoleRevoked:
    """A user lost a role."""

    user: UserId
    role: Role


@event("approval-of-limits-set/1")
class ApprovalOfLimitsSet:
    """A house said up to which sum one person alone sets what somebody may spend."""

    currency: Currency
    beyond: Minor
    """What is more takes a second person who approves."""


UserEvent: TypeAlias = (
    UserAdded | UserKeyAdopted | RoleGranted | RoleRevoked | ApprovalOfLimitsSet
)
