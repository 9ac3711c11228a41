"""The account of a dispute: its history, and each replay on file run again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from ledger.dispute import Dispute
from ledger.entry import Entry
from ledger.events import (
    DisputeEvent,
    DisputeOpened,
    DisputeSignedOff,
    Event,
    FindingRecorded,
    ReplayFiled,
)
from ledger.house.filing import FilingCheck, checked
from ledger.house.records import Followed, Records
from ledger.house.replays import SaleReplay
from ledger.house.shown import opened_replays
from ledger.identity import DisputeId, sale_of
from ledger.value import replace

E = TypeVar("E", bound=DisputeEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A filed replay, and how it stands beside a run of today."""

    entry: Entry[ReplayFiled]
    """What is on file, opened where it was sealed and may be shown."""
    check: FilingCheck | None
    """None where it stays sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAccount:
    """A dispute with the entries of its history, each kind in its order."""

    dispute: Dispute
    replay: SaleReplay
    """Its sale, whose lots can be decided again."""
    opened: Entry[DisputeOpened]
    filed: Sequence[OnFile]
    findings: Sequence[Entry[FindingRecorded]]
    signed_off: Entry[DisputeSignedOff] | None


def account_of(
    records: Records, name: DisputeId, *, masked: bool = False
) -> DisputeAccount:
    """Read a dispute, and run each of its filed replays again.

    ``masked``: without what is sealed. Raises UnknownDispute.
    """
    followed = records.dispute_history(name)
    history = [entry for entry, _ in followed]
    opened = _entries_of(history, DisputeOpened)[0]
    signed_off = _entries_of(history, DisputeSignedOff)
    replay = SaleReplay(records, sale_of(opened.event.lot), masked=masked)
    shown = {} if masked else opened_replays(records, name)
    replay.keep(opened.event.lot)
    return DisputeAccount(
        dispute=followed[-1].after,
        replay=replay,
        opened=opened,
        filed=[
            _on_file(replay, entry, shown.get(entry.position))
            for entry in _entries_of(history, ReplayFiled)
        ],
        findings=_entries_of(history, FindingRecorded),
        signed_off=signed_off[0] if signed_off else None,
    )


def _on_file(
    replay: SaleReplay, entry: Entry[ReplayFiled], opened: ReplayFiled | None
) -> OnFile:
    event = opened or entry.event
    if event.result is None:
        return OnFile(entry=entry, check=None)
    return OnFile(entry=replace(entry, event=event), check=checked(replay, event))


def opening_of(history: Sequence[Followed[Dispute]]) -> Entry[DisputeOpened]:
    """Return the entry that opened a dispute."""
    return _entries_of([entry for entry, _ in history], DisputeOpened)[0]


def _entries_of(history: Sequence[Entry[Event]], kind: type[E]) -> list[Entry[E]]:
    entries = [entry for entry in history if isinstance(entry.event, kind)]
    return cast("list[Entry[E]]", entries)
