"""What few may see is shown once it is on record who looks at it, and in what session.

A look is recorded by the operation that asks for it, with what it is for. From then to
the end of the day whoever looked is shown the same in that session, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.entry import looks_stream
from ledger.events import LookKind
from ledger.house.records import Records
from ledger.house.shown import keys_are_here, with_sealed_amounts
from ledger.identity import LotId, SaleId
from ledger.looks import Looks
from ledger.roles import LOOKS
from web.caller import Caller
from web.problem import HttpProblem
from web.reading import LedgerReading


def has_looked(
    reading: LedgerReading, caller: Caller | None, lots: Iterable[LotId]
) -> bool:
    """Say whether it is on record that maximums on all of some lots are looked at."""
    if caller is None or LookKind.MAXIMUM not in LOOKS[caller.role]:
        return False
    return {lot for _, lot in _maximums_seen(reading, caller)}.issuperset(lots)


def purpose_of_look(reading: LedgerReading, caller: Caller, lot: LotId) -> str | None:
    """Return what for maximums of a lot are looked at; None where nobody has looked."""
    if not has_looked(reading, caller, [lot]):
        return None
    seen = _maximums_seen(reading, caller)
    return min(purpose for purpose, subject in seen if subject == lot)


def _maximums_seen(reading: LedgerReading, caller: Caller) -> set[tuple[str, str]]:
    """Return what for whoever asks was shown maximums today in their session: of what.

    Each is a purpose, and a lot.
    """
    looks: Looks | None = reading.house.state(looks_stream(caller.actor, reading.at))
    return {
        (purpose, subject)
        for session, kind, purpose, subject in (looks or Looks()).seen
        if session == caller.session and kind is LookKind.MAXIMUM
    }


def can_be_opened(reading: LedgerReading, lots: Iterable[LotId]) -> bool:
    """Say whether something of lots is sealed, and its keys are here."""
    is_sealed = bool(with_sealed_amounts(reading.records, lots))
    return is_sealed and keys_are_here(reading.house)


def must_have_looked(
    reading: LedgerReading, caller: Caller, records: Records, sale: SaleId
) -> None:
    """Refuse what is told by every maximum of a sale before that; raises HttpProblem.

    The records are those that it is told of. Raises UnknownSale.
    """
    caller.must_be_shown(LookKind.MAXIMUM)
    records.sale(sale)
    if not has_looked(reading, caller, records.lot_names(sale)):
        raise HttpProblem(
            403,
            "look-first",
            "Look first",
            f"It tells maximums of {sale}, and it is not on record today that you look "
            f"at them in this session. Say what for: POST /api/v1/sales/{sale}/looks.",
        )
