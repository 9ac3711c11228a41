"""Who may: every operation as every role and as nobody, and what none of it tells."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from ledger.events import LookKind
from ledger.house.answers import receipt_of
from ledger.house.redeeming import redeem_here
from ledger.identity import Role
from ledger.proof.receipt import parse_receipt
from ledger.proof.redeeming import Redeemed
from ledger.roles import BIDDERS_OWN, LOOKS, SIGHTS, Sight, may
from tests.beside_operations import (
    BULK,
    FIGURES,
    FOLLOWED,
    FOR_ALL,
    answers_beside,
)
from tests.every_operation import tried
from tests.served import served, token_of
from web.api import OPERATIONS

pytestmark = pytest.mark.slow

BIDS = "/api/v1/sales/MAY26/lots/1/bids"
TOLD_BY_MAXIMUMS = {"show_fairness", "show_sale_what_if"}
"""Whoever may look at maximums is told so, once it is on record."""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        yield service


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_every_operation_as_every_role_and_as_none(service, operation, role):
    answer = tried(service, operation, role)
    assert answer.status_code < 500
    if operation.verb is not None and answer.is_success:
        must_have_receipts(service.house, role, answer)
    if operation.admits:
        code = answer.json()["code"] if answer.is_error else None
        if operation.signed_in:
            assert (code == "not-signed-in") == (role is None)
        else:
            # Anybody is asked what to sign in with, where a body has to say it.
            assert code == (None if operation.body is None else "unreadable")
        return
    if operation.verb is None and operation.sight is None:
        assert answer.status_code == 200
    elif role is None:
        assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    elif operation.name in TOLD_BY_MAXIMUMS:
        sees = operation.sight in SIGHTS[role] and LookKind.MAXIMUM in LOOKS[role]
        assert (answer.is_success or answer.json()["code"] == "look-first") == sees
    elif operation.verb is None:
        assert (answer.status_code != 403) == (operation.sight in SIGHTS[role])
    elif operation.name == "print_document":
        sees = Sight.MONEY in SIGHTS[role] and LookKind.PERSON in LOOKS[role]
        assert (answer.status_code != 403) == sees
    elif operation.verb == "look":
        assert (answer.status_code != 403) == (LookKind.MAXIMUM in LOOKS[role])
    else:
        own = role is Role.BIDDER and operation.verb in BIDDERS_OWN
        assert (answer.status_code != 403) == (own or may(role, operation.verb))


@pytest.mark.parametrize("role", [*Role, None])
def test_what_is_no_operation_as_every_role_and_as_none(service, role):
    """Pages have a test of their own, in which each is looked at."""
    answers = dict(answers_beside(service, role))
    for place in FOR_ALL:
        assert answers[place].status_code == 200
    assert [answers[place].status_code for place in answers if FOLLOWED in place] == [
        200,
        200,
    ]
    sees = role is not None and Sight.HEALTH in SIGHTS[role]
    bids = role is Role.BIDDER or (role is not None and may(role, "place a bid"))
    for place, is_let_in in ((FIGURES, sees), (BULK, bids)):
        if role is None:
            assert answers[place].status_code == 401
        else:
            assert answers[place].status_code == (200 if is_let_in else 403)
    assert not [name for name in answers if answers[name].is_server_error]


NO_MONEY = {"sale", "lot", "client", "dispute", "looks"}
"""Streams of which who sees no money may be shown what they recorded."""


def must_have_receipts(house, role, answer):
    """Hold what a recorded answer comes with against the log, and what it shows."""
    for receipt in receipts_in(answer, house):
        assert redeem_here(house, receipt).redeemed is Redeemed.INCLUDED
        entry = json.loads(receipt.entry)
        assert entry["actor"] == token_of(role).user
        if Sight.LOG not in SIGHTS[role]:
            assert entry["stream"].partition(":")[0] in NO_MONEY, entry["stream"]
        if role is Role.BIDDER:
            own = {"paddle": "101", "client": "C-101"}
            told = own.keys() & entry["body"].keys()
            assert told
            assert all(entry["body"][name] == own[name] for name in told)


def receipts_in(answer, house):
    """Return the receipts of an answer; a file has the address of its own."""
    if "content-disposition" in answer.headers:
        place = re.fullmatch(
            r'</api/v1/log/entries/(\d+)/receipt>; rel="related"; title="receipt"',
            answer.headers["link"],
        )
        return [receipt_of(house, int(place[1])).receipt]
    answers = answer.json() if isinstance(answer.json(), list) else [answer.json()]
    for each in answers:
        # A look is recorded once in a session.
        place = each.get("last", each.get("position"))
        assert place is None or bool(place) == (each["receipt"] is not None)
    texts = [each["receipt"] for each in answers if each["receipt"] is not None]
    return [parse_receipt(text.encode()) for text in texts]


MADE_OF_SEALS = {"show_checkpoint", "show_consistency"}
"""Hashes of what is sealed: others for every maximum, and nobody reads one from them.
"""
RECEIPT = r'"receipt": "(?:[^"\\]|\\.)*"'
DRAWN_ANEW = r'name="key" value="[^"]*"|lotledger_(?:commit_seconds|\w+_created)\S* \S+'
"""The key of a form, and how long what was written took."""
SEALS = r'\\*"seal\\*":\s*\{[^}]*\}|[0-9a-f]{64}|[A-Za-z0-9+/]{40,}=*'
"""Seals, and what is hashed or signed over them."""


@pytest.mark.parametrize("role", [*Role, None])
def test_two_sales_that_differ_in_a_hidden_maximum_answer_alike(tmp_path, role):
    """Every operation as every role, but for a look that the role may take."""
    answers = []
    for hidden in ("600", "900"):
        (tmp_path / hidden).mkdir()
        with served(tmp_path / hidden) as service:
            rival = {"paddle": "102", "maximum": hidden}
            assert service.tell(BIDS, rival, key="hidden").status_code == 201
            beside = {
                name: told(answer, role)
                for name, answer in answers_beside(service, role)
            }
            answers.append(
                beside
                | {
                    each.name: told(tried(service, each, role), role)
                    for each in OPERATIONS
                    if not each.admits
                    and each.name not in MADE_OF_SEALS
                    and not shows_maximums(each, role)
                }
            )
    assert answers[0] == answers[1]
    assert len(answers[0]) > 150


def shows_maximums(operation, role):
    """Say whether an operation shows a role what is sealed, once that is on record."""
    looks = LOOKS.get(role, ())
    return operation.verb == "look" and LookKind.MAXIMUM in looks


def told(answer, role):
    """Return what is answered, but for seals and what is hashed or signed over them."""
    reads_entries = {Sight.LOG, Sight.BIDS} & SIGHTS.get(role, frozenset())
    shown = SEALS if reads_entries else RECEIPT
    text = re.sub(DRAWN_ANEW, "", unescape(answer.text))
    return answer.status_code, re.sub(shown, without_seals, text)


def without_seals(shown):
    return re.sub(SEALS, "", shown[0])
