"""What somebody asked a second person for, as the pages that it was asked on show."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from ledger.house import House
from ledger.identity import Role
from ledger.vault.vault_file import VaultFile
from presenters.approval import approval_facts
from web.approving import WaitingRequest, all_that_waits
from web.caller import Caller


class OwnRequest(NamedTuple):
    """One of them, with what carries it out."""

    name: str
    sentences: list[str]
    second: str | None
    declined_by: str | None
    because: str | None
    address: str | None
    fields: tuple[tuple[str, str], ...]
    key: str | None


class OwnRequests:
    """The requests of whoever looks at a page; read once one is looked for."""

    def __init__(self, house: House, vault: VaultFile, caller: Caller | None) -> None:
        self._house = house
        self._vault = vault
        self._caller = caller

    def of(self, address: str) -> list[OwnRequest]:
        """Return those that were asked by the form of an address."""
        return [each for each in self._every.values() if each.address == address]

    def named(self, name: str) -> OwnRequest | None:
        """Return what waits by a name, where it is theirs."""
        return self._every.get(name)

    @cached_property
    def _every(self) -> Mapping[str, OwnRequest]:
        caller = self._caller
        if caller is None or caller.role is Role.BIDDER:
            return {}
        return {
            name: self._own(name, each)
            for name, each in all_that_waits(self._house, self._vault).items()
            if each.asked.actor == caller.actor
        }

    def _own(self, name: str, waiting: WaitingRequest) -> OwnRequest:
        facts = approval_facts(self._house, waiting.asked)
        return OwnRequest(
            name=name,
            sentences=[f"{what}: {words}" for what, words in facts],
            second=waiting.asked.approved_by,
            declined_by=waiting.declined_by,
            because=waiting.because,
            address=waiting.address,
            fields=waiting.fields,
            key=waiting.key,
        )
