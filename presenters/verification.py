"""The verdict on a ledger: what is wrong, where, what it touches, and who vouches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from ledger.proof.base64_text import encoded
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.findings import (
    KindOfFinding,
    LedgerVerdict,
    TrustMode,
)
from ledger.verification.reach import Reach
from ledger.verification.verification import NO_TREE, Verification
from presenters.key_readers import readable_by
from presenters.shape import Shape
from presenters.times import utc_time
from presenters.words import counted

NAMED = 5
"""So many lots, documents or people are named to a person; a script gets all."""


class AlterationShape(Shape):
    """One thing about a ledger that is not as it was recorded."""

    position: int | None
    """The position of the log that it is about, the first of several; null for none."""
    last_position: int | None
    """The last of several positions; null where it is about one, or none."""
    what: str
    """What is wrong, in words."""
    lots_touched: tuple[str, ...]
    """The lots that it touches."""
    invoices_touched: tuple[str, ...]
    """The invoices, credit notes and statements that it touches, or its lots are on."""
    people_touched: tuple[str, ...]
    """The clients that it touches, and who acted."""


class AlterationsShape(Shape):
    """All that is not as it was recorded in one way."""

    kind: FindingKind
    """The kind: a word that stays."""
    count: int
    """How many there are."""
    positions: tuple[int, ...]
    """Their positions, as they were found: the first thousand."""
    earliest: AlterationShape
    """The one of the lowest position."""


class VerificationShape(Shape):
    """A ledger, verified."""

    ledger: str
    """The id of the ledger."""
    verdict: LedgerVerdict
    """``valid``; ``altered``: something is not as it was recorded; ``contradicts``: it
    agrees with itself, and not with a head or checkpoint that was kept of it."""
    trust: TrustMode
    """What the verdict rests on: ``self-consistent``, ``signed``, ``timestamped`` or
    ``witnessed``."""
    trusted_to: int
    """The last position that the trust is about; 0 where it is on its own word."""
    signing_keys: tuple[str, ...]
    """The names of the keys that signed, of those that the reader brought."""
    witness_names: tuple[str, ...]
    """The witnesses that cosigned, of those that the reader trusts."""
    stamped_at: datetime | None
    """When it was there at the latest, by an authority's word; null without one."""
    checkpoints_compared: int
    """How many checkpoints were compared, of the ledger and of the reader."""
    heads_compared: int
    """How many heads were compared that are kept elsewhere."""
    as_of_position: int
    """The last position of the log that was verified."""
    root: str
    """The root of the tree over the log up to there, as a checkpoint writes it."""
    alterations: tuple[AlterationsShape, ...]
    """What is wrong, by kind; the kind of the first bad position comes first."""
    remarks: tuple[str, ...]
    """What was not there to be verified."""
    not_covered: tuple[str, ...]
    """What the verdict does not say."""


def verification_shape(verification: Verification) -> VerificationShape:
    """Return a verdict as its shape."""
    findings, vouched = verification.findings, verification.vouched
    reaches = verification.reaches()
    return VerificationShape(
        ledger=verification.ledger_id,
        verdict=findings.verdict,
        trust=vouched.mode,
        trusted_to=vouched.upto,
        signing_keys=vouched.signed_by,
        witness_names=vouched.cosigned_by,
        stamped_at=vouched.stamped_at,
        checkpoints_compared=verification.checkpoints_compared,
        heads_compared=verification.heads_compared,
        as_of_position=verification.last,
        root=encoded(verification.root),
        alterations=tuple(_kind_shape(kind, reaches) for kind in findings.kinds),
        remarks=_remarks(verification),
        not_covered=NOT_COVERED[vouched.mode],
    )


def _remarks(verification: Verification) -> tuple[str, ...]:
    readers = verification.sealed_for
    readable = () if readers is None else (readable_by(readers),)
    return (*verification.remarks, *readable)


def _kind_shape(kind: KindOfFinding, reaches: Mapping[int, Reach]) -> AlterationsShape:
    return AlterationsShape(
        kind=kind.first.kind,
        count=kind.count,
        positions=tuple(kind.positions),
        earliest=_finding_shape(kind.first, reaches.get(kind.first.order, Reach())),
    )


def _finding_shape(finding: Finding, reach: Reach) -> AlterationShape:
    return AlterationShape(
        position=finding.position,
        last_position=finding.last,
        what=f"{finding.what}.",
        lots_touched=reach.lots,
        invoices_touched=reach.documents,
        people_touched=reach.people,
    )


_VERDICTS = {
    LedgerVerdict.VALID: "valid: it agrees with itself up to position {position:,}",
    LedgerVerdict.ALTERED: "altered: it is not as it was recorded",
    LedgerVerdict.CONTRADICTS: "valid, but contradicts what was kept of it",
}
_WITHOUT_TREE = (
    "of an older version: it agrees with itself up to position {position:,}, and a "
    "value that was changed into another that could have been is not found"
)
_REWRITTEN = (
    "Whoever holds the file, and has the program, could have written all of it anew so "
    "that it agrees with itself. Keep a checkpoint elsewhere, and verify against it."
)
_STOLEN = (
    "Whoever has the key as well could have signed another history. Compare with what "
    "others kept, and let witnesses cosign."
)
_LATER = (
    "The time says that the entries were there by then, and not that they were "
    "recorded when they say."
)
_COLLUDING = (
    "The witnesses saw no other history under this name. What was recorded wrong, they "
    "cosigned as well."
)
_DIGESTS = (
    "What a repeated command is known again by stands beside the log, and nothing else "
    "tells it."
)
_TRUTH = "What was typed wrong, or never typed, is recorded so."
NOT_COVERED: Mapping[TrustMode, tuple[str, ...]] = {
    TrustMode.SELF_CONSISTENT: (_REWRITTEN, _DIGESTS, _TRUTH),
    TrustMode.SIGNED: (_STOLEN, _DIGESTS, _TRUTH),
    TrustMode.TIMESTAMPED: (_LATER, _DIGESTS, _TRUTH),
    TrustMode.WITNESSED: (_COLLUDING, _DIGESTS, _TRUTH),
}
"""What a verdict does not say, by what it rests on."""


def verification_lines(place: str, shape: VerificationShape) -> Iterator[str]:
    """Say a verdict to a person, line by line."""
    verdict = _VERDICTS[shape.verdict]
    if shape.verdict is LedgerVerdict.VALID and NO_TREE in shape.remarks:
        verdict = _WITHOUT_TREE
    yield f"{place} is {verdict.format(position=shape.as_of_position)}."
    for number, kind in enumerate(shape.alterations):
        yield ""
        yield from _first_lines(kind) if number == 0 else _further_lines(kind)
    if shape.alterations:
        yield ""
        yield KEEP
    yield ""
    yield from shape.remarks
    yield _compared_line(shape)
    yield _trust_line(shape)
    yield from (f"Not covered: {sentence}" for sentence in shape.not_covered)


KEEP = (
    "Keep the ledger, its views and its keys as they are: they are the evidence. "
    "Compare them with a backup, and with what others kept of it."
)


def _compared_line(shape: VerificationShape) -> str:
    checkpoints = counted(shape.checkpoints_compared, "checkpoint")
    heads = counted(shape.heads_compared, "head")
    return f"Compared with it: {checkpoints}, and {heads} kept elsewhere."


def _trust_line(shape: VerificationShape) -> str:
    """Say on whose word the verdict stands, and up to where."""
    if not shape.trusted_to:
        return f"Trust: {shape.trust}."
    whose = [", ".join(shape.signing_keys)] if shape.signing_keys else []
    if shape.witness_names:
        whose.append(f"cosigned by {', '.join(shape.witness_names)}")
    if shape.stamped_at is not None:
        whose.append(f"stamped {utc_time(shape.stamped_at)}")
    words = f"Trust: {shape.trust} up to position {shape.trusted_to:,}"
    words += f" ({'; '.join(whose)})" if whose else ""
    if shape.trusted_to < shape.as_of_position:
        words += ", self-consistent after it"
    return f"{words}."


def _first_lines(kind: AlterationsShape) -> Iterator[str]:
    """Tell the first bad position whole: what is wrong with it, and what it touches."""
    first = kind.earliest
    place = "The first: " if first.position is None else ""
    more = (
        "" if kind.count == 1 else f" ({counted(kind.count, 'finding')} of {kind.kind})"
    )
    yield f"{place}{first.what}{more}"
    for names, values in (
        ("Lots", first.lots_touched),
        ("Invoices", first.invoices_touched),
        ("People", first.people_touched),
    ):
        if values:
            yield f"  {names}: {_named(values)}"


def _further_lines(kind: AlterationsShape) -> Iterator[str]:
    yield f"{kind.kind}: {kind.count:,}. {kind.earliest.what}"


def _named(values: Sequence[str]) -> str:
    shown = ", ".join(values[:NAMED])
    return (
        shown if len(values) <= NAMED else f"{shown} and {len(values) - NAMED:,} more"
    )
