"""The account of a dispute: its history, and whether what is on file still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from json import loads
from typing import TYPE_CHECKING, TypeVar, cast

from ledger.events import (
    DisputeEvent,
    DisputeOpened,
    DisputeSignedOff,
    Event,
    FindingRecorded,
    ReplayFiled,
)

if TYPE_CHECKING:
    from ledger.dispute import Dispute
    from ledger.entry import Entry
    from ledger.house.records import Records
    from ledger.identity import DisputeId

E = TypeVar("E", bound=DisputeEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A filed replay, and whether running it again comes to the same digest."""

    entry: Entry[ReplayFiled]
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A dispute with the entries of its history, each kind in its order."""

    dispute: Dispute
    opened: Entry[DisputeOpened]
    filed: Sequence[OnFile]
    findings: Sequence[Entry[FindingRecorded]]
    signed_off: Entry[DisputeSignedOff] | None


def account_of(records: Records, name: DisputeId) -> Account:
    """Read a dispute, and run each of its filed replays again.

    Raises UnknownDispute.
    """
    from ledger.house.filing import comes_to_the_same

    history = records.dispute_history(name)
    signed_off = _of(history, DisputeSignedOff)
    return Account(
        dispute=records.dispute(name),
        opened=_of(history, DisputeOpened)[0],
        filed=[
            OnFile(entry=one, again=comes_to_the_same(records, one.event))
            for one in _of(history, ReplayFiled)
        ],
        findings=_of(history, FindingRecorded),
        signed_off=signed_off[0] if signed_off else None,
    )


def _of(history: Sequence[Entry[Event]], kind: type[E]) -> list[Entry[E]]:
    found = [entry for entry in history if isinstance(entry.event, kind)]
    return cast("list[Entry[E]]", found)


def account_json(told: Account, position: int) -> dict[str, object]:
    """Return an account for scripts."""
    opened, end = told.opened, told.signed_off
    return {
        "dispute": opened.event.dispute,
        "lot": opened.event.lot,
        "state": told.dispute.state,
        "question": opened.event.question,
        "bids": list(opened.event.bids),
        "raised_by": opened.event.raised_by,
        "opened": _record_json(opened),
        "replays": [_filed_json(one) for one in told.filed],
        "findings": [
            {
                "ruling": one.event.ruling,
                "finding": one.event.finding,
                "found_by": one.event.found_by,
                **_record_json(one),
            }
            for one in told.findings
        ],
        "signed_off": None
        if end is None
        else {"signed_by": end.event.signed_by, **_record_json(end)},
        "position": position,
    }


def _filed_json(one: OnFile) -> dict[str, object]:
    filed = one.entry.event
    return {
        "number": filed.number,
        "as_of": filed.as_of,
        "inputs": loads(filed.inputs),
        "result": loads(filed.result),
        "digest": filed.digest,
        "same_again": one.again,
        **_record_json(one.entry),
    }


def _record_json(entry: Entry[DisputeEvent]) -> dict[str, object]:
    return {
        "position": entry.position,
        "at": entry.event.at,
        "actor": entry.by.actor,
    }
