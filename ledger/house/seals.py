"""Seal events when they are recorded, and open them for the house alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from ledger.damage import KEEP, LedgerDamaged
from ledger.events.lot import BidRefused, ReserveSet
from ledger.events.sealed import (
    Sealable,
    Sealed,
    amount_sealed,
    sealed_part,
    with_sealed_part,
)
from ledger.identity import LotId
from ledger.ledger import Ledger
from ledger.money import Currency, Minor
from ledger.refusals import KeyErased, KeysNotKept, VaultClosed
from ledger.refusals.vault import BRING_BACK
from ledger.seal import Locked, Seal, Unread, with_keys
from ledger.store import json_text
from ledger.value import replace
from ledger.vault import sealing
from ledger.vault.sealing import Cipher, Committed, Place
from ledger.vault.secrets import KeyKind, NoVault, Secrets

_Content: TypeAlias = tuple[Minor | None, Minor | None, str | None, str | None]
_FIELD = "seal"
_WRITE = json_text.encoder(_Content)


class Seals:
    """Seals and opens the events of one ledger, by its keys."""

    def __init__(
        self,
        ledger_id: Callable[[], str],
        secrets: Callable[[Ledger | None], Secrets],
    ) -> None:
        self._ledger_id = ledger_id
        self._secrets_of = secrets
        """Returns who has the keys of a ledger; None: as the file has it."""
        self._secrets: Secrets | None = None
        self._ciphers: dict[tuple[LotId, str], Cipher] = {}

    def has_keys_of(self, ledger: Callable[[], Ledger]) -> bool:
        """Say whether the keys of a ledger are here; raises VaultClosed."""
        if self._secrets is None:
            secrets = self._secrets_of(ledger())
            if isinstance(secrets, NoVault):
                return False
            self._secrets = secrets
        return True

    def _with_the_keys(self) -> Secrets:
        """Return who has the keys of the ledger as its file has it."""
        if self._secrets is not None:
            return self._secrets
        try:
            secrets = self._secrets_of(None)
        except KeysNotKept as no:
            raise VaultClosed(why=str(no), to_do=BRING_BACK) from no
        if not isinstance(secrets, NoVault):
            self._secrets = secrets
        return secrets

    def sealed(
        self,
        event: Sealable,
        currency: Currency,
        *,
        stream: str,
        version: int,
        client: str,
        earns: bool,
    ) -> Sealable:
        """Return an event with its seal; it keeps its amounts until it is stored.

        ``earns``: an amount may earn its bidder a class, which tells of it.
        Raises VaultClosed, and KeyErased for a client whose bids nobody may open.
        """
        part = sealed_part(event, earns=earns)
        nonce = self._with_the_keys().nonce(f"{stream}/{version}")
        seal = sealing.seal(
            _WRITE(_content_of(part)),
            self._committed(event, part, currency, version),
            nonce,
            cipher=self._cipher(event.lot, client),
            place=self._place(stream, version),
            key_name=client,
            earns=earns,
            room=sealing.ROOM if part.words is None else sealing.ROOM_FOR_WORDS,
        )
        inside = Locked(lambda: (amount_sealed(part), nonce))
        return replace(event, seal=with_keys(seal, inside))

    def with_keys(self, event: Sealable, *, stream: str, version: int) -> Sealable:
        """Return an event for whoever follows a lot: a bid is opened once it decides.

        What is no bid is opened now, as far as the keys are there.
        """
        seal = event.seal
        if seal is None or isinstance(event, BidRefused):
            return event
        if seal.earns or isinstance(event, ReserveSet):
            return self.opened(event, stream=stream, version=version)
        inside = Locked(partial(self._amount, event.lot, seal, stream, version))
        return replace(event, seal=with_keys(seal, inside))

    def opened(self, event: Sealable, *, stream: str, version: int) -> Sealable:
        """Return an event with what was sealed in it, where the keys are there.

        Raises LedgerDamaged where the seal is of other keys, or was changed.
        """
        seal = event.seal
        if seal is None:
            return event
        try:
            part, nonce = self._part(event.lot, seal, stream, version)
        except (VaultClosed, KeyErased) as no:
            unread = Locked(partial(_stay_sealed, no))
            return replace(event, seal=with_keys(seal, unread))
        inside = Locked(lambda: (amount_sealed(part), nonce))
        return with_sealed_part(replace(event, seal=with_keys(seal, inside)), part)

    def content(
        self, event: Sealable, *, stream: str, version: int
    ) -> tuple[Sealed, bytes] | None:
        """Return what was sealed in an event, and the nonce of its commitment.

        None where nothing was, or its key was erased. Raises VaultClosed, and
        LedgerDamaged where the seal is of other keys, or was changed.
        """
        if event.seal is None:
            return None
        try:
            return self._part(event.lot, event.seal, stream, version)
        except KeyErased:
            return None

    def _amount(
        self, lot: LotId, seal: Seal, stream: str, version: int
    ) -> tuple[Minor | None, bytes]:
        try:
            part, nonce = self._part(lot, seal, stream, version)
        except (VaultClosed, KeyErased) as no:
            raise Unread(no) from no
        return amount_sealed(part), nonce

    def _part(
        self, lot: LotId, seal: Seal, stream: str, version: int
    ) -> tuple[Sealed, bytes]:
        cipher, place = self._cipher(lot, seal.key), self._place(stream, version)
        try:
            content, nonce = sealing.opened(seal, cipher=cipher, place=place)
        except sealing.NotOpened as fault:
            raise LedgerDamaged(
                f"What is sealed in event {version} of {stream} is not opened by the "
                f"keys of this ledger: one of the two was changed. {KEEP}"
            ) from fault
        return Sealed(*json_text.decoder(_Content).decode(content)), nonce

    def _cipher(self, lot: LotId, client: str) -> Cipher:
        if (known := self._ciphers.get((lot, client))) is not None:
            return known
        secrets = self._with_the_keys()
        own = secrets.key(KeyKind.CLIENT, client) if client else b""
        key = sealing.key_of(secrets.key(KeyKind.LOT, lot), own)
        cipher = self._ciphers[lot, client] = sealing.cipher_of(key)
        return cipher

    def _place(self, stream: str, version: int) -> Place:
        return Place(
            ledger=self._ledger_id(), stream=stream, version=version, field=_FIELD
        )

    def _committed(
        self, event: Sealable, part: Sealed, currency: Currency, version: int
    ) -> Committed:
        is_reserve = isinstance(event, ReserveSet)
        amount = amount_sealed(part)
        return Committed(
            kind="reserve" if is_reserve else "maximum",
            ledger=self._ledger_id(),
            lot=event.lot,
            bid=str(version) if isinstance(event, ReserveSet) else event.bid,
            currency=currency.code,
            amount="" if amount is None else str(amount),
        )


def _stay_sealed(no: VaultClosed | KeyErased) -> tuple[Minor, bytes]:
    raise Unread(no)


def _content_of(part: Sealed) -> _Content:
    return part.amount, part.maximum, part.words, part.client_class
