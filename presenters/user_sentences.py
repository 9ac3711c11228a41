"""One sentence for each event of the users and their roles."""

from __future__ import annotations

from typing import assert_never

from ledger.events import (
    ApprovalOfLimitsSet,
    RoleGranted,
    RoleRevoked,
    UserAdded,
    UserEvent,
    UserKeyAdopted,
)
from presenters.house_sentences import key_words
from presenters.users import last_day


def user_sentence(event: UserEvent) -> str:
    """Say who was added, what they sign with, or what they may do."""
    match event:
        case UserAdded(user=user):
            return f"User {user} was added."
        case UserKeyAdopted(user=user, key=key, replaces=former):
            instead = "" if former is None else f" in the place of {key_words(former)}"
            return f"User {user} signs with {key_words(key)} from here on{instead}."
        case RoleGranted(user=user, role=role, until=until):
            end = "" if last_day(until) is None else f" until {until}"
            return f"User {user} got the role {role}{end}."
        case RoleRevoked(user=user, role=role):
            return f"User {user} lost the role {role}."
        case ApprovalOfLimitsSet(currency=currency, beyond=beyond):
            return f"A limit beyond {currency.write(beyond)} takes a second person."
        case _:
            assert_never(event)
