"""For who administers: users, roles, tokens and sign-ins; how the ledger fares."""

from __future__ import annotations

from ledger.house import House
from ledger.house.checkpoints import last_note
from ledger.proof.checkpoint import parse_checkpoint
from ledger.roles import Sight
from ledger.vault.failed_sign_ins import failure_series, hash_of_name
from ledger.vault.passwords import who_have_passwords
from ledger.vault.tokens import tokens
from ledger.vault.vault_file import VaultFile
from presenters.failed_sign_ins import failed_shape
from presenters.tokens import token_shape
from presenters.users import role_shapes, user_shape
from web.approving import all_that_waits
from web.page import Filled, shows
from web.reading import LedgerReading


def users_page(reading: LedgerReading, vault: VaultFile) -> Filled:
    """Show users and their roles, what they sign in with, and sign-ins that failed."""
    users = reading.records.users()
    known = {*users.users, *who_have_passwords(vault)}
    actors = {hash_of_name(vault, name): name for name in known}
    return {
        "users": list(map(user_shape, users.users.values())),
        "roles": role_shapes(users),
        "tokens": list(map(token_shape, tokens(vault))),
        "failed": [
            failed_shape(series, actors.get(series.name_hash), reading.at)
            for series in failure_series(vault, reading.at)
        ],
    }


def health_page(house: House, reading: LedgerReading, vault: VaultFile) -> Filled:
    """Show how far the log, its views and its signature got, and what waits."""
    note = last_note(house)
    return {
        "head": house.head(),
        "views": sorted(reading.view_positions().items()),
        "signed": None if note is None else parse_checkpoint(note.text).size,
        "waiting": len(all_that_waits(house, vault)),
        "ledger": house.ledger_id(),
    }


PAGES = (
    shows("/users", Sight.LEDGER, users_page, "users.html"),
    shows("/health", Sight.LEDGER, health_page, "health.html"),
)
