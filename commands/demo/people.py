"""Let somebody of each role sign in to the demo, with a password each."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from ledger.clock import machine_clock
from ledger.entry import Attribution
from ledger.identity import ClientId, Role, UserId

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.vault.vault_file import VaultFile

BIDDERS = (ClientId("C-1042"), ClientId("C-1187"))
"""Clients of the demo who sign in."""

_INSIDE = tuple(role for role in Role if role not in (Role.BIDDER, Role.SYSTEM))


def name_of(role: Role) -> str:
    """Return the name that somebody of a role signs in with."""
    return BIDDERS[0] if role is Role.BIDDER else f"u-{role}"


def let_everybody_in(
    house: House, vault: VaultFile, new_password: Callable[[], str]
) -> list[tuple[str, Role, str]]:
    """Give each role to a user of its own, once; and passwords, anew each time.

    Returns who signs in, in which role, with which password.
    """
    from ledger.vault.passwords import set_password

    if not house.ledger().roles_are_on:
        _give_roles(house)
    inside = [(name_of(role), role) for role in _INSIDE]
    bidders = [(client, Role.BIDDER) for client in BIDDERS]
    everybody = [(who, role, new_password()) for who, role in [*inside, *bidders]]
    for who, _, password in everybody:
        set_password(vault, who, password)
    return everybody


def _give_roles(house: House) -> None:
    """Add the users with their keys, and grant the administrator's role first."""
    from ledger.house import users

    for role in _INSIDE:
        name = UserId(name_of(role))
        if name not in house.users().users:
            house.do(users.add(name), by=acting("demo", Role.CLERK))
        if house.users().user(name).key is None:
            vkey = _new_key(house, name)
            house.do(users.adopt_key(name, vkey), by=acting("demo", Role.CLERK))
    administrator = acting(name_of(Role.ADMINISTRATOR), Role.ADMINISTRATOR)
    for role in sorted(_INSIDE, key=lambda each: each is not Role.ADMINISTRATOR):
        until = date.max if role is Role.AUDITOR else None
        granted = users.grant(UserId(name_of(role)), role, until=until)
        house.do(granted, by=administrator)


def _new_key(house: House, name: UserId) -> str:
    from ledger.keys.user_keys import keep_user_key
    from ledger.proof.note_keys import SigningKey

    made = SigningKey(name, os.urandom(32))
    folder = house.published.must_have_folder()
    keep_user_key(folder, made, apart_from=house.folder)
    return made.verifier.text


def acting(actor: str, role: Role) -> Attribution:
    """Say that somebody acts now, in a role."""
    return Attribution(actor=actor, role=role, recorded_at=machine_clock())
