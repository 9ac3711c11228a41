"""A filed replay in words: what was asked, and what was found, as it is on file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ledger.replay.filed import (
    FiledComparison,
    FiledNote,
    FiledRecount,
    Filing,
    Outcome,
)
from presenters.words import counted
from projections.instants import iso_time

FARED = {
    "refused": "the bid was taken, and is refused",
    "taken": "the bid was refused, and is taken",
    "too-late": "the bid was taken, and comes too late",
    "not-so": "the decision is refused",
    "left-aside": "left aside: it came after the hammer",
    "stays-open": "the lot stays open: it waits for its first bid",
}


def question_words(filing: Filing) -> str:
    """Say what a replay asked."""
    wish = filing.wish
    if wish is None:
        return "every decision again under the terms of the day"
    parts = [f"without bid {bid}" for bid in wish.without]
    parts += [f"without bidder {paddle}" for paddle in wish.without_bidders]
    if wish.terms is not None:
        of = f", those of {wish.terms['sale']}" if "sale" in wish.terms else ""
        parts.append(f"under other terms{of}")
    if wish.closes_at is not None:
        parts.append(f"closing at {iso_time(wish.closes_at)}")
    if wish.policy is not None:
        parts.append(f"struck by the policy {wish.policy}")
    return f"what if {', '.join(parts)}"


def outcome_words(result: Outcome | Mapping[str, Any]) -> str:
    """Say what a replay found."""
    match result:
        case FiledRecount(events=events, differences=differences):
            return _recount_words(events, len(differences))
        case {"events": int() as events, "differences": list() as differences}:
            return _recount_words(events, len(differences))
        case _:
            differ = (
                f"{name} {was} would be {would}"
                for name, was, would in fact_rows(result)
                if was != would
            )
            return "; ".join(differ) or "the result would be the same"


def _recount_words(events: int, differences: int) -> str:
    differ = counted(differences, "difference") if differences else "no difference"
    return f"{counted(events, 'event')}, {differ}"


def fact_rows(result: Outcome | Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what a lot came to beside what it would have come to, fact by fact."""
    match result:
        case FiledComparison(recorded=was, what_if=would):
            pairs = zip(
                _result_facts(asdict(was)), _result_facts(asdict(would)), strict=True
            )
        case {"recorded": dict() as was, "what_if": dict() as would}:
            pairs = zip(_result_facts(was), _result_facts(would), strict=True)
        case _:
            return []
    return [(name, was, would) for (name, was), (_, would) in pairs]


def _result_facts(side: Mapping[str, object]) -> list[tuple[str, str]]:
    words: dict[object, str] = {None: "none", True: "yes", False: "no"}
    return [
        (name.replace("_", " "), words.get(value, str(value)))
        for name, value in side.items()
    ]


def note_sentences(result: Outcome | Mapping[str, Any]) -> list[str]:
    """Say what fared otherwise: as it was filed, or by position and code."""
    match result:
        case FiledComparison(notes=filed):
            return [_note_sentence(note) for note in filed]
        case {"notes": list() as sentences}:
            return [str(sentence) for sentence in sentences]
        case _:
            return []


def _note_sentence(note: FiledNote) -> str:
    code = "" if note.code is None else f", {note.code}"
    return f"Position {note.position}: {FARED[note.fared]}{code}."
