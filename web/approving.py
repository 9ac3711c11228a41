"""What waits for a second person: asked over the service, and approved over it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from ledger.entry import Attribution
from ledger.house import House
from ledger.house.approvals import SEALED, Request, request
from ledger.house.command import Command
from ledger.refusals import ApprovalNeeded
from ledger.store import json_text
from ledger.value import replace, value
from ledger.vault.vault_file import VaultFile
from ledger.vault.waiting import (
    all_waiting,
    file_waiting,
    take_out,
    waits,
)
from web.problem import HttpProblem

AGAIN = "Say the same again under the same key once it is approved."
"""What a program is told to do."""
FROM_A_PAGE = "Once it is approved, do it on the page /approvals."
"""What is told on a page, which keeps what was asked."""
_FIELDS_MAX = 20_000
"""So many letters of a form are kept; a file is not."""


@value(kw_only=True)
class WaitingRequest:
    """A request that waits at the service, and the form that it was asked by."""

    asked: Request
    address: str | None = None
    """Where the form is sent; None: a program asked, which has what it asked."""
    fields: tuple[tuple[str, str], ...] = ()
    """What is sent there again, under the same key."""
    key: str | None = None
    declined_by: str | None = None
    """Who would not approve it."""
    because: str | None = None


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
    keep(vault, name, WaitingRequest(asked=asked))
    return HttpProblem(
        409,
        "approval-needed",
        "Approval needed",
        f"Nothing was recorded. It waits as {name} for a second person, who is "
        f"{needed.roles}. {AGAIN}",
    )


def name_of(by: Attribution) -> str:
    """Return the name that a command waits under: its sender's key tells it."""
    return f"a-{sha256(str(by.key).encode()).hexdigest()[:16]}"


def approved_under(vault: VaultFile, by: Attribution) -> Request | None:
    """Return what was approved under the key of a command; None where nothing was."""
    waiting = waiting_as(vault, name_of(by))
    if waiting is None or waiting.declined_by is not None:
        return None
    asked = waiting.asked
    return None if asked.signature is None or asked.key != by.key else asked


def keep_form(
    vault: VaultFile,
    by: Attribution,
    *,
    address: str,
    fields: Sequence[tuple[str, str]],
    key: str,
) -> bool:
    """Keep the form that a request was asked by; say whether it is kept.

    A file is not, nor what tells an amount that is sealed.
    """
    waiting = waiting_as(vault, name_of(by))
    names = {name for name, text in fields if text}
    is_long = sum(len(text) for _, text in fields) > _FIELDS_MAX
    if waiting is None or names & {*SEALED, "content"} or is_long:
        return False
    kept = replace(waiting, address=address, fields=tuple(fields), key=key)
    keep(vault, name_of(by), kept)
    return True


def waiting_as(vault: VaultFile, name: str) -> WaitingRequest | None:
    """Return what waits under a name."""
    content = waits(vault, name)
    return None if content is None else _read(content)


def all_that_waits(house: House, vault: VaultFile) -> dict[str, WaitingRequest]:
    """Return all that waits by its names; what is recorded by now waits no more."""
    every = {name: _read(text) for name, text in all_waiting(vault).items()}
    return {
        name: each for name, each in every.items() if not house.uses_key(each.asked.key)
    }


def keep(vault: VaultFile, name: str, waiting: WaitingRequest) -> None:
    """Keep what waits, with what became of it by now."""
    file_waiting(vault, name, json_text.encoder(WaitingRequest)(waiting))


def withdraw(vault: VaultFile, name: str) -> None:
    """Let something wait no more."""
    take_out(vault, name)


def _read(content: bytes) -> WaitingRequest:
    """Read what waits; a request alone is how it was kept before forms were."""
    if content.startswith(b'{"asked":'):
        waiting: WaitingRequest = _WAITING.decode(content)
        return waiting
    return WaitingRequest(asked=_REQUEST.decode(content))


_WAITING = json_text.decoder(WaitingRequest)
_REQUEST = json_text.decoder(Request)
