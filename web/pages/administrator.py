"""For who administers: users, roles, tokens and sign-ins; how the ledger fares."""

from __future__ import annotations

from ledger.house import House
from ledger.house.checkpoints import last_note
from ledger.proof.checkpoint import parse_checkpoint
from ledger.roles import Sight
from ledger.vault.leaving import who_can_sign_in
from ledger.vault.tokens import tokens
from ledger.vault.vault_file import VaultFile
from presenters.failed_sign_ins import failed_shapes
from presenters.tokens import token_shape
from presenters.users import role_shapes, user_shape
from web.approving import all_that_waits
from web.endpoint import Service
from web.page import Filled, shows
from web.reading import LedgerReading


def users_page(reading: LedgerReading, vault: VaultFile) -> Filled:
    """Show users and their roles, what they sign in with, and sign-ins that failed."""
    users = reading.records.users()
    return {
        "users": list(map(user_shape, users.users.values())),
        "sign_in": who_can_sign_in(vault, reading.at),
        "roles": role_shapes(users),
        "tokens": list(map(token_shape, tokens(vault))),
        "failed": failed_shapes(vault, users, reading.at),
    }


def health_page(
    house: House, reading: LedgerReading, vault: VaultFile, service: Service
) -> Filled:
    """Show how far the log, its views and its signature got, and what waits.

    The process that writes answers it: no other knows what waits there.
    """
    note, heads = last_note(house), house.published.heads
    views = sorted(reading.view_positions().items())
    return {
        "head": house.head(),
        "views": views,
        "signed": None if note is None else parse_checkpoint(note.text).size,
        "kept": None if heads is None else heads.last(),
        "queue": service.gathering.depth,
        "processes": service.readiness.processes,
        "waiting": len(all_that_waits(house, vault)),
        "ledger": house.ledger_id(),
    }


PAGES = (
    shows("/users", Sight.LEDGER, users_page, "users.html"),
    shows("/health", Sight.LEDGER, health_page, "health.html", has_past=False),
)
