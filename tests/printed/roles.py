"""The page of roles: what each may do and see, and what takes a second person."""

from __future__ import annotations

from ledger.identity import Role
from ledger.roles import (
    APPROVED,
    APPROVERS,
    BIDDERS_OWN,
    DUTIES,
    LOOKS,
    SIGHTS,
    VERBS,
    Sight,
)
from tests.printed.said import PRINTED, must_mean, of_word, table

YES, OWN, NO = "yes", "own", ""


def roles_page():
    """Print the table of roles."""
    duties = [
        (f"`{duty}`", *(_done(role, duty) for role in Role), ", ".join(verbs))
        for duty, verbs in VERBS.items()
    ]
    sights = [(f"`{sight}`", of_word(sight), *_marks(sight, SIGHTS)) for sight in Sight]
    looks = [
        (role, ", ".join(sorted(kinds)) or "nothing") for role, kinds in LOOKS.items()
    ]
    seconds = [
        (f"`{when}`", of_word(when), ", ".join(verbs))
        for when, verbs in APPROVED.items()
    ]
    approvers = [
        (f"`{duty}`", ", ".join(roles)) for duty, roles in APPROVERS.items() if roles
    ]
    return [
        "# Roles",
        PRINTED,
        must_mean("pages", "roles"),
        "## What each role does",
        must_mean("pages", "duties"),
        table("duty", *Role, "what is asked", rows=duties),
        "## What each role reads",
        must_mean("pages", "sights"),
        table("of", "", *Role, rows=sights),
        "## What each role is shown of what is sealed",
        table("role", "looks at", rows=looks),
        "## What takes a second person",
        must_mean("pages", "seconds"),
        table("when", "", "what is asked", rows=seconds),
        "## Who approves",
        must_mean("pages", "approvers"),
        table("duty", "roles", rows=approvers),
    ]


def _done(role, duty):
    if role is Role.BIDDER and BIDDERS_OWN.intersection(VERBS[duty]):
        return OWN
    return YES if duty in DUTIES[role] else NO


def _marks(one, roles):
    return [YES if one in roles[role] else NO for role in Role]
