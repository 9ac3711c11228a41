"""A dispute: what is on record about it, and whether what is on file still holds."""

from __future__ import annotations

from datetime import datetime
from json import loads
from typing import TYPE_CHECKING, TypedDict

from ledger.dispute import Dispute, State
from ledger.events import Ruling
from ledger.identity import BidId, DisputeId, LotId, Paddle, number_of
from ledger.replay.filed import METHOD, write_result
from presenters.filed_replay import note_sentences, outcome_words, question_words
from presenters.shape import Shape
from presenters.times import zoned_time

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.events import DisputeEvent, DisputeOpened
    from ledger.house.filing import FilingCheck
    from presenters.dispute_account import DisputeAccount, OnFile

SEALED_REPLAY = "what it asked and found is sealed"
COLUMNS = (
    ("dispute", "left"),
    ("lot", "right"),
    ("state", "left"),
    ("ruling", "left"),
    ("replays", "right"),
    ("question", "left"),
)


class RecordShape(Shape):
    """The place of something on record, and the person who put it there."""

    position: int
    """Its position in the log."""
    at: datetime
    """When it was said."""
    actor: str
    """Who put it on record."""


class FiledReplayShape(RecordShape):
    """A replay on file, and how it stands beside a run of today."""

    number: int
    """Counted from 1 within the dispute."""
    as_of_position: int
    """The last position of the log that was read for it."""
    shape_edition: str | None
    """The edition of the shape in which it is filed; null where that is sealed."""
    method_edition: str | None
    """The edition of the method by which it was run; null before methods had names."""
    inputs: dict[str, object] | None
    """The question, as filed: enough to run it again; null where it is sealed."""
    result: dict[str, object] | None
    """The answer, as filed; null where it is sealed."""
    digest: str | None
    """SHA-256 of the result as it is filed, in hexadecimal; null where it is sealed."""
    digest_holds: bool | None
    """Whether the result is the one that the digest was taken of; null where it is
    sealed."""
    same_again: bool | None
    """Whether running it again comes to the same; null by another shape or method."""
    today: dict[str, object] | None
    """The answer to the same question today; null where it is the same."""
    commitment: str | None
    """What binds the house to both, where they are sealed; null where they are not."""


class FindingShape(RecordShape):
    """A finding in a dispute."""

    ruling: Ruling
    """Whether the dispute was upheld, dismissed or settled."""
    finding: str
    """The finding, and its reason."""
    found_by: str
    """Who found it."""


class SignatureShape(RecordShape):
    """The signature under a dispute."""

    signed_by: str
    """Who signed it off."""


class AccountShape(Shape):
    """A dispute with all that is on record about it."""

    dispute: DisputeId
    """The name of the dispute: its sale, and its number there."""
    lot: LotId
    """The lot that it is about."""
    state: State
    """How far it has come."""
    question: str
    """The question."""
    bids_in_question: tuple[BidId, ...]
    """The bids in question; none means the lot as a whole."""
    raised_by: Paddle | None
    """The paddle that raised it; null where nobody was named."""
    opened: RecordShape
    """When and by whom it was opened."""
    replays: tuple[FiledReplayShape, ...]
    """The replays on file."""
    findings: tuple[FindingShape, ...]
    """The findings, in the order they were written down: the last one counts."""
    signed_off: SignatureShape | None
    """When and by whom it was signed off; null until it is."""
    as_of_position: int
    """The last position of the log that was read for it."""


def account_shape(account: DisputeAccount, position: int) -> AccountShape:
    """Return an account as its shape."""
    opened, end = account.opened.event, account.signed_off
    return AccountShape(
        dispute=opened.dispute,
        lot=opened.lot,
        state=account.dispute.state,
        question=opened.question,
        bids_in_question=opened.bids,
        raised_by=opened.raised_by,
        opened=RecordShape(**_record_shape(account.opened)),
        replays=tuple(_filed_replay_shape(replay) for replay in account.filed),
        findings=tuple(
            FindingShape(
                ruling=finding.event.ruling,
                finding=finding.event.finding,
                found_by=finding.event.found_by,
                **_record_shape(finding),
            )
            for finding in account.findings
        ),
        signed_off=None
        if end is None
        else SignatureShape(signed_by=end.event.signed_by, **_record_shape(end)),
        as_of_position=position,
    )


def _filed_replay_shape(replay: OnFile) -> FiledReplayShape:
    filed, check = replay.entry.event, replay.check
    filing = None if check is None else check.filing
    return FiledReplayShape(
        number=filed.number,
        as_of_position=filed.as_of,
        shape_edition=None if filing is None else filing.shape,
        method_edition=None if filing is None else filing.method,
        inputs=None if filed.inputs is None else loads(filed.inputs),
        result=None if filed.result is None else loads(filed.result),
        digest=filed.digest,
        digest_holds=None if check is None else check.intact,
        same_again=None if check is None else check.same,
        today=None if check is None or check.same else loads(write_result(check.today)),
        commitment=None if filed.seal is None else filed.seal.commitment,
        **_record_shape(replay.entry),
    )


class _Record(TypedDict):
    position: int
    at: datetime
    actor: str


def _record_shape(entry: Entry[DisputeEvent]) -> _Record:
    return {
        "position": entry.position,
        "at": entry.event.at,
        "actor": entry.by.actor,
    }


def account_facts(account: DisputeAccount, zone: str) -> list[tuple[str, object]]:
    """Name all that is on record about a dispute, in its order."""
    opened = account.opened.event
    facts: list[tuple[str, object]] = [
        ("dispute", opened.dispute),
        ("lot", opened.lot),
        ("state", account.dispute.state.value),
        ("question", opened.question),
        ("bids", ", ".join(opened.bids) or "the lot as a whole"),
        ("raised by", opened.raised_by or "nobody named"),
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
    if check is None:
        return [
            (f"replay {filed.number}", SEALED_REPLAY),
            ("", f"as of position {filed.as_of}; {record_words(replay.entry, zone)}"),
        ]
    return [
        (f"replay {filed.number}", question_words(check.filing)),
        ("", outcome_words(check.filing.outcome)),
        *(("", note) for note in note_sentences(check.filing.outcome)),
        ("", f"as of position {filed.as_of}, SHA-256 {filed.digest}"),
        ("", f"{record_words(replay.entry, zone)}; {check_words(check)}"),
    ]


def check_words(check: FilingCheck) -> str:
    """Say whether a filed replay holds, and what the same question comes to today."""
    if not check.intact:
        return "THE RESULT IS NOT THE FILED ONE: its digest differs"
    if check.same is None:
        method = check.filing.method or "an older method without a name"
        today = f"today's method, {METHOD}, gives: {outcome_words(check.today)}"
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
        dispute.replays,
        dispute.opened.question,
    )


class DisputeShape(Shape):
    """A dispute as one of a sale's."""

    dispute: DisputeId
    """The name of the dispute: its sale, and its number there."""
    lot: LotId
    """The lot that it is about."""
    state: State
    """How far it has come."""
    ruling: Ruling | None
    """The ruling; null while nothing is found."""
    replays_on_file: int
    """How many replays are on file."""
    question: str
    """The question."""
    raised_by: Paddle | None
    """The paddle that raised it; null where nobody was named."""
    opened: RecordShape
    """When and by whom it was opened."""


def dispute_shape(dispute: Dispute, opened: Entry[DisputeOpened]) -> DisputeShape:
    """Return a dispute, opened by an entry, as its shape."""
    return DisputeShape(
        dispute=dispute.id,
        lot=dispute.opened.lot,
        state=dispute.state,
        ruling=None if dispute.finding is None else dispute.finding.ruling,
        replays_on_file=dispute.replays,
        question=dispute.opened.question,
        raised_by=dispute.opened.raised_by,
        opened=RecordShape(**_record_shape(opened)),
    )
