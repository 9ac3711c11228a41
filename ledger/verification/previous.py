"""What a ledger says that it goes on from, held against that other ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ledger.entry import LEDGER_STREAM, Attribution, Entry
from ledger.events import (
    BalancesBroughtForward,
    Event,
    LedgerEvent,
    ReserveSet,
    RolesBegun,
    SeriesBroughtForward,
)
from ledger.events.sealed import is_read, without_seal
from ledger.house.carried import (
    Carried,
    carried_entries,
    open_sales,
    roles_brought_forward,
    series_brought_forward,
)
from ledger.house.going_on import other_end, other_history, went_on
from ledger.house.records import Records
from ledger.house.shown import opened_amounts_at
from ledger.identity import SaleId
from ledger.store.reader import AT_ONCE
from ledger.verification.finding import Finding, FindingKind

NOT_GIVEN = (
    "Not compared: what was brought forward from {origin}, up to position {size}. Name "
    "that ledger with --previous."
)
GOES_ON_FROM_NONE = "It goes on from no other ledger, so that none was compared."
NOT_ENDED = (
    "The ledger before has not ended, so that it may still go on beside this one. "
    "Close its season again."
)
NOT_OPENED = (
    "Not compared: the amounts of sealed reserves that were brought forward "
    "({number}). The keys of both ledgers open them."
)


def not_compared(records: Records) -> Iterator[str]:
    """Yield what there is to say where the ledger before is not here."""
    if (previous := records.ledger().previous) is not None:
        yield NOT_GIVEN.format(origin=previous.origin, size=previous.head.size)


class ComparedWithBefore:
    """What one ledger began with, held against what was due of the one before."""

    def __init__(self, records: Records, before: Records) -> None:
        self._records = records
        self._before = before
        self._previous = records.ledger().previous
        self._unopened = 0
        """How many reserves were compared but for their amount."""

    def remarks(self) -> Iterator[str]:
        """Yield what there is to say of how the ledger goes on, once it was checked."""
        if self._previous is None:
            yield GOES_ON_FROM_NONE
            return
        ended = self._before.ledger().closed is not None
        if not ended and went_on(self._previous, self._before) is None:
            yield NOT_ENDED
        if self._unopened:
            yield NOT_OPENED.format(number=self._unopened)

    def check_heads(self) -> Iterator[Finding]:
        """Yield in what two ledgers do not tell the same of when one goes on."""
        if self._previous is None:
            return
        if (fault := other_history(self._previous, self._before)) is not None:
            yield _finding(fault, 1)
            return
        for fault in (
            other_end(self._records, self._before),
            went_on(self._previous, self._before),
        ):
            if fault is not None:
                yield _finding(fault, 1)

    def due(self) -> list[Carried]:
        """Return what is due of the ledger before, but for what accounts stood at."""
        assert self._previous is not None, "it goes on from the ledger before"
        size = self._previous.head.size
        past = self._before.as_of(size)
        going_on = {*open_sales(past), *_sales_brought(self._records)}
        sales = [sale for sale in past.sale_names() if sale in going_on]
        entries = carried_entries(past, sales, upto=size)
        return [*entries, *series_brought_forward(past)]

    def check(
        self, carried: Sequence[Carried], balances: Sequence[LedgerEvent]
    ) -> Iterator[Finding]:
        """Hold what stands after the first entry against all that is due, in order."""
        assert self._previous is not None, "it goes on from the ledger before"
        past = self._before.as_of(self._previous.head.size)
        own = (*balances, *roles_brought_forward(past))
        due = [*carried, *(Carried(LEDGER_STREAM, event, None) for event in own)]
        pairs = zip_longest(due, _entries_after_first(self._records))
        for position, (want, entry) in enumerate(pairs, 2):
            if want is None:
                if entry is not None and _is_brought(entry):
                    yield _finding(f"Position {position} was not due", position)
            elif entry is None or not self._is_due(entry, want):
                yield _finding(_not_so(want, position), position)
                if entry is None or _place(entry.by) != _place(want.by):
                    # One is left out, or not in order: all that follows is elsewhere.
                    return

    def _is_due(self, entry: Entry[Event], want: Carried) -> bool:
        return (
            entry.stream == want.stream
            and _recorded_by(entry.by) == _recorded_by(want.by)
            and (
                self._is_reserve(entry, want.event)
                if isinstance(want.event, ReserveSet) and want.event.seal is not None
                else entry.event == want.event
            )
        )

    def _is_reserve(self, entry: Entry[Event], want: ReserveSet) -> bool:
        """Say whether a reserve is the one that is due: it was sealed anew."""
        event = entry.event
        if not isinstance(event, ReserveSet) or event.seal is None:
            return False
        opened = opened_amounts_at(self._records, [entry.position])
        if is_read(want) and entry.position in opened:
            return without_seal(opened[entry.position]) == without_seal(want)
        self._unopened += 1
        return event.lot == want.lot


def _entries_after_first(records: Records) -> Iterator[Entry[Event]]:
    position = 1
    while page := records.entries_after(position, limit=AT_ONCE):
        yield from page
        position = page[-1].position


def _sales_brought(records: Records) -> Iterator[SaleId]:
    for sale in records.sale_names():
        if records.sale_history(sale)[0].by.brought is not None:
            yield sale


def _place(by: Attribution | None) -> int | None:
    return None if by is None or by.brought is None else by.brought.position


def _is_brought(entry: Entry[Event]) -> bool:
    return entry.by.brought is not None or isinstance(
        entry.event, BalancesBroughtForward | SeriesBroughtForward
    )


def _recorded_by(by: Attribution | None) -> tuple[object, ...] | None:
    """Return who recorded an entry in the ledger before, and when; None: nobody did."""
    if by is None or by.brought is None:
        return None
    return by.brought, by.actor, by.role, by.second, by.reason, by.on_behalf_of


def _not_so(want: Carried, position: int) -> str:
    match want.event:
        case BalancesBroughtForward(currency=currency):
            return (
                f"The accounts in {currency.code} were not brought forward as they "
                "stood in the ledger before"
            )
        case SeriesBroughtForward(series=series, document=document):
            return (
                f"Position {position} does not bring forward that the series {series} "
                f"got to {document} in the ledger before"
            )
        case RolesBegun():
            return f"Position {position} does not say that roles hold, as before"
        case _:
            return (
                f"Position {position} is not what stands at position "
                f"{_place(want.by)} of the ledger before, and is due there"
            )


def _finding(what: str, position: int) -> Finding:
    return Finding(kind=FindingKind.PREVIOUS, what=what, position=position)
