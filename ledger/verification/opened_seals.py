"""What was opened of sealed amounts: held against what was sealed, and prices by it.

It takes no keys: an opening is what anybody can check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ledger.entry import lot_stream
from ledger.events.openings import MaximumsOpened, ReserveOpened
from ledger.house.erasing import bids_are_erased
from ledger.house.records import Records
from ledger.identity import LotId, SaleId, sale_of
from ledger.replay.as_opened import StepVerdict
from ledger.replay.timeline import Timeline, timeline_of
from ledger.store.library_faults import STORE_FAULTS
from ledger.terms.bidding import Openings
from ledger.verification.envelopes import (
    Envelope,
    EnvelopeState,
    LotEnvelopes,
    check_envelopes,
)
from ledger.verification.finding import Finding, FindingKind, of_fault
from ledger.verification.pages import Page, Progress

NAMED = 5
"""So many lots with what stayed shut are named."""


class OpenedSeals:
    """Follows on which lots amounts were opened, and checks those lots."""

    def __init__(self) -> None:
        self.shut: dict[LotId, int] = {}
        """How many amounts of a lot its terms open by now, and no entry opened."""
        self.erased = 0
        """How many of those stay shut for good: what opens them was erased."""
        self._opened_on: set[LotId] = set()

    def hear(self, page: Page) -> Iterator[Finding]:
        """Take in where something was opened; finds nothing yet."""
        for entry in page.entries:
            if entry is not None and isinstance(
                entry.event, MaximumsOpened | ReserveOpened
            ):
                self._opened_on.add(entry.event.lot)
        yield from ()

    def finish(self) -> Iterator[Finding]:
        """Find nothing: the lots are checked when all of the log was read."""
        yield from ()

    def check(self, records: Records, progress: Progress) -> Iterator[Finding]:
        """Yield what was opened as another than was sealed, and what it contradicts."""
        for sale in records.sale_names():
            try:
                timeline = timeline_of(records.sale_history(sale))
                lots = self._to_check(records, sale, timeline)
            except STORE_FAULTS:
                raise
            except Exception:  # noqa: BLE001, S112 (check_rules tells of it)
                continue
            for number, lot in enumerate(lots):
                yield from self._lot_findings(records, lot, timeline)
                progress(number, len(lots))

    @property
    def remarks(self) -> Iterator[str]:
        """What could not be checked, as it was not opened."""
        if self.shut:
            names = ", ".join([*self.shut][:NAMED])
            more = len(self.shut) - NAMED
            rest = f" and {more:,} more" if more > 0 else ""
            yield (
                f"Not opened, though the terms open it by now: "
                f"{sum(self.shut.values()):,} sealed amounts of {names}{rest}."
            )
        if self.erased:
            yield (
                f"Not opened, as what opens it was erased: {self.erased:,} sealed "
                "amounts."
            )

    def _to_check(
        self, records: Records, sale: SaleId, timeline: Timeline
    ) -> Sequence[LotId]:
        if timeline.last.terms.rules.bidding.openings is not Openings.NONE:
            return records.lot_names(sale)
        return sorted(lot for lot in self._opened_on if sale_of(lot) == sale)

    def _lot_findings(
        self, records: Records, lot: LotId, timeline: Timeline
    ) -> Iterator[Finding]:
        try:
            checked = check_envelopes(
                records.history(lot),
                timeline,
                is_erased=partial(bids_are_erased, records),
            )
        except STORE_FAULTS:
            raise
        except Exception as fault:  # noqa: BLE001 (a whole lot is followed without any)
            first = records.position(lot_stream(lot), 1) or 0
            yield of_fault(fault, first, f"lot {lot}")
            return
        if checked.due:
            self.shut[lot] = len(checked.due)
        self.erased += len(checked.erased)
        yield from findings_of(checked)


def findings_of(checked: LotEnvelopes) -> Iterator[Finding]:
    """Yield what is wrong with what was opened of a lot, and the prices by it."""
    for envelope in checked.envelopes:
        if envelope.state is EnvelopeState.DIFFERS:
            yield _other_than_sealed(checked.lot, envelope)
    for position in checked.strangers:
        what = "opens what was not sealed there, or was opened before"
        yield _finding(FindingKind.OPENING, position, checked.lot, what)
    for decided in checked.decided:
        if decided.verdict is StepVerdict.DIFFERS:
            what = "is not what the amounts that were opened lead to"
            yield _finding(FindingKind.RULES, decided.position, checked.lot, what)


def _other_than_sealed(lot: LotId, envelope: Envelope) -> Finding:
    assert envelope.opened_at is not None, "what differs was opened"
    bid = getattr(envelope.event, "bid", None)
    which = "the reserve" if bid is None else f"bid {bid}"
    what = (
        f"opens {which} as another amount than was sealed at position "
        f"{envelope.position}"
    )
    return _finding(FindingKind.OPENING, envelope.opened_at, lot, what)


def _finding(kind: FindingKind, position: int, lot: LotId, what: str) -> Finding:
    return Finding(
        kind=kind, what=f"Position {position}, lot {lot}: it {what}", position=position
    )
