"""What others recorded meanwhile, as far as the clerk must know of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events import BidPlaced, LiveBidTaken
from ledger.identity import Channel
from ledger.value import value
from presenters.console.answers import told_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.entry import Entry
    from ledger.events import Event
    from ledger.lot import Lot
    from presenters.console.state import SessionState

SENTENCES_SHOWN = 2


@value
class News:
    """A line about what another process did; empty where it only ends what was said."""

    words: str
    alarms: bool
    """Another leads now, or a lot is up that was done: nobody may overlook it."""


def news_between(
    before: SessionState, after: SessionState, entries: Sequence[Entry[Event]]
) -> News | None:
    """Say what others did to the lot on the screen; None where it was nothing."""
    shown = {lot.id for lot in (before.shown, after.shown) if lot is not None}
    touching = [e.event for e in entries if getattr(e.event, "lot", None) in shown]
    if not touching:
        return None
    sale, lots = after.sale, after.lots
    sentenced = [(event, told_sentence(event, sale, lots)) for event in touching]
    sentences = [words for _, words in sentenced if words is not None]
    if not sentences:
        return News("", alarms=False)
    origin = _origin([event for event, words in sentenced if words is not None])
    words = " ".join(sentences[-SENTENCES_SHOWN:])
    return News(f"{origin}: {words}", _alarms(before.shown, after))


def _origin(events: Sequence[Event]) -> str:
    """Say from where the last bid of others came: ``INTERNET``."""
    bids = [event for event in events if isinstance(event, LiveBidTaken | BidPlaced)]
    if not bids:
        return "ELSEWHERE"
    channel = bids[-1].channel
    online = channel in {Channel.LIVE, Channel.INTERNET}
    return "INTERNET" if online else channel.upper()


def _alarms(before: Lot | None, after: SessionState) -> bool:
    """Say whether the lead was taken, or a lot that was done is up again."""
    lot = after.up
    if lot is None or before is None or lot.id != before.id:
        return False
    if before.up is None:
        return True
    leader = None if lot.standing is None else lot.standing.leader
    led = None if before.standing is None else before.standing.leader
    return leader != led
