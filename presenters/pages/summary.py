"""The summary of a dispute as a page to print, for those who have to sign it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.entry import Entry
from ledger.events import DisputeEvent, ReplayFiled
from ledger.house.filing import FilingCheck
from ledger.house.records import Records
from ledger.identity import BidId, DisputeId
from ledger.replay.filed import METHOD
from ledger.replay.steps import Step
from presenters.dispute import SEALED_REPLAY
from presenters.dispute_account import DisputeAccount, OnFile, account_of
from presenters.filed_replay import (
    fact_rows,
    note_sentences,
    outcome_words,
    question_words,
)
from presenters.pages.page import page
from presenters.step import step_outcome, step_sentence
from presenters.times import local_time
from presenters.why import why


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something on record: where, when, by whom, and what it says."""

    position: int
    at: datetime
    when: str
    who: str
    sentence: str
    outcome: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a replay on file asked and found."""

    inputs: str
    sides: Sequence[tuple[str, str, str]]
    notes: Sequence[str]
    result: str
    """As filed: its digest is taken of these letters."""
    digest: str
    shape: str
    method: str | None
    intact: bool
    same: bool | None
    """Whether running it again comes to the same; None by another method."""
    today: str
    """What the same question comes to by today's method."""
    method_of_today: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A replay on file, as it is printed."""

    number: int
    line: Line
    as_of: int
    answer: Answer | None
    """None where it stays sealed."""


def summary_page(
    records: Records,
    name: DisputeId,
    *,
    printed_by: str,
    printed_at: datetime,
    sealed: str | None = None,
) -> str:
    """Print a dispute, and all about its lot; ``sealed``: who reads what is not."""
    known = records.as_of_now()
    account = account_of(known, name, masked=sealed is not None)
    history = account.replay.steps(account.opened.event.lot)
    return page(
        "dispute.html",
        sealed=sealed,
        printed_by=printed_by,
        **dispute_summary(known, account, history, printed_at=printed_at),
    )


def dispute_summary(
    records: Records,
    account: DisputeAccount,
    history: Sequence[Step],
    *,
    printed_at: datetime,
) -> dict[str, Any]:
    """Return a dispute, and the steps of its lot, as pages tell it."""
    opened = account.opened.event
    sale = account.replay.timeline.last.terms
    zone = sale.zone
    return {
        "dispute": opened.dispute,
        "lot": opened.lot,
        "title": history[-1].after.listing.title,
        "sale": sale.title,
        "house": sale.house,
        "zone": zone,
        "ledger": records.ledger_id(),
        "timing": records.ledger().timing,
        "as_of": account.replay.as_of,
        "printed_at": local_time(printed_at, zone),
        "state": account.dispute.state.value,
        "raised_by": opened.raised_by,
        "opened": _line(account.opened, opened.question, zone),
        "bids": [
            _step_line(step, zone) for step in history if _concerns(step, opened.bids)
        ],
        "history": [_step_line(step, zone) for step in history],
        "replays": [_replay_section(replay, zone) for replay in account.filed],
        **_ending(account, zone),
    }


def _ending(account: DisputeAccount, zone: str) -> dict[str, object]:
    """Return what was found, and who signed it off."""
    findings = [
        (finding.event.ruling.value, _line(finding, finding.event.finding, zone))
        for finding in account.findings
    ]
    end = account.signed_off
    signed = None if end is None else _line(end, end.event.signed_by, zone)
    return {"findings": findings, "signed_off": signed}


def _concerns(step: Step, bids: Sequence[BidId]) -> bool:
    """Say whether a step is a bid in question, or takes one out."""
    event = step.event
    return getattr(event, "bid", None) in bids or not {
        *getattr(event, "bids", ())
    }.isdisjoint(bids)


def _line(entry: Entry[DisputeEvent], words: str, zone: str) -> Line:
    by = entry.by
    behalf = "" if by.on_behalf_of is None else f", for {by.on_behalf_of}"
    return Line(
        position=entry.position,
        at=entry.event.at,
        when=local_time(entry.event.at, zone),
        who=f"{by.actor} ({by.role.value}){behalf}",
        sentence=words,
    )


def _step_line(step: Step, zone: str) -> Line:
    reason = "" if step.reason is None else f", because: {step.reason}"
    return Line(
        position=step.position,
        at=step.at,
        when=local_time(step.at, zone),
        who=f"{step.actor} ({step.role.value}){reason}",
        sentence=step_sentence(step),
        outcome=step_outcome(step),
        why=why(step),
    )


def _replay_section(replay: OnFile, zone: str) -> Replay:
    filed, check = replay.entry.event, replay.check
    words = SEALED_REPLAY
    if check is not None:
        filing = check.filing
        words = f"{question_words(filing)}: {outcome_words(filing.outcome)}"
    return Replay(
        number=filed.number,
        line=_line(replay.entry, words, zone),
        as_of=filed.as_of,
        answer=None if check is None else _answer(filed, check),
    )


def _answer(filed: ReplayFiled, check: FilingCheck) -> Answer:
    filing = check.filing
    return Answer(
        inputs=filed.inputs or "",
        sides=fact_rows(filing.outcome),
        notes=note_sentences(filing.outcome),
        result=filed.result or "",
        digest=filed.digest or "",
        shape=filing.shape,
        method=filing.method,
        intact=check.intact,
        same=check.same,
        today=outcome_words(check.today),
        method_of_today=METHOD,
    )
