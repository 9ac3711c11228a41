"""What a reader trusts: logs, witnesses, and how many of them must have cosigned.

The format is c2sp.org/tlog-policy. A policy is the reader's own: one that comes with
what it is to judge says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ledger.proof.base64_text import NoteInvalid
from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.lines import Malformed, shown
from ledger.proof.note import SignedNote, verified
from ledger.proof.note_keys import (
    COSIGNATURE,
    ED25519,
    VerifierKey,
    parse_verifier_key,
)

NONE = "none"
"""The quorum for which nobody need cosign."""

_CONTROL = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_COUNT = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses and groups of which a number must have cosigned."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness that a policy names, and when it cosigned."""

    witness: str
    at: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a policy says of a checkpoint that a log which it trusts has signed."""

    checkpoint: Checkpoint
    logs: tuple[VerifierKey, ...]
    """The keys of the log that signed it."""
    cosignatures: tuple[Cosignature, ...]
    """Those of witnesses that the policy names."""
    witnessed: bool
    """Whether its quorum cosigned; never where it asks for none."""
    lacks: str | None
    """Which quorum is not there; None where it is, or none is asked for."""


@dataclass(slots=True)
class Policy:
    """The logs and witnesses that a reader trusts, and the quorum."""

    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    def judge(self, note: SignedNote) -> Judgement:
        """Judge a checkpoint; raises NoteInvalid where no log that is trusted signed.

        So it does where a signature says that it is of a key that is known, and is not.
        """
        checkpoint = parse_checkpoint(note.text)
        logs = [key for key in self.logs if key.name == checkpoint.origin]
        if not logs:
            raise NoteInvalid(
                f"The checkpoint is of the log {shown(checkpoint.origin)}, which is "
                "not among those that are trusted."
            )
        signatures = verified(note, (*logs, *self.witnesses.values()))
        signed = tuple(dict.fromkeys(s.key for s in signatures if s.key in logs))
        if not signed:
            raise NoteInvalid(
                f"The log {shown(checkpoint.origin)} did not sign the checkpoint, or "
                "with a key that is not trusted."
            )
        times = {each.key: each.at for each in signatures if each.at is not None}
        cosignatures = tuple(
            Cosignature(name, times[key])
            for name, key in self.witnesses.items()
            if key in times
        )
        there = {each.witness for each in cosignatures}
        is_met = self.quorum == NONE or self._has(self.quorum, there)
        return Judgement(
            checkpoint=checkpoint,
            logs=signed,
            cosignatures=cosignatures,
            witnessed=is_met and self.quorum != NONE,
            lacks=None if is_met else self.quorum,
        )

    def _has(self, name: str, there: Collection[str]) -> bool:
        """Say whether a witness cosigned, or enough of a group."""
        group = self.groups.get(name)
        if group is None:
            return name in there
        return sum(self._has(each, there) for each in group.members) >= group.needed


def parse_policy(file: bytes) -> Policy:
    """Read a policy; raises Malformed, which names the line, for what is none."""
    if control := _CONTROL.search(file):
        number = file.count(b"\n", 0, control.start()) + 1
        raise Malformed(
            f"Line {number} of the policy holds the byte {control[0][0]:#04x}; of "
            "control characters it may hold tabs and newlines alone."
        )
    if file and not file.endswith(b"\n"):
        raise Malformed(
            "The last line of the policy does not end with a newline: it was cut, or "
            "its end was not written."
        )
    reading = _Reading()
    # Octets with the high bit are opaque: they come back as what they were.
    text = file.decode("utf-8", "surrogateescape")
    for number, line in enumerate(text.split("\n"), 1):
        words = line.replace("\t", " ").split(" ")
        if (words := [word for word in words if word]) and words[0][0] != "#":
            reading.take(number, words)
    return reading.policy()


class _Reading:
    """A policy while its lines are read."""

    def __init__(self) -> None:
        self._policy = Policy()
        self._is_member: set[str] = set()
        self._quorum: str | None = None

    def policy(self) -> Policy:
        """Return it, once all lines were read."""
        if self._quorum is None:
            raise Malformed(
                "The policy has no quorum. Write who must have cosigned: quorum NAME, "
                "or: quorum none"
            )
        self._policy.quorum = self._quorum
        return self._policy

    def take(self, number: int, words: Sequence[str]) -> None:
        """Read the words of a line."""
        where = f"Line {number} of the policy"
        match words:
            case ["log", key] | ["log", key, _]:
                self._add_log(where, key)
            case ["witness", name, key] | ["witness", name, key, _]:
                self._add_witness(where, name, key)
            case ["group", name, needed, *members]:
                self._add_group(where, name, needed, members)
            case ["quorum", name]:
                self._set_quorum(where, name)
            case _:
                raise Malformed(
                    f"{where} is {shown(' '.join(words))}. It must be one of: log VKEY "
                    "[URL], witness NAME VKEY [URL], group NAME all|any|COUNT NAME..., "
                    "quorum NAME"
                )

    def _add_log(self, where: str, text: str) -> None:
        key = _key(where, text, ED25519, "a log")
        if any(key.public == other.public for other in self._policy.logs):
            raise Malformed(f"{where} names a log of a key that an earlier one has.")
        self._policy.logs.append(key)

    def _add_witness(self, where: str, name: str, text: str) -> None:
        self._must_be_new(where, name)
        key = _key(where, text, COSIGNATURE, "a witness")
        others = self._policy.witnesses.values()
        if any(key.public == other.public for other in others):
            raise Malformed(
                f"{where} names a witness of a key that an earlier one has: nobody "
                "counts twice."
            )
        self._policy.witnesses[name] = key

    def _add_group(
        self, where: str, name: str, needed: str, members: Sequence[str]
    ) -> None:
        self._must_be_new(where, name)
        for member in members:
            self._must_be_known(where, member)
            if member in self._is_member:
                raise Malformed(
                    f"{where} has {shown(member)}, which is in a group already: nobody "
                    "counts twice."
                )
            self._is_member.add(member)
        count = {"all": len(members), "any": 1}.get(needed)
        if count is None and _COUNT.fullmatch(needed):
            count = int(needed)
        if count is None or not 1 <= count <= len(members):
            raise Malformed(
                f"{where} asks for {shown(needed)} of {len(members)} members. Write "
                "all, any, or a number from 1 up to that of the members."
            )
        self._policy.groups[name] = Group(count, tuple(members))

    def _set_quorum(self, where: str, name: str) -> None:
        if self._quorum is not None:
            raise Malformed(f"{where} is a second quorum, and a policy has one.")
        if name != NONE:
            self._must_be_known(where, name)
        self._quorum = name

    def _must_be_new(self, where: str, name: str) -> None:
        if name == NONE or self._knows(name):
            raise Malformed(f"{where} gives the name {shown(name)} a second meaning.")

    def _must_be_known(self, where: str, name: str) -> None:
        if not self._knows(name):
            raise Malformed(
                f"{where} has {shown(name)}, which no witness and no group of an "
                "earlier line is called."
            )

    def _knows(self, name: str) -> bool:
        return name in self._policy.witnesses or name in self._policy.groups


def _key(where: str, text: str, kind: int, whose: str) -> VerifierKey:
    try:
        key = parse_verifier_key(text.encode("utf-8", "surrogateescape").decode())
    except UnicodeDecodeError:
        raise Malformed(f"{where} has a verifier key that is not UTF-8.") from None
    except NoteInvalid as fault:
        raise Malformed(f"{where} has no verifier key. {fault}") from None
    if key.kind != kind:
        raise Malformed(
            f"{where} has a key of the type {key.kind:#04x}, and {whose} has one of "
            f"the type {kind:#04x}."
        )
    return key
