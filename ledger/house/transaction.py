"""The transaction of one command: it reads aggregates, and records their events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.dispute import Dispute
from ledger.entry import Attribution, StreamId, series_stream
from ledger.events import BidPlaced, Event, LotCatalogued, ReserveSet
from ledger.events.sealed import (
    SEALABLE,
    SEALED_WHOLE,
    Sealable,
    Sealed,
    without_seal,
)
from ledger.house.aggregates import Aggregates
from ledger.house.seals import Seals
from ledger.identity import SeriesId, sale_of
from ledger.refusals import OverCreditLimit
from ledger.sale import Sale
from ledger.settlement import series as numbers
from ledger.settlement.periods import COUNTS_ON, must_be_open
from ledger.store.transaction import Transaction


@dataclass(slots=True)
class HouseTransaction(Transaction, Aggregates):
    """One command's view of the ledger, by aggregates, and what it records."""

    seals: Seals | None = None
    """What seals the maximums and reserves of sales that are sealed."""

    @property
    def is_sealing(self) -> bool:
        """Whether what is announced now is sealed; raises VaultClosed."""
        return self.seals is not None and self.seals.has_keys_of(self.ledger)

    def seals_at_hand(self) -> Seals:
        """Return what seals, once its keys are looked for; raises VaultClosed."""
        assert self.seals is not None, "a house seals what it records"
        self.seals.has_keys_of(self.ledger)
        return self.seals

    def record(self, stream: StreamId, events: Sequence[Event]) -> Any:
        """Record events, and return the aggregate as they leave it.

        Raises PeriodIsLocked where one counts on a day that the books are locked on,
        and VaultClosed or KeyErased where an amount cannot be sealed.
        """
        for event in events:
            if type(event) in COUNTS_ON:
                must_be_open(self.periods(), event)
        if any(isinstance(event, SEALABLE) for event in events):
            events = self._sealed(stream, events)
        elif any(isinstance(event, SEALED_WHOLE) for event in events):
            events = self._sealed_whole(stream, events)
        return Transaction.record(self, stream, events)

    def _sealed(self, stream: StreamId, events: Sequence[Event]) -> Sequence[Event]:
        """Return events with their seals, where their sale is sealed."""
        before = self._versioned_state(stream)
        first = events[0]
        listing = first if isinstance(first, LotCatalogued) else before.state.listing
        if not listing.sealed:
            return events
        seals = self.seals_at_hand()
        sale = self.sale(sale_of(listing.lot))
        return [
            self._with_seal(event, sale, seals, stream, version)
            if isinstance(event, SEALABLE)
            else event
            for version, event in enumerate(events, before.version + 1)
        ]

    def _sealed_whole(
        self, stream: StreamId, events: Sequence[Event]
    ) -> Sequence[Event]:
        """Return what is sealed whole with its seals, where the ledger seals.

        A replay on file is sealed as its lot is.
        """
        before = self._versioned_state(stream)
        if isinstance(disputed := before.state, Dispute):
            is_sealed = self.lot(disputed.opened.lot).listing.sealed
        else:
            is_sealed = self.is_sealing
        if not is_sealed:
            return events
        seals = self.seals_at_hand()
        return [
            seals.sealed_whole(event, stream=stream, version=version)
            if isinstance(event, SEALED_WHOLE)
            else event
            for version, event in enumerate(events, before.version + 1)
        ]

    @staticmethod
    def _with_seal(
        event: Sealable, sale: Sale, seals: Seals, stream: StreamId, version: int
    ) -> Sealable:
        rules = sale.terms.rules
        client, earns = "", False
        if isinstance(event, ReserveSet):
            if event.reserve is None:
                # It was lifted: the next bid tells that there is none.
                return event
        else:
            if isinstance(event, BidPlaced):
                earns = rules.premium.earned is not None
            elif event.live and event.code != OverCreditLimit.code:
                # It was called in the room: all heard it. Nobody heard what is left
                # of a limit, which tells of maximums on other lots.
                return event
            holder = sale.paddles.get(event.paddle)
            client = "" if holder is None else holder.client
        return seals.sealed(
            event,
            rules.currency,
            stream=stream,
            version=version,
            client=client,
            earns=earns,
        )

    def bring_forward(
        self, stream: StreamId, event: Event, by: Attribution | None
    ) -> None:
        """Record an entry of the ledger before again, whatever period it is of.

        A reserve that was sealed there is sealed here; raises VaultClosed.
        """
        if isinstance(event, ReserveSet) and event.seal is not None:
            (event,) = self._sealed(stream, (without_seal(event),))
        Transaction.bring_forward(self, stream, event, by)

    def content(
        self, event: Sealable, stream: StreamId, version: int
    ) -> tuple[Sealed, bytes] | None:
        """Return what was sealed in an event, and the nonce; None where it is erased.

        Raises VaultClosed.
        """
        opener = self.known.codec.opener
        assert opener is not None, "a sealed lot is decided on by what opens it"
        return opener.content(event, stream=stream, version=version)

    def draw_number(self, series: SeriesId) -> str:
        """Draw the next number of a series, together with what it is drawn for."""
        stream = series_stream(series)
        drawn = numbers.draw(self.state(stream), series)
        self.record(stream, drawn)
        return drawn[0].document
