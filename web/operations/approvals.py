"""Approvals: what waits for a second person, who looks at it and signs it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct

from ledger.entry import Attribution
from ledger.house import House
from ledger.house.approvals import Request, approve, verbs_of
from ledger.refusals import NotAnApprover
from ledger.roles import who_approve
from ledger.value import replace
from ledger.vault.vault_file import VaultFile
from presenters.approval import ApprovalShape, approval_facts, approval_shape
from presenters.shape import Shape
from web.approving import WaitingRequest, all_that_waits, keep, withdraw
from web.caller import Caller
from web.door import Door
from web.fields import Words
from web.misread import exactly
from web.operation import admits
from web.problem import HttpProblem


class ApprovingBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a second person approves."""

    digest: Annotated[str, exactly("[0-9a-f]{64}", "a SHA-256 in hexadecimal")]
    """The digest of what they looked at: nothing else is approved."""


class DecliningBody(ApprovingBody, frozen=True, kw_only=True):
    """What a second person does not approve, and why."""

    reason: Words
    """Why; whoever asked is told."""


class WaitingShape(Shape):
    """What waits for a second person."""

    id: str
    """By which it is approved."""
    asked: ApprovalShape
    """Who asks for what, and who approved it."""
    sentences: list[str]
    """All that is asked for; of an amount that is sealed there is a mark."""
    declined_by: str | None
    """Who would not approve it; null where nobody has declined it."""
    because: str | None
    """Why they would not."""


def list_waiting(door: Door, caller: Caller) -> list[WaitingShape]:
    """List what waits for a second person: what you asked for, and may approve."""
    return waiting_for(door.house, door.vault, caller)


def waiting_for(house: House, vault: VaultFile, caller: Caller) -> list[WaitingShape]:
    """Return what somebody asked for, and what they may approve."""
    waiting = all_that_waits(house, vault)
    return [
        _shape(house, name, each)
        for name, each in waiting.items()
        if each.asked.actor == caller.actor
        or (each.declined_by is None and _may_approve(caller, each.asked))
    ]


def approve_waiting(
    door: Door, caller: Caller, approval: str, body: ApprovingBody
) -> WaitingShape:
    """Approve, as the second person, what waits."""
    waiting = _seen(door, caller, approval, body)
    signed = approve(
        door.house, waiting.asked, caller.actor, at=door.at, session=caller.session
    )
    return _kept(door, approval, replace(waiting, asked=signed))


def decline_waiting(
    door: Door, caller: Caller, approval: str, body: DecliningBody
) -> WaitingShape:
    """Decline, as the second person, what waits; whoever asked is told why.

    Until it is carried out, that takes an approval back as well.
    """
    waiting = _seen(door, caller, approval, body)
    declined = replace(waiting, declined_by=caller.actor, because=body.reason)
    return _kept(door, approval, declined)


def withdraw_waiting(door: Door, caller: Caller, approval: str) -> WaitingShape:
    """Withdraw what you asked a second person to approve: it waits no more."""
    waiting = _waiting(door, approval)
    if waiting.asked.actor != caller.actor:
        raise HttpProblem(
            403,
            "not-yours",
            "Not yours to withdraw",
            f"{waiting.asked.actor} asked for {approval}: only they withdraw it. "
            "Decline it, where you may approve it.",
        )
    withdraw(door.vault, approval)
    return _shape(door.house, approval, waiting)


def _waiting(door: Door, approval: str) -> WaitingRequest:
    """Return what waits by a name; raises HttpProblem."""
    waiting = all_that_waits(door.house, door.vault).get(approval)
    if waiting is None:
        raise HttpProblem(
            404, "not-found", "Nothing waits so", f"Nothing waits as {approval}."
        )
    return waiting


def _seen(
    door: Door, caller: Caller, approval: str, body: ApprovingBody
) -> WaitingRequest:
    """Return what somebody may approve, as they looked at it; raises HttpProblem."""
    waiting = _waiting(door, approval)
    if not _may_approve(caller, waiting.asked):
        verb = next(verbs_of(waiting.asked))
        roles = ", ".join(who_approve(verb))
        raise NotAnApprover(user=caller.actor, verb=verb, roles=roles)
    if waiting.declined_by is not None:
        raise HttpProblem(
            409,
            "declined",
            "Declined",
            f"{waiting.declined_by} declined it. Whoever asked may ask again.",
        )
    if waiting.asked.digest != body.digest:
        raise HttpProblem(
            412,
            "not-seen",
            "Something else was seen",
            "It is not what you looked at. Look again: GET /api/v1/approvals.",
        )
    return waiting


def _kept(door: Door, approval: str, waiting: WaitingRequest) -> WaitingShape:
    keep(door.vault, approval, waiting)
    return _shape(door.house, approval, waiting)


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


def _shape(house: House, name: str, waiting: WaitingRequest) -> WaitingShape:
    asked = waiting.asked
    return WaitingShape(
        id=name,
        asked=approval_shape(asked),
        sentences=[f"{what}: {words}" for what, words in approval_facts(house, asked)],
        declined_by=waiting.declined_by,
        because=waiting.because,
    )


OPERATIONS = (
    admits("/approvals", list_waiting, method="GET", signed_in=True),
    admits("/approvals/{approval}", approve_waiting, signed_in=True),
    admits("/approvals/{approval}/refusal", decline_waiting, signed_in=True),
    admits("/approvals/{approval}/withdrawal", withdraw_waiting, signed_in=True),
)
