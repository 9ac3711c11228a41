"""Seal events when they are recorded, and open them for the house alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from ledger.damage import KEEP, LedgerDamaged
from ledger.events.client import ErasedPart, PersonErased
from ledger.events.dispute import ReplayFiled
from ledger.events.lot import BidRefused, ReserveSet
from ledger.events.sealed import (
    Sealable,
    Sealed,
    SealedWhole,
    WithSeal,
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
SEALERS_MAX = 2_000
"""So many are kept, of a lot and a bidder each; then all are made anew."""

_FIELD = "seal"
_WRITE = json_text.encoder(_Content)
_READ = json_text.decoder(_Content).decode


@value
class _Due:
    """What one seal is made of, once its command is decided."""

    sealer: Sealer
    part: Sealed
    committed: bytes
    version: int
    room: int

    def seal(self, inside: Locked, *, key: str, earns: bool) -> Seal:
        """Return the seal of an amount with its nonce."""
        part = self.part
        return self.sealer.seal(
            _WRITE((part.amount, part.maximum, part.words, part.client_class)),
            self.committed,
            inside.nonce,
            version=self.version,
            key_name=key,
            earns=earns,
            room=self.room,
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
        self._erased: set[str] = set()
        """The clients whose bids are not opened any more."""

    def forget(self, erased: Sequence[PersonErased]) -> None:
        """Forget what opens the bids of clients: keys may be gone since.

        Those of who was erased are not taken up again: the log says that they go, and
        whoever recorded it destroys them a moment later.
        """
        self._erased.update(
            each.client for each in erased if ErasedPart.CLIENT in each.parts
        )
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
        is_reserve = isinstance(event, ReserveSet)
        committed = sealing.committed(
            "reserve" if is_reserve else "maximum",
            ledger=self._ledger_id(),
            lot=event.lot,
            bid=str(version) if isinstance(event, ReserveSet) else event.bid,
            currency=currency.code,
            amount=amount_sealed(part),
        )
        room = sealing.ROOM if part.words is None else sealing.ROOM_FOR_WORDS
        sealer = self._sealer(stream, client)
        inside = self._with_nonce(part, stream, version)
        due = _Due(sealer, part, committed, version, room)
        return replace(event, seal=to_be_made(client, inside, due, earns=earns))

    def sealed_whole(
        self, event: SealedWhole, *, stream: str, version: int
    ) -> SealedWhole:
        """Return an event that is sealed as two lines; raises VaultClosed, KeyErased.

        The key of its dispute, of its sale or of its client alone opens it.
        """
        part = sealed_part(event)
        sealer = self._sealer(stream, "")
        inside = self._with_nonce(part, stream, version)
        committed = self._committed_whole(event, part)
        due = _Due(sealer, part, committed, version, sealing.ROOM_FOR_LINES)
        return replace(event, seal=to_be_made("", inside, due, earns=False))

    def _committed_whole(self, event: SealedWhole, part: Sealed) -> bytes:
        if isinstance(event, ReplayFiled):
            place: tuple[str, str] = (event.dispute, str(event.number))
        else:
            place = (event.sale or event.client or "", event.indication)
        words = part.words or ""
        return sealing.committed_words(self._ledger_id(), *place, words=words)

    def _with_nonce(self, part: Sealed, stream: str, version: int) -> Locked:
        nonce = self._with_the_keys().nonce(f"{stream}/{version}")
        return Locked.opened(amount_sealed(part), nonce)

    def with_keys(self, event: WithSeal, *, stream: str, version: int) -> WithSeal:
        """Return an event for whoever follows a lot: a bid is opened once it decides.

        What is no bid is opened now, as far as the keys are there; what decides nothing
        is not.
        """
        seal = event.seal
        if seal is None or isinstance(event, BidRefused | SealedWhole):
            return event
        if seal.earns or isinstance(event, ReserveSet):
            return self.opened(event, stream=stream, version=version)
        inside = Locked(partial(self._amount, seal, stream, version))
        return replace(event, seal=with_keys(seal, inside))

    def opened(self, event: WithSeal, *, stream: str, version: int) -> WithSeal:
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
        if isinstance(event, SealedWhole) and not sealing.is_opened_by(
            seal.commitment, self._committed_whole(event, part), nonce
        ):
            raise _changed(stream, version)
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
            raise _changed(stream, version) from fault
        return Sealed(*_READ(content)), nonce

    def _sealer(self, stream: str, client: str) -> Sealer:
        if client in self._erased:
            raise KeyErased(kind=KeyKind.CLIENT, subject=client)
        if (known := self._sealers.get((stream, client))) is not None:
            return known
        secrets = self._with_the_keys()
        if (own := self._own_keys.get(client)) is None:
            own = self._own_keys[client] = secrets.key(KeyKind.CLIENT, client)
        kind, _, subject = stream.partition(":")
        stream_key = secrets.key(KeyKind(kind), subject)
        if len(self._sealers) >= SEALERS_MAX:
            self._sealers.clear()
        sealer = self._sealers[stream, client] = Sealer(
            sealing.key_of(stream_key, own),
            ledger=self._ledger_id(),
            stream=stream,
            field=_FIELD,
        )
        return sealer


def _changed(stream: str, version: int) -> LedgerDamaged:
    return LedgerDamaged(
        f"What is sealed in event {version} of {stream} is not opened by the keys of "
        f"this ledger: one of the two was changed. {KEEP}"
    )


def _stay_sealed(no: VaultClosed | KeyErased) -> tuple[Minor, bytes]:
    raise Unread(no)
