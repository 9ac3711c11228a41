"""What the command line can, the service can; or it is said why not."""

from __future__ import annotations

import click
import pytest

from ledger.roles import VERBS
from tests.over_http import NOT_OVER_HTTP, OPERATIONS_OF, VERBS_ELSEWHERE
from tests.printed.commands import commands
from web.api import OPERATIONS, STREAMED

pytestmark = pytest.mark.slow

OFFERED = {each.name: each for each in (*OPERATIONS, *STREAMED)}
BY_ITSELF = {
    *("accept_invitation", "sign_in", "sign_in_by_passkey", "sign_out"),
    *("show_session", "ask_a_passkey", "ask_for_a_passkey", "file_a_passkey"),
    *("list_passkeys", "remove_a_passkey"),
    *("list_own_bids", "list_own_exposure", "list_catalogue", "show_entry"),
    *("follow_sale", "list_sales", "list_entries", "take_a_call_back"),
    "list_messages",
}
"""What a service does that no command does: signing in, and following."""


EVERY = [
    " ".join(path[1:]) for path, each in commands() if not isinstance(each, click.Group)
]


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_an_operation_or_a_reason(name):
    assert (name in OPERATIONS_OF) != (name in NOT_OVER_HTTP), (
        f"Say in tests/over_http.py which operation does what {name} does, or why none."
    )


def test_the_tables_name_no_command_that_is_none():
    assert {*OPERATIONS_OF, *NOT_OVER_HTTP} == {*EVERY}


@pytest.mark.parametrize("name", OPERATIONS_OF)
def test_each_operation_that_is_named_is_one(name):
    assert {*OPERATIONS_OF[name].split()} <= OFFERED.keys()


def test_every_operation_does_what_a_command_does_or_is_by_itself():
    named = {each for names in OPERATIONS_OF.values() for each in names.split()}
    assert OFFERED.keys() == named | BY_ITSELF, (
        "Say in tests/over_http.py which command does what an operation does."
    )
    assert not named & BY_ITSELF


def test_every_verb_is_asked_for_or_said_to_be_carried_out_elsewhere():
    asked = {each.verb for each in OFFERED.values() if each.verb is not None}
    verbs = {verb for verbs in VERBS.values() for verb in verbs}
    assert verbs - asked == {*VERBS_ELSEWHERE, "place bids"}
    places = {*OFFERED, *NOT_OVER_HTTP}
    assert {*VERBS_ELSEWHERE.values()} <= places
