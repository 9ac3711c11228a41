"""Indicators of shill bidding and of rings, and what a reviewer makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ledger.entry import Attribution
from ledger.events import Decision, LookKind
from ledger.house import House, looks, reviews
from ledger.house.command import Command
from ledger.house.records import Records
from ledger.house.shown import keys_are_here, opened_amounts, with_sealed_amounts
from ledger.identity import LotId, SaleId
from ledger.indicators.score import Weights
from ledger.refusals import UnknownName
from ledger.roles import Sight
from presenters.indicators.looking import Looking, UnknownIndication, looking_at
from presenters.indicators.report import indicators_report
from presenters.indicators.words import inputs_json
from presenters.opened_history import with_opened_amounts
from presenters.report import ReportShape
from projections.evidence import EvidenceRows, evidence_rows
from projections.mentions import SubjectKind, subject_named
from projections.reports.model import Report
from web.answers import what_was_recorded
from web.caller import Caller
from web.fields import Words
from web.files import FileAnswer
from web.indicator_fields import (
    PLAIN,
    CodesText,
    IndicationText,
    NameText,
    Points,
    WeightsText,
)
from web.looked import has_looked
from web.operation import Said, does, reads
from web.operations.audits import AuditQuery
from web.operations.reports import FORMS, asked_scope, report_file
from web.problem import HttpProblem
from web.reading import LedgerReading


class IndicatorsQuery(AuditQuery, frozen=True, kw_only=True):
    """What is looked at, and which indications are told."""

    name: NameText
    """A sale, or a client: over all sales that they were in."""
    at_least: Points = 50
    """Only those of so many points of 100."""
    indicators: CodesText | None = None
    """Only these, by their codes, with commas between."""
    unreviewed: bool = False
    """Only those that nobody has reviewed yet."""
    weights: WeightsText = PLAIN
    """The weights of alpha to zeta in the shill score."""


class IndicatorsBody(Said, frozen=True, kw_only=True):
    """What is looked at, sealed maximums included, and what for."""

    name: NameText
    """A sale, or a client: over all sales that they were in."""
    purpose: Words
    """What for: it is recorded before anything is shown."""
    at_least: Points = 50
    """Only those of so many points of 100."""
    indicators: CodesText | None = None
    """Only these, by their codes, with commas between."""
    unreviewed: bool = False
    """Only those that nobody has reviewed yet."""
    weights: WeightsText = PLAIN
    """The weights of alpha to zeta in the shill score."""


class ReviewBody(Said, frozen=True, kw_only=True):
    """What a reviewer makes of an indication."""

    name: NameText
    """The sale or the client that was looked at."""
    indication: IndicationText
    """The indication, by its name for a review: ``shill-score:1005:C-104``."""
    decision: Decision
    """What is decided."""
    finding: Words
    """What was evidence, and the reasons; no names."""
    weights: WeightsText = PLAIN
    """The weights of alpha to zeta in the shill score."""


class MadeIndicators(NamedTuple):
    """A report of indicators, and what of it is open."""

    report: Report
    has_looked: bool
    """It is told from maximums: it is on record who looks."""
    can_be_opened: bool
    """Something sealed is left out, whose keys are here."""


def list_indicators(
    reading: LedgerReading, caller: Caller, query: IndicatorsQuery
) -> FileAnswer:
    """Rank what in the bidding looks like a known pattern; what is sealed stays so.

    It is opened once it is on record that it is looked at, in that session. It is
    evidence for a reviewer, and never a verdict.
    """
    report = made_indicators(reading, caller, query).report
    name = f"indicators-{query.name.strip().upper()}"
    return report_file(report, name, query.format, query.locale)


def made_indicators(
    reading: LedgerReading, caller: Caller, query: IndicatorsQuery
) -> MadeIndicators:
    """Make the report of indicators, opened where it is on record who looks."""
    evidence = _evidence(reading, query.name)
    sealed = _sealed_lots(reading.house, evidence)
    is_shown = bool(sealed) and has_looked(reading, caller, sealed)
    is_masked = bool(evidence.sealed) and not is_shown
    shown = _opened(reading.house, evidence) if is_shown else evidence
    looking = _looking(reading, caller, shown, query.weights, masked=is_masked)
    return MadeIndicators(
        report=_narrowed(looking, query),
        has_looked=is_shown,
        can_be_opened=bool(sealed) and not is_shown,
    )


def look_at_indicators(
    reading: LedgerReading, caller: Caller, body: IndicatorsBody
) -> Command:
    """Rank what in the bidding looks like a known pattern, from what is sealed as well.

    It is recorded who looks at the maximums of which lots, and what for.
    """
    caller.must_be_shown(LookKind.MAXIMUM)
    sealed = _sealed_lots(reading.house, _evidence(reading, body.name))
    if not sealed:
        words = f"Nothing of {body.name} is sealed that is read here."
        words += " Ask for /indicators, which tells all."
        raise HttpProblem(409, "nothing-sealed", "Nothing sealed", words)
    return looks.look(
        LookKind.MAXIMUM,
        sealed,
        purpose=body.purpose,
        viewer=caller.actor,
        session=caller.session,
        at=reading.at,
    )


def indicators_that_are_shown(
    house: House, reading: LedgerReading, caller: Caller, body: IndicatorsBody
) -> FileAnswer:
    """Return the indications of what was looked at."""
    opened = _opened(house, _evidence(reading, body.name))
    looking = _looking(reading, caller, opened, body.weights, masked=False)
    name = f"indicators-{looking.sale or looking.client}"
    return report_file(_narrowed(looking, body), name, "json", "en_US")


def review_indicator(
    *,
    house: House,
    reading: LedgerReading,
    caller: Caller,
    by: Attribution,
    body: ReviewBody,
) -> Command:
    """Decide what to make of an indication, as it is named for a sale or a client.

    It is recorded with its points and inputs, and shown with the indicator from then
    on; a second look is another review. That its reviewer looked is recorded first.
    """
    evidence = _evidence(reading, body.name)
    if sealed := _sealed_lots(house, evidence):
        house.look(LookKind.MAXIMUM, sealed, "a review", by)
        evidence = _opened(house, evidence)
    is_masked = bool(evidence.sealed) and not sealed
    looking = _looking(reading, caller, evidence, body.weights, masked=is_masked)
    try:
        ranked = looking.indication(body.indication)
    except UnknownIndication as no:
        raise HttpProblem(404, "no-such-indication", "Not seen", str(no)) from no
    seen = reviews.SeenIndication(
        indication=ranked.indication.reference,
        about=looking.clients_of(ranked),
        points=ranked.indication.points,
        inputs=inputs_json(ranked.indication),
        as_of=looking.heading.position,
    )
    return reviews.review(
        seen,
        sale=looking.sale,
        client=looking.client,
        decision=body.decision,
        finding=body.finding,
        reviewed_by=caller.actor,
        at=reading.at,
    )


class BiddingEvidence(NamedTuple):
    """What there is about a sale or a client, at one moment."""

    records: Records
    rows: EvidenceRows

    @property
    def sealed(self) -> Sequence[LotId]:
        """Return the lots of which something is sealed."""
        return list(dict.fromkeys(each.lot for each in self.rows.lines if each.sealed))


def _evidence(reading: LedgerReading, name: str) -> BiddingEvidence:
    """Read what there is about a sale or a client; raises UnknownName, HttpProblem."""
    with reading.at_one_moment() as (db, records):
        subject = subject_named(db, name)
        if subject is None:
            raise UnknownName(name=name)
        if subject.kind not in {SubjectKind.SALE, SubjectKind.CLIENT}:
            words = f"{name} is a {subject.kind}. Name a sale or a client."
            raise HttpProblem(422, "not-looked-at", "Not to be looked at so", words)
        return BiddingEvidence(records, evidence_rows(db, subject))


def _sealed_lots(house: House, evidence: BiddingEvidence) -> Sequence[LotId]:
    """Return the lots of which something sealed can be opened here."""
    sealed = with_sealed_amounts(house, evidence.sealed)
    return sealed if sealed and keys_are_here(house) else ()


def _opened(house: House, evidence: BiddingEvidence) -> BiddingEvidence:
    """Open what is sealed of evidence; it is on record who looks."""
    rows, amounts = evidence.rows, opened_amounts(house, evidence.sealed)
    lines = with_opened_amounts(rows.lines, amounts)
    return evidence._replace(rows=replace(rows, lines=lines))


def _looking(
    reading: LedgerReading,
    caller: Caller,
    evidence: BiddingEvidence,
    weights: str,
    *,
    masked: bool,
) -> Looking:
    records, rows = evidence
    is_sale = rows.subject.kind is SubjectKind.SALE
    sale = SaleId(rows.subject.name) if is_sale else None
    scope = asked_scope(reading, records, caller, sale)
    return looking_at(records, rows, scope, _weights(weights), masked=masked)


def _weights(text: str) -> Weights:
    numbers = tuple(map(int, text.split(",")))
    if not any(numbers):
        words = f"weights is {text!r}. One of them at least is above 0."
        raise HttpProblem(422, "no-weights", "No weights", words)
    return numbers


def _narrowed(looking: Looking, wish: IndicatorsQuery | IndicatorsBody) -> Report:
    codes: Sequence[str] = wish.indicators.split(",") if wish.indicators else ()
    narrowed = looking.narrowed(
        points=wish.at_least, codes=codes, unreviewed=wish.unreviewed
    )
    return indicators_report(narrowed.ranking, narrowed.heading)


OPERATIONS = (
    reads(
        "/indicators",
        Sight.LOG,
        list_indicators,
        forms=FORMS,
        as_json=ReportShape,
    ),
    does(
        "/indicators/looks",
        "look",
        look_at_indicators,
        indicators_that_are_shown,
        as_json=ReportShape,
    ),
    does(
        "/indicators/reviews",
        "review an indicator",
        review_indicator,
        what_was_recorded,
        takes_time=True,
    ),
)
