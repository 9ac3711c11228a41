"""The keys of a ledger: what they open, and where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from ledger.refusals import KeyErased, VaultClosed
from ledger.vault.derivation import derived, expanded, extracted, framed, fresh

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

VAULT_NAME = "vault"
"""The file of the vault, in the folder of keys of a ledger."""
_REHEARSAL = "lotledger/rehearsal-secrets/v1"
_VAULT = "lotledger/vault-secrets/v1"


class KeyKind(StrEnum):
    """What a key opens."""

    LOT = "lot"
    """With a client's key, the sealed amounts of a lot: ``MAY26/14``."""
    DISPUTE = "dispute"
    """What replays on file in a dispute found: ``MAY26/D1``."""
    SALE = "sale"
    """What indicators of a sale were worked out from: ``MAY26``."""
    CLIENT = "client"
    """With a lot's key, what a client bid: ``C-1042``."""
    PERSON = "person"
    """The name and the contact of a client: ``C-1042``."""
    COMMANDS = "commands"
    """Tells a repeated command from another; the subject is empty."""
    WEBHOOK = "webhook"
    """Signs what is sent to a webhook: ``w-1f6c02ab``."""


DESTROYED_ALONE = (KeyKind.CLIENT, KeyKind.PERSON)
"""Keys that exist by themselves, so that each can be destroyed; others are derived."""


class Secrets(Protocol):
    """Whoever has the keys of a ledger."""

    def key(self, kind: KeyKind, subject: str) -> bytes:
        """Return a key of 32 bytes, made when it is first needed.

        Raises KeyErased where it was destroyed, VaultClosed where keys are not here.
        """

    def known(self, kind: KeyKind, subject: str) -> bool:
        """Say whether a key is there, without making it."""

    def make(self, kind: KeyKind, subjects: Iterable[str]) -> None:
        """Make the keys that are not there yet, all at once: before many are needed.

        Raises VaultClosed where keys are not here.
        """

    def nonce(self, subject: str) -> bytes:
        """Return the 32 bytes that keep a commitment from being guessed.

        Whoever needs them again keeps them: a real vault never gives the same twice.
        Raises VaultClosed where keys are not here.
        """


class DerivedSecrets:
    """The keys of a rehearsal, which anybody derives from the ledger's id."""

    def __init__(
        self, ledger_id: str, *, is_erased: Callable[[KeyKind, str], bool]
    ) -> None:
        self._extract = extracted(derived(ledger_id.encode(), _REHEARSAL))
        self._before_nonce = self._extract + framed("nonce")
        self._is_erased = is_erased
        """Asks the log: what anybody derives is destroyed nowhere."""

    def key(self, kind: KeyKind, subject: str) -> bytes:
        """Return a key; raises KeyErased where it would have been destroyed."""
        if not self.known(kind, subject):
            raise KeyErased(kind=kind, subject=subject)
        return expanded(self._extract, "key", kind, subject)

    def known(self, kind: KeyKind, subject: str) -> bool:
        """Say whether a key is there: each is, until it would have been destroyed."""
        return kind not in DESTROYED_ALONE or not self._is_erased(kind, subject)

    def make(self, kind: KeyKind, subjects: Iterable[str]) -> None:
        """Make nothing: each key is there."""

    def nonce(self, subject: str) -> bytes:
        """Return the nonce of a subject, which is always the same."""
        # Another than any key, and quicker: it is no secret here.
        return sha256(self._before_nonce + subject.encode()).digest()


class VaultSecrets:
    """The keys that the vault of a ledger keeps."""

    def __init__(self, vault: VaultFile) -> None:
        self._vault = vault

    def key(self, kind: KeyKind, subject: str) -> bytes:
        """Return a key, made when it is first needed; raises KeyErased."""
        if kind in DESTROYED_ALONE:
            return self._vault.key(kind, subject)
        return derived(self._vault.root, _VAULT, kind, subject)

    def known(self, kind: KeyKind, subject: str) -> bool:
        """Say whether a key is there, without making it."""
        return kind not in DESTROYED_ALONE or self._vault.has_key(kind, subject)

    def make(self, kind: KeyKind, subjects: Iterable[str]) -> None:
        """Make the keys that are not there yet, in one transaction."""
        if kind in DESTROYED_ALONE:
            self._vault.make_keys(kind, subjects)

    def nonce(self, subject: str) -> bytes:
        """Return a nonce that nobody can guess, another one each time."""
        return fresh()


class NoVault:
    """No keys are here: what needs none is read all the same."""

    def __init__(self, *, why: str, to_do: str) -> None:
        self._why, self._to_do = why, to_do

    def closed(self) -> VaultClosed:
        """Return why keys are not here, to be raised."""
        return VaultClosed(why=self._why, to_do=self._to_do)

    def key(self, kind: KeyKind, subject: str) -> bytes:
        """Raise VaultClosed."""
        raise self.closed()

    def known(self, kind: KeyKind, subject: str) -> bool:
        """Say that no key is here."""
        return False

    def make(self, kind: KeyKind, subjects: Iterable[str]) -> None:
        """Raise VaultClosed."""
        raise self.closed()

    def nonce(self, subject: str) -> bytes:
        """Raise VaultClosed."""
        raise self.closed()
