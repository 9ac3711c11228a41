"""Who acted: once roles are given, each a user in a role, and approvals are signed."""

from __future__ import annotations

from collections.abc import Iterator

from ledger import users as users_room
from ledger.entry import Approval, Entry, KnownBy
from ledger.events import Event, RolesBegun
from ledger.events.users import UserEvent
from ledger.house.approvals import text_of
from ledger.identity import Role, UserId
from ledger.ledger import CLOCK_SLACK
from ledger.proof.base64_text import NoteInvalid, decoded
from ledger.proof.note_keys import parse_verifier_key
from ledger.users import Users
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.pages import Page


class Permissions:
    """Follows who may act, and holds each entry to it; before roles, to nothing."""

    def __init__(self) -> None:
        self._users = Users()
        self._roles_are_on = False

    def hear(self, page: Page) -> Iterator[Finding]:
        """Yield the entries of whoever could not have recorded them."""
        for entry in page.entries:
            if entry is None:
                continue
            if self._roles_are_on:
                yield from self._held_to_roles(entry)
            if isinstance(entry.event, RolesBegun):
                self._roles_are_on = True
            elif isinstance(entry.event, UserEvent):
                yield from self._follow(entry, entry.event)

    def _follow(self, entry: Entry[Event], event: UserEvent) -> Iterator[Finding]:
        try:
            self._users = users_room.evolve(self._users, event)
        except LookupError:
            yield _finding(entry, "is about a user who was not added before")

    def _held_to_roles(self, entry: Entry[Event]) -> Iterator[Finding]:
        by = entry.by
        user = self._users.users.get(UserId(by.actor))
        if by.role is Role.BIDDER and by.known is KnownBy.SIGNED_IN:
            # A bidder is a client of the house, whom its service held to bids.
            return
        if by.known is not KnownBy.SIGNED_IN or user is None:
            yield _finding(entry, f"is of {by.actor}, who proved to be no user")
        elif not any(
            # A clock may be set back a little over the midnight that ends a role.
            user.has(by.role, moment.date())
            for moment in (by.recorded_at, by.recorded_at - CLOCK_SLACK)
        ):
            yield _finding(entry, f"is of {by.actor} as {by.role}, who was none then")
        if by.approval is not None and not self._is_signed(entry, by.approval):
            yield _finding(entry, f"was not approved by {by.second}, as it says")

    def _is_signed(self, entry: Entry[Event], approval: Approval) -> bool:
        """Say whether the second person of an entry signed what was asked."""
        second = entry.by.second or ""
        user = self._users.users.get(UserId(second))
        if user is None or user.key is None:
            return False
        if approval.session is not None:
            # A service vouched for it, by a code that its vault alone makes.
            return True
        text = text_of(
            approval.digest, ledger=entry.ledger, by=entry.by, approver=second
        )
        try:
            parse_verifier_key(user.key).verify(text, decoded(approval.signature))
        except NoteInvalid:
            return False
        return True

    def finish(self) -> Iterator[Finding]:
        """Yield nothing: the end shows no more."""
        yield from ()


def _finding(entry: Entry[Event], what: str) -> Finding:
    return Finding(
        kind=FindingKind.PERMISSION,
        what=f"Position {entry.position} {what}",
        position=entry.position,
    )
