"""The keys of a ledger, as far as they are at hand where it is opened."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ledger.client import Client
from ledger.entry import Attribution, StreamId, client_stream
from ledger.events.ledger import Birth, Times
from ledger.house.redoing import Log
from ledger.house.stamp import Stamp
from ledger.identity import ClientId
from ledger.keys.folder import KeyFolder, LedgerFolder
from ledger.ledger import Ledger
from ledger.refusals import KeysNotKept, NotKnown, VaultClosed
from ledger.refusals.vault import BRING_BACK
from ledger.value import replace
from ledger.vault.derivation import derived
from ledger.vault.secrets import (
    VAULT_NAME,
    DerivedSecrets,
    KeyKind,
    NoVault,
    Secrets,
    VaultSecrets,
)

if TYPE_CHECKING:
    from ledger.proof.note_keys import SigningKey
    from ledger.users import User
    from ledger.vault.vault_file import VaultFile
    from ledger.vault.wrapping import Passphrase


class LedgerOpened(Log, Protocol):
    """A ledger, as far as its keys depend on it."""

    @property
    def folder(self) -> Path | None:
        """The folder that it is in: no key is kept there."""

    def ledger_id(self) -> str:
        """Return the id that it was started with."""

    def head(self) -> int:
        """Return its last position, 0 where it is empty."""

    def ledger(self) -> Ledger:
        """Return what it says of itself."""

    def state(self, stream: StreamId) -> object:
        """Return an aggregate as it stands now, None where it never began."""


class HandedKeys(NamedTuple):
    """The keys of a ledger, from one process of ours to another."""

    folder: KeyFolder | None
    root: bytes | None
    """The vault's own key; None where none is open."""


class KeysAtHand:
    """Where the keys of one ledger come from, opened when the first is needed."""

    def __init__(
        self, opened: LedgerOpened, keys: KeyFolder | None, *, birth: Birth
    ) -> None:
        self._opened = opened
        self._keys = keys
        """Where vaults are kept, if anywhere."""
        self._birth = birth
        """As what the ledger is begun, where nothing is recorded yet."""
        self.passphrase: Passphrase = no_passphrase
        """Asks for the passphrase of the vault, where one opens it."""
        self.root: bytes | None = None
        """The vault's own key, where a process handed it that has the vault open."""
        self.vouched: Callable[[Attribution], bool] = _nobody
        """Says for whom a service vouches: they signed in to it, and it opens what they
        signed in with."""
        self.user_key: Path | None = None
        """The file of the key that a user signs with, where it is named."""
        self._signers: dict[str, Callable[[str], bytes]] = {}
        """What signs with the keys of users that were read, by their public halves."""
        self._derived: DerivedSecrets | None = None
        self._vault: VaultFile | None = None

    def secrets(self, ledger: Ledger) -> Secrets:
        """Return who has the keys of the ledger; raises VaultClosed, KeysNotKept.

        Those of a rehearsal are derived from its id, so that it is rehearsed to the
        byte: they keep nothing from anybody.
        """
        if ledger.times is Times.REHEARSAL:
            if self._derived is None:
                self._derived = DerivedSecrets(
                    self._opened.ledger_id(), is_erased=self._is_erased
                )
            return self._derived
        if self._vault is None:
            self._vault = self._opened_vault(ledger)
        if self._vault is not None:
            return VaultSecrets(self._vault)
        return NoVault(why="there is none here", to_do=BRING_BACK)

    def has_vault(self) -> bool:
        """Say whether the vault of the ledger is here, without opening it."""
        folder = self._folder()
        return folder is not None and (folder.path / VAULT_NAME).exists()

    def _folder(self) -> LedgerFolder | None:
        if self._keys is None:
            return None
        return self._keys.of_ledger(self._opened.ledger_id())

    def _is_erased(self, kind: KeyKind, client: str) -> bool:
        """Say whether the log says that a key was destroyed."""
        known = self._opened.state(client_stream(ClientId(client)))
        return isinstance(known, Client) and str(kind) in known.erased

    def _opened_vault(self, ledger: Ledger) -> VaultFile | None:
        """Open the vault; None where there is none."""
        folder = self._folder()
        if folder is None or not self.has_vault():
            return None
        from ledger.house.vaults import open_as_erased  # noqa: PLC0415 (loads a cipher)

        return open_as_erased(
            self._opened,
            folder,
            epoch=ledger.epoch,
            passphrase=self.passphrase,
            root=self.root,
        )

    def handed(self) -> HandedKeys:
        """Return what another process of ours opens the same vault with.

        A passphrase is asked for and stretched once, not in each of them. Without the
        vault, or where it does not open, that process has no more than this one.
        """
        with suppress(VaultClosed, KeysNotKept):
            self.secrets(self._opened.ledger())
        return HandedKeys(self._keys, None if self._vault is None else self._vault.root)

    def close(self) -> None:
        """Close the vault, where it was opened."""
        if self._vault is not None:
            self._vault.close()
            self._vault = None

    def signature(self, user: User, text: str) -> str:
        """Sign a text with a user's own key; raises NotKnown where it is not here.

        Raises KeysNotKept where the key may be another's by now.
        """
        from ledger.proof.base64_text import encoded  # noqa: PLC0415 (with a cipher)

        if user.key is None:
            raise NotKnown(user=user.id, why="they have none on record.")
        signer = self._signers.get(user.key)
        if signer is None:
            signer = self._key_of(user, user.key).signer()
            self._signers[user.key] = signer
        return encoded(signer(text))

    def _key_of(self, user: User, adopted: str) -> SigningKey:
        """Read the secret half of a user's key; raises NotKnown and KeysNotKept."""
        from ledger.keys.user_keys import user_key  # noqa: PLC0415 (loads a cipher)
        from ledger.proof.note_keys import parse_verifier_key  # noqa: PLC0415

        key = user_key(
            self._folder(),
            parse_verifier_key(adopted),
            named=self.user_key,
            apart_from=self._opened.folder,
        )
        if key is None:
            raise NotKnown(user=user.id, why="no key of theirs is here.")
        return key

    def voucher(self, text: str) -> str:
        """Return what a service writes that vouches for a text; raises VaultClosed.

        Whoever has the vault can make it, and nobody else: not from any other text that
        was marked with its keys.
        """
        key = self.secrets(self._opened.ledger()).key(KeyKind.COMMANDS, "")
        own = derived(key, "lotledger/voucher/v1")
        return hmac.digest(own, text.encode(), "sha256").hex()

    def is_signed(self, user: User, text: str, signature: str) -> bool:
        """Say whether a text was signed with the key that is a user's now."""
        from ledger.proof.base64_text import NoteInvalid, decoded  # noqa: PLC0415
        from ledger.proof.note_keys import parse_verifier_key  # noqa: PLC0415

        if user.key is None:
            return False
        try:
            parse_verifier_key(user.key).verify(text, decoded(signature))
        except NoteInvalid:
            return False
        return True

    def digest_key(self, stamp: Stamp) -> bytes | None:
        """Return the key of the digests of commands, None where the ledger has none.

        Raises VaultClosed where it has one that is not at hand.
        """
        return self._mark_key(stamp.ledger)

    def mark_of(self, text: str) -> str:
        """Return what tells a text from others, and from which nobody guesses it.

        A file of few bids stands in the log but for the amounts: whoever has a plain
        hash of it tries amounts until one fits. Where there is no key it is plain.
        """
        ledger = self._opened.ledger()
        if not self._opened.head():
            ledger = replace(ledger, times=Times(self._birth))
        key = self._mark_key(ledger)
        if key is None:
            return sha256(text.encode()).hexdigest()
        return hmac.digest(key, text.encode(), "sha256").hex()

    def _mark_key(self, ledger: Ledger) -> bytes | None:
        secrets = self.secrets(ledger)
        if isinstance(secrets, NoVault):
            if ledger.vault:
                # Marked without a key, amounts are found by trying.
                raise secrets.closed()
            return None
        return secrets.key(KeyKind.COMMANDS, "")


def _nobody(_: Attribution) -> bool:
    return False


def no_passphrase() -> str:
    """Say that nobody is there to ask; raises VaultClosed."""
    raise VaultClosed(
        why="it is locked with a passphrase, which nobody gave",
        to_do="Give it where the ledger is opened.",
    )
