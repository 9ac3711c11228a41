"""A command as a value: what somebody asks the house to do, and how it is decided.

A command is its verb and every argument but the time of typing. What must know whether
two commands are one asks for the digest: command keys do, and dry runs, second persons
and receipts may.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import wraps
from hashlib import sha256
from inspect import signature
from typing import Any, ParamSpec, TypeAlias

from ledger.entry import (
    Attribution,
)
from ledger.events import BidRefused
from ledger.house.former_words import former_words
from ledger.house.transaction import HouseTransaction
from ledger.lot import Lot, Stage
from ledger.refusals import (
    LotMovedOn,
    NotInOwnName,
    ReasonNeeded,
    RecordedRefusal,
    Refusal,
    SamePerson,
    VaultClosed,
)
from ledger.refusals.vault import BRING_BACK
from ledger.store import json_text
from ledger.store.writer import Recorded

Decide: TypeAlias = Callable[[HouseTransaction], object]
P = ParamSpec("P")

TOGETHER = "carry out together"
"""The verb of a command that is made of others."""

PLAIN, KEYED = "1:", "1k:"
"""Digests of this edition begin so; those of former words have no colon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """The kind of a command, whatever its arguments."""

    name: str
    corrects: bool | str = False
    """A correction needs a reason: always, or where an argument of this name is given.
    """
    one_bid: bool = False
    """A single bid: the refusal that it met is raised for its sender."""
    in_own_name: bool = False
    """Nobody says this for another."""
    corrects_clock: bool = False
    """It is what a person says where the clock is behind the last entry."""
    begins_live: bool = False
    """From it on the machine's clock says when, and it is the first to be so timed."""
    takes_over: bool = False
    """It is what a person says where a ledger may not be written to."""
    identity: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)
    """The part of an argument that tells commands apart, where not all of it does."""


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """A verb with its arguments, as somebody asked it of the house."""

    verb: Verb
    arguments: Mapping[str, object]
    decide: Decide
    at: datetime | None = None
    """The moment it was typed."""
    anew: Callable[[datetime], Command] | None = None
    """Makes the same command, typed at another moment; None where that is no part."""

    def recorded_at(self, moment: datetime) -> Command:
        """Return the command as a live ledger records it: at a moment of its clock."""
        return self if self.anew is None else self.anew(moment)

    def must_be_allowed(self, by: Attribution) -> None:
        """Refuse a correction without a reason, and a person who may not ask for it."""
        corrects = self.verb.corrects
        if isinstance(corrects, str):
            corrects = self.arguments[corrects] is not None
        if corrects and not (by.reason or "").strip():
            raise ReasonNeeded(command=self.verb.name)
        second = self.arguments.get("authorised_by")
        if isinstance(second, str) and by.speaks_for(second):
            raise SamePerson(person=second)
        if self.verb.in_own_name and by.on_behalf_of is not None:
            raise NotInOwnName(person=by.on_behalf_of)

    def objection(self, by: Attribution) -> Refusal | None:
        """Return why somebody may not ask for it, None where they may."""
        try:
            self.must_be_allowed(by)
        except Refusal as no:
            return no
        return None

    @property
    def takes_over(self) -> bool:
        """Say whether it is what a person says where nothing else may be recorded."""
        return self.verb.takes_over

    def digest(self, key: bytes | None = None) -> str:
        """Return what tells this command from any other, under the ledger's key."""
        return digest(self, key)

    def is_kept_as(self, kept: str, key: bytes | None = None) -> bool:
        """Say whether a digest in the ledger is this command's.

        What was kept before the ledger had a key was made without one. Ledgers that
        were begun before commands were values keep digests of words. Raises VaultClosed
        where it was made with a key that is not at hand.
        """
        if kept.startswith(KEYED):
            if key is None:
                raise VaultClosed(
                    why="there is none here, and its key tells a repeated command",
                    to_do=BRING_BACK,
                )
            return kept == digest(self, key)
        if ":" in kept:
            return kept == digest(self)
        words = former_words(self.verb.name, self.arguments, self.at)
        return words is not None and kept == sha256(words.encode()).hexdigest()

    def answer(self, recorded: Recorded) -> Recorded:
        """Return what was recorded; raises the refusal that a single bid met."""
        if self.verb.one_bid and isinstance(last := recorded.events[-1], BidRefused):
            entry = recorded.entries[-1] if recorded.entries else b""
            raise RecordedRefusal.of(last, recorded.last, entry)
        return recorded


def digest(command: Command, key: bytes | None = None) -> str:
    """Return the SHA-256 of a command as text, or its HMAC where there is a key.

    What is not given is left out of the text, so that an argument which is added to a
    verb later leaves the digests of today as they are.
    """
    text = json_text.canonical([command.verb.name, identity(command)])
    if key is None:
        return PLAIN + sha256(text).hexdigest()
    return KEYED + hmac.digest(key, text, "sha256").hex()


def identity(command: Command) -> dict[str, object]:
    """Return what of a command's arguments tells it from others of its verb."""
    parts = command.verb.identity
    return {
        name: _in_utc(parts[name](value) if name in parts else value)
        for name, value in command.arguments.items()
    }


def _in_utc(value: object) -> object:
    """Return a moment in UTC, and anything else as it is."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


COMMANDS: dict[str, Callable[..., Command]] = {}
"""Everything that may be asked, by its verb, as far as it was imported."""


def command(
    name: str,
    *,
    corrects: bool | str = False,
    one_bid: bool = False,
    in_own_name: bool = False,
    identity: Mapping[str, Callable[[Any], object]] | None = None,
    corrects_clock: bool = False,
    begins_live: bool = False,
    takes_over: bool = False,
    anew: Callable[..., object] | None = None,
) -> Callable[[Callable[P, Decide]], Callable[P, Command]]:
    """Make commands of a function that says how its arguments are decided.

    ``at`` is when it was typed, and ``read_at`` when it was read: neither is a part of
    the command. ``anew`` returns the first argument of a command that holds such times,
    as typed at another moment; the others are named.
    """
    verb = Verb(
        name=name,
        corrects=corrects,
        one_bid=one_bid,
        in_own_name=in_own_name,
        identity=identity or {},
        corrects_clock=corrects_clock,
        begins_live=begins_live,
        takes_over=takes_over,
    )

    def of(decision: Callable[P, Decide]) -> Callable[P, Command]:
        assert name not in COMMANDS, f"{name!r} is the verb of another command"
        COMMANDS[name] = new_command = _maker(verb, decision, anew)
        return new_command

    return of


def _maker(
    verb: Verb, decision: Callable[P, Decide], anew: Callable[..., object] | None
) -> Callable[P, Command]:
    """Return what makes the commands of a verb."""
    parameters = signature(decision).parameters
    names = tuple(parameters)
    defaults = {
        each.name: each.default
        for each in parameters.values()
        if each.default is not each.empty
    }

    @wraps(decision)
    def new_command(*args: P.args, **kwargs: P.kwargs) -> Command:
        arguments: dict[str, Any] = defaults | dict(zip(names, args, strict=False))
        arguments |= kwargs
        at, _ = arguments.pop("at", None), arguments.pop("read_at", None)
        decide = decision(*args, **kwargs)
        return Command(verb, arguments, decide, at, renewal(*args, **kwargs))

    def renewal(
        *args: P.args, **kwargs: P.kwargs
    ) -> Callable[[datetime], Command] | None:
        make: Callable[..., Command] = new_command
        if anew is not None:
            return lambda moment: make(anew(moment, *args, **kwargs), **kwargs)
        if "at" in parameters:
            return lambda moment: make(*args, **{**kwargs, "at": moment})
        return None

    return new_command


def _identity_of_each(commands: Sequence[Command]) -> list[object]:
    return [[each.verb.name, identity(each)] for each in commands]


def _all_anew(moment: datetime, commands: Sequence[Command]) -> list[Command]:
    return [each.recorded_at(moment) for each in commands]


@command(TOGETHER, identity={"commands": _identity_of_each}, anew=_all_anew)
def together(commands: Sequence[Command]) -> Decide:
    """Carry several commands out as one: all, or none."""

    def decide(transaction: HouseTransaction) -> None:
        for each in commands:
            each.decide(transaction)

    return decide


def as_seen(command: Command, seen: Lot) -> Command:
    """Carry a command out only on a lot that stands as somebody saw it.

    Otherwise it raises LotMovedOn, so that no hammer falls on a bid nobody looked at.
    """
    shown = _shown_state(seen)

    def decide(transaction: HouseTransaction) -> None:
        lot = transaction.lot(seen.id)
        if _shown_state(lot) != shown:
            raise LotMovedOn(lot=seen.id, now=_stage_clause(lot))
        command.decide(transaction)

    arguments = {**command.arguments, "seen": (seen.id, *shown)}
    return replace(
        command,
        arguments=arguments,
        decide=decide,
        anew=lambda moment: as_seen(command.recorded_at(moment), seen),
    )


def _shown_state(lot: Lot) -> tuple[object, ...]:
    return lot.stage, lot.standing, lot.up


def _stage_clause(lot: Lot) -> str:
    """Return the stage or the bidding of a lot as half a sentence."""
    standing = lot.standing
    if lot.stage is not Stage.OPEN:
        return f"it is {lot.stage}"
    if standing is None or standing.price is None:
        return f"it asks {lot.money(lot.asking)}"
    return f"{standing.leader or 'nobody'} leads at {lot.money(standing.price)}"
