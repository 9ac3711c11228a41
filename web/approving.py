"""What waits for a second person: asked over the service, and approved over it."""

from __future__ import annotations

from hashlib import sha256

from ledger.entry import Attribution
from ledger.house import House
from ledger.house.approvals import Request, request
from ledger.house.command import Command
from ledger.refusals import ApprovalNeeded
from ledger.store import json_text
from ledger.vault.vault_file import VaultFile
from ledger.vault.waiting import all_waiting, file_waiting, waits
from web.problem import HttpProblem


def ask(
    house: House,
    vault: VaultFile,
    command: Command,
    by: Attribution,
    needed: ApprovalNeeded,
) -> HttpProblem:
    """Let a command wait for a second person; returns what its sender is told."""
    assert by.key is not None, "a command has a key"
    name = name_of(by)
    asked = request(
        command,
        by,
        ledger=house.ledger_id(),
        key=by.key,
        mark=house.keys_at_hand.mark_of,
    )
    keep(vault, name, asked)
    return HttpProblem(
        409,
        "approval-needed",
        "Approval needed",
        f"Nothing was recorded. It waits as {name} for a second person, who is "
        f"{needed.roles}. Say the same again under the same key once it is approved.",
    )


def name_of(by: Attribution) -> str:
    """Return the name that a command waits under: its sender's key tells it."""
    return f"a-{sha256(str(by.key).encode()).hexdigest()[:16]}"


def approved_under(vault: VaultFile, by: Attribution) -> Request | None:
    """Return what was approved under the key of a command; None where nothing was."""
    asked = waiting_as(vault, name_of(by))
    if asked is None or asked.signature is None or asked.key != by.key:
        return None
    return asked


def waiting_as(vault: VaultFile, name: str) -> Request | None:
    """Return what waits under a name."""
    content = waits(vault, name)
    return None if content is None else _DECODER.decode(content)


def all_that_waits(house: House, vault: VaultFile) -> dict[str, Request]:
    """Return all that waits by its names; what is recorded by now waits no more."""
    asked = {name: _DECODER.decode(text) for name, text in all_waiting(vault).items()}
    return {name: each for name, each in asked.items() if not house.uses_key(each.key)}


def keep(vault: VaultFile, name: str, asked: Request) -> None:
    """Keep what waits, with the approval that it has by now."""
    file_waiting(vault, name, json_text.encoder(Request)(asked))


_DECODER = json_text.decoder(Request)
