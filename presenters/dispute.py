"""A dispute: its history, what is on file, and whether that still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from json import loads
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
from ledger.house.records import Records
from ledger.identity import DisputeId, number_of
from ledger.replay.filed import METHOD, write_result
from presenters.filing import asked, found
from presenters.times import zoned_time

E = TypeVar("E", bound=DisputeEvent)

COLUMNS = (
    ("dispute", "left"),
    ("lot", "right"),
    ("state", "left"),
    ("ruling", "left"),
    ("replays", "right"),
    ("question", "left"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A filed replay, and how it stands beside a run of today."""

    entry: Entry[ReplayFiled]
    check: FilingCheck


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
    history = records.dispute_history(name)
    signed_off = _of(history, DisputeSignedOff)
    return Account(
        dispute=records.dispute(name),
        opened=_of(history, DisputeOpened)[0],
        filed=[
            OnFile(entry=entry, check=checked(records, entry.event))
            for entry in _of(history, ReplayFiled)
        ],
        findings=_of(history, FindingRecorded),
        signed_off=signed_off[0] if signed_off else None,
    )


def _of(history: Sequence[Entry[Event]], kind: type[E]) -> list[Entry[E]]:
    entries = [entry for entry in history if isinstance(entry.event, kind)]
    return cast("list[Entry[E]]", entries)


def account_json(account: Account, position: int) -> dict[str, object]:
    """Return an account for scripts."""
    opened, end = account.opened, account.signed_off
    return {
        "dispute": opened.event.dispute,
        "lot": opened.event.lot,
        "state": account.dispute.state,
        "question": opened.event.question,
        "bids": list(opened.event.bids),
        "raised_by": opened.event.raised_by,
        "opened": _record_json(opened),
        "replays": [_filed_json(replay) for replay in account.filed],
        "findings": [
            {
                "ruling": finding.event.ruling,
                "finding": finding.event.finding,
                "found_by": finding.event.found_by,
                **_record_json(finding),
            }
            for finding in account.findings
        ],
        "signed_off": None
        if end is None
        else {"signed_by": end.event.signed_by, **_record_json(end)},
        "position": position,
    }


def _filed_json(replay: OnFile) -> dict[str, object]:
    filed, check = replay.entry.event, replay.check
    return {
        "number": filed.number,
        "as_of": filed.as_of,
        "shape": check.filing.shape,
        "method": check.filing.method,
        "inputs": loads(filed.inputs),
        "result": loads(filed.result),
        "digest": filed.digest,
        "digest_holds": check.intact,
        "same_again": check.same,
        "today": None if check.same else loads(write_result(check.today)),
        **_record_json(replay.entry),
    }


def _record_json(entry: Entry[DisputeEvent]) -> dict[str, object]:
    return {
        "position": entry.position,
        "at": entry.event.at,
        "actor": entry.by.actor,
    }


def account_facts(account: Account, zone: str) -> list[tuple[str, object]]:
    """Name all that is on record about a dispute, in its order."""
    opened = account.opened.event
    facts: list[tuple[str, object]] = [
        ("dispute", opened.dispute),
        ("lot", opened.lot),
        ("state", account.dispute.state.value),
        ("question", opened.question),
        ("bids", ", ".join(opened.bids) or "the lot as a whole"),
        ("raised by", opened.raised_by or "nobody in particular"),
        ("opened", record_words(account.opened, zone)),
    ]
    for replay in account.filed:
        facts += _filed_facts(replay, zone)
    for finding in account.findings:
        facts += [
            (finding.event.ruling.value, finding.event.finding),
            ("", record_words(finding, zone)),
        ]
    if account.signed_off is not None:
        facts.append(("signed off", record_words(account.signed_off, zone)))
    return facts


def _filed_facts(replay: OnFile, zone: str) -> list[tuple[str, object]]:
    filed, check = replay.entry.event, replay.check
    return [
        (f"replay {filed.number}", asked(check.filing)),
        ("", found(check.filing.found)),
        ("", f"as of position {filed.as_of}, SHA-256 {filed.digest}"),
        ("", f"{record_words(replay.entry, zone)}; {check_words(check)}"),
    ]


def check_words(check: FilingCheck) -> str:
    """Say whether a filed replay holds, and what the same question comes to today."""
    if not check.intact:
        return "THE RESULT IS NOT THE ONE THAT WAS FILED: its digest is another"
    if check.same is None:
        method = check.filing.method or "a method of before methods had names"
        today = f"by {METHOD}, today's, it comes to: {found(check.today)}"
        return f"as filed, by {method}, the digest holds; {today}"
    return "run again: the same" if check.same else "run again: ANOTHER RESULT"


def record_words(entry: Entry[DisputeEvent], zone: str) -> str:
    """Say who put something on record, when, and where it stands in the log."""
    by, at = entry.by, zoned_time(entry.event.at, zone)
    return f"{by.actor} ({by.role.value}), {at}, position {entry.position}"


def dispute_row(dispute: Dispute) -> tuple[object, ...]:
    """Write a dispute as a row of the list of a sale's."""
    return (
        dispute.id,
        number_of(dispute.opened.lot),
        dispute.state.value,
        None if dispute.finding is None else dispute.finding.ruling.value,
        len(dispute.filed),
        dispute.opened.question,
    )


def dispute_json(dispute: Dispute) -> dict[str, object]:
    """Return a dispute for scripts, as one of a list."""
    return {
        "dispute": dispute.id,
        "lot": dispute.opened.lot,
        "state": dispute.state,
        "ruling": None if dispute.finding is None else dispute.finding.ruling,
        "replays": len(dispute.filed),
        "question": dispute.opened.question,
        "raised_by": dispute.opened.raised_by,
        "at": dispute.opened.at,
    }
