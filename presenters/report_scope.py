"""What a report is about: whose it is, as of when, and what is told in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ledger.identity import SaleId
from projections.reports.books.scope import Scope

if TYPE_CHECKING:
    from ledger.house.records import Records
    from ledger.terms import Terms


def report_scope(
    records: Records,
    sale: SaleId | None,
    then: int | date | None,
    *,
    printed_by: str,
    printed_at: datetime,
) -> Scope:
    """Say what a report is about; one of all sales goes by the first one's clock.

    It names the position that the records end at: they are of a moment.
    """
    assert records.upto is not None, "what the position tells of does not grow"
    terms = terms_told_by(records, sale)
    return Scope(
        house="" if terms is None else terms.house,
        zone=zone_told_by(terms),
        as_of=_moment_of(records, then),
        position=records.head(),
        ledger=records.ledger_id(),
        timing=records.ledger().timing,
        printed_by=printed_by,
        printed_at=printed_at,
        sale=sale,
        begun_on=begun_on(records),
    )


def _moment_of(records: Records, then: int | date | None) -> datetime:
    if isinstance(then, datetime):
        return then
    if isinstance(then, date):
        return end_of_day(records, then)
    return last_recorded_at(records)


def begun_on(records: Records) -> date | None:
    """Return the first day of a ledger's books, where it goes on from another."""
    previous = records.ledger().previous
    return None if previous is None else previous.ended_on + timedelta(days=1)


def terms_told_by(records: Records, sale: SaleId | None) -> Terms | None:
    """Return the terms by whose clock it is told: of all sales, the first one's."""
    names = [sale] if sale is not None else records.sale_names()[:1]
    return records.sale(names[0]).terms if names else None


def zone_told_by(terms: Terms | None) -> str:
    """Return the zone of terms; without any sale it is UTC."""
    return "UTC" if terms is None else terms.zone


def end_of_day(records: Records, day: date) -> datetime:
    """Return the last moment of a day by the clock of the first sale, in UTC."""
    zone = ZoneInfo(zone_told_by(terms_told_by(records, None)))
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def last_recorded_at(records: Records) -> datetime:
    """Say when the last event that is told was recorded."""
    position = records.head()
    if position == 0:
        return datetime.min.replace(tzinfo=UTC)
    (last,) = records.entries_after(position - 1, limit=1)
    return last.by.recorded_at
