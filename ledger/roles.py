"""Roles: what each may do and see, in one table.

A verb that is asked for stands under one duty, and a role has duties. What only reads
stands under a sight, and a role has sights; what is sealed, or a person, is seen by a
look of its own kind. No role may do everything: whoever gives roles does no business.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ledger.events.looks import LookKind
from ledger.identity import Role


class Duty(StrEnum):
    """What is asked of the house, by whose work it is."""

    CATALOGUE = "catalogue"
    BIDS = "bids"
    ROOM = "room"
    CORRECTIONS = "corrections"
    CLIENTS = "clients"
    LIMITS = "limits"
    DILIGENCE = "diligence"
    DISPUTES = "disputes"
    BILLING = "billing"
    MONEY = "money"
    TAXES = "taxes"
    BOOKS = "books"
    LOOKS = "looks"
    LEDGER = "ledger"
    USERS = "users"


class Sight(StrEnum):
    """What is read, by what it tells of."""

    SALES = "sales"
    """Terms, catalogues, results, the public view."""
    BIDS = "bids"
    """Bids and their replays, as they are stored."""
    CLIENTS = "clients"
    """Clients by their numbers, paddles, dealings and holds."""
    MONEY = "money"
    """Invoices, statements, accounts, reports and exports."""
    LOG = "log"
    """Who did what: the history, its checks and proofs."""
    LEDGER = "ledger"
    """The ledger itself: keys, users and views."""
    HEALTH = "health"
    """How the service does: positions, what waits, how long commits take."""
    OWN = "own"
    """What a bidder told the house, and what became of it."""


VERBS: Mapping[Duty, tuple[str, ...]] = {
    Duty.CATALOGUE: (
        *("catalogue lots", "amend a lot", "withdraw a lot", "set a reserve"),
        *("receive lots", "announce a sale", "amend the terms", "picture a lot"),
        "declare a lot without reserve",
        *("announce that the seller may bid", "agree with a consignor"),
    ),
    Duty.BIDS: (
        *("place a bid", "place bids", "register for a lot", "register for lots"),
        *("track a lot", "untrack a lot"),
        *("cancel a registration", "close a lot", "close what is due"),
        "close a sale",
    ),
    Duty.ROOM: (
        *("open a lot", "skip a lot", "bid in the room", "bid for the house"),
        *("set what is asked", "set the increment of a lot", "give fair warning"),
        *("knock a lot down", "pass a lot", "close a session", "take a call back"),
        "say in the room",
    ),
    Duty.CORRECTIONS: (
        *("retract a bid", "strike a bid", "reopen a lot", "call a sale off"),
        *("resell a lot", "sell a lot by agreement", "amend a hammer"),
    ),
    Duty.CLIENTS: ("enrol a client", "enrol clients", "issue a paddle"),
    Duty.LIMITS: (
        *("set a client's limit", "limit a paddle", "suspend a paddle"),
        "reinstate a paddle",
    ),
    Duty.DILIGENCE: (
        *("set the retention of a sale", "file a contract of consignment"),
        *("check a client", "decide on dealing with a client", "review an indicator"),
        *("place a legal hold", "lift a legal hold", "erase a person"),
        "open sealed amounts",
    ),
    Duty.DISPUTES: (
        *("open a dispute", "file a replay", "find in a dispute"),
        "sign a dispute off",
    ),
    Duty.BILLING: (
        *("set settlement rules", "invoice a buyer", "credit an invoice"),
        *("credit what was amended", "charge a buyer", "take a charge back"),
        *("charge what is late", "waive a late charge", "write an invoice off"),
        *("reverse a write-off", "remind of overdue invoices", "release lots"),
        *("charge a consignor", "file a consignor's invoice", "issue a statement"),
        *("issue statements", "issue an e-invoice"),
        "issue a self-billed invoice",
    ),
    Duty.MONEY: (
        *("receive a payment", "clear a payment", "reverse a payment"),
        *("move a payment", "refund a payment", "uphold a payment"),
        *("book a bank's statement", "receive funds", "apply funds"),
        *("put a payment back", "keep what was overpaid", "assign funds"),
        *("refund funds", "reverse a refund of funds", "reverse funds"),
        *("pay an advance", "pay a consignor", "send payouts", "reverse a payout"),
        *("receive a repayment", "reverse a repayment", "begin a bank account"),
        *("book an entry of the bank", "take an entry of the bank back", "remit"),
        *("take a remittance back", "record a bank statement"),
        *("set off against an invoice", "set off against another sale"),
        "undo a set-off",
    ),
    Duty.TAXES: (
        *("set tax rates", "set how a lot is taxed", "file proof of an export"),
        *("lapse an export", "record what a lot was bought for"),
        *("file a certificate", "revoke a certificate", "agree on self-billing"),
        *("set a client's jurisdiction", "set a client's tax status"),
        *("account for tax on a purchase", "take tax on a purchase back"),
        *("account for a global margin", "take a global margin back"),
    ),
    Duty.BOOKS: ("lock the books", "reopen the books"),
    Duty.LOOKS: ("look",),
    Duty.LEDGER: (
        *("begin to be live", "correct the clock", "adopt a signing key"),
        *("rotate the signing key", "take the ledger over"),
        *("bring forward", "close the season"),
    ),
    Duty.USERS: (
        *("add a user", "adopt a user's key", "grant a role", "revoke a role"),
        *("end a user", "set which limits take a second person"),
    ),
}
"""Every verb of the house but one that carries out others: it is asked for each."""

_ALL_SIGHTS = frozenset(Sight) - {Sight.OWN}

DUTIES: Mapping[Role, frozenset[Duty]] = {
    Role.CLERK: frozenset(
        (
            *(Duty.CATALOGUE, Duty.BIDS, Duty.ROOM, Duty.CLIENTS),
            *(Duty.DISPUTES, Duty.LOOKS),
        )
    ),
    Role.AUCTIONEER: frozenset(
        (
            *(Duty.CATALOGUE, Duty.BIDS, Duty.ROOM, Duty.CORRECTIONS),
            Duty.LOOKS,
        )
    ),
    Role.COMPLIANCE: frozenset(
        (
            *(Duty.CLIENTS, Duty.LIMITS, Duty.DILIGENCE, Duty.DISPUTES),
            *(Duty.CORRECTIONS, Duty.LOOKS),
        )
    ),
    Role.ACCOUNTANT: frozenset(
        (Duty.BILLING, Duty.MONEY, Duty.TAXES, Duty.BOOKS, Duty.LOOKS)
    ),
    Role.DEVELOPER: frozenset(),
    Role.ADMINISTRATOR: frozenset((Duty.LEDGER, Duty.USERS)),
    Role.BIDDER: frozenset(),
    Role.AUDITOR: frozenset((Duty.LOOKS,)),
    Role.SYSTEM: frozenset(),
}

SIGHTS: Mapping[Role, frozenset[Sight]] = {
    Role.CLERK: frozenset((Sight.SALES, Sight.BIDS, Sight.CLIENTS)),
    Role.AUCTIONEER: frozenset((Sight.SALES, Sight.BIDS, Sight.CLIENTS)),
    Role.COMPLIANCE: _ALL_SIGHTS,
    Role.ACCOUNTANT: frozenset((Sight.SALES, Sight.CLIENTS, Sight.MONEY, Sight.LOG)),
    Role.DEVELOPER: frozenset(
        (Sight.SALES, Sight.BIDS, Sight.LOG, Sight.LEDGER, Sight.HEALTH)
    ),
    Role.ADMINISTRATOR: frozenset((Sight.SALES, Sight.LOG, Sight.LEDGER, Sight.HEALTH)),
    Role.BIDDER: frozenset((Sight.SALES, Sight.OWN)),
    Role.AUDITOR: _ALL_SIGHTS,
    Role.SYSTEM: frozenset((Sight.HEALTH,)),
}

LOOKS: Mapping[Role, frozenset[LookKind]] = {
    Role.CLERK: frozenset((LookKind.RESERVE, LookKind.PERSON)),
    Role.AUCTIONEER: frozenset((LookKind.RESERVE,)),
    Role.COMPLIANCE: frozenset(LookKind),
    Role.ACCOUNTANT: frozenset((LookKind.PERSON,)),
    Role.DEVELOPER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
    Role.BIDDER: frozenset(),
    Role.AUDITOR: frozenset((LookKind.MAXIMUM, LookKind.RESERVE, LookKind.RECORD)),
    Role.SYSTEM: frozenset(),
}
"""What of what is sealed, or of persons, each role may be shown."""


class When(StrEnum):
    """When a verb takes a second person, who approves it with an own key."""

    ALWAYS = "always"
    """Whatever it is about."""
    BILLED = "billed"
    """Once the lot is on an invoice."""
    BEYOND = "beyond"
    """Where a limit is beyond the sum that the house set for one person alone."""


APPROVED: Mapping[When, tuple[str, ...]] = {
    When.ALWAYS: (
        *("credit an invoice", "credit what was amended", "waive a late charge"),
        *("pay a consignor", "pay an advance", "send payouts"),
        *("refund a payment", "refund funds"),
        *("reopen the books", "take the ledger over", "erase a person"),
        *("open sealed amounts",),
        "set which limits take a second person",
    ),
    When.BILLED: (
        *("retract a bid", "strike a bid", "reopen a lot", "call a sale off"),
        *("resell a lot", "sell a lot by agreement", "amend a hammer"),
    ),
    When.BEYOND: (
        *("set a client's limit", "limit a paddle", "issue a paddle", "enrol clients"),
    ),
}
"""What takes a second person, beside whatever names one: a receipt that is stated, a
bad debt, a bid that is struck.

Two people give up what is owed on a document, and let money out. What moves money from
one account of the same client to another, claims anew, or is on no document yet takes
one: to set off, to keep what was overpaid, to reverse a write-off, to take a charge
back.
"""

_MONEY_APPROVERS = (Role.ACCOUNTANT, Role.COMPLIANCE, Role.AUCTIONEER)
_BIDDING_APPROVERS = (Role.AUCTIONEER, Role.COMPLIANCE)

APPROVERS: Mapping[Duty, tuple[Role, ...]] = {
    Duty.CATALOGUE: (),
    Duty.BIDS: _BIDDING_APPROVERS,
    Duty.ROOM: (),
    Duty.CORRECTIONS: _BIDDING_APPROVERS,
    Duty.CLIENTS: (Role.COMPLIANCE, Role.ACCOUNTANT),
    Duty.LIMITS: (Role.COMPLIANCE, Role.ACCOUNTANT),
    Duty.DILIGENCE: (Role.COMPLIANCE, Role.AUCTIONEER),
    Duty.DISPUTES: (),
    Duty.BILLING: _MONEY_APPROVERS,
    Duty.MONEY: _MONEY_APPROVERS,
    Duty.TAXES: (),
    Duty.BOOKS: (Role.ACCOUNTANT, Role.COMPLIANCE),
    Duty.LOOKS: (),
    Duty.LEDGER: (Role.ADMINISTRATOR, Role.COMPLIANCE),
    Duty.USERS: (Role.ADMINISTRATOR, Role.COMPLIANCE),
}
"""Who may be the second person, by whose work it is; nobody is both."""

_WHEN = {verb: when for when, verbs in APPROVED.items() for verb in verbs}

BIDDERS_OWN = frozenset(
    {"place a bid", "bid in the room", "track a lot", "untrack a lot"}
)
"""What a bidder may ask a service for, under a paddle or a number of their own."""

_DUTY_OF = {verb: duty for duty, verbs in VERBS.items() for verb in verbs}


def may(role: Role, verb: str) -> bool:
    """Say whether a role may ask for a verb; one without a duty nobody may."""
    duty = _DUTY_OF.get(verb)
    return duty is not None and duty in DUTIES[role]


def duty_of(verb: str) -> Duty | None:
    """Return the duty that a verb stands under; None: it has none of its own."""
    return _DUTY_OF.get(verb)


def when_approved(verb: str) -> When | None:
    """Return when a verb takes a second person, None where only if it names one."""
    return _WHEN.get(verb)


def who_approve(verb: str) -> tuple[Role, ...]:
    """Return the roles of which a second person has one."""
    return APPROVERS[_DUTY_OF[verb]]


def who_may(verb: str) -> tuple[Role, ...]:
    """Return the roles that may ask for a verb."""
    return tuple(role for role in Role if may(role, verb))
