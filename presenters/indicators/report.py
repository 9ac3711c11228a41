"""Indicators as a report: ranked, with inputs, sources, and what was made of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.identity import number_of
from ledger.indicators.catalogue import INDICATORS
from presenters.indicators.words import (
    decimal,
    inputs_words,
    sellers_words,
    sentence,
)
from presenters.words import ranges
from projections.reports.model import Column, Kind, Report, ReportTable, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.indicators.indication import Indication
    from ledger.indicators.ranking import Ranked
    from presenters.indicators.reviews import Reviews
    from projections.reports.model import Heading

NO_VERDICT = (
    "Evidence for a reviewer, and no verdict: each may have an innocent reason, and "
    "most proven shills fit no published pattern (Herzog 2014)."
)

INDICATION_COLUMNS = (
    Column("rank", "Rank", Kind.COUNT),
    Column("points", "Points of 100", Kind.COUNT),
    Column("indicator", "Indicator"),
    Column("indication", "Name for a review", key=True),
    Column("bidder", "Bidder"),
    Column("client", "Client"),
    Column("other", "With"),
    Column("other_client", "Client"),
    Column("sellers", "Sellers"),
    Column("sentence", "What was seen"),
    Column("inputs", "Worked out from"),
    Column("lots", "Lots", Kind.COUNT),
    Column("which", "Which"),
    Column("events", "Events"),
    Column("reviews", "Reviews", Kind.COUNT),
    Column("decision", "Last decision"),
    Column("reviewed_by", "By"),
    Column("reviewed_at", "At", Kind.MOMENT),
    Column("finding", "Why"),
    Column("source", "Source"),
)
INPUT_COLUMNS = (
    Column("indication", "Name for a review", key=True),
    Column("input", "Input", key=True),
    Column("value", "Value"),
    Column("exact", "Exactly"),
)
INDICATOR_COLUMNS = (
    Column("indicator", "Indicator", key=True),
    Column("looks_for", "What it looks for"),
    Column("counts", "How it counts"),
    Column("source", "Source"),
    Column("or_else", "It may also be"),
    Column("shown", "Shown", Kind.COUNT),
    Column("of", "Of all", Kind.COUNT),
)
REVIEW_COLUMNS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("looked_at", "Looked at"),
    Column("indication", "Indicator"),
    Column("points", "Points then", Kind.COUNT),
    Column("as_of", "As of", Kind.POSITION),
    Column("decision", "Decision"),
    Column("finding", "Why"),
    Column("reviewed_by", "By"),
    Column("role", "Role"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What is shown of all indications, and what people made of them."""

    shown: Sequence[Ranked]
    all: Sequence[Ranked]
    reviews: Reviews
    client_of: Mapping[str, str]
    """Who each bidder is."""
    numbers_alone: bool
    """Lots are told by their numbers: all are of one sale."""
    of_file: bool = False
    """What shows an indication are lines of a file, and no positions of a log."""


def indicators_report(ranking: Ranking, heading: Heading) -> Report:
    """Return indications as a report: ranked, and all that stands behind them."""
    return Report(
        heading=heading,
        tables=(
            _indications(ranking),
            _inputs(ranking),
            _indicators(ranking),
            _reviews(ranking.reviews),
        ),
    )


def _indications(ranking: Ranking) -> ReportTable:
    rows = tuple(_indication_row(ranking, each) for each in ranking.shown)
    return ReportTable(
        name="indications",
        title="Indications, the strongest first",
        columns=INDICATION_COLUMNS,
        rows=rows,
        note=NO_VERDICT,
    )


def _indication_row(ranking: Ranking, ranked: Ranked) -> Row:
    of = ranked.indication
    seen = ranking.reviews.of(of.reference)
    last = seen[-1] if seen else None
    client_of = ranking.client_of
    return (
        ranked.rank,
        of.points,
        of.indicator.code,
        of.reference,
        of.bidder,
        client_of.get(of.bidder),
        of.other,
        None if of.other is None else client_of.get(of.other),
        sellers_words(of),
        sentence(of),
        inputs_words(of),
        len(of.lots),
        lots_words(of, numbers_alone=ranking.numbers_alone),
        ranges(of.marks) or None,
        len(seen),
        None if last is None else last.event.decision,
        None if last is None else last.event.reviewed_by,
        None if last is None else last.event.at,
        None if last is None else last.event.finding,
        of.indicator.source,
    )


def lots_words(indication: Indication, *, numbers_alone: bool) -> str | None:
    """Name the lots that show it."""
    names = (
        number_of(lot) if numbers_alone and "/" in lot else lot  # type: ignore[arg-type]
        for lot in indication.lots
    )
    return ", ".join(names) or None


def _inputs(ranking: Ranking) -> ReportTable:
    rows = [
        (each.indication.reference, name, decimal(value), _exact(value))
        for each in ranking.shown
        for name, value in each.indication.inputs
    ]
    return ReportTable(
        name="inputs",
        title="What each was worked out from",
        columns=INPUT_COLUMNS,
        rows=tuple(rows),
    )


def _exact(value: object) -> str:
    """Write a share as the fraction that it is: ``7/10``."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value)


def _indicators(ranking: Ranking) -> ReportTable:
    shown = [each.indication.indicator for each in ranking.shown]
    of_all = [each.indication.indicator for each in ranking.all]
    rows = tuple(
        (
            indicator.code,
            indicator.looks_for,
            indicator.counts,
            indicator.source,
            indicator.or_else,
            shown.count(indicator),
            of_all.count(indicator),
        )
        for indicator in INDICATORS
    )
    return ReportTable(
        name="indicators",
        title="What the indicators look for",
        columns=INDICATOR_COLUMNS,
        rows=rows,
    )


def _reviews(reviews: Reviews) -> ReportTable:
    rows = tuple(
        (
            review.entry.position,
            review.entry.by.recorded_at,
            review.event.sale or review.event.client,
            review.event.indication,
            review.event.points,
            review.event.as_of,
            review.event.decision,
            review.event.finding,
            review.event.reviewed_by,
            review.entry.by.role,
        )
        for review in reviews.all
    )
    return ReportTable(
        name="reviews",
        title="What reviewers decided",
        columns=REVIEW_COLUMNS,
        rows=rows,
        note="Every review stays; of one indicator the last one counts.",
    )
