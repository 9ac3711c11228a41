"""How a sale treated its bidders, as lists that fit a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ledger.identity import number_of
from presenters.comparison import note_sentences
from presenters.fairness.columns import RECORD
from presenters.fairness.report import summary_rows
from presenters.times import local_time
from presenters.words import ranges
from projections.fairness.receipts import MILLISECOND, arrived_at
from projections.fairness.ties import came_at
from projections.spans import span_words

if TYPE_CHECKING:
    from ledger.money import Currency, Minor
    from ledger.replay.result import Result
    from presenters.fairness.account import FairnessAccount, HouseEffect
    from projections.bids import HistoryLine

Columns = tuple[tuple[str, str], ...]

_WHO: Columns = (
    ("position", "right"),
    ("lot", "right"),
    ("bid", "left"),
    ("paddle", "right"),
    ("channel", "left"),
)


@dataclass(frozen=True, slots=True)
class FairnessList:
    """One list: a line each, and what there is to say below it."""

    title: str
    columns: Columns
    rows: Sequence[tuple[object, ...]]
    remarks: Sequence[str]


def fairness_lists(
    account: FairnessAccount, currency: Currency, zone: str
) -> Iterator[FairnessList]:
    """Yield each list that has anything to tell, by the clock of a zone."""
    lister = _Lister(account, currency, zone)
    for each in (
        lister.summary(),
        lister.channels(),
        lister.late(),
        lister.ties(),
        lister.extensions(),
        lister.house(),
        lister.after(),
    ):
        if each.rows:
            yield each


class _Lister:
    """Words the lists of one account."""

    def __init__(self, account: FairnessAccount, currency: Currency, zone: str) -> None:
        self._account = account
        self._currency = currency
        self._zone = zone

    def _time(self, at: datetime) -> str:
        """Write a moment to the millisecond: that is what decides."""
        return f"{local_time(at, self._zone)}.{at.microsecond // 1_000:03}"

    def _money(self, amount: Minor | None) -> str | None:
        return None if amount is None else self._currency.write(amount)

    def summary(self) -> FairnessList:
        figures = list(summary_rows(self._account))
        rows = [(count, name) for name, count, _ in figures]
        events = [f"Events {events}." if events else "" for *_, events in figures]
        return FairnessList(
            "Counts", (("count", "right"), ("figure", "left")), rows, events
        )

    def channels(self) -> FairnessList:
        columns = (
            ("channel", "left"),
            ("bids", "right"),
            ("refused", "right"),
            ("fastest", "right"),
            ("median", "right"),
            ("19 of 20", "right"),
            ("slowest", "right"),
            ("at", "right"),
        )
        rows = [
            (
                f"{each.channel}{', stated' if each.stated else ''}",
                each.bids,
                each.refused,
                span_words(each.fastest_ms),
                span_words(each.median_ms),
                span_words(each.most_ms),
                span_words(each.slowest_ms),
                each.slowest,
            )
            for each in self._account.channels
        ]
        events = [f"Events {ranges(e.positions)}." for e in self._account.channels]
        return FairnessList(RECORD, columns, rows, events)

    def late(self) -> FairnessList:
        columns = (*_WHO, ("came", "left"), ("late by", "right"))
        rows, remarks = [], []
        for each in self._account.late:
            line = each.line
            came = self._time(arrived_at(line))
            rows.append((line.position, *_who(line), came, span_words(each.ms)))
            beside = "" if each.beside is None else f", event {each.beside}"
            parts = [f"{each.late}{beside}"]
            parts += ["receipt stated"] if line.stated else []
            parts += ["it decided a tie"] if line.decided_tie else []
            parts += [f"refused, {line.code}"] if line.code else []
            parts += [f"with {line.authorised_by}"] if line.authorised_by else []
            parts += [f"because: {line.reason}"] if line.reason else []
            remarks.append(f"{'; '.join(parts)}.")
        return FairnessList("Late bids", columns, rows, remarks)

    def ties(self) -> FairnessList:
        columns = (
            ("position", "right"),
            ("lot", "right"),
            ("both bid", "right"),
            ("leads", "right"),
            ("before", "right"),
            ("apart", "right"),
        )
        rows, remarks = [], []
        for tie in self._account.ties:
            first, second = tie.first, tie.second
            rows.append(
                (
                    tie.decided.position,
                    number_of(tie.decided.lot),
                    self._money(tie.decided.maximum),
                    first.paddle,
                    second.paddle,
                    span_words(tie.gap_ms),
                )
            )
            stated = "; a receipt was stated" if tie.stated else ""
            remarks.append(
                f"{first.bid or first.paddle} came {self._time(came_at(first))}, "
                f"{second.bid or second.paddle} {self._time(came_at(second))}{stated}. "
                f"Events "
                f"{ranges((first.position, second.position))}."
            )
        return FairnessList("Ties decided by arrival", columns, rows, remarks)

    def extensions(self) -> FairnessList:
        columns = (
            ("position", "right"),
            ("lot", "right"),
            ("late bid", "left"),
            ("was to close", "left"),
            ("added", "right"),
        )
        rows, remarks = [], []
        for each in self._account.extensions:
            line, bid = each.line, each.bid
            assert line.ends_at is not None, "an extension moves the close"
            added = span_words((line.ends_at - each.was) // MILLISECOND)
            was = self._time(each.was)
            rows.append((line.position, number_of(line.lot), line.bid, was, added))
            if bid is None:
                remarks.append("")
                continue
            early = span_words((each.was - arrived_at(bid)) // MILLISECOND)
            remarks.append(f"{bid.paddle} bid {early} before the end, {bid.position}.")
        return FairnessList("Extensions", columns, rows, remarks)

    def house(self) -> FairnessList:
        columns = (
            ("lot", "right"),
            ("house bids", "right"),
            ("highest", "right"),
            ("reserve", "right"),
            ("price", "right"),
            ("without", "right"),
            ("difference", "right"),
        )
        rows = [self._house_row(each) for each in self._account.house]
        remarks = [_house_words(each) for each in self._account.house]
        title = "House bids, and each lot decided again without them"
        return FairnessList(title, columns, rows, remarks)

    def _house_row(self, effect: HouseEffect) -> tuple[object, ...]:
        amounts = [line.amount for line in effect.taken if line.amount is not None]
        compared = effect.comparison
        return (
            number_of(effect.lot),
            len(effect.taken),
            self._money(max(amounts, default=None)),
            self._money(effect.reserve),
            self._money(compared.as_recorded.price),
            self._money(compared.as_wished.price),
            self._money(effect.difference),
        )

    def after(self) -> FairnessList:
        columns = (
            *_WHO,
            ("amount", "right"),
            ("hammer", "right"),
            ("after", "right"),
        )
        rows, remarks = [], []
        for each in self._account.after:
            line = each.line
            rows.append(
                (
                    line.position,
                    *_who(line),
                    self._money(line.submitted),
                    self._money(each.hammer_price),
                    span_words(each.ms),
                )
            )
            closed = f"It came {self._time(arrived_at(line))}, closed at "
            closed += self._time(each.closed_at)
            parts = [closed]
            parts += [f"event {each.hammer}"] if each.hammer is not None else []
            parts += ["above the hammer price"] if each.higher else []
            parts += [f"refused, {line.code}"] if line.code else []
            parts += [f"reopened at {each.reopened}"] if each.reopened else []
            remarks.append(f"{'; '.join(parts)}.")
        return FairnessList("After the hammer", columns, rows, remarks)


def _who(line: HistoryLine) -> tuple[object, ...]:
    return number_of(line.lot), line.bid, line.paddle, line.channel


def _house_words(effect: HouseEffect) -> str:
    """Say what the lot came to, with the house and without, and where it bid."""
    was, without = effect.comparison.as_recorded, effect.comparison.as_wished
    parts = [f"{_outcome(was)}; without the house {_outcome(without)}."]
    parts += note_sentences(effect.comparison)
    refused = len(effect.refused)
    parts += [f"Refused to the house: {refused}."] if refused else []
    return " ".join((*parts, f"Events {ranges(effect.positions)}."))


def _outcome(result: Result) -> str:
    to = "" if result.winner is None else f" to {result.winner}"
    return f"{result.stage}{to}"
