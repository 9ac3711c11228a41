"""Users of the house, and the roles that they have."""

from __future__ import annotations

from ledger.house import users
from ledger.roles import Sight
from presenters.users import RoleShape, UserShape, role_shapes, user_shape
from web.derived import asks_for
from web.operation import NamedPageQuery, reads
from web.reading import LedgerReading


def list_users(reading: LedgerReading, query: NamedPageQuery) -> list[UserShape]:
    """List the users of the house with their roles; no names."""
    listed = [*reading.records.users().users.values()]
    return [
        user_shape(each) for each in reading.page(listed, query, lambda user: user.id)
    ]


def list_roles(reading: LedgerReading) -> list[RoleShape]:
    """List every role: what it may do and see, and who has it."""
    return role_shapes(reading.records.users())


_ROLES = "/users/{user}/roles"

OPERATIONS = (
    reads("/users", Sight.LEDGER, list_users),
    reads("/roles", Sight.LEDGER, list_roles),
    asks_for("/users/{user}", users.add, method="PUT"),
    asks_for(_ROLES, users.grant),
    asks_for(f"{_ROLES}/revocation", users.revoke),
    asks_for("/approval-of-limits", users.set_approval_of_limits, method="PUT"),
)
