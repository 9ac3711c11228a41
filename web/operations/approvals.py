"""Approvals: what waits for a second person, who looks at it and signs it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct

from ledger.entry import Attribution
from ledger.house import House
from ledger.house.approvals import Request, approve, verbs_of
from ledger.refusals import NotAnApprover
from ledger.roles import who_approve
from ledger.vault.vault_file import VaultFile
from presenters.approval import ApprovalShape, approval_facts, approval_shape
from presenters.shape import Shape
from web.approving import all_that_waits, keep, waiting_as
from web.caller import Caller
from web.door import Door
from web.fields import exactly
from web.operation import admits
from web.problem import HttpProblem


class ApprovingBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a second person approves."""

    digest: Annotated[str, exactly("[0-9a-f]{64}")]
    """The digest of what they looked at: nothing else is approved."""


class WaitingShape(Shape):
    """What waits for a second person."""

    id: str
    """By which it is approved."""
    asked: ApprovalShape
    """Who asks for what, and who approved it."""
    sentences: list[str]
    """All that is asked for; of an amount that is sealed there is a mark."""


def list_waiting(door: Door, caller: Caller) -> list[WaitingShape]:
    """List what waits for a second person: what you asked for, and may approve."""
    return waiting_for(door.house, door.vault, caller)


def waiting_for(house: House, vault: VaultFile, caller: Caller) -> list[WaitingShape]:
    """Return what somebody asked for, and what they may approve."""
    waiting = all_that_waits(house, vault)
    return [
        _shape(house, name, asked)
        for name, asked in waiting.items()
        if asked.actor == caller.actor or _may_approve(caller, asked)
    ]


def approve_waiting(
    door: Door, caller: Caller, approval: str, body: ApprovingBody
) -> WaitingShape:
    """Approve, as the second person, what waits."""
    asked = waiting_as(door.vault, approval)
    if asked is None:
        raise HttpProblem(
            404, "not-found", "Nothing waits so", f"Nothing waits as {approval}."
        )
    if not _may_approve(caller, asked):
        verb = next(verbs_of(asked))
        roles = ", ".join(who_approve(verb))
        raise NotAnApprover(user=caller.actor, verb=verb, roles=roles)
    if asked.digest != body.digest:
        raise HttpProblem(
            412,
            "not-seen",
            "Something else was seen",
            "It is not what you looked at. Look again: GET /api/v1/approvals.",
        )
    signed = approve(
        door.house, asked, caller.actor, at=door.at, session=caller.session
    )
    keep(door.vault, approval, signed)
    return _shape(door.house, approval, signed)


def _may_approve(caller: Caller, asked: Request) -> bool:
    """Say whether somebody may be the second person in the role they signed in as."""
    by = Attribution(
        actor=asked.actor,
        role=asked.role,
        recorded_at=asked.asked_at,
        on_behalf_of=asked.on_behalf_of,
    )
    may = all(caller.role in who_approve(verb) for verb in verbs_of(asked))
    return may and not by.speaks_for(caller.actor)


def _shape(house: House, name: str, asked: Request) -> WaitingShape:
    return WaitingShape(
        id=name,
        asked=approval_shape(asked),
        sentences=[f"{what}: {words}" for what, words in approval_facts(house, asked)],
    )


OPERATIONS = (
    admits("/approvals", list_waiting, method="GET", signed_in=True),
    admits("/approvals/{approval}", approve_waiting, signed_in=True),
)
