"""Users of the house, and the roles that they have."""

from __future__ import annotations

from typing import Annotated

from ledger.clock import machine_clock
from ledger.house import users
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.identity import UserId
from ledger.proof.base64_text import NoteInvalid
from ledger.proof.note_keys import ED25519, parse_verifier_key
from ledger.roles import Sight
from ledger.store.writer import Recorded
from ledger.vault.leaving import end_sign_ins
from ledger.vault.vault_file import VaultFile
from presenters.users import RoleShape, UserShape, role_shapes, user_shape
from web.answers import RecordedShape, what_was_recorded
from web.derived import asks_for
from web.misread import exactly
from web.operation import NamedPageQuery, Said, does, reads
from web.problem import HttpProblem
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


class UserKeyBody(Said, frozen=True, kw_only=True):
    """The key that a user signs with from now on."""

    verifier: Annotated[str, exactly(r"\S{1,300}", "a key without spaces")]
    """Its public half, as ``lotledger user key --only-make`` prints it."""


def adopt_user_key(user: UserId, body: UserKeyBody) -> Command:
    """Let a user sign with a key from now on, which they made on their own machine."""
    try:
        key = parse_verifier_key(body.verifier)
    except NoteInvalid as no:
        raise _no_key_of(user, str(no)) from no
    if key.name != user or key.kind != ED25519:
        raise _no_key_of(user, f"It is no key of {user}.")
    return users.adopt_key(user, key.text)


def _no_key_of(user: UserId, words: str) -> HttpProblem:
    remedy = f"Make one with: lotledger user key {user} --only-make"
    return HttpProblem(422, "not-a-key", "Not a key of theirs", f"{words} {remedy}")


def end_a_user(user: UserId) -> Command:
    """Take every role from a user who leaves, and what signs them in."""
    return users.end(user)


def what_ended(
    receipts: Receipts, recorded: Recorded, vault: VaultFile, user: UserId
) -> RecordedShape:
    """Let nothing sign a user in any more, and return where it is recorded."""
    end_sign_ins(vault, user, machine_clock())
    return what_was_recorded(receipts, recorded)


_ROLES = "/users/{user}/roles"

OPERATIONS = (
    reads("/users", Sight.LEDGER, list_users),
    reads("/roles", Sight.LEDGER, list_roles),
    asks_for("/users/{user}", users.add, method="PUT"),
    does(
        "/users/{user}/key",
        "adopt a user's key",
        adopt_user_key,
        what_was_recorded,
        method="PUT",
    ),
    does("/users/{user}/end", "end a user", end_a_user, what_ended),
    asks_for(_ROLES, users.grant),
    asks_for(f"{_ROLES}/revocation", users.revoke),
    asks_for("/approval-of-limits", users.set_approval_of_limits, method="PUT"),
)
