"""Indicators as a list for the terminal: a line each, and what it says below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.indicators.catalogue import INDICATORS
from presenters.indicators.report import NO_VERDICT, Ranking, lots_words
from presenters.indicators.words import inputs_words, sellers_words, sentence
from presenters.times import local_time
from presenters.words import counted, ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.indicators.ranking import Ranked

COLUMNS = (
    ("rank", "right"),
    ("points", "right"),
    ("indicator", "left"),
    ("bidder", "left"),
    ("with", "left"),
    ("seller", "left"),
    ("review", "left"),
)


def columns_and_rows(
    ranking: Ranking,
) -> tuple[list[tuple[str, str]], list[list[object]]]:
    """Return the first lines of a list, without the columns that nothing stands in."""
    rows = [_list_row(ranking, each) for each in ranking.shown]
    filled = [
        place
        for place in range(len(COLUMNS))
        if any(row[place] is not None for row in rows)
    ]
    return (
        [COLUMNS[place] for place in filled],
        [[row[place] for place in filled] for row in rows],
    )


def _list_row(ranking: Ranking, ranked: Ranked) -> tuple[object, ...]:
    """Write an indication as the first line of a list."""
    of = ranked.indication
    seen = ranking.reviews.of(of.reference)
    return (
        ranked.rank,
        of.points,
        of.indicator.code,
        of.bidder,
        of.other,
        sellers_words(of),
        seen[-1].event.decision if seen else None,
    )


def list_words(ranking: Ranking, ranked: Ranked, zone: str) -> str:
    """Say all else of an indication: what was seen, from what, where, and reviews."""
    of = ranked.indication
    parts = [f"{sentence(of)} [{inputs_words(of)}]"]
    lots = lots_words(of, numbers_alone=ranking.numbers_alone)
    if lots is not None:
        parts.append(f"Lots {lots}.")
    if of.marks:
        where = "Lines" if ranking.of_file else "Positions"
        parts.append(f"{where} {ranges(of.marks)}.")
    parts += [
        f"Reviewed {local_time(review.event.at, zone)} by {review.event.reviewed_by}, "
        f"{review.event.decision}: {review.event.finding}"
        for review in ranking.reviews.of(of.reference)
    ]
    return " ".join(parts)


def closing_lines(ranking: Ranking, left_out: str) -> Iterator[str]:
    """Say what each indicator listed looks for, and how many are left out."""
    shown = {each.indication.indicator for each in ranking.shown}
    for indicator in INDICATORS:
        if indicator in shown:
            yield (
                f"{indicator.code}: {indicator.looks_for} {indicator.counts} It may "
                f"also be: {indicator.or_else} Source: {indicator.source}."
            )
    more = len(ranking.all) - len(ranking.shown)
    if more:
        verb = "is" if more == 1 else "are"
        yield f"{counted(more, 'indication')} {verb} not shown: {left_out}."
    yield NO_VERDICT
