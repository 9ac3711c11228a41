"""From receipt to record: how long each bid took, by the way it came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger.identity import HOUSE, Channel
from projections.bids.history import HistoryLine
from projections.bids.row import HistoryKind

MILLISECOND = timedelta(milliseconds=1)
TRIED = (HistoryKind.BID, HistoryKind.LIVE, HistoryKind.REFUSED)
"""Bids that somebody made, whatever came of them."""
WORST = 20
"""All but the slowest twentieth take no longer than is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTimes:
    """The bids that came by one channel, and how long they took to be recorded."""

    channel: Channel
    stated: bool
    """Somebody stated when they came, and no clock."""
    taken: int
    refused: int
    fastest_ms: int
    median_ms: int
    most_ms: int
    """Nineteen of twenty took no longer."""
    slowest_ms: int
    slowest: int
    """The position of the slowest."""
    positions: tuple[int, ...]

    @property
    def bids(self) -> int:
        """All of them."""
        return self.taken + self.refused


def arrived_at(line: HistoryLine) -> datetime:
    """Return when a bid came: as stated, else when it was read, else received."""
    assert line.received_at is not None, "a bid came at some time"
    if line.stated or line.read_at is None:
        return line.received_at
    return line.read_at


def milliseconds(span: timedelta) -> int:
    """Return a span in whole milliseconds, rounded down."""
    return span // MILLISECOND


def is_bid(line: HistoryLine) -> bool:
    """Say whether somebody bid, or tried to, and not the house for the consignor."""
    return line.kind in TRIED and line.paddle != HOUSE


def channel_times(lines: Iterable[HistoryLine]) -> list[ChannelTimes]:
    """Tell of each channel how long its bids took, stated receipts apart."""
    by: dict[tuple[Channel, bool], list[HistoryLine]] = defaultdict(list)
    for line in filter(is_bid, lines):
        assert line.channel is not None, "a bid came some way"
        by[line.channel, line.stated].append(line)
    order = list(Channel)
    return [
        _times(channel, came, stated=stated)
        for (channel, stated), came in sorted(
            by.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    ]


def _times(
    channel: Channel, came: Sequence[HistoryLine], *, stated: bool
) -> ChannelTimes:
    taken = sum(line.kind is not HistoryKind.REFUSED for line in came)
    took = sorted(
        (milliseconds(line.recorded_at - arrived_at(line)), line.position)
        for line in came
    )
    spans = [span for span, _ in took]
    return ChannelTimes(
        channel=channel,
        stated=stated,
        taken=taken,
        refused=len(came) - taken,
        fastest_ms=spans[0],
        # Of an even number the lower of the two in the middle: one that was measured.
        median_ms=spans[(len(spans) - 1) // 2],
        most_ms=spans[-(len(spans) // WORST) - 1],
        slowest_ms=spans[-1],
        slowest=took[-1][1],
        positions=tuple(line.position for line in came),
    )
