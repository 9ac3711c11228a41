"""Approval: a second person signs the very command with a key of their own, once.

What is asked for goes to them as a request. It tells every argument of the command but
amounts that are sealed, of which it has a mark, and what they sign is bound to the key
that the command is recorded under: a ledger records nothing twice under one key.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from ledger.entry import Approval, Attribution
from ledger.house.bids import SENT
from ledger.house.command import TOGETHER, Command, identity
from ledger.house.keys_at_hand import KeysAtHand
from ledger.house.transaction import HouseTransaction
from ledger.identity import LotId, Role
from ledger.money import Currency, Minor
from ledger.refusals import ApprovalInvalid, SamePerson
from ledger.roles import When, when_approved
from ledger.store import json_text
from ledger.users import User, Users, is_beyond, must_be_approver
from ledger.value import replace, value

if TYPE_CHECKING:
    from ledger.house.house import House

SEALED = frozenset(("maximum", "submitted", "reserve"))
"""The arguments that tell what a bidder would pay at most, or a seller would take."""

Mark = Callable[[str], str]
"""Returns what tells a text from others, and from which nobody guesses it."""


@value(kw_only=True)
class Request:
    """What somebody asks a second person to approve."""

    ledger: str
    actor: str
    role: Role
    on_behalf_of: str | None = None
    reason: str | None = None
    key: str
    """What the command is recorded under, once."""
    asked_at: datetime
    verb: str
    arguments: dict[str, Any]
    approved_by: str | None = None
    signature: str | None = None
    """By the key of who approved it, in Base 64, or by the service for them."""
    session: str | None = None
    """The session of a service in which it was approved."""

    @property
    def digest(self) -> str:
        """Return what tells what is asked for from anything else."""
        asked = [self.verb, self.arguments, self.on_behalf_of, self.reason]
        return sha256(json_text.canonical(asked)).hexdigest()

    def attribution(self, by: Attribution) -> Attribution:
        """Return who carries it out, with who approved it; raises ApprovalInvalid."""
        if self.approved_by is None or self.signature is None:
            raise ApprovalInvalid(why="nobody has approved it yet.")
        return replace(
            by,
            key=self.key,
            reason=by.reason or self.reason,
            second=self.approved_by,
            approval=Approval(
                digest=self.digest, signature=self.signature, session=self.session
            ),
        )


def request(
    command: Command, by: Attribution, *, ledger: str, key: str, mark: Mark
) -> Request:
    """Return what is asked of a second person, before a command is carried out."""
    return Request(
        ledger=ledger,
        actor=by.actor,
        role=by.role,
        on_behalf_of=by.on_behalf_of,
        reason=by.reason,
        key=key,
        asked_at=by.recorded_at,
        verb=command.verb.name,
        arguments=_arguments(command, key, mark),
    )


def _arguments(command: Command, key: str, mark: Mark) -> dict[str, Any]:
    """Return the arguments of a command as JSON has them, sealed amounts as marks."""
    arguments = json.loads(json_text.canonical(identity(command)))
    return cast("dict[str, Any]", _masked(arguments, key, mark))


def _masked(part: object, path: str, mark: Mark) -> object:
    """Return a part of arguments with a mark in the place of each sealed amount.

    The place is a part of the mark, so that no two amounts are seen to be equal.
    """
    if isinstance(part, list):
        return [_masked(each, f"{path}/{at}", mark) for at, each in enumerate(part)]
    if not isinstance(part, dict):
        return part
    return {
        name: mark(f"{path}/{name} {each}")
        if name in SEALED
        else _masked(_named(name, each), f"{path}/{name}", mark)
        for name, each in part.items()
    }


def _named(name: str, argument: object) -> object:
    """Return the parts of each slip of a list by their names, else what is given."""
    if name != "slips":
        return argument
    slips = cast("Sequence[Sequence[object]]", argument)
    return [dict(zip(SENT, slip, strict=True)) for slip in slips]


def verbs_of(asked: Request) -> Iterator[str]:
    """Return the verb that is asked for, or those of all that is carried out."""
    return _verbs(asked.verb, asked.arguments)


def _verbs(verb: str, arguments: dict[str, Any]) -> Iterator[str]:
    if verb != TOGETHER:
        yield verb
        return
    for each, its_arguments in arguments["commands"]:
        yield from _verbs(each, its_arguments)


def takes_second(command: Command, users: Users, transaction: HouseTransaction) -> bool:
    """Say whether one command takes a second person who approves it."""
    if isinstance(command.arguments.get("authorised_by"), str):
        return True
    match when_approved(command.verb.name):
        case When.ALWAYS:
            return True
        case When.BILLED:
            lot = transaction.lot(cast("LotId", command.arguments["lot"]))
            return lot.books.invoiced is not None
        case When.BEYOND:
            return any(
                is_beyond(users, currency, limit)
                for currency, limit in _limits(command, transaction)
            )
        case None:
            return False


def _limits(
    command: Command, transaction: HouseTransaction
) -> Iterator[tuple[Currency, Minor | None]]:
    """Return the limits that a command sets; None: it lifts one."""
    given: Mapping[str, Any] = command.arguments
    if command.verb.name == "set a client's limit":
        yield given["currency"], given["limit"]
        return
    currency = transaction.sale(given["sale"]).terms.rules.currency
    if command.verb.name == "limit a paddle":
        yield currency, given["limit"]
        return
    if command.verb.name == "issue a paddle":
        set_ = (given["limit"],)
    else:
        set_ = tuple(each.credit_limit for each in given["enrolments"])
    yield from ((currency, limit) for limit in set_ if limit is not None)


def must_be_second(
    users: Users, verbs: Iterable[str], by: Attribution, approver: str, *, day: date
) -> User:
    """Return who approves something; refuse who may not be the second person in it.

    Raises SamePerson, NotAnApprover and UnknownUser.
    """
    if by.speaks_for(approver):
        raise SamePerson(person=approver)
    for verb in verbs:
        must_be_approver(users, approver, verb, day=day)
    return users.user(approver)


def must_be_approved(
    command: Command,
    by: Attribution,
    users: Users,
    keys: KeysAtHand,
    *,
    ledger: str,
    day: date,
) -> None:
    """Refuse a command that is not what its second person signed, as who may.

    Raises ApprovalInvalid, SamePerson, NotAnApprover and UnknownUser.
    """
    approval, approver, key = by.approval, by.second, by.key
    assert approval is not None
    if approver is None or key is None:
        raise ApprovalInvalid(why="it lacks the second person, or its key.")
    verbs = [each.verb.name for each in each_of(command)]
    user = must_be_second(users, verbs, by, approver, day=day)
    for each in each_of(command):
        named = each.arguments.get("authorised_by")
        if named is not None and named != approver:
            raise ApprovalInvalid(why=f"it names {named}, and {approver} approved it.")
    asked = request(command, by, ledger=ledger, key=key, mark=keys.mark_of)
    if asked.digest != approval.digest:
        raise ApprovalInvalid(why="something else is asked now.")
    text = text_of(asked.digest, ledger=ledger, by=by, approver=approver)
    if (session := approval.session) is not None:
        if not hmac.compare_digest(
            keys.voucher(_within(session, text)), approval.signature
        ):
            raise ApprovalInvalid(why=f"no service vouches for {approver}.")
    elif not keys.is_signed(user, text, approval.signature):
        raise ApprovalInvalid(why=f"the key of {approver} did not sign it.")


def each_of(command: Command) -> Iterator[Command]:
    """Return a command, or those that it carries out together."""
    if command.verb.name != TOGETHER:
        yield command
        return
    for each in cast("Sequence[Command]", command.arguments["commands"]):
        yield from each_of(each)


def text_of(digest: str, *, ledger: str, by: Attribution, approver: str) -> str:
    """Return what a second person signs."""
    parts = (ledger, by.actor, by.role, by.key, digest, approver)
    return "".join(f"{part}\n" for part in ("lotledger/approval/v1", *parts))


def _within(session: str, text: str) -> str:
    """Return what a service vouches for: what was approved, and in which session."""
    return f"{text}{session}\n"


def approve(
    house: House,
    asked: Request,
    approver: str,
    *,
    at: datetime,
    session: str | None = None,
) -> Request:
    """Return a request with the approval of a user; records nothing.

    They sign it with their own key, or the service does in whose session they are.
    Raises ApprovalInvalid for a request of another ledger, SamePerson, NotAnApprover
    and NotKnown.
    """
    ledger = house.ledger_id()
    if asked.ledger != ledger:
        raise ApprovalInvalid(why=f"it is for the ledger {asked.ledger}.")
    by = Attribution(
        actor=asked.actor,
        role=asked.role,
        recorded_at=at,
        on_behalf_of=asked.on_behalf_of,
        key=asked.key,
    )
    user = must_be_second(house.users(), verbs_of(asked), by, approver, day=at.date())
    text = text_of(asked.digest, ledger=ledger, by=by, approver=approver)
    keys = house.keys_at_hand
    if session is None:
        signature = keys.signature(user, text)
    else:
        signature = keys.voucher(_within(session, text))
    return replace(asked, approved_by=approver, signature=signature, session=session)
