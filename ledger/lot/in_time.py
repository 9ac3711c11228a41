"""A bid that came before the bidding ended, and reaches a lot that is closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from ledger.identity import Channel
from ledger.lot import Lot, Stage
from ledger.lot.slip import Slip
from ledger.refusals import LotNotOpen, ReceivedInTime, Refusal
from ledger.terms.sessions import SessionKind


def refusal_of_closed_lot(lot: Lot, slip: Slip) -> Refusal:
    """Return the refusal of a lot that is no longer open.

    A bid that was in time is told so, and how the lot is put up again for it.
    """
    ended_at = _end_of_bidding(lot, slip.channel)
    if ended_at is None or slip.arrived_at >= ended_at:
        return LotNotOpen(lot=lot.id, stage=lot.stage)
    timed = lot.listing.kind is SessionKind.TIMED
    ends = "--ends-at TIME " if timed else ""
    return ReceivedInTime(
        lot=lot.id,
        stage=lot.stage,
        received_at=slip.arrived_at,
        early=_span_words(ended_at - slip.arrived_at),
        ended_at=ended_at,
        way=f"lotledger correct reopen {lot.id} {ends}--reason TEXT",
    )


def _end_of_bidding(lot: Lot, channel: Channel) -> datetime | None:
    """Return when a channel's bidding ended; None on a lot that no reopening opens.

    In the room a live proxy comes in time until the hammer, any other proxy until
    proxies end.
    """
    if lot.stage not in {Stage.SOLD, Stage.PASSED}:
        return None
    in_the_room = lot.listing.kind is SessionKind.FLOOR
    by_proxy = in_the_room and channel is not Channel.LIVE
    return lot.ends_at if by_proxy else lot.closed_at


def _span_words(span: timedelta) -> str:
    """Write a span to the second, from its largest unit on: ``2 h 5 min``."""
    seconds = max(1, int(span.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = ((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{count} {unit}" for count, unit in units if count)
