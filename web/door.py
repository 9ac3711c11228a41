"""The door: what is at hand while somebody signs in or out, or lets others in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING

from starlette.requests import Request

from ledger.house import House
from ledger.identity import CLIENT_ID, USER_ID, ClientId, Role, UserId
from ledger.vault.failed_sign_ins import FailedBy, note_failure, seconds_to_wait
from ledger.vault.tokens import Token, TokenKind, make_token, revoke_tokens
from ledger.vault.vault_file import VaultFile
from presenters.sessions import SignInShape
from web.caller import Caller
from web.challenges import Challenges
from web.limits import too_many
from web.own_pages import cookie_of, form_token_of, own_origin
from web.problem import HttpProblem

if TYPE_CHECKING:
    from web.endpoint import Service

SESSION_HOURS = 12
"""A session ends after a day's work, whatever is done in it."""


OF_A_SESSION = ("Cache-Control", "Set-Cookie")
"""The headers of the answer to who signs in."""


class RoleNeeded(HttpProblem):
    """Somebody has several roles, or none, and signs in as one."""

    def __init__(self, who: str, roles: list[Role]) -> None:
        given = ", ".join(roles) or "none; an administrator gives one"
        super().__init__(
            403,
            "role-needed",
            "A role is needed",
            f"Name the role to sign in as, of those that {who} has: {given}.",
        )
        self.roles = roles


@dataclass(kw_only=True)
class Door:
    """One request of who signs in or out."""

    house: House
    vault: VaultFile
    challenges: Challenges[str]
    at: datetime
    origin: str
    """The origin of our own pages."""
    address: str
    """From where it is asked."""
    caller: Caller | None
    sign_out_elsewhere: Mapping[str, str]
    """Where to sign out of providers of identities, by how each names itself."""
    headers: dict[str, str] = field(default_factory=dict)
    """What is sent with the answer."""

    def must_be_few(self, name: str | None = None) -> None:
        """Refuse to try again too soon; raises HttpProblem.

        A name that nobody has waits as any other, so that nobody learns who has one.
        """
        waits = (
            seconds_to_wait(self.vault, by, text, self.at)
            for by, text in self._counted(name)
        )
        if seconds := max(waits):
            raise too_many(
                "too-many-attempts",
                "Too many attempts to sign in have failed.",
                seconds,
            )

    def failed(self, name: str | None = None) -> None:
        """Note that somebody could not sign in."""
        for by, text in self._counted(name):
            note_failure(self.vault, by, text, self.at)

    def _counted(self, name: str | None) -> list[tuple[FailedBy, str]]:
        named = [] if name is None else [(FailedBy.NAME, name)]
        return [*named, (FailedBy.ADDRESS, self.address)]

    def not_signed_in(self, name: str | None = None) -> HttpProblem:
        """Return the one answer to whoever cannot be signed in, whatever the reason."""
        self.failed(name)
        return HttpProblem(
            401,
            "not-signed-in",
            "Not signed in",
            "The name or what was shown with it is not right. Try again, or ask the "
            "house for another password.",
        )

    def begin_session(self, who: str, role: Role | None) -> SignInShape:
        """Begin a session of somebody who proved who they are; raises HttpProblem."""
        as_role = self._role_of(who, role)
        token = Token(
            kind=TokenKind.SESSION,
            id=f"s-{token_hex(4)}",
            user=who,
            role=as_role,
            client=ClientId(who) if as_role is Role.BIDDER else None,
            made_at=self.at,
            ends_at=self.at + timedelta(hours=SESSION_HOURS),
        )
        if (before := self.caller) is not None and before.session is not None:
            revoke_tokens(self.vault, [before.session], self.at)
        text = make_token(self.vault, token)
        self.headers["set-cookie"] = cookie_of(text, SESSION_HOURS * 3600)
        self.headers["cache-control"] = "no-store"
        return SignInShape(
            id=token.id,
            actor=who,
            role=as_role,
            client=token.client,
            ends_at=token.ends_at,
            form_token=form_token_of(text),
        )

    def _role_of(self, who: str, role: Role | None) -> Role:
        """Return as what somebody signs in: they have one role, or name one."""
        roles = roles_of(self.house, who, self.at)
        if role is None and len(roles) == 1:
            return roles[0]
        if role is not None and role in roles:
            return role
        raise RoleNeeded(who, roles)


def door_of(service: Service, request: Request, caller: Caller | None) -> Door:
    """Return what is at hand while a request signs somebody in or out."""
    elsewhere = {
        each.settings.issuer: each.sign_out_address
        for each in service.providers
        if each.sign_out_address is not None
    }
    return Door(
        house=service.house,
        vault=service.sign_in.vault,
        challenges=service.challenges,
        at=service.clock(),
        origin=own_origin(request, service.sign_in.proxy),
        address=request.client.host if request.client else "",
        caller=caller,
        sign_out_elsewhere=elsewhere,
    )


def roles_of(house: House, who: str, at: datetime) -> list[Role]:
    """Return the roles that somebody may sign in as: a client bids."""
    if USER_ID.fullmatch(who):
        user = house.users().user(UserId(who))
        return [role for role in user.roles if user.has(role, at.date())]
    return [Role.BIDDER] if CLIENT_ID.fullmatch(who) else []
