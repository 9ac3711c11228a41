"""The sealed amounts of a lot against what was opened: no key and no ledger is needed.

Each opening is held against the commitment that was recorded with its bid; each price
against the amounts that were opened, as far as they reach. What stayed shut is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from ledger.entry import Entry, InStream
from ledger.events import Event
from ledger.events.lot import BidPlaced, BidRefused, LotCatalogued, ReserveSet
from ledger.events.openings import MaximumsOpened, Opening, ReserveOpened
from ledger.events.sealed import SEALABLE, Sealable
from ledger.identity import BidId, LotId
from ledger.lot import Lot
from ledger.lot.openings import SealInStream, due, sealed_in
from ledger.money import Currency, Minor
from ledger.replay.as_opened import Decided, StepVerdict, decided_as_opened
from ledger.replay.timeline import Timeline
from ledger.terms.bidding import Openings
from ledger.value import value
from ledger.vault.sealing import NONCE_BYTES, committed, is_opened_by


class EnvelopeState(StrEnum):
    """What became of a sealed amount."""

    MATCHES = "opened"
    """It was opened, and is what was sealed."""
    DIFFERS = "not what was sealed"
    """It was opened as something that its commitment was not made to."""
    SHUT = "shut"
    """It was not opened."""
    PLAIN = "plain"
    """It was never sealed."""


@value(kw_only=True)
class Envelope:
    """The amount of a bid or a reserve: sealed, opened, or plain from the beginning."""

    position: int
    version: int
    event: Sealable
    state: EnvelopeState
    opened_at: int | None = None
    """The position of the entry that opened it."""
    authorised_by: str | None = None
    """The second person, where it was opened by hand."""
    submitted: Minor | None = None
    """As it was opened, or as it stands in plain; so is what follows."""
    maximum: Minor | None = None


@value(kw_only=True)
class LotEnvelopes:
    """What is shown of the sealed amounts and the prices of a lot."""

    lot: LotId
    currency: Currency
    policy: Openings
    envelopes: tuple[Envelope, ...]
    decided: tuple[Decided, ...]
    strangers: tuple[int, ...]
    """The positions of openings of what nobody sealed, or what was opened before."""
    due: tuple[int, ...]
    """The positions of what the terms open by now, and no entry has opened."""
    erased: tuple[int, ...]
    """The positions of what they would open, had its bidder's key not been erased."""

    @property
    def faults(self) -> int:
        """How much of it was altered."""
        wrong = sum(each.state is EnvelopeState.DIFFERS for each in self.envelopes)
        differs = sum(each.verdict is StepVerdict.DIFFERS for each in self.decided)
        return wrong + differs + len(self.strangers)

    def count(self, verdict: StepVerdict) -> int:
        """Count the decisions with a verdict."""
        return sum(each.verdict is verdict for each in self.decided)


def check_envelopes(
    history: Sequence[Entry[Event]],
    timeline: Timeline,
    *,
    is_erased: Callable[[str], bool] = lambda _: False,
) -> LotEnvelopes:
    """Check the envelopes of a lot by its own entries as they are stored.

    They begin with its entry in the catalogue. ``is_erased`` says of a client whether
    the log has it that what opens the bids is gone: they stay shut by right. Raises
    LedgerDamaged where an entry cannot follow those before it.
    """
    stored = [
        InStream(entry.position, version, entry.event)
        for version, entry in enumerate(history, 1)
    ]
    listing = stored[0].event
    assert isinstance(listing, LotCatalogued), "a lot's history begins in the catalogue"
    openings = _Openings(stored, listing, history[0].ledger)
    followed = decided_as_opened(
        stored, timeline, bids=openings.sound_bids, reserves=openings.sound_reserves
    )
    shut = _due(stored, followed.lot, timeline)
    erased = [each for each in shut if _opens_no_more(each, is_erased)]
    return LotEnvelopes(
        lot=listing.lot,
        currency=listing.currency,
        policy=timeline.last.terms.rules.bidding.openings,
        envelopes=tuple(openings.envelopes),
        decided=tuple(followed.decided),
        strangers=tuple(openings.strangers),
        due=tuple(each.position for each in shut if each not in erased),
        erased=tuple(each.position for each in erased),
    )


def _opens_no_more(shut: SealInStream, is_erased: Callable[[str], bool]) -> bool:
    seal = shut.event.seal
    return seal is not None and bool(seal.key) and is_erased(seal.key)


def _due(
    stored: Sequence[InStream], lot: Lot, timeline: Timeline
) -> tuple[SealInStream, ...]:
    """Return what the terms open by now, and no entry has opened."""
    last, session = timeline.positions[-1], lot.listing.session
    return due(
        lot,
        stored,
        under=timeline.under(last, session),
        is_over=timeline.session_over(last, session),
    )


class _Openings:
    """What was opened on a lot, held against what was sealed."""

    def __init__(
        self, history: Sequence[InStream], listing: LotCatalogued, ledger: str
    ) -> None:
        self.sound_bids: dict[BidId, Opening] = {}
        self.sound_reserves: dict[int, ReserveOpened] = {}
        """What was opened as it was sealed: nothing else is believed."""
        self.strangers: list[int] = []
        self._listing = listing
        self._ledger = ledger
        self._bids: dict[BidId, tuple[int, Opening, str | None]] = {}
        self._reserves: dict[int, tuple[int, ReserveOpened]] = {}
        for each in history:
            self._take(each, history)
        self.envelopes = [
            self._envelope(each, each.event)
            for each in history
            if isinstance(each.event, SEALABLE)
        ]

    def _take(self, stored: InStream, history: Sequence[InStream]) -> None:
        """Take an opening; one of what is not sealed before it is a stranger."""
        match stored.event:
            case MaximumsOpened(openings=openings, authorised_by=second):
                before = _sealed_before(stored, history)
                sealed = {
                    (each.position, each.event.bid)
                    for each in before.values()
                    if not isinstance(each.event, ReserveSet)
                }
                for opening in openings:
                    where = (opening.position, opening.bid)
                    if where not in sealed or opening.bid in self._bids:
                        self.strangers.append(stored.position)
                    else:
                        self._bids[opening.bid] = stored.position, opening, second
            case ReserveOpened(set_as=version) as opened:
                seal = _sealed_before(stored, history).get(version)
                is_there = seal is not None and isinstance(seal.event, ReserveSet)
                if not is_there or version in self._reserves:
                    self.strangers.append(stored.position)
                else:
                    self._reserves[version] = stored.position, opened
            case _:
                pass

    def _envelope(self, stored: InStream, event: Sealable) -> Envelope:
        if event.seal is None:
            return _plain_envelope(stored, event)
        if isinstance(event, ReserveSet):
            return self._reserve_envelope(stored, event)
        if (opened := self._bids.get(event.bid)) is None:
            return _shut_envelope(stored, event)
        at, opening, second = opened
        is_same = (opening.maximum is None) is isinstance(event, BidRefused) and (
            self._is_opened(event, event.bid, opening.most, opening.nonce)
        )
        if is_same:
            self.sound_bids[event.bid] = opening
        return Envelope(
            position=stored.position,
            version=stored.version,
            event=event,
            state=EnvelopeState.MATCHES if is_same else EnvelopeState.DIFFERS,
            opened_at=at,
            authorised_by=second,
            submitted=opening.submitted,
            maximum=opening.maximum,
        )

    def _reserve_envelope(self, stored: InStream, event: ReserveSet) -> Envelope:
        if (opened := self._reserves.get(stored.version)) is None:
            return _shut_envelope(stored, event)
        at, reserve = opened
        version = str(stored.version)
        is_same = self._is_opened(event, version, reserve.reserve, reserve.nonce)
        if is_same:
            self.sound_reserves[stored.version] = reserve
        return Envelope(
            position=stored.position,
            version=stored.version,
            event=event,
            state=EnvelopeState.MATCHES if is_same else EnvelopeState.DIFFERS,
            opened_at=at,
            authorised_by=reserve.authorised_by,
            submitted=reserve.reserve,
        )

    def _is_opened(
        self, event: Sealable, bid: str, amount: Minor | None, nonce: str
    ) -> bool:
        """Say whether an amount is what the commitment of an event was made to."""
        assert event.seal is not None, "what is opened was sealed"
        text = committed(
            "reserve" if isinstance(event, ReserveSet) else "maximum",
            ledger=self._ledger,
            lot=event.lot,
            bid=bid,
            currency=self._listing.currency.code,
            amount=amount,
        )
        try:
            made_under = bytes.fromhex(nonce)
        except ValueError:
            return False
        if len(made_under) != NONCE_BYTES:
            return False
        return is_opened_by(event.seal.commitment, text, made_under)


def _sealed_before(
    stored: InStream, history: Sequence[InStream]
) -> dict[int, SealInStream]:
    """Return what was sealed before an entry, by which entry of its lot it is."""
    before = history[: stored.version - 1]
    return {seal.version: seal for seal in sealed_in(before)}


def _plain_envelope(stored: InStream, event: Sealable) -> Envelope:
    reserve = event.reserve if isinstance(event, ReserveSet) else None
    return Envelope(
        position=stored.position,
        version=stored.version,
        event=event,
        state=EnvelopeState.PLAIN,
        submitted=reserve if isinstance(event, ReserveSet) else event.submitted,
        maximum=event.maximum if isinstance(event, BidPlaced) else None,
    )


def _shut_envelope(stored: InStream, event: Sealable) -> Envelope:
    return Envelope(
        position=stored.position,
        version=stored.version,
        event=event,
        state=EnvelopeState.SHUT,
    )
