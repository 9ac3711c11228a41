"""Who asks something of the service, as they signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.entry import Attribution, KnownBy, Way
from ledger.events import LookKind
from ledger.identity import ClientId, Role
from ledger.roles import BIDDERS_OWN, LOOKS, SIGHTS, Sight, duty_of, may, who_may
from ledger.sale import Sale
from web.limits import BidderLimits
from web.operation import Said
from web.problem import HttpProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A user who signed in."""

    actor: str
    role: Role
    session: str | None = None
    """What was signed in to: a token, or a session of a browser."""
    client: ClientId | None = None
    """Of a bidder: whose paddles they bid with."""
    ends_at: datetime | None = None
    """When what was signed in to ends."""
    form_token: str | None = None
    """What a page sends with what it writes; None: who asks showed no cookie."""

    def must_see(self, sight: Sight) -> None:
        """Refuse what the caller's role has no sight of; raises HttpProblem."""
        if sight not in self.sights:
            roles = ", ".join(
                role for role, sights in SIGHTS.items() if sight in sights
            )
            raise self._not_allowed(f"see {sight}", roles)

    @property
    def sights(self) -> frozenset[Sight]:
        """Return what they may look at."""
        return SIGHTS[self.role]

    @property
    def who(self) -> str:
        """Return what tells them from all others, in this session."""
        return f"{self.actor} {self.session}"

    def must_have_turn(self, bidders: BidderLimits, lot: str) -> None:
        """Slow a bidder who asks too often; raises HttpProblem."""
        if self.role is Role.BIDDER:
            bidders.must_be_few(self.who, lot)

    def must_be_shown(self, kind: LookKind) -> None:
        """Refuse what the caller's role may not look at; raises HttpProblem."""
        if kind not in LOOKS[self.role]:
            roles = ", ".join(role for role, kinds in LOOKS.items() if kind in kinds)
            raise self._not_allowed(f"look at a {kind}", roles)

    def must_bid_for_themselves(self, sale: Sale, paddle: str) -> None:
        """Refuse a bidder the paddle of another; raises HttpProblem."""
        if self.role is not Role.BIDDER:
            return
        paddles = sale.paddles_of(self.client)
        if paddle not in paddles:
            own = ", ".join(sorted(paddles)) or "none"
            raise HttpProblem(
                403,
                "not-your-paddle",
                "Not your paddle",
                f"Paddle {paddle} is not yours in this sale; yours: {own}.",
            )

    def must_follow_for_themselves(self, client: str) -> None:
        """Refuse a bidder to act for another client; raises HttpProblem."""
        if self.role is Role.BIDDER and client != self.client:
            raise HttpProblem(
                403,
                "not-your-number",
                "Not your number",
                f"Client {client} is not you; you are {self.client}.",
            )

    def must_leave_to_the_house(self, *, is_said: bool, what: str) -> None:
        """Refuse a bidder what only the house may say; raises HttpProblem."""
        if is_said and self.role is Role.BIDDER:
            raise HttpProblem(
                403,
                "not-allowed",
                "Not allowed",
                f"{what} is for the house to say. Leave it out.",
            )

    def must_be_in_session(self) -> str:
        """Return who is signed in by a browser; raises HttpProblem for a token."""
        if self.form_token is None:
            raise HttpProblem(
                403,
                "session-needed",
                "A session is needed",
                "A token gives no other way in. Sign in with a password first.",
            )
        return self.actor

    def may(self, verb: str) -> bool:
        """Say whether the caller's role may ask for a verb."""
        own = self.role is Role.BIDDER and verb in BIDDERS_OWN
        return own or may(self.role, verb)

    def must_be_allowed(self, verb: str) -> None:
        """Refuse a verb that the caller's role may not ask for; raises HttpProblem."""
        if not self.may(verb):
            duty = duty_of(verb)
            what = verb if duty is None else f"{verb} (duty: {duty})"
            raise self._not_allowed(what, ", ".join(who_may(verb)))

    def _not_allowed(self, what: str, roles: str) -> HttpProblem:
        return HttpProblem(
            403,
            "not-allowed",
            "Not allowed",
            f"{self.actor}, as {self.role}, may not {what}: roles that may: {roles}.",
        )

    def attribution_of(self, body: Said, *, at: datetime, key: str) -> Attribution:
        """Return who acts, with what they say of it; raises HttpProblem.

        A bidder acts in their own name, corrects nothing, and asks nobody to approve.
        """
        self.must_leave_to_the_house(
            is_said=body.ask_approval or bool(body.reason or body.on_behalf_of),
            what="Why, for whom and with whose approval a bid is taken",
        )
        return self.attribution(
            at=at, key=key, reason=body.reason, on_behalf_of=body.on_behalf_of
        )

    def attribution(
        self, *, at: datetime, key: str, reason: str | None, on_behalf_of: str | None
    ) -> Attribution:
        """Return who acts, as the log keeps it.

        A key is a user's own: nobody is answered with what another recorded.
        """
        return Attribution(
            actor=self.actor,
            role=self.role,
            recorded_at=at,
            known=KnownBy.SIGNED_IN,
            way=Way.SERVICE,
            session=self.session,
            reason=reason,
            on_behalf_of=on_behalf_of,
            key=f"service:{self.actor}:{key}",
        )
