"""A house in which roles are given: a user for each, and their keys."""

from __future__ import annotations

from contextlib import contextmanager

from ledger.house import House, users
from ledger.identity import Role, UserId
from ledger.proof.note_keys import SigningKey
from ledger.value import replace
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import by, new_house, place

NOBODY = UserId("u-nobody")
TODAY = by().recorded_at.date()


def user_of(role):
    return UserId(f"u-{role}")


def key_of(user):
    """Derive the key of a user of these tests."""
    return SigningKey(user, user.encode().ljust(32, b"."))


def acting(user, role, **more):
    return replace(by(**more), actor=user, role=role)


ADMINISTRATOR = user_of(Role.ADMINISTRATOR)


def give_roles(house):
    """Add a user for each role, and one for none; the administrator's is first."""
    for user in (*map(user_of, Role), NOBODY):
        house.do(users.add(user), by=by())
        house.do(users.adopt_key(user, key_of(user).verifier.text), by=by())
    house.do(users.grant(ADMINISTRATOR, Role.ADMINISTRATOR), by=by())


@contextmanager
def house_of(folder, user):
    """Open the house as somebody who has the key of a user."""
    key = None if user is None else kept_apart(folder, user)
    with House.open(place(folder), recording=REHEARSAL) as house:
        house.keys_at_hand.user_key = key
        yield house


def kept_apart(folder, user):
    """Keep the key of a user in a folder of its own; return its file."""
    file = folder / "key" / f"{user}.key"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(f"{key_of(user).text}\n")
    return file


def begin_with_roles(folder, *before, **sale):
    """Begin a house where each user has the role of their name; return its folder."""
    with new_house(folder, *before, give_roles, **sale):
        pass
    with house_of(folder, ADMINISTRATOR) as house:
        for role in Role:
            if role is not Role.ADMINISTRATOR:
                until = TODAY if role is Role.AUDITOR else None
                house.do(
                    users.grant(user_of(role), role, until=until),
                    by=acting(ADMINISTRATOR, Role.ADMINISTRATOR),
                )
    return folder
