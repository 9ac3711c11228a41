"""A replay as it is filed: its own frozen shape, apart from every screen.

What is filed is signed and compared by its digest for years. So nothing is written here
for a reader of today: no sentence, and no key that a script might want. Each filing
names the edition of its shape, and of the method by which its lot was decided again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from enum import Enum
from json import dumps, loads
from typing import Any, TypeAlias

from ledger.events import NAMES, BidRefused, Event, Standing
from ledger.identity import LotId
from ledger.money import Currency, Minor
from ledger.replay.against_the_rules import Recount
from ledger.replay.difference import Difference, unequal
from ledger.replay.result import Comparison, Note, Result
from ledger.value import value

SHAPE = "filed/1"
"""The shape that is written. What it writes of a replay stays the same for ever."""

METHOD = "replay/2"
"""How lots are decided again: what may lead a filed replay elsewhere is another."""

UNNAMED_SHAPE = "filed/0"
"""What was filed before shapes had names: the answers to scripts of those days."""

_NAME_OF = {shape: name for name, shape in NAMES.items()}


@value(kw_only=True)
class FiledWish:
    """The changes that a filed replay assumed."""

    without: tuple[str, ...]
    without_bidders: tuple[str, ...]
    terms: Mapping[str, Any] | None
    """Other terms, whole, as the codec writes them."""
    closes_at: datetime | None
    policy: str | None


@value(kw_only=True)
class FiledResult:
    """The result of a lot, real or assumed; amounts are decimals."""

    stage: str
    price: str | None
    winner: str | None
    underbidder: str | None
    hammer: str | None
    premium: str | None
    total: str | None
    reserve_met: bool | None


@value(kw_only=True)
class FiledNote:
    """A bid or decision that fared otherwise: its position, and a refusal's code."""

    fared: str
    position: int
    code: str | None


@value(kw_only=True)
class FiledComparison:
    """The result of a lot beside the one that it would have had."""

    currency: str
    recorded: FiledResult
    what_if: FiledResult
    notes: tuple[FiledNote, ...]


@value(kw_only=True)
class FiledDifference:
    """A difference between record and rules: the events, and their unequal fields."""

    position: int
    recorded: str | None
    """The name of the event's shape, as in the log."""
    recomputed: str | None
    code: str | None
    """The code of the refusal that the rules meet there."""
    fields: tuple[tuple[str, Any, Any], ...]
    """Each field that is not the same, with both values as the log has them."""


@value(kw_only=True)
class FiledRecount:
    """A lot against the rules: how many events were read, and what differs."""

    currency: str
    events: int
    on_trust: int
    differences: tuple[FiledDifference, ...]


Outcome: TypeAlias = FiledComparison | FiledRecount


@value(kw_only=True)
class Filing:
    """A filed replay, as it is read back."""

    shape: str
    method: str | None
    """None where it was filed before methods had names."""
    lot: LotId
    wish: FiledWish | None
    """None where every decision was taken again under the terms of the day."""
    outcome: Outcome | Mapping[str, Any]
    """As it stands on file, where it is in another shape than today's."""

    @property
    def of_today(self) -> bool:
        """Say whether it is in today's shape and by today's method."""
        return (self.shape, self.method) == (SHAPE, METHOD)


def write_inputs(lot: LotId, wish: FiledWish | None) -> str:
    """Write what a replay was asked, so that it can be run again."""
    return _json_text({"lot": lot, "what_if": None if wish is None else asdict(wish)})


def asked_in(inputs: str) -> str:
    """Return what a replay was asked, in whatever edition it is written down."""
    asked = loads(inputs)
    for edition in ("shape", "method"):
        asked.pop(edition, None)
    return dumps(asked, ensure_ascii=False, separators=(",", ":"))


def write_result(outcome: Outcome) -> str:
    """Write what a replay found: its digest is taken of this text."""
    return _json_text(asdict(outcome))


def _json_text(parts: Mapping[str, object]) -> str:
    named = {"shape": SHAPE, "method": METHOD, **parts}
    return dumps(named, ensure_ascii=False, separators=(",", ":"), default=_plain_value)


def read_filing(inputs: str, result: str) -> Filing:
    """Read a filed replay, in today's shape or as it was filed before."""
    question, answer = loads(inputs), loads(result)
    return Filing(
        shape=answer.get("shape", UNNAMED_SHAPE),
        method=answer.get("method"),
        lot=LotId(question["lot"]),
        wish=None if question["what_if"] is None else _filed_wish(question["what_if"]),
        outcome=_filed_outcome(answer) if answer.get("shape") == SHAPE else answer,
    )


def _filed_wish(wish: Mapping[str, Any]) -> FiledWish:
    closes_at = wish["closes_at"]
    return FiledWish(
        without=tuple(wish["without"]),
        without_bidders=tuple(wish["without_bidders"]),
        terms=wish["terms"],
        closes_at=None if closes_at is None else datetime.fromisoformat(closes_at),
        policy=wish["policy"],
    )


def _filed_outcome(result: Mapping[str, Any]) -> Outcome:
    if "differences" not in result:
        return FiledComparison(
            currency=result["currency"],
            recorded=FiledResult(**result["recorded"]),
            what_if=FiledResult(**result["what_if"]),
            notes=tuple(FiledNote(**note) for note in result["notes"]),
        )
    differences = (
        FiledDifference(**{**each, "fields": tuple(map(tuple, each["fields"]))})
        for each in result["differences"]
    )
    return FiledRecount(
        currency=result["currency"],
        events=result["events"],
        on_trust=result["on_trust"],
        differences=tuple(differences),
    )


def filed_comparison(comparison: Comparison) -> FiledComparison:
    """Return a what-if as it is filed."""
    return FiledComparison(
        currency=comparison.as_recorded.currency.code,
        recorded=_filed_result(comparison.as_recorded),
        what_if=_filed_result(comparison.as_wished),
        notes=tuple(_filed_note(note) for note in comparison.notes),
    )


def _filed_result(result: Result) -> FiledResult:
    def decimal(amount: Minor | None) -> str | None:
        return None if amount is None else result.currency.plain(amount)

    return FiledResult(
        stage=result.stage.value,
        price=decimal(result.price),
        winner=result.winner,
        underbidder=result.underbidder,
        hammer=decimal(result.hammer),
        premium=decimal(result.premium),
        total=decimal(result.total),
        reserve_met=result.reserve_met,
    )


def _filed_note(note: Note) -> FiledNote:
    code = None if note.objection is None else note.objection.code
    return FiledNote(fared=note.fared.value, position=note.position, code=code)


def filed_recount(recount: Recount, currency: Currency) -> FiledRecount:
    """Return a lot against the rules as it is filed."""
    return FiledRecount(
        currency=currency.code,
        events=recount.events,
        on_trust=recount.on_trust,
        differences=tuple(_filed_difference(each) for each in recount.differences),
    )


def _filed_difference(difference: Difference) -> FiledDifference:
    was, now, objection = (
        difference.recorded,
        difference.recomputed,
        difference.objection,
    )
    # An event of another kind is told whole: what is recorded stands in the log.
    beside = was if type(was) is type(now) else None
    return FiledDifference(
        position=difference.position,
        recorded=_event_name(was),
        recomputed=_event_name(now),
        code=None if objection is None else objection.code,
        fields=() if now is None else tuple(_filed_fields(beside, now)),
    )


def _event_name(event: Event | None) -> str | None:
    return None if event is None else _NAME_OF[type(event)]


def _filed_fields(
    recorded: Event | None, recomputed: Event
) -> Iterator[tuple[str, Any, Any]]:
    for shape, name, was, now in unequal(recorded, recomputed):
        if (shape, name) == (BidRefused, "said"):
            # It quotes other values: which, the record says, and no sentence here.
            yield name, None, None
        else:
            path = f"standing.{name}" if shape is Standing else name
            yield path, _plain_value(was), _plain_value(now)


def _plain_value(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Enum():
            return value.value
        case Currency():
            return value.code
        case tuple():
            return tuple(_plain_value(part) for part in value)
        case _:
            return value
