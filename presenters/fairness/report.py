"""How a sale treated its bidders, as a report: each figure with its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import number_of
from presenters.comparison import note_sentences
from presenters.fairness.columns import (
    AFTER,
    CHANNELS,
    EXTENSIONS,
    HOUSE_BIDS,
    LATE,
    NOTES,
    RECORD,
    SUMMARY,
    TIES,
)
from presenters.words import ranges
from projections.bids import HistoryKind
from projections.fairness.receipts import arrived_at, milliseconds
from projections.fairness.ties import came_at
from projections.reports.model import Report, ReportTable, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.money import Currency
    from presenters.fairness.account import FairnessAccount, HouseEffect
    from projections.bids import HistoryLine
    from projections.fairness.lateness import AfterHammer, Extension, LateBid
    from projections.fairness.receipts import ChannelTimes
    from projections.fairness.ties import Tie
    from projections.reports.model import Column, Heading

REPORT = "audit-fairness"


def fairness_report(
    account: FairnessAccount, heading: Heading, currency: Currency
) -> Report:
    """Return how a sale treated its bidders as a report."""

    def table(
        name: str, title: str, columns: tuple[Column, ...], rows: Iterable[Row]
    ) -> ReportTable:
        return ReportTable(
            name=name,
            title=title,
            columns=columns,
            rows=tuple(rows),
            currency=currency,
            note=NOTES.get(name),
        )

    late = map(_late_row, account.late)
    extended = map(_extension_row, account.extensions)
    after = map(_after_row, account.after)
    return Report(
        heading=heading,
        tables=(
            table("summary", "Summary", SUMMARY, summary_rows(account)),
            table("channels", RECORD, CHANNELS, map(_channel_row, account.channels)),
            table("late_bids", "Late bids", LATE, late),
            table("ties", "Ties by arrival", TIES, map(_tie_row, account.ties)),
            table("extensions", "Extensions", EXTENSIONS, extended),
            table(
                "house_bids", "House bids", HOUSE_BIDS, map(_house_row, account.house)
            ),
            table("after_the_hammer", "After the hammer", AFTER, after),
        ),
    )


def summary_rows(account: FairnessAccount) -> Iterator[Row]:
    """Count what the tables tell, each with its events."""
    bids = account.bids
    refused = [line for line in bids if line.kind is HistoryKind.REFUSED]
    figures: tuple[tuple[str, Iterable[int]], ...] = (
        ("bids taken", (line.position for line in bids if line not in refused)),
        ("bids refused", (line.position for line in refused)),
        ("receipts stated", (line.position for line in bids if line.stated)),
        ("late bids", (each.line.position for each in account.late)),
        ("ties decided by arrival", (tie.decided.position for tie in account.ties)),
        ("extensions", (each.line.position for each in account.extensions)),
        (
            "house bids",
            (line.position for each in account.house for line in each.taken),
        ),
        (
            "house bids refused",
            (line.position for each in account.house for line in each.refused),
        ),
        (
            "house bids on lots that would differ without",
            (
                line.position
                for each in account.house
                if each.comparison.differs
                for line in each.taken
            ),
        ),
        ("bids after the hammer", (each.line.position for each in account.after)),
        (
            "of them above the hammer price",
            (each.line.position for each in account.after if each.higher),
        ),
    )
    for name, positions in figures:
        known = sorted(positions)
        yield name, len(known), ranges(known) or None


def _channel_row(times: ChannelTimes) -> Row:
    return (
        times.channel,
        times.stated,
        times.bids,
        times.taken,
        times.refused,
        times.fastest_ms,
        times.median_ms,
        times.most_ms,
        times.slowest_ms,
        times.slowest,
        ranges(times.positions),
    )


def _bid_cells(line: HistoryLine) -> Row:
    return (
        line.position,
        number_of(line.lot),
        line.bid,
        line.paddle,
        line.channel,
        line.submitted if line.submitted is not None else line.amount,
        arrived_at(line),
        line.recorded_at,
    )


def _late_row(late: LateBid) -> Row:
    line = late.line
    cells = _bid_cells(line)
    return (
        *cells[:4],
        late.ms,
        *cells[4:],
        line.stated,
        late.late,
        late.beside,
        line.code,
        line.decided_tie,
        line.reason,
        line.authorised_by,
    )


def _tie_row(tie: Tie) -> Row:
    first, second = tie.first, tie.second
    return (
        tie.decided.position,
        number_of(tie.decided.lot),
        tie.decided.maximum,
        first.paddle,
        first.bid,
        came_at(first),
        second.paddle,
        second.bid,
        came_at(second),
        tie.gap_ms,
        tie.stated,
        ranges((first.position, second.position)),
    )


def _extension_row(extension: Extension) -> Row:
    line, bid = extension.line, extension.bid
    assert line.ends_at is not None, "an extension moves the close"
    early = None if bid is None else milliseconds(extension.was - arrived_at(bid))
    return (
        line.position,
        number_of(line.lot),
        line.bid,
        None if bid is None else bid.paddle,
        line.code,
        extension.was,
        line.ends_at,
        milliseconds(line.ends_at - extension.was),
        early,
        None if bid is None else bid.position,
    )


def _house_row(effect: HouseEffect) -> Row:
    was, without = effect.comparison.as_recorded, effect.comparison.as_wished
    amounts = [line.amount for line in effect.taken if line.amount is not None]
    return (
        number_of(effect.lot),
        len(effect.taken),
        len(effect.refused),
        max(amounts, default=None),
        effect.reserve,
        was.stage,
        was.price,
        was.winner,
        without.stage,
        without.price,
        without.winner,
        effect.difference,
        " ".join(note_sentences(effect.comparison)) or None,
        ranges(effect.positions),
    )


def _after_row(after: AfterHammer) -> Row:
    return (
        *_bid_cells(after.line),
        after.closed_at,
        after.ms,
        after.hammer_price,
        after.higher,
        after.hammer,
        after.line.code,
        after.reopened,
    )
