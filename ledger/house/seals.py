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
from ledger.ledger import Ledger
from ledger.money import Currency, Minor
from ledger.refusals import KeyErased, KeysNotKept, VaultClosed
from ledger.refusals.vault import BRING_BACK
from ledger.seal import Locked, Seal, Unread, to_be_made, with_keys
from ledger.store import json_text
from ledger.value import replace, value
from ledger.vault import sealing
from ledger.vault.sealing import Sealer
from ledger.vault.secrets import KeyKind, NoVault, Secrets

_Content: TypeAlias = tuple[Minor | None, Minor | None, str | None, str | None]
_FIELD = "seal"
_WRITE = json_text.encoder(_Content)
_READ = json_text.decoder(_Content).decode


@value
class _Due:
    """What one seal is made of, once its command is decided."""

    sealer: Sealer
    part: Sealed
    kind: sealing.Kind
    ledger: str
    lot: str
    bid: str
    currency: str
    version: int

    def seal(self, inside: Locked, *, key: str, earns: bool) -> Seal:
        """Return the seal of an amount with its nonce."""
        part, nonce = self.part, inside.nonce
        committed = sealing.committed(
            self.kind,
            ledger=self.ledger,
            lot=self.lot,
            bid=self.bid,
            currency=self.currency,
            amount=amount_sealed(part),
        )
        return self.sealer.seal(
            _WRITE((part.amount, part.maximum, part.words, part.client_class)),
            committed,
            nonce,
            version=self.version,
            key_name=key,
            earns=earns,
            room=sealing.ROOM if part.words is None else sealing.ROOM_FOR_WORDS,
        )


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
        self._own_keys: dict[str, bytes] = {"": b""}
        self._sealers: dict[tuple[str, str], Sealer] = {}

    def forget(self) -> None:
        """Forget what opens the bids of clients: keys may be gone since."""
        self._own_keys = {"": b""}
        self._sealers.clear()

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
        """Return an event that is sealed once its command is decided.

        It keeps its amounts until it is stored. ``earns``: an amount may earn its
        bidder a class, which tells of it. Raises VaultClosed, and KeyErased for a
        client whose bids nobody may open.
        """
        part = sealed_part(event, earns=earns)
        nonce = self._with_the_keys().nonce(f"{stream}/{version}")
        inside = Locked.opened(amount_sealed(part), nonce)
        is_reserve = isinstance(event, ReserveSet)
        due = _Due(
            self._sealer(stream, client),
            part,
            "reserve" if is_reserve else "maximum",
            self._ledger_id(),
            event.lot,
            str(version) if isinstance(event, ReserveSet) else event.bid,
            currency.code,
            version,
        )
        return replace(event, seal=to_be_made(client, inside, due, earns=earns))

    def with_keys(self, event: Sealable, *, stream: str, version: int) -> Sealable:
        """Return an event for whoever follows a lot: a bid is opened once it decides.

        What is no bid is opened now, as far as the keys are there.
        """
        seal = event.seal
        if seal is None or isinstance(event, BidRefused):
            return event
        if seal.earns or isinstance(event, ReserveSet):
            return self.opened(event, stream=stream, version=version)
        inside = Locked(partial(self._amount, seal, stream, version))
        return replace(event, seal=with_keys(seal, inside))

    def opened(self, event: Sealable, *, stream: str, version: int) -> Sealable:
        """Return an event with what was sealed in it, where the keys are there.

        Raises LedgerDamaged where the seal is of other keys, or was changed.
        """
        seal = event.seal
        if seal is None:
            return event
        try:
            part, nonce = self._part(seal, stream, version)
        except (VaultClosed, KeyErased) as no:
            # Kept as long as the event is, and not the frames that it was raised in.
            unread = Locked(partial(_stay_sealed, no.with_traceback(None)))
            return replace(event, seal=with_keys(seal, unread))
        inside = Locked.opened(amount_sealed(part), nonce)
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
            return self._part(event.seal, stream, version)
        except KeyErased:
            return None

    def _amount(
        self, seal: Seal, stream: str, version: int
    ) -> tuple[Minor | None, bytes]:
        try:
            part, nonce = self._part(seal, stream, version)
        except (VaultClosed, KeyErased) as no:
            raise Unread(no) from no
        return amount_sealed(part), nonce

    def _part(self, seal: Seal, stream: str, version: int) -> tuple[Sealed, bytes]:
        sealer = self._sealer(stream, seal.key)
        try:
            content, nonce = sealer.opened(seal, version=version)
        except sealing.NotOpened as fault:
            raise LedgerDamaged(
                f"What is sealed in event {version} of {stream} is not opened by the "
                f"keys of this ledger: one of the two was changed. {KEEP}"
            ) from fault
        return Sealed(*_READ(content)), nonce

    def _sealer(self, stream: str, client: str) -> Sealer:
        if (known := self._sealers.get((stream, client))) is not None:
            return known
        secrets = self._with_the_keys()
        if (own := self._own_keys.get(client)) is None:
            own = self._own_keys[client] = secrets.key(KeyKind.CLIENT, client)
        lot_key = secrets.key(KeyKind.LOT, stream.removeprefix("lot:"))
        sealer = self._sealers[stream, client] = Sealer(
            sealing.key_of(lot_key, own),
            ledger=self._ledger_id(),
            stream=stream,
            field=_FIELD,
        )
        return sealer


def _stay_sealed(no: VaultClosed | KeyErased) -> tuple[Minor, bytes]:
    raise Unread(no)
