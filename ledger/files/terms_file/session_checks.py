"""Check that the sessions of a terms file make sense: their lots, and their times.

A check passes over what is None: that was reported, or rightly left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations

from ledger.files.terms_file.shapes import SessionTable, SoftCloseTable
from ledger.files.toml.document import ABSENT, Mistake, dotted, once_mistakes
from ledger.files.toml.lines import KeyPath
from ledger.identity import lot_order
from ledger.terms.sessions import ExtensionScope, SessionKind, UnopenedRule

ONLY_FLOOR = ("proxies_end", "live_proxies_from")
ONLY_TIMED = ("closes", "stagger", "soft_close")


def session_mistakes(sessions: list[SessionTable | None]) -> Iterator[Mistake]:
    """List what does not make sense in the sessions."""
    if not sessions:
        remedy = "Write [[sessions]] with its lots."
        yield Mistake(("sessions",), "at least one session", remedy, "none")
    lines = [(("sessions", place), s) for place, s in enumerate(sessions) if s]
    for at, session in lines:
        if session.channels is not None:
            yield from once_mistakes(
                session.channels, (*at, "channels"), "at least one channel"
            )
        yield from _kind_mistakes(session, at)
        yield from _time_mistakes(session, at)
        if session.soft_close is not None:
            close = (*at, "soft_close")
            yield from _soft_close_mistakes(session.soft_close, session.closes, close)
    for (first, session), (second, other) in combinations(lines, 2):
        if session.number is not None and session.number == other.number:
            expected = f"another number: {dotted(first)} has it"
            yield Mistake((*second, "number"), expected, "Number the sessions 1, 2, 3.")
        if session.lots and other.lots and _overlap(session.lots, other.lots):
            expected = (
                f"lots outside those of {dotted(first)}, {'-'.join(session.lots)}"
            )
            yield Mistake((*second, "lots"), expected, "Give each lot to one session.")


def _overlap(lots: tuple[str, str], other: tuple[str, str]) -> bool:
    return _begins_within(lots, other) or _begins_within(other, lots)


def _begins_within(lots: tuple[str, str], other: tuple[str, str]) -> bool:
    """Say whether a range begins in another, suffixes of its last number included."""
    first, last = lot_order(other[0]), lot_order(other[1])
    return first <= lot_order(lots[0]) <= (last[0], last[1] or "Z")


def _kind_mistakes(session: SessionTable, at: KeyPath) -> Iterator[Mistake]:
    """Check that a floor session has no clock, and a timed one has a close."""
    if session.kind is None:
        return
    floor = session.kind is SessionKind.FLOOR
    other = SessionKind.TIMED if floor else SessionKind.FLOOR
    for key in ONLY_TIMED if floor else ONLY_FLOOR:
        if key in session.model_fields_set:
            expected = f"no {key} in a {session.kind} session"
            remedy = f'Take it out, or write kind = "{other}".'
            yield Mistake((*at, key), expected, remedy)
    if not floor and "closes" not in session.model_fields_set:
        remedy = 'Write closes = "2025-12-11 22:00".'
        yield Mistake((*at, "closes"), "when its first lot closes", remedy, ABSENT)


def _time_mistakes(session: SessionTable, at: KeyPath) -> Iterator[Mistake]:
    """Check that nothing ends before it begins."""
    starts = session.starts
    if starts is None:
        return
    for key, early in (
        ("proxies_end", session.proxies_end),
        ("live_proxies_from", session.live_proxies_from),
    ):
        if isinstance(early, datetime) and early > starts:
            expected = "a time not later than the session starts"
            yield Mistake((*at, key), expected, 'Write it like "10 minutes before".')
    if session.closes is not None and session.closes <= starts:
        expected = "a time later than the session starts"
        yield Mistake((*at, "closes"), expected, "Write a later close.")


def _soft_close_mistakes(
    soft: SoftCloseTable, closes: datetime | None, at: KeyPath
) -> Iterator[Mistake]:
    """Check that extensions extend, group what they group, and stop in the end."""
    spans = {k: getattr(soft, k) for k in ("window", "length", "after_close")}
    for key, span in spans.items():
        if span == timedelta():
            yield Mistake((*at, key), "more than 0 seconds", "Write a longer time.")
    grouped = soft.scope is ExtensionScope.GROUP
    sized = "group_size" in soft.model_fields_set
    if grouped and not sized:
        expected = "how many lots extend together"
        yield Mistake((*at, "group_size"), expected, "Write group_size = 10.", ABSENT)
    if sized and not grouped and ("scope" not in soft.model_fields_set or soft.scope):
        expected = f"no group_size, as the scope is {soft.scope or 'lot'}"
        remedy = 'Take it out, or write scope = "group".'
        yield Mistake((*at, "group_size"), expected, remedy)
    for key in ("hard_stop", "unopened_until"):
        stop = getattr(soft, key)
        if stop is not None and closes is not None and stop <= closes:
            expected = "a time later than the session closes"
            yield Mistake((*at, key), expected, "Write a later stop.")
    waits = soft.unopened is UnopenedRule.STAY_OPEN
    if soft.unopened_until is not None and not waits:
        expected = "no unopened_until, as a lot without bids closes"
        remedy = 'Take it out, or write unopened = "stay-open".'
        yield Mistake((*at, "unopened_until"), expected, remedy)
