"""What a second person is asked to approve, and what they approved."""

from __future__ import annotations

import json

from ledger.house.approvals import Request
from ledger.identity import Role
from presenters.shape import Shape


class ApprovalShape(Shape):
    """What somebody asks a second person to approve."""

    verb: str
    """What is to be done."""
    actor: str
    """Who asks."""
    role: Role
    """In which role."""
    on_behalf_of: str | None
    """Whom they act for."""
    reason: str | None
    """Why."""
    key: str
    """What it will be recorded under, once."""
    digest: str
    """The SHA-256 of what is asked: the command, for whom, and why."""
    second: str | None
    """Who approved it; null where nobody has."""


def approval_shape(asked: Request) -> ApprovalShape:
    """Return a request as its shape."""
    return ApprovalShape(
        verb=asked.verb,
        actor=asked.actor,
        role=asked.role,
        on_behalf_of=asked.on_behalf_of,
        reason=asked.reason,
        key=asked.key,
        digest=asked.digest,
        second=asked.approved_by,
    )


def approval_facts(asked: Request) -> list[tuple[str, object]]:
    """Return what is asked, a line each; an amount that is sealed is a mark."""
    facts: list[tuple[str, object]] = [
        ("asks", f"{asked.actor}, as {asked.role}"),
        ("to", asked.verb),
    ]
    if asked.on_behalf_of is not None:
        facts.append(("for", asked.on_behalf_of))
    facts += [
        (name.replace("_", " "), _words(argument))
        for name, argument in asked.arguments.items()
        if argument is not None
    ]
    if asked.reason is not None:
        facts.append(("because", asked.reason))
    if asked.approved_by is not None:
        facts.append(("approved by", asked.approved_by))
    return [*facts, ("sha-256", asked.digest)]


def _words(argument: object) -> str:
    return (
        argument
        if isinstance(argument, str)
        else json.dumps(argument, ensure_ascii=False)
    )
