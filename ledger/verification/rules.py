"""Outcomes against the rules: every sale, and every lot of it, decided again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.damage import LedgerDamaged
from ledger.entry import StreamId, lot_stream, sale_stream
from ledger.house.keys_at_hand import KeysAtHand
from ledger.house.records import Records
from ledger.house.replays import ProcessEnded, SaleReplay, recompute_sale
from ledger.identity import SaleId
from ledger.replay.against_the_rules import Recount, SaleRecount
from ledger.replay.difference import Difference
from ledger.store.library_faults import STORE_FAULTS
from ledger.verification.finding import Finding, FindingKind, of_fault
from ledger.verification.pages import Progress

EVENTS_PER_PROCESS = 20_000
"""Fewer are done before another process has begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replays:
    """How sales are decided again."""

    place: str
    """Where other processes open the ledger."""
    processes: int
    """How many may work at once; 1 where the ledger cannot be opened as it should."""
    keys: KeysAtHand | None = None
    """The keys to what is sealed, which those are handed."""
    words: Callable[[Difference], str]
    """Says in what a record and the rules differ."""


@dataclass(slots=True)
class RestingOnSeals:
    """What was not decided again, as it rests on amounts that are not read here."""

    erased: int = 0
    sealed: int = 0

    def hear(self, recount: Recount) -> None:
        """Count what a lot rests on."""
        self.erased += recount.erased
        self.sealed += recount.sealed

    @property
    def remarks(self) -> Iterator[str]:
        """What to say of it."""
        if self.sealed:
            yield (
                f"Not decided again: {self.sealed:,} bids and reserves are sealed, and "
                "their keys are not here."
            )
        if self.erased:
            yield f"Not decided again: {self.erased:,} maximums were erased."


def check_rules(
    records: Records, replays: Replays, rested: RestingOnSeals, *, progress: Progress
) -> Iterator[Finding]:
    """Yield where the rules of the day lead to something else than is recorded."""
    sales = records.sale_names()
    done, events = 0, sum(map(records.lot_events, sales))
    for sale in sales:
        for recount in _recounts(records, sale, replays):
            if isinstance(recount, Finding):
                yield recount
                continue
            for difference in recount.differences:
                yield _of_difference(difference, replays.words(difference))
            rested.hear(recount)
            done += recount.events
            progress(min(done, events), events)


def _recounts(
    records: Records, sale: SaleId, replays: Replays
) -> Iterator[Recount | Finding]:
    share = 1 + records.lot_events(sale) // EVENTS_PER_PROCESS
    processes = min(replays.processes, share)
    if processes > 1:
        try:
            yield from list(
                recompute_sale(
                    records,
                    sale,
                    place=replays.place,
                    processes=processes,
                    keys=replays.keys,
                )
            )
        except (LedgerDamaged, ProcessEnded):
            # Which of its lots cannot be read shows only one by one; and alone it
            # takes least memory.
            pass
        else:
            return
    yield from _one_by_one(records, sale)


def _one_by_one(records: Records, sale: SaleId) -> Iterator[Recount | Finding]:
    recount = SaleRecount()
    try:
        replay = SaleReplay(records, sale, recount.hear)
    except STORE_FAULTS:
        raise
    except Exception as fault:  # noqa: BLE001 (a whole sale is followed without any)
        yield of_fault(fault, _first(records, sale_stream(sale)), f"sale {sale}")
        return
    yield recount
    for lot in records.lot_names(sale) if replay.has_bidding else ():
        try:
            yield replay.recompute(lot)
        except STORE_FAULTS:
            raise
        except Exception as fault:  # noqa: BLE001 (so is a whole lot)
            yield of_fault(fault, _first(records, lot_stream(lot)), f"lot {lot}")


def _first(records: Records, stream: StreamId) -> int:
    """Return where a stream begins, 0 where that cannot be read."""
    return records.position(stream, 1) or 0


def _of_difference(difference: Difference, words: str) -> Finding:
    return Finding(
        kind=FindingKind.RULES,
        what=f"Position {difference.position}: {words.rstrip('.')}",
        position=difference.position,
    )
