"""What if: the result that a lot would have had, beside the one that it had."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.lot import Lot
from ledger.replay.altered import Afterwards, altered_lot
from ledger.replay.record import LogEvent, lot_after
from ledger.replay.result import Comparison, Fared, result_of
from ledger.replay.timeline import Timeline
from ledger.replay.wish import Wish


def what_if(history: Iterable[LogEvent], timeline: Timeline, wish: Wish) -> Comparison:
    """Decide a lot again as it is wished, and put both results side by side.

    What was put right after the hammer is left aside on both sides: nobody's bids are
    charged with it. Where what is wished changes nothing, it stands. Raises
    LedgerDamaged where the record itself cannot be followed.
    """
    events = list(history)
    stood: Lot | None = None
    for position, event in events:
        stood = lot_after(stood, position, event)
    assert stood is not None, "a lot's history begins in the catalogue"
    recorded, altered = result_of(stood), altered_lot(events, timeline, wish)
    wished, notes = result_of(altered.lot), tuple(altered.notes)
    if any(isinstance(event, Afterwards) for _, event in events):
        before = result_of(altered_lot(events, timeline, Wish()).lot)
        if wished == before:
            wished = recorded
            notes = tuple(n for n in notes if n.fared is not Fared.LEFT_ASIDE)
        else:
            recorded = before
    return Comparison(stood.id, recorded, wished, notes, timeline.last.terms.zone)
