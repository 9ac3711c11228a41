"""The steps of a lot as cards: what was said, what it led to, why, and how it stood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.lot import Lot
from ledger.money import Currency, Minor
from ledger.replay.steps import Step
from presenters.public_view import Glimpse, Shown
from presenters.standing import named_in
from presenters.step import step_outcome, step_sentence
from presenters.times import local_time
from presenters.why import why


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was so after a step."""

    name: str
    value: str
    changed: bool
    """It was otherwise after the step before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One step, as it is printed."""

    number: int
    position: int
    when: str
    who: str | None
    reason: str | None
    sentence: str
    outcome: str
    why: tuple[str, ...]
    facts: tuple[Fact, ...]


def cards(steps: Iterable[Step], zone: str) -> list[Card]:
    """Tell the steps to an auditor: everything."""
    printed: list[Card] = []
    for step in steps:
        facts = _facts_with_changes(_auditor_facts(step.after, zone), printed)
        printed.append(
            Card(
                number=step.number,
                position=step.position,
                when=local_time(step.at, zone),
                who=_recorder_words(step, zone),
                reason=step.reason,
                sentence=step_sentence(step),
                outcome=step_outcome(step),
                why=why(step),
                facts=facts,
            )
        )
    return printed


def public_cards(glimpses: Iterable[Glimpse], money: Currency, zone: str) -> list[Card]:
    """Tell the steps to everybody: what the page of the lot showed."""
    printed: list[Card] = []
    for glimpse in glimpses:
        facts = _facts_with_changes(_public_facts(glimpse.shown, money, zone), printed)
        printed.append(
            Card(
                number=glimpse.number,
                position=glimpse.position,
                when=local_time(glimpse.at, zone),
                who=None,
                reason=None,
                sentence=glimpse.sentence,
                outcome=glimpse.outcome,
                why=(),
                facts=facts,
            )
        )
    return printed


def _recorder_words(step: Step, zone: str) -> str:
    """Say who recorded a step, for whom, and when, if that was at another time."""
    behalf = "" if step.on_behalf_of is None else f", for {step.on_behalf_of}"
    later = step.recorded_at != step.at
    when = f", recorded {local_time(step.recorded_at, zone)}" if later else ""
    return f"{step.actor} ({step.role.value}){behalf}{when}"


def _facts_with_changes(
    now: Sequence[tuple[str, str]], printed: Sequence[Card]
) -> tuple[Fact, ...]:
    """Mark what a step changed; the first changes nothing."""
    last = (
        {fact.name: fact.value for fact in printed[-1].facts} if printed else dict(now)
    )
    return tuple(
        Fact(name, value, changed=last.get(name) != value) for name, value in now
    )


def _auditor_facts(lot: Lot, zone: str) -> list[tuple[str, str]]:
    """Say how a lot stood, as an auditor may know it."""
    money, standing = lot.listing.currency, lot.standing
    leader = None if standing is None else standing.leader
    facts = [
        ("stage", lot.stage.value),
        ("price", _amount_words(lot.price, money)),
        ("leader", named_in(lot, leader)),
        ("underbidder", "nobody" if lot.under is None else lot.under.paddle),
        ("asking", money.write(lot.asking)),
        ("reserve", _amount_words(lot.reserve, money)),
        ("bids", str(len(lot.claims))),
        ("refused", str(lot.attempts - len(lot.claims))),
        ("closes", _closing_words(lot.ends_at, zone, up=lot.up is not None)),
    ]
    if lot.sold is not None:
        facts += [
            ("buyer", lot.sold.buyer),
            ("hammer", money.write(lot.sold.hammer)),
            ("premium", money.write(lot.sold.premium)),
        ]
    return facts


def _public_facts(shown: Shown, money: Currency, zone: str) -> list[tuple[str, str]]:
    """Say how a lot stood, as its page showed it."""
    met = {None: "none", True: "met", False: "not met"}
    facts = [
        ("stage", shown.stage.value),
        ("price", _amount_words(shown.price, money)),
        ("asking", money.write(shown.asking)),
        ("reserve", met[shown.reserve_met]),
        ("bids", str(shown.bids)),
        ("closes", _closing_words(shown.ends_at, zone, up=shown.up)),
    ]
    if shown.hammer is not None and shown.premium is not None:
        realised = shown.hammer + shown.premium
        facts += [
            ("hammer", money.write(shown.hammer)),
            ("realised", money.write(realised)),
        ]
    return facts


def _amount_words(amount: Minor | None, money: Currency) -> str:
    return "none" if amount is None else money.write(amount)


def _closing_words(ends_at: datetime, zone: str, *, up: bool) -> str:
    return "up in the room" if up else local_time(ends_at, zone)
