"""Users and roles, as they are listed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.events.looks import LookKind
from ledger.identity import Role, UserId
from ledger.roles import DUTIES, LOOKS, SIGHTS, VERBS, Duty, Sight
from ledger.users import User, Users
from presenters.house_sentences import key_words
from presenters.person import PersonShape, person_facts, person_shape
from presenters.shape import Shape

if TYPE_CHECKING:
    from ledger.vault.people import Person

USER_COLUMNS = (("user", "left"), ("key", "left"), ("roles", "left"))
ROLE_COLUMNS = (
    ("role", "left"),
    ("users", "left"),
    ("does", "left"),
    ("sees", "left"),
    ("looks at", "left"),
)


class UserKeyShape(Shape):
    """A key by which a user proves that a command is theirs."""

    user: UserId
    """The user."""
    key: str
    """Its verifier key: name, id and public half."""
    file: str | None
    """Where its secret half was kept now; null where the key was made elsewhere."""
    position: int | None
    """The entry that says that it signs; null where it was only made."""


class GrantShape(Shape):
    """A role that a user has."""

    role: Role
    """The role."""
    until: date | None
    """Its last day; null: it has no end."""


class UserShape(Shape):
    """A user: who may act under a name."""

    user: UserId
    """Their short name."""
    key: str | None
    """The verifier key by which they prove who they are; null: they have none yet."""
    grants: list[GrantShape]
    """Their roles."""


class UserPersonShape(UserShape):
    """A user, and who they are as far as that may be shown."""

    on_file: PersonShape | None
    """What the vault keeps; null where nothing is on file, or it may not be shown."""


class HolderShape(Shape):
    """Who has a role."""

    user: UserId
    """The user."""
    until: date | None
    """The last day of it; null: it has no end."""


class RoleShape(Shape):
    """A role: what it may do and see, and who has it."""

    role: Role
    """The role."""
    holders: list[HolderShape]
    """Who has it."""
    duties: list[Duty]
    """What it does, by whose work that is."""
    verbs: list[str]
    """Everything that it may ask for."""
    sights: list[Sight]
    """What it reads."""
    looks: list[LookKind]
    """Which sealed amounts, and whether persons, it may be shown."""


def user_key_words(key: UserKeyShape) -> str:
    """Say which key a user signs with, where it is kept, and what to hand out."""
    lines = []
    if key.position is not None:
        signs = f"User {key.user} signs with {key_words(key.key)} from here on."
        lines.append(f"{signs} At position {key.position}.")
    if key.file is not None:
        lines.append(
            f"It is kept in {key.file}. Whoever can read that file is {key.user}: "
            "show it to nobody."
        )
    if key.position is None:
        lines.append(
            "Nothing was recorded. An administrator records this verifier key, with: "
            f"lotledger user key {key.user} --verifier KEY"
        )
    return "\n".join((*lines, key.key))


def user_shape(user: User) -> UserShape:
    """Return a user as their shape."""
    return UserShape(
        user=user.id,
        key=user.key,
        grants=[
            GrantShape(role=role, until=last_day(end))
            for role, end in user.roles.items()
        ],
    )


def user_row(user: UserShape) -> tuple[str | None, ...]:
    """Return a user as a row of the list."""
    key = None if user.key is None else key_words(user.key)
    roles = ", ".join(_until(each.role, each.until) for each in user.grants)
    return user.user, key, roles


def user_person_shape(user: User, person: Person | None) -> UserPersonShape:
    """Return a user as their shape, with who they are where that is shown."""
    account = user_shape(user)
    return UserPersonShape(
        user=account.user,
        key=account.key,
        grants=account.grants,
        on_file=None if person is None else person_shape(person),
    )


def user_facts(user: UserPersonShape) -> list[tuple[str, object]]:
    """Return a user, a line each, with who they are where that is shown."""
    name, key, roles = user_row(user)
    facts: list[tuple[str, object]] = [("user", name), ("key", key or "none yet")]
    facts.append(("roles", roles or "none"))
    if user.on_file is None:
        return [*facts, ("person", "not on file, or not shown")]
    return facts + person_facts(user.on_file)


def role_shapes(users: Users) -> list[RoleShape]:
    """Return every role as its shape."""
    return [
        RoleShape(
            role=role,
            holders=[
                HolderShape(user=user.id, until=last_day(user.roles[role]))
                for user in users.users.values()
                if role in user.roles
            ],
            duties=[duty for duty in Duty if duty in DUTIES[role]],
            verbs=[
                verb for duty in Duty if duty in DUTIES[role] for verb in VERBS[duty]
            ],
            sights=[sight for sight in Sight if sight in SIGHTS[role]],
            looks=[kind for kind in LookKind if kind in LOOKS[role]],
        )
        for role in Role
    ]


def role_row(role: RoleShape) -> tuple[str, ...]:
    """Return a role as a row of the list."""
    holders = ", ".join(_until(each.user, each.until) for each in role.holders)
    listed = (role.duties, role.sights, role.looks)
    return role.role, holders, *(", ".join(each) for each in listed)


def last_day(end: date | None) -> date | None:
    """Return the last day of a role; the last of the calendar is no end."""
    return None if end == date.max else end


def _until(name: str, end: date | None) -> str:
    return name if end is None else f"{name} until {end}"
