"""Users: who may act, with which key and in which roles, once roles are given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from typing import assert_never

from ledger.events.users import (
    ApprovalOfLimitsSet,
    RoleGranted,
    RoleRevoked,
    UserAdded,
    UserEvent,
    UserKeyAdopted,
)
from ledger.identity import Role, UserId
from ledger.money import Currency, Minor
from ledger.refusals import (
    AuditorNeedsEnd,
    FirstIsAdministrator,
    LastAdministrator,
    NotAllowed,
    NotAnApprover,
    RoleNotGranted,
    UnknownUser,
    UserExists,
    UserHasNoKey,
)
from ledger.roles import may, who_approve, who_may
from ledger.value import field, replace, value


@value(kw_only=True)
class User:
    """A user as they stand: their key, and each role with its last day."""

    id: UserId
    key: str | None = None
    roles: Mapping[Role, date | None] = field(default_factory=dict)

    def has(self, role: Role, day: date) -> bool:
        """Say whether they have a role on a day."""
        if role not in self.roles:
            return False
        until = self.roles[role]
        return until is None or day <= until


@value(kw_only=True)
class Users:
    """All users of a house."""

    users: Mapping[UserId, User] = field(default_factory=dict)
    limits_alone: Mapping[Currency, Minor] = field(default_factory=dict)
    """Up to which limit one person alone sets it; where nothing is said, none."""

    @property
    def roles_are_on(self) -> bool:
        """Say whether a role was ever given: from then on there is an administrator."""
        return any(Role.ADMINISTRATOR in user.roles for user in self.users.values())

    def user(self, name: str) -> User:
        """Return a user; raises UnknownUser."""
        user = self.users.get(UserId(name))
        if user is None:
            raise UnknownUser(user=name)
        return user


def evolve(users: Users | None, event: UserEvent) -> Users:
    """Return the users as an event leaves them."""
    before = users or Users()
    match event:
        case UserAdded(user=name):
            return _with(before, User(id=name))
        case UserKeyAdopted(user=name, key=key):
            return _with(before, replace(before.users[name], key=key))
        case RoleGranted(user=name, role=role, until=until):
            user = before.users[name]
            return _with(before, replace(user, roles={**user.roles, role: until}))
        case RoleRevoked(user=name, role=role):
            user = before.users[name]
            left = {each: end for each, end in user.roles.items() if each is not role}
            return _with(before, replace(user, roles=left))
        case ApprovalOfLimitsSet(currency=currency, beyond=beyond):
            sums = {**before.limits_alone, currency: beyond}
            return replace(before, limits_alone=sums)
        case _:
            assert_never(event)


def _with(users: Users, user: User) -> Users:
    return replace(users, users={**users.users, user.id: user})


def add(users: Users, name: UserId) -> tuple[UserAdded, ...]:
    """Add a user; raises UserExists."""
    if name in users.users:
        raise UserExists(user=name)
    return (UserAdded(user=name),)


def adopt_key(users: Users, name: UserId, key: str) -> tuple[UserKeyAdopted, ...]:
    """Let a user sign with a key from now on; raises UnknownUser."""
    user = users.user(name)
    if user.key == key:
        return ()
    return (UserKeyAdopted(user=name, key=key, replaces=user.key),)


def grant(
    users: Users, name: UserId, role: Role, *, until: date | None
) -> tuple[RoleGranted, ...]:
    """Give a user a role.

    Raises UnknownUser, UserHasNoKey, AuditorNeedsEnd, and FirstIsAdministrator: with
    any other first role nobody could ever give a second one.
    """
    user = users.user(name)
    if user.key is None:
        raise UserHasNoKey(user=name)
    if role is Role.AUDITOR and until is None:
        raise AuditorNeedsEnd(user=name)
    if not users.roles_are_on and (role is not Role.ADMINISTRATOR or until is not None):
        raise FirstIsAdministrator(role=role)
    if role in user.roles and user.roles[role] == until:
        return ()
    after = evolve(users, granted := RoleGranted(user=name, role=role, until=until))
    _must_have_administrator(after)
    return (granted,)


def revoke(users: Users, name: UserId, role: Role) -> tuple[RoleRevoked, ...]:
    """Take a role from a user; raises RoleNotGranted and LastAdministrator."""
    if role not in users.user(name).roles:
        raise RoleNotGranted(user=name, role=role)
    after = evolve(users, revoked := RoleRevoked(user=name, role=role))
    _must_have_administrator(after)
    return (revoked,)


def end(users: Users, name: UserId) -> tuple[RoleRevoked, ...]:
    """Take every role from a user; raises UnknownUser and LastAdministrator."""
    revoked = tuple(
        RoleRevoked(user=name, role=role) for role in users.user(name).roles
    )
    if revoked:
        _must_have_administrator(reduce(evolve, revoked, users))
    return revoked


def set_approval_of_limits(
    users: Users, currency: Currency, beyond: Minor
) -> tuple[ApprovalOfLimitsSet, ...]:
    """Say from which sum on a limit takes a second person."""
    if users.limits_alone.get(currency) == beyond:
        return ()
    return (ApprovalOfLimitsSet(currency=currency, beyond=beyond),)


def is_beyond(users: Users, currency: Currency, limit: Minor | None) -> bool:
    """Say whether a limit takes a second person; None: it is lifted."""
    return limit is None or limit > users.limits_alone.get(currency, 0)


def must_be_approver(users: Users, approver: str, verb: str, *, day: date) -> None:
    """Refuse whoever has no role that approves a verb on a day.

    Raises UnknownUser and NotAnApprover.
    """
    user, roles = users.user(approver), who_approve(verb)
    if not any(user.has(role, day) for role in roles):
        raise NotAnApprover(user=approver, verb=verb, roles=", ".join(roles))


def _must_have_administrator(users: Users) -> None:
    """Refuse that nobody is left who can give roles; raises LastAdministrator."""
    for user in users.users.values():
        if user.roles.get(Role.ADMINISTRATOR, date.min) is None:
            return
    raise LastAdministrator


def must_be_allowed(
    users: Users, actor: str, role: Role, verb: str, *, day: date
) -> None:
    """Refuse a verb that an actor has no role for on a day.

    Raises UnknownUser and NotAllowed.
    """
    if not (users.user(actor).has(role, day) and may(role, verb)):
        roles = ", ".join(who_may(verb)) or "nobody"
        raise NotAllowed(user=actor, role=role, verb=verb, roles=roles)
