"""Approvals: a second person signs the very command with a key of their own, once."""

from __future__ import annotations

from dataclasses import replace as with_arguments
from types import SimpleNamespace

import pytest

from ledger.entry import Approval, KnownBy
from ledger.house import bids, clients, corrections, issuing, settling, users
from ledger.house.approvals import approve, request
from ledger.house.command import TOGETHER, together
from ledger.identity import ClientId, Paddle, Role
from ledger.money import Currency
from ledger.refusals import (
    ApprovalInvalid,
    ApprovalNeeded,
    NotAllowed,
    NotAnApprover,
    NotKnown,
    Refusal,
    SamePerson,
    UnknownUser,
)
from ledger.roles import APPROVED, APPROVERS, VERBS, When, who_approve, who_may
from ledger.value import replace
from ledger.verification.permissions import Permissions
from tests.every_command import every_command, pairs
from tests.house_with_roles import (
    ADMINISTRATOR,
    NOBODY,
    acting,
    begin_with_roles,
    house_of,
    user_of,
)
from tests.sale_of_tests import SALE, all_entries, by, lot, new_house
from tests.settled_sale import AFTER, NEXT_DAY, hammered, settle, settled_by
from tests.story import clock, usd

pytestmark = pytest.mark.slow

COMPLIANCE, ACCOUNTANT = user_of(Role.COMPLIANCE), user_of(Role.ACCOUNTANT)
AUCTIONEER, CLERK = user_of(Role.AUCTIONEER), user_of(Role.CLERK)
DOLLAR = Currency("USD")
RAISED = clients.set_limit(ClientId("C-101"), DOLLAR, 5_000_00)
ASKS = acting(COMPLIANCE, Role.COMPLIANCE)
COMMANDS = {verb: make for verb, make in every_command().items() if verb != TOGETHER}


@pytest.fixture
def roles(tmp_path):
    return begin_with_roles(tmp_path)


def asked(folder, command, attribution, key="K-1"):
    """Ask for the approval of a command."""
    with house_of(folder, attribution.actor) as house:
        return request(
            command,
            attribution,
            ledger=house.ledger_id(),
            key=key,
            mark=house.keys_at_hand.mark_of,
        )


def approved(folder, command, attribution, second, key="K-1"):
    """Let a second person approve a command; return who carries it out then."""
    wanted = asked(folder, command, attribution, key)
    with house_of(folder, second) as house:
        signed = approve(house, wanted, second, at=by().recorded_at)
    return signed.attribution(attribution)


def do(folder, command, attribution):
    with house_of(folder, attribution.actor) as house:
        return house.do(command, by=attribution)


def test_what_was_approved_is_recorded_with_both_names_and_the_signature(roles):
    with pytest.raises(ApprovalNeeded):
        do(roles, RAISED, ASKS)
    mine = approved(roles, RAISED, ASKS, ACCOUNTANT)
    do(roles, RAISED, mine)
    with house_of(roles, None) as house:
        recorded = all_entries(house)[-1].by
    assert (recorded.actor, recorded.second) == (COMPLIANCE, ACCOUNTANT)
    assert recorded.approval == mine.approval


def test_an_approval_is_used_once(roles):
    mine = approved(roles, RAISED, ASKS, ACCOUNTANT)
    first = do(roles, RAISED, mine)
    again = do(roles, RAISED, mine)
    assert again.repeated
    assert again.last == first.last
    another = clients.set_limit(ClientId("C-101"), DOLLAR, 6_000_00)
    with pytest.raises(ApprovalInvalid):
        do(roles, another, mine)
    with pytest.raises(ApprovalInvalid):
        do(roles, RAISED, replace(mine, key="K-2"))
    with pytest.raises(ApprovalInvalid):
        do(roles, RAISED, replace(mine, key=None))


def test_an_approval_is_of_one_command_by_one_asker_for_one_reason(roles):
    mine = approved(roles, RAISED, replace(ASKS, reason="a deposit"), ACCOUNTANT)
    for other in (
        replace(mine, reason="no deposit"),
        replace(mine, on_behalf_of="C-102"),
        replace(mine, second=AUCTIONEER),
    ):
        with pytest.raises((ApprovalInvalid, NotAnApprover)):
            do(roles, RAISED, other)
    with pytest.raises(ApprovalInvalid):
        do(roles, both(RAISED), mine)
    do(roles, RAISED, mine)


def both(command):
    return together([command])


def test_what_is_carried_out_together_is_approved_as_a_whole(roles):
    with pytest.raises(ApprovalNeeded):
        do(roles, both(RAISED), ASKS)
    do(roles, both(RAISED), approved(roles, both(RAISED), ASKS, ACCOUNTANT))


@pytest.mark.parametrize(
    ("second", "refused"),
    [
        (COMPLIANCE, SamePerson),
        (CLERK, NotAnApprover),
        (NOBODY, NotAnApprover),
        ("u-none", UnknownUser),
    ],
)
def test_a_second_person_is_another_who_may_approve(roles, second, refused):
    wanted = asked(roles, RAISED, ASKS)
    with house_of(roles, NOBODY) as house, pytest.raises(refused):
        approve(house, wanted, second, at=by().recorded_at)


def test_nobody_approves_without_the_key(roles):
    wanted = asked(roles, RAISED, ASKS)
    with house_of(roles, COMPLIANCE) as house, pytest.raises(NotKnown):
        approve(house, wanted, ACCOUNTANT, at=by().recorded_at)
    mine = approved(roles, RAISED, ASKS, ACCOUNTANT)
    forged = Approval(digest=mine.approval.digest, signature="AAAA")
    for approval in (forged, replace(mine.approval, digest="0")):
        with pytest.raises(ApprovalInvalid):
            do(roles, RAISED, replace(mine, approval=approval))


def test_what_nobody_approved_yet_is_refused(roles):
    with pytest.raises(ApprovalInvalid):
        asked(roles, RAISED, ASKS).attribution(ASKS)


def test_an_approval_is_of_one_ledger(roles):
    wanted = replace(asked(roles, RAISED, ASKS), ledger="another")
    with house_of(roles, ACCOUNTANT) as house, pytest.raises(ApprovalInvalid):
        approve(house, wanted, ACCOUNTANT, at=by().recorded_at)


def test_whose_role_ended_has_approved_nothing(roles):
    mine = approved(roles, RAISED, ASKS, ACCOUNTANT)
    administers = acting(ADMINISTRATOR, Role.ADMINISTRATOR)
    do(roles, users.revoke(ACCOUNTANT, Role.ACCOUNTANT), administers)
    with pytest.raises(NotAnApprover):
        do(roles, RAISED, mine)


def test_a_house_says_from_which_sum_on_a_limit_is_approved(roles):
    administers = acting(ADMINISTRATOR, Role.ADMINISTRATOR)
    alone = users.set_approval_of_limits(DOLLAR, 5_000_00)
    with pytest.raises(ApprovalNeeded):
        do(roles, alone, administers)
    do(roles, alone, approved(roles, alone, administers, COMPLIANCE))
    do(roles, RAISED, ASKS)
    for limit in (5_000_01, None):
        with pytest.raises(ApprovalNeeded):
            do(roles, clients.set_limit(ClientId("C-101"), DOLLAR, limit), ASKS)
    yen = clients.set_limit(ClientId("C-101"), Currency("JPY"), 1)
    with pytest.raises(ApprovalNeeded):
        do(roles, yen, ASKS)


def stated(second):
    return bids.bid(
        lot(1),
        paddle=Paddle("101"),
        maximum=777_00,
        at=clock("10:30"),
        received_at=clock("10:01"),
        authorised_by=second,
    )


def test_a_receipt_that_is_stated_is_approved_by_whom_it_names(roles):
    clerk = acting(CLERK, Role.CLERK, reason="the line was busy")
    with pytest.raises(ApprovalNeeded):
        do(roles, stated(AUCTIONEER), clerk)
    others = approved(roles, stated(AUCTIONEER), clerk, COMPLIANCE)
    with pytest.raises(ApprovalInvalid):
        do(roles, stated(AUCTIONEER), others)
    mine = approved(roles, stated(AUCTIONEER), clerk, AUCTIONEER, "K-2")
    do(roles, stated(AUCTIONEER), mine)


def test_a_request_tells_no_maximum(roles):
    clerk = acting(CLERK, Role.CLERK, reason="the line was busy")
    one = asked(roles, stated(AUCTIONEER), clerk)
    other = asked(roles, stated(AUCTIONEER), clerk, "K-2")
    assert "777" not in str(one.arguments)
    assert one.arguments["maximum"] != other.arguments["maximum"]
    more = with_arguments(
        stated(AUCTIONEER),
        arguments={**stated(AUCTIONEER).arguments, "maximum": 778_00},
    )
    assert asked(roles, more, clerk).digest != one.digest


def test_a_lot_that_is_not_billed_is_corrected_by_one(tmp_path):
    begin_with_roles(tmp_path, settled_by, hammered)
    calls = acting(AUCTIONEER, Role.AUCTIONEER, reason="misheard")
    again = corrections.reopen(lot(1), at=AFTER)
    with house_of(tmp_path, AUCTIONEER) as house:
        assert refusal_of(house, again, calls) is not ApprovalNeeded


def test_a_lot_that_is_billed_is_corrected_by_two(tmp_path):
    begin_with_roles(tmp_path, settled_by, hammered, settle)
    calls = acting(AUCTIONEER, Role.AUCTIONEER, reason="misheard")
    books = acting(ACCOUNTANT, Role.ACCOUNTANT, reason="misheard")
    with house_of(tmp_path, AUCTIONEER) as house:
        for make in (corrections.reopen, corrections.rescind):
            again = make(lot(1), at=AFTER, authorised_by=None)
            assert refusal_of(house, again, calls) is ApprovalNeeded
        (invoice, *_) = house.streams("invoice:")
    number = invoice.partition(":")[2]
    credit = settling.credit(number, lots=[lot(1)], on=NEXT_DAY, at=AFTER)
    with house_of(tmp_path, ACCOUNTANT) as house:
        assert refusal_of(house, credit, books) is ApprovalNeeded
    mine = approved(tmp_path, credit, books, AUCTIONEER)
    do(tmp_path, credit, mine)


def amended(house):
    """Amend two hammers after the sale was settled, so that two invoices are wrong."""
    why = by(reason="misheard")
    for number, dollars in ((1, 180), (3, 90)):
        amending = corrections.amend_hammer(
            lot(number), price=usd(dollars), at=AFTER, authorised_by="ann"
        )
        house.do(amending, by=why)


@pytest.fixture
def to_credit(tmp_path):
    return begin_with_roles(tmp_path, settled_by, hammered, settle, amended)


def issued(folder, attribution):
    """Settle as somebody; return the positions that it came to."""
    with house_of(folder, ACCOUNTANT) as house:
        steps = issuing.documents(house, SALE, session=None, on=NEXT_DAY, at=AFTER)
        each = list(issuing.issue(house, steps, by=attribution))
        return [step.recorded.first for step in each if step.recorded.events]


def credits_of(folder):
    """Return the credits of the sale, as settling it carries them out: together."""
    with house_of(folder, None) as house:
        steps = issuing.documents(house, SALE, session=None, on=NEXT_DAY, at=AFTER)
    credited = [step for step in steps if step.reason is not None]
    assert len(credited) == 2
    return together([step.command for step in credited])


def test_one_approval_is_for_all_credits_of_a_settlement(to_credit):
    books = acting(ACCOUNTANT, Role.ACCOUNTANT, reason="the hammer was amended")
    with pytest.raises(ApprovalNeeded):
        issued(to_credit, books)
    mine = approved(to_credit, credits_of(to_credit), books, AUCTIONEER)
    first = issued(to_credit, mine)
    assert len(first) == 3, "the credits together, and an invoice for each buyer"
    with house_of(to_credit, None) as house:
        by_position = {each.position: each.by for each in all_entries(house)}
    assert [by_position[at].second for at in first] == [AUCTIONEER, None, None]
    assert [by_position[at].approval for at in first] == [mine.approval, None, None]
    assert issued(to_credit, mine) == [], (
        "it goes on where it stopped, and adds nothing"
    )


def test_an_approval_of_something_else_settles_nothing(to_credit):
    books = acting(ACCOUNTANT, Role.ACCOUNTANT, reason="the hammer was amended")
    a_part = credits_of(to_credit).arguments["commands"][0]
    other = approved(to_credit, a_part, books, AUCTIONEER)
    with pytest.raises(ApprovalInvalid):
        issued(to_credit, replace(books, **approval_of(other)))
    mine = approved(to_credit, credits_of(to_credit), books, AUCTIONEER, key="K-2")
    issued(to_credit, mine)
    with pytest.raises(ApprovalInvalid):
        issued(to_credit, replace(books, **approval_of(other)))


def approval_of(approved_by):
    names = ("key", "second", "approval")
    return {name: getattr(approved_by, name) for name in names}


def test_a_dry_run_needs_no_second_person_and_a_rehearsal_of_a_command_does(to_credit):
    books = acting(ACCOUNTANT, Role.ACCOUNTANT, reason="the hammer was amended")
    credited = credits_of(to_credit)
    with house_of(to_credit, ACCOUNTANT) as house:
        assert house.dry_run(credited, by=books)
        with pytest.raises(ApprovalNeeded):
            house.rehearse(credited, by=books)
    clerk = acting(CLERK, Role.CLERK, reason="x")
    with house_of(to_credit, CLERK) as house, pytest.raises(NotAllowed):
        house.dry_run(credited, by=clerk)


def refusal_of(house, command, attribution):
    """Return what refuses a command, None where nothing does."""
    try:
        house.rehearse(command, by=attribution)
    except Refusal as refusal:
        return type(refusal)
    return None


def test_a_house_without_roles_takes_no_approval(tmp_path):
    made_up = replace(by(key="K"), approval=Approval(digest="0", signature="0"))
    with new_house(tmp_path) as house, pytest.raises(ApprovalInvalid):
        house.do(RAISED, by=made_up)


def test_every_verb_that_takes_a_second_person_has_somebody_who_approves():
    assert set(APPROVERS) == set(VERBS)
    verbs = [verb for verbs in APPROVED.values() for verb in verbs]
    named = [verb for verb, make in COMMANDS.items() if "authorised_by" in pairs(make)]
    for verb in (*verbs, *named):
        assert len({*who_approve(verb), *who_may(verb)}) >= 2, verb


def made(verb):
    make = COMMANDS[verb]
    return make(**{name: pair[1] for name, pair in pairs(make).items()})


@pytest.mark.parametrize("verb", APPROVED[When.ALWAYS])
def test_nothing_that_always_takes_a_second_person_goes_without(roles, verb):
    role, *_ = who_may(verb)
    command = made(verb)
    attribution = acting(user_of(role), role, reason="a test")
    with house_of(roles, user_of(role)) as house, pytest.raises(ApprovalNeeded):
        house.rehearse(command, by=attribution)


@pytest.mark.parametrize(
    "verb",
    [verb for verb in COMMANDS if "authorised_by" in pairs(COMMANDS[verb])],
)
def test_whatever_names_a_second_person_takes_one(roles, verb):
    role, *_ = who_may(verb)
    attribution = acting(user_of(role), role, reason="a test")
    with house_of(roles, user_of(role)) as house, pytest.raises(ApprovalNeeded):
        house.rehearse(made(verb), by=attribution)


def whole_log(folder):
    mine = approved(folder, RAISED, ASKS, ACCOUNTANT)
    do(folder, RAISED, mine)
    with house_of(folder, None) as house:
        return all_entries(house)


def found(entries):
    """Return what is found wrong with who recorded entries."""
    page = SimpleNamespace(entries=entries)
    return [finding.what for finding in Permissions().hear(page)]


def test_a_verifier_finds_nothing_where_everybody_had_their_role(roles):
    assert not found(whole_log(roles))


@pytest.mark.parametrize(
    "forged",
    [
        {"known": None},
        {"known": KnownBy.TOLD},
        {"actor": "Mallory"},
        {"actor": CLERK},
        {"role": Role.ADMINISTRATOR},
        {"second": AUCTIONEER},
        {"second": None},
        {"key": "K-9"},
        {"approval": Approval(digest="0", signature="AAAA")},
    ],
    ids=str,
)
def test_a_verifier_finds_who_could_not_have_recorded_it(roles, forged):
    *before, last = whole_log(roles)
    other = replace(last, by=replace(last.by, **forged))
    assert found([*before, other])
