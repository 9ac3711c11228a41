"""Why somebody may not do something: who they are, and which roles they have."""

from __future__ import annotations

from ledger.identity import Role
from ledger.money import Money
from ledger.refusals.refusal import Refusal, Words


class UnknownUser(Refusal):
    """Once roles are given, whoever acts is a user."""

    user: str

    code = "unknown-user"
    what = "There is no user {user} in this ledger."
    remedy = "See the users with: lotledger user list"


class UserExists(Refusal):
    """A name is one user's for ever."""

    user: str

    code = "user-exists"
    what = "There is a user {user} already."
    remedy = "Choose another name."


class UserHasNoKey(Refusal):
    """A role is given to a user who can prove who they are."""

    user: str

    code = "user-has-no-key"
    what = "User {user} has no key yet, and could not prove who they are."
    remedy = "Make one with: lotledger user key {user}"


class AuditorNeedsEnd(Refusal):
    """An auditor's role ends on a day."""

    user: str

    code = "auditor-needs-end"
    what = "User {user} cannot be an auditor without an end."
    remedy = "Name the last day with --until."


class FirstIsAdministrator(Refusal):
    """The first role is the one that gives the others."""

    role: Role

    code = "first-is-administrator"
    what = (
        "The first role turns the rule on for ever, and a {role} with or without an "
        "end could not give the next one."
    )
    remedy = "Make somebody an administrator first, without --until."


class LastAdministrator(Refusal):
    """Somebody can give roles at any time."""

    code = "last-administrator"
    what = "Then nobody would be left who can give roles without an end."
    remedy = "Make somebody else an administrator first."


class RoleNotGranted(Refusal):
    """Only a role that somebody has is taken from them."""

    user: str
    role: Role

    code = "role-not-granted"
    what = "User {user} is no {role}."
    remedy = "See their roles with: lotledger role list"


class NotKnown(Refusal):
    """Once roles are given, whoever acts proves by a key that it is them."""

    user: str
    why: Words

    code = "not-known"
    what = "Roles are given here, and {user} did not prove who they are: {why}"
    remedy = "Act with the user's own key: name its file with LOTLEDGER_USER_KEY."


class ApprovalNeeded(Refusal):
    """Some of what is asked takes a second person, who approves with an own key."""

    verb: Words
    roles: Words

    code = "approval-needed"
    what = "To {verb} here takes the approval of a second person."
    remedy = (
        "Repeat the command with --ask-approval FILE, let a user approve it who is "
        "{roles}, with: lotledger approve FILE; then repeat it with --approval FILE"
    )


class AmountNeeded(Refusal):
    """A second person approves an amount that they see, and not what stands later."""

    verb: Words
    stands: Money

    code = "amount-needed"
    what = (
        "To {verb} here takes the approval of a second person, who is to see how much: "
        "{stands} stands now."
    )
    remedy = "Say the amount; of a credit, say which lots or lines."


class NotAnApprover(Refusal):
    """A second person has a role that may approve."""

    user: str
    verb: Words
    roles: Words

    code = "not-an-approver"
    what = "User {user} may not approve to {verb}."
    remedy = "It takes somebody who is: {roles}."


class ApprovalInvalid(Refusal):
    """What was approved is the very command, by the key of who approved it."""

    why: Words

    code = "approval-invalid"
    what = "This is not what was approved: {why}"
    remedy = "Ask again: repeat the command with --ask-approval FILE"


class PasswordUnfit(Refusal):
    """A password is long: nothing else keeps it from being guessed."""

    least: int
    most: int

    code = "password-unfit"
    what = "A password has {least} characters at least, and {most} at most."
    remedy = "Choose a longer one: a few words that belong to nobody else."


class NotAllowed(Refusal):
    """A role does what its duties are."""

    user: str
    role: Role
    verb: Words
    roles: Words

    code = "not-allowed"
    what = "User {user} may not {verb} as {role}."
    remedy = "It is for: {roles}. See who has which role with: lotledger role list"
