"""Lots whose amounts are sealed, and what is opened of them once they are closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import NamedTuple

from ledger.entry import Entry, InStream
from ledger.events import (
    Event,
    LotCatalogued,
    LotEvent,
    MaximumsOpened,
    Opening,
    ReserveOpened,
    ReserveSet,
    Standing,
)
from ledger.events.sealed import SEALABLE, Sealed, as_stored, sealed_part
from ledger.house.seals import Seals
from ledger.lot import Lot
from ledger.lot.bidding import UnderTerms
from ledger.lot.evolve import evolve
from ledger.lot.openings import SealInStream, due
from ledger.terms.bidding import Openings
from ledger.value import replace
from ledger.vault.secrets import DerivedSecrets
from ledger.verification.envelopes import LotEnvelopes, check_envelopes
from tests.replayed import FIRST, announced, day_of, entry
from tests.sale_of_tests import LEDGER
from tests.story import catalogued, terms

SEALS = Seals(
    lambda: LEDGER, lambda _: DerivedSecrets(LEDGER, is_erased=lambda *_: False)
)


class Content(NamedTuple):
    """What was in a seal."""

    part: Sealed
    nonce: bytes


class SealedLot:
    """A lot as it is stored, and the lot that the house knows."""

    def __init__(self, events: Iterable[LotEvent], under: UnderTerms) -> None:
        self.under = under
        self.known = [_without_against(event) for event in events]
        self.lot: Lot = reduce(evolve, self.known, None)  # type: ignore[assignment]
        self.stored: list[LotEvent] = []
        self._contents: dict[int, Content] = {}
        for event in self.known:
            self.add(event)

    @property
    def history(self) -> list[InStream]:
        """The lot's own entries as they are stored."""
        return [
            InStream(FIRST + place, place + 1, event)
            for place, event in enumerate(self.stored)
        ]

    def add(self, event: LotEvent) -> None:
        """Store one more event, its amounts sealed."""
        version = len(self.stored) + 1
        if isinstance(event, SEALABLE):
            stream = f"lot:{event.lot}"
            sealed = SEALS.sealed(
                event,
                self.lot.listing.currency,
                stream=stream,
                version=version,
                client="C-1",
                earns=False,
            )
            _, nonce = SEALS.content(as_stored(sealed), stream=stream, version=version)
            self._contents[version] = Content(sealed_part(event), nonce)
            event = as_stored(sealed)
        self.stored.append(event)

    def due(self, *, is_over: bool = True) -> tuple[SealInStream, ...]:
        """Return what the terms open now."""
        return due(self.lot, self.history, under=self.under, is_over=is_over)

    def opened(self, seals: Sequence[SealInStream] | None = None) -> SealedLot:
        """Open what the terms open, or some of it."""
        openings = []
        for seal in self.due() if seals is None else seals:
            part, nonce = self._contents[seal.version]
            if isinstance(seal.event, ReserveSet):
                self.stored.append(self.reserve_opened(seal, part, nonce))
            else:
                openings.append(
                    Opening(
                        position=seal.position,
                        bid=seal.event.bid,
                        submitted=part.amount,
                        maximum=part.maximum,
                        nonce=nonce.hex(),
                    )
                )
        if openings:
            self.stored.append(
                MaximumsOpened(
                    lot=self.lot.id,
                    currency=self.lot.listing.currency,
                    openings=tuple(openings),
                )
            )
        return self

    def reserve_opened(
        self, seal: SealInStream, part: Sealed, nonce: bytes
    ) -> ReserveOpened:
        """Open a reserve."""
        return ReserveOpened(
            lot=self.lot.id,
            currency=self.lot.listing.currency,
            position=seal.position,
            set_as=seal.version,
            reserve=part.amount,
            nonce=nonce.hex(),
        )

    def checked(self) -> LotEnvelopes:
        """Check the lot as an outsider does, by what is stored."""
        listing = self.lot.listing
        day = day_of(announced(self.under.rules, kind=listing.kind))
        return check_envelopes(lot_entries(self.stored), day)


def lot_after(
    *acts: Callable[[Lot, UnderTerms], Iterable[LotEvent]],
    policy: Openings = Openings.ALL,
    **entry: object,
) -> SealedLot:
    """Return a lot whose amounts are sealed, after what was done to it in turn."""
    under = terms(openings=policy)
    events: list[LotEvent] = [catalogued(100, **entry)]
    for act in acts:
        events += act(reduce(evolve, events, None), under)
    return SealedLot(events, under)


def lot_entries(events: Iterable[LotEvent]) -> list[Entry[Event]]:
    return [
        replace(entry(FIRST + place, event), version=place + 1, ledger=LEDGER)
        for place, event in enumerate(events)
    ]


def _without_against(event: LotEvent) -> LotEvent:
    """Return an event as the lot of a sealed sale has it."""
    if isinstance(event, LotCatalogued):
        return replace(event, sealed=True)
    standing = getattr(event, "standing", None)
    if isinstance(standing, Standing):
        return replace(event, standing=replace(standing, against=None))
    return event
