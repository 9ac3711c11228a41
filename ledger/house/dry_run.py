"""A dry run: it decides as the house does, and opens nothing that is sealed.

Nobody is on record to look when nothing is recorded. What it comes to would tell an
amount, and who tries one after another would learn it from whether it is taken.
"""

from __future__ import annotations

from functools import cache, partial
from typing import NoReturn, cast

from ledger.contest import Claim
from ledger.entry import StreamId
from ledger.events.openings import MaximumsOpened
from ledger.events.sealed import Sealable, Sealed
from ledger.house.transaction import HouseTransaction
from ledger.identity import LotId
from ledger.lot import Lot, Stage
from ledger.lot.claims import Claims
from ledger.lot.openings import opened_before
from ledger.money import Minor
from ledger.refusals import DependsOnSealed
from ledger.seal import Locked, Unread
from ledger.store.loading import Versioned
from ledger.value import replace


class DryRun(HouseTransaction):
    """The transaction of a command that is only tried."""

    __slots__ = ()

    def _versioned_state(self, stream: StreamId) -> Versioned:
        """Return an aggregate; a lot that is sealed with its amounts shut.

        What this command itself asks to be sealed is known to whoever asks.
        """
        known = super()._versioned_state(stream)
        lot = known.state
        if stream in self.changed or not isinstance(lot, Lot) or not lot.listing.sealed:
            return known
        return known._replace(state=self._shut(stream, lot))

    def content(
        self, event: Sealable, stream: StreamId, version: int
    ) -> tuple[Sealed, bytes] | None:
        """Return what a seal would be opened to, without its amounts."""
        content = super().content(event, stream, version)
        return content and (Sealed(0, 0, None, None), b"")

    def _shut(self, stream: StreamId, lot: Lot) -> Lot:
        """Return a lot with its amounts shut: all while it is open, then the unopened.

        Once it is closed its reserve decides nothing but a charge, which tells it.
        """
        is_open = lot.stage is Stage.OPEN

        @cache
        def opened() -> set[str]:
            stored = self.stored_events(stream, MaximumsOpened)
            return opened_before(each.event for each in stored)[0]

        def shut(claim: Claim) -> Claim:
            word = claim.word
            if not isinstance(word, Locked):
                return claim
            if not is_open and claim.bid in opened():
                return claim
            return replace(claim, word=Locked(partial(_stay_shut, lot.id)))

        claims = [shut(claim) for claim in lot.claims]
        return replace(
            lot,
            claims=Claims(claims, len(claims), lot.claims.latest),
            lead=lot.lead and shut(lot.lead),
            under=lot.under and shut(lot.under),
            third=lot.third and shut(lot.third),
            reserve=_ShutReserve.of(lot) if is_open else lot.reserve,
        )


class _ShutReserve:
    """A reserve that nobody may compare with anything."""

    def __init__(self, lot: LotId) -> None:
        self._lot = lot

    @classmethod
    def of(cls, lot: Lot) -> Minor | None:
        """Return the reserve of a lot, shut; None where all know that it has none."""
        return None if lot.reserve is None else cast("Minor", cls(lot.id))

    def _compare(self, _: object) -> NoReturn:
        _stay_shut(self._lot)

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _compare
    __hash__ = None  # type: ignore[assignment]


def _stay_shut(lot: LotId) -> NoReturn:
    raise Unread(DependsOnSealed(lot=lot))
