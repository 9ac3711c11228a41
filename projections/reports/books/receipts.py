"""Stated receipts of bids, and claims: every time that a person said, not a clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from ledger.identity import Channel, LotId, number_of
from projections.bids import HistoryKind, HistoryLine, stated_receipts
from projections.catalogue import CATALOGUE
from projections.claims import ClaimRow, claims
from projections.queries import ask
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, ReportTable, Row

RECEIPTS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("sale", "Sale"),
    Column("lot", "Lot"),
    Column("bid", "Bid"),
    Column("paddle", "Paddle"),
    Column("channel", "Channel"),
    Column("received_at", "Received, as stated", Kind.MOMENT),
    Column("entered_at", "Entered", Kind.MOMENT),
    Column("minutes_back", "Minutes back", Kind.COUNT),
    Column("actor", "Stated by"),
    Column("second_person", "Second person"),
    Column("reason", "Reason"),
    Column("decided_tie", "Decided a tie", Kind.YES_NO),
    Column("after_close", "Entered after the close", Kind.YES_NO),
    Column("refused", "Refused"),
)

CLAIMED = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("sale", "Sale"),
    Column("event", "Event"),
    Column("claimed_at", "Claimed", Kind.MOMENT),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("minutes_back", "Minutes back", Kind.COUNT),
    Column("actor", "Claimed by"),
    Column("second_person", "Second person"),
    Column("on_behalf_of", "On behalf of"),
    Column("reason", "Reason"),
)


def receipts(db: Connection, scope: Scope) -> Report:
    """List what somebody stated or claimed about a time, in the order of the log.

    A stated receipt decides ties and lateness; a claim decides nothing.
    """
    listed = ask(db, CATALOGUE, lambda t: select(t.c.lot, t.c.first_ends_at))
    ends = {row.lot: row.first_ends_at for row in listed}
    stated = tuple(
        _receipt_row(line, ends)
        for line in stated_receipts(db, scope.sale)
        if line.entered_at is not None and _is_within(scope, line.entered_at)
    )
    claimed = tuple(
        _claim_row(claim)
        for claim in claims(db, scope.sale)
        if _is_within(scope, claim.recorded_at)
    )
    title = "Stated receipts and claimed times"
    return Report(
        heading=scope.heading("receipts", title),
        tables=(
            ReportTable(
                name="receipts",
                title="Stated receipts",
                columns=RECEIPTS,
                rows=stated,
                note="A stated receipt decides ties, and whether a bid was in time.",
            ),
            ReportTable(
                name="claims",
                title="Claimed times",
                columns=CLAIMED,
                rows=claimed,
                note="A claim stands beside the clock's time and decides nothing.",
            ),
        ),
    )


def _is_within(scope: Scope, moment: datetime) -> bool:
    """Say whether a moment falls in the period that is asked for."""
    if scope.period is None:
        return True
    first, last = scope.period
    return first <= moment.astimezone(ZoneInfo(scope.zone)).date() <= last


def _receipt_row(line: HistoryLine, ends: dict[LotId, datetime]) -> Row:
    received_at, entered_at = line.received_at, line.entered_at
    assert received_at is not None, "a bid was received"
    assert entered_at is not None, "a bid was entered"
    return (
        line.position,
        line.sale,
        number_of(line.lot),
        line.bid,
        line.paddle,
        None if line.channel is None else line.channel.value,
        received_at,
        entered_at,
        _minutes(entered_at - received_at),
        line.actor,
        line.authorised_by,
        line.reason,
        line.decided_tie,
        _is_after_close(line, entered_at, line.held_until or ends[line.lot]),
        line.code if line.kind is HistoryKind.REFUSED else None,
    )


def _is_after_close(line: HistoryLine, entered_at: datetime, end: datetime) -> bool:
    """Say whether a bid was entered after the end that was in force then.

    A live bid of the internet comes in time until the hammer, whenever proxies end.
    """
    in_the_room = line.channel is Channel.LIVE
    return line.before_close or (entered_at >= end and not in_the_room)


def _claim_row(claim: ClaimRow) -> Row:
    return (
        claim.position,
        claim.sale,
        claim.kind,
        claim.claimed_at,
        claim.recorded_at,
        _minutes(claim.recorded_at - claim.claimed_at),
        claim.actor,
        claim.second,
        claim.on_behalf_of,
        claim.reason,
    )


def _minutes(span: timedelta) -> int:
    """Return how many whole minutes a span has."""
    return int(span / timedelta(minutes=1))
