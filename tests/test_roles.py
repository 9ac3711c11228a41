"""Roles: every command as every role and as none, and the rule for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.entry import KnownBy
from ledger.events import LookKind
from ledger.house import users
from ledger.house.command import TOGETHER, together
from ledger.identity import Role, UserId
from ledger.refusals import (
    AuditorNeedsEnd,
    FirstIsAdministrator,
    LastAdministrator,
    NotAllowed,
    NotKnown,
    Refusal,
    RoleNotGranted,
    UnknownUser,
    UserExists,
    UserHasNoKey,
)
from ledger.roles import DUTIES, LOOKS, SIGHTS, VERBS, may
from ledger.value import replace
from tests.every_command import every_command, pairs
from tests.house_with_roles import (
    ADMINISTRATOR,
    NOBODY,
    acting,
    begin_with_roles,
    house_of,
    key_of,
    user_of,
)
from tests.sale_of_tests import all_entries, bid, by, lot, new_house

COMMANDS = {verb: make for verb, make in every_command().items() if verb != TOGETHER}


@pytest.fixture
def roles(tmp_path):
    """Have a house in which each user has the role of their name; return its folder."""
    return begin_with_roles(tmp_path)


def test_every_verb_stands_under_one_duty():
    verbs = [verb for verbs in VERBS.values() for verb in verbs]
    assert sorted(verbs) == sorted(COMMANDS)


@pytest.mark.parametrize("table", [DUTIES, SIGHTS, LOOKS])
def test_every_role_has_its_line(table):
    assert set(table) == set(Role)


def test_whoever_gives_roles_does_no_business():
    business = set(VERBS) - {"ledger", "users"}
    assert not DUTIES[Role.ADMINISTRATOR] & business
    assert LOOKS[Role.ADMINISTRATOR] == frozenset()


MADE_UP = (
    *(Refusal, LookupError, AssertionError),
    *(ValueError, AttributeError, TypeError),
)
"""What meets a command that may be asked for: its arguments are made up."""


def made(verb):
    make = COMMANDS[verb]
    return make(**{name: pair[1] for name, pair in pairs(make).items()})


def refusal_of(house, command, attribution):
    """Return the refusal of roles that a command meets, None where it is another."""
    try:
        house.rehearse(command, by=attribution)
    except (NotAllowed, NotKnown) as refusal:
        return type(refusal)
    except MADE_UP:
        return None
    return None


@pytest.mark.parametrize("role", [*Role, None])
def test_every_command_as_every_role_and_as_none(roles, role):
    user = NOBODY if role is None else user_of(role)
    as_role = Role.CLERK if role is None else role
    with house_of(roles, user) as house:
        for verb in COMMANDS:
            command = made(verb)
            allowed = role is not None and may(role, verb)
            if verb == "look" and allowed:
                allowed = command.arguments["kind"] in LOOKS[role]
            expected = None if allowed else NotAllowed
            asked = acting(user, as_role, reason="a test")
            assert refusal_of(house, command, asked) is expected, verb


def asks(house, user, role):
    """Let somebody place a bid, as a clerk may."""
    house.do(bid(1, "101", 150), by=acting(user, role))


def test_a_clerk_bids_and_is_on_record_as_proven(roles):
    clerk = user_of(Role.CLERK)
    with house_of(roles, clerk) as house:
        asks(house, clerk, Role.CLERK)
        assert all_entries(house)[-1].by.known is KnownBy.SIGNED_IN


@pytest.mark.parametrize("key", [None, NOBODY])
def test_nobody_acts_under_anothers_name(roles, key):
    clerk = user_of(Role.CLERK)
    with house_of(roles, key) as house:
        head = house.head()
        with pytest.raises(NotKnown):
            asks(house, clerk, Role.CLERK)
        assert house.head() == head


def test_a_name_that_is_no_users_is_unknown(roles):
    with house_of(roles, NOBODY) as house, pytest.raises(UnknownUser):
        asks(house, "Mallory", Role.CLERK)


def test_nobody_acts_in_a_role_that_is_not_theirs(roles):
    clerk = user_of(Role.CLERK)
    with house_of(roles, clerk) as house, pytest.raises(NotAllowed):
        asks(house, clerk, Role.AUCTIONEER)


def test_a_repeat_is_answered_to_whoever_may_ask_alone(roles):
    clerk, auditor = user_of(Role.CLERK), user_of(Role.AUDITOR)
    with house_of(roles, clerk) as house:
        house.do(bid(1, "101", 150), by=acting(clerk, Role.CLERK, key="K"))
    with house_of(roles, auditor) as house, pytest.raises(NotAllowed):
        house.do(bid(1, "101", 150), by=acting(auditor, Role.AUDITOR, key="K"))


def test_commands_together_are_asked_for_one_by_one(roles):
    clerk = user_of(Role.CLERK)
    both = together([bid(1, "101", 150), users.add(UserId("u-friend"))])
    with house_of(roles, clerk) as house, pytest.raises(NotAllowed):
        house.do(both, by=acting(clerk, Role.CLERK))


def test_an_auditor_looks_until_the_last_day(roles):
    auditor = user_of(Role.AUDITOR)
    with house_of(roles, auditor) as house:
        me = acting(auditor, Role.AUDITOR)
        house.look(LookKind.MAXIMUM, [lot(1)], "an audit", me)
        later = replace(me, recorded_at=me.recorded_at + timedelta(days=1))
        with pytest.raises(NotAllowed):
            house.look(LookKind.MAXIMUM, [lot(2)], "an audit", later)


def test_what_is_revoked_ends_at_once_and_the_rule_stays_on(roles):
    clerk = user_of(Role.CLERK)
    with house_of(roles, ADMINISTRATOR) as house:
        me = acting(ADMINISTRATOR, Role.ADMINISTRATOR)
        house.do(users.revoke(clerk, Role.CLERK), by=me)
        with pytest.raises(RoleNotGranted):
            house.do(users.revoke(clerk, Role.CLERK), by=me)
        with pytest.raises(LastAdministrator):
            house.do(users.revoke(ADMINISTRATOR, Role.ADMINISTRATOR), by=me)
    with house_of(roles, clerk) as house, pytest.raises(NotAllowed):
        asks(house, clerk, Role.CLERK)


def test_before_the_first_grant_names_are_told(tmp_path):
    with new_house(tmp_path) as house:
        house.do(users.add(NOBODY), by=by())
        with pytest.raises(UserExists):
            house.do(users.add(NOBODY), by=by())
        with pytest.raises(UserHasNoKey):
            house.do(users.grant(NOBODY, Role.ADMINISTRATOR), by=by())
        house.do(users.adopt_key(NOBODY, key_of(NOBODY).verifier.text), by=by())
        with pytest.raises(FirstIsAdministrator):
            house.do(users.grant(NOBODY, Role.CLERK), by=by())
        with pytest.raises(AuditorNeedsEnd):
            house.do(users.grant(NOBODY, Role.AUDITOR), by=by())
        asks(house, "Anybody", Role.CLERK)
        assert all_entries(house)[-1].by.known is None
