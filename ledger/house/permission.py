"""Permission: once roles are given, whoever asks proves who they are, and may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date
from typing import cast

from ledger.entry import Attribution, KnownBy
from ledger.events.looks import LookKind
from ledger.house.amount_asked import amount_needed, is_sealed, leaves_amount_out
from ledger.house.approvals import each_of, must_be_approved, takes_second
from ledger.house.command import Command
from ledger.house.keys_at_hand import KeysAtHand
from ledger.house.stamp import Stamp
from ledger.house.transaction import HouseTransaction
from ledger.identity import Role
from ledger.refusals import ApprovalInvalid, ApprovalNeeded, HalfCharacter, NotAllowed
from ledger.roles import BIDDERS_OWN, LOOKS, who_approve, who_may
from ledger.users import must_be_allowed
from ledger.value import replace

LOOK = "look"


@dataclass(frozen=True, slots=True)
class Admission:
    """Asks of every command of a ledger who gives it, once roles are given there.

    It is asked where a command is decided, in one transaction with it, and before one
    that was given before is answered: what is revoked ends at once.
    """

    keys: KeysAtHand
    ledger_id: Callable[[], str]

    def __call__(
        self,
        command: Command,
        by: Attribution,
        transaction: HouseTransaction,
        stamp: Stamp,
    ) -> Attribution:
        """Return who gives a command, proven; refuse whoever may not give it.

        Raises what ``before_approval`` does, and ApprovalNeeded, AmountNeeded and what
        else meets a second person.
        """
        admitted = self.before_approval(command, by, transaction, stamp)
        if not stamp.ledger.roles_are_on:
            return admitted
        users = transaction.users()
        if by.approval is not None:
            ledger, day = self.ledger_id(), _day(by, stamp)
            must_be_approved(command, by, users, self.keys, ledger=ledger, day=day)
        for each in each_of(command):
            if not takes_second(each, users, transaction):
                continue
            if leaves_amount_out(each) and not is_sealed(each, transaction):
                timed, _ = stamp.on(each, by)
                raise amount_needed(timed, transaction)
            if by.approval is None:
                verb = each.verb.name
                raise ApprovalNeeded(verb=verb, roles=" or ".join(who_approve(verb)))
        return admitted

    def before_approval(
        self,
        command: Command,
        by: Attribution,
        transaction: HouseTransaction,
        stamp: Stamp,
    ) -> Attribution:
        """Return who gives a command, proven, which nobody may have approved yet.

        A house in which no role was given goes on with names as they are told. Raises
        UnknownUser, NotKnown and NotAllowed.
        """
        if not stamp.ledger.roles_are_on:
            if by.approval is not None:
                raise ApprovalInvalid(why="no role was given here yet.")
            return by
        if by.role is Role.BIDDER and self.keys.vouched(by):
            # A bidder is a client of the house and no user of it: the service holds
            # them to their own paddles.
            for each in each_of(command):
                _must_be_a_bidders(each, by)
            return replace(by, known=KnownBy.SIGNED_IN)
        users = transaction.users()
        user = users.user(by.actor)
        if not self.keys.vouched(by):
            self.keys.signature(user, self._text(command, by))
        day = _day(by, stamp)
        for each in each_of(command):
            must_be_allowed(users, by.actor, by.role, each.verb.name, day=day)
            if each.verb.name == LOOK:
                _must_be_shown(by, cast("LookKind", each.arguments["kind"]))
        return replace(by, known=KnownBy.SIGNED_IN)

    def _text(self, command: Command, by: Attribution) -> str:
        """Return what is signed: the very command, as its actor, for one ledger.

        It is kept nowhere, so the digest is a plain one.
        """
        try:
            asked = command.digest()
        except UnicodeEncodeError as fault:
            raise HalfCharacter from fault
        parts = ("lotledger/command/v1", self.ledger_id(), by.actor, by.role, asked)
        return "".join(f"{part}\n" for part in parts)


def _day(by: Attribution, stamp: Stamp) -> date:
    """Return the day on which it is asked: roles end with a day."""
    at = stamp.clock if stamp.ledger.live else by.recorded_at
    return at.astimezone(UTC).date()


def _must_be_shown(by: Attribution, kind: LookKind) -> None:
    """Refuse a look that a role has no sight of; raises NotAllowed."""
    if kind not in LOOKS[by.role]:
        roles = ", ".join(role for role, kinds in LOOKS.items() if kind in kinds)
        raise NotAllowed(
            user=by.actor, role=by.role, verb=f"look at a {kind}", roles=roles
        )


def _must_be_a_bidders(command: Command, by: Attribution) -> None:
    """Refuse a bidder what is no bid of their own; raises NotAllowed."""
    verb = command.verb.name
    if verb not in BIDDERS_OWN:
        raise NotAllowed(
            user=by.actor, role=by.role, verb=verb, roles=", ".join(who_may(verb))
        )
