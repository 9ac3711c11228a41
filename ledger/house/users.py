"""Commands about users: add them, let them sign, and give and take their roles."""

from __future__ import annotations

from datetime import date

from ledger import users
from ledger.entry import LEDGER_STREAM, USERS_STREAM
from ledger.events import RolesBegun
from ledger.house.command import Decide, command
from ledger.house.transaction import HouseTransaction
from ledger.identity import Role, UserId
from ledger.money import Currency, Minor


@command("add a user")
def add(user: UserId) -> Decide:
    """Add a user by a short name: the person behind it is kept apart."""
    return lambda transaction: transaction.record(
        USERS_STREAM, users.add(transaction.users(), user)
    )


@command("adopt a user's key")
def adopt_key(user: UserId, key: str) -> Decide:
    """Let a user sign with a key from now on; ``key`` is its public half."""
    return lambda transaction: transaction.record(
        USERS_STREAM, users.adopt_key(transaction.users(), user, key)
    )


@command("grant a role")
def grant(user: UserId, role: Role, *, until: date | None = None) -> Decide:
    """Give a user a role; the first one turns the rule on for ever."""

    def decide(transaction: HouseTransaction) -> None:
        granted = users.grant(transaction.users(), user, role, until=until)
        transaction.record(USERS_STREAM, granted)
        if not transaction.ledger().roles_are_on:
            transaction.record(LEDGER_STREAM, (RolesBegun(),))

    return decide


@command("set which limits take a second person")
def set_approval_of_limits(currency: Currency, beyond: Minor) -> Decide:
    """Say from which sum on what somebody may spend is approved by a second person."""
    return lambda transaction: transaction.record(
        USERS_STREAM,
        users.set_approval_of_limits(transaction.users(), currency, beyond),
    )


@command("revoke a role")
def revoke(user: UserId, role: Role) -> Decide:
    """Take a role from a user."""
    return lambda transaction: transaction.record(
        USERS_STREAM, users.revoke(transaction.users(), user, role)
    )


@command("end a user")
def end(user: UserId) -> Decide:
    """Take every role from a user: they record and see nothing any more."""
    return lambda transaction: transaction.record(
        USERS_STREAM, users.end(transaction.users(), user)
    )
