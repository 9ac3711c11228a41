"""What is asked of a sale's past over HTTP is read from its streams, answered alike."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from benchmarks.generating import generate
from ledger.entry import LEDGER_STREAM
from ledger.house import House
from ledger.house.sale_streams import bidding_of, books_of
from ledger.identity import ClientId, Role, SaleId
from ledger.keys.folder import KeyFolder
from ledger.roles import Sight
from ledger.store import cache
from ledger.store.codec import Codec
from ledger.store.connection import ReadConnection
from ledger.store.loading import HISTORY
from ledger.value import replace
from ledger.vault.opening import make_vault
from ledger.vault.tokens import make_token
from projections.catalogue import lots_of
from projections.past_views import views_of_past
from projections.views import Views
from tests.beside_the_loop import no_read_on_the_loop
from tests.served import Served, served_to, the_hour, token_of
from web import reading
from web.api import OPERATIONS
from web.console import PAGES
from web.reading import LedgerReading

pytestmark = pytest.mark.slow

THREE_SALES = 1_500
SALE = SaleId("SEED-2")
PARTS = {"sale": SALE, "number": "3"}
BIDDING = {
    *("list_lots", "show_lot", "list_bidding", "show_results", "list_disputes"),
    *("list_own_bids", "list_own_exposure", "bid_page", "live_page", "own_page"),
    *("room_page", "rostrum_page", "prepare_page"),
    *("show_fairness", "fairness_page", "sale_what_if_page"),
}
"""Of who signed in, these tell of the bidding in one sale."""
BOOKS_TOO = {"list_invoices", "settlement_page", "payments_page", "payouts_page"}
"""And these of its documents."""
FROM_STREAMS = {
    *("show_sale", "list_consignors", "replay_lot", "lot_history_page"),
    *("list_payouts_to_send", "list_payments", "show_dispute", "replay_sale"),
    *(
        "show_seals",
        "show_envelopes",
        "show_envelopes_of_lot",
        "seals_page",
        "opened_page",
    ),
    *("disputes_page", "dispute_page", "what_if_page", "show_receipt_of_bid"),
    *("steps_page", "replayed_page", "versions_page", "show_sale_what_if"),
}
ASKED = {"bid_page": "&paddle=101&maximum=99000", "search_page": "&words=lot"}
"""What a page needs to be asked with."""
WHOSE = {"room_page": Role.AUCTIONEER, "payments_page": Role.ACCOUNTANT}
"""Who may see a page on which something is done."""
KEY_OF_FORM = re.compile(r'name="key" value="[^"]*"')
OF_THE_HOUSE = {LEDGER_STREAM, "users", "house"}
"""Streams of the house, which say who may ask and what the ledger is."""
OWN_OR_OF_THE_HOUSE = ("tax:", f"account:{SALE}/", "looks:")
"""So begin tables of taxes, and accounts of the sale, also those that never began; and
who looked at what."""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Serve three small sales that were played by seed."""
    folder = tmp_path_factory.mktemp("sales")
    generate(folder / "lotledger.db", events=THREE_SALES, lots=12, bids_a_lot=12)
    beside = tmp_path_factory.mktemp("keys")
    beside.chmod(0o700)
    place = str(folder / "lotledger.db")
    with House.open(place) as house:
        keys = KeyFolder(beside).of_ledger(house.ledger_id())
        vault = make_vault(keys, house.ledger_id(), apart_from=house.folder, words=None)
        client = ClientId(house.sale(SALE).paddles["101"].client)
        tokens = {role: make_token(vault, _token(role, client)) for role in Role}
        with (
            Views(house, place) as views,
            no_read_on_the_loop(),
            TestClient(served_to(house, views, vault)) as caller,
        ):
            views.catch_up()
            service = Served(house, vault, caller, tokens)
            looks = {"purpose": "what is told by every maximum"}
            told = service.tell(f"/api/v1/sales/{SALE}/looks", looks, Role.COMPLIANCE)
            assert told.status_code == 201, told.text
            yield service
        vault.close()


def _token(role, client):
    token = replace(token_of(role), ends_at=the_hour() + timedelta(days=1))
    return (
        token if role is not Role.BIDDER else replace(token, user=client, client=client)
    )


@pytest.fixture
def reads(monkeypatch):
    """Name the stream of every entry that is read."""
    streams = []
    entries, rows, load = Codec.stored_entries, ReadConnection.rows, cache.load

    def entries_counted(codec, read):
        streams.extend(row[1] for row in read)
        return entries(codec, read)

    def rows_counted(connection, query, *values):
        if query is HISTORY:
            streams.append(values[0])
        return rows(connection, query, *values)

    def load_counted(read, evolve, codec):
        read = list(read)
        streams.extend(row[1] for row in read)
        return load(iter(read), evolve, codec)

    monkeypatch.setattr(Codec, "stored_entries", entries_counted)
    monkeypatch.setattr(ReadConnection, "rows", rows_counted)
    monkeypatch.setattr(cache, "load", load_counted)
    return streams


def alike(answer):
    """Return what is answered, but for the key that a form of each page has its own."""
    return answer.status_code, KEY_OF_FORM.sub("", answer.text)


def address(each, position):
    path = getattr(each, "address", each.path)
    path = re.sub(r"{(\w+)}", lambda part: PARTS[part[1]], path)
    return f"{path}?as_of={position}{ASKED.get(each.name, '')}"


def is_for_everybody(each):
    return each.sight is None and each.verb is None and not each.signed_in


def role_for(each):
    """Return somebody who may ask; nobody, where everybody may."""
    if each.sight is None:
        return None
    own = Role.BIDDER if each.sight is Sight.OWN else Role.COMPLIANCE
    return WHOSE.get(each.name, own)


QUESTIONS = [
    each
    for each in (*OPERATIONS, *PAGES)
    if "{sale}" in each.path
    and getattr(each, "method", "GET") == "GET"
    and (each.sight is None or each.name in BIDDING | BOOKS_TOO)
]


def test_every_question_of_one_sale_is_tried_here():
    of_one_sale = {
        each.name
        for each in (*OPERATIONS, *PAGES)
        if "{sale}" in each.path and getattr(each, "method", "GET") == "GET"
    }
    tried = {each.name for each in QUESTIONS}
    # These ask no view of the past: what they tell is replayed, or followed, from the
    # streams, and of the views that stand it is what came until then.
    assert of_one_sale - tried == FROM_STREAMS
    assert len(tried) > len(BIDDING | BOOKS_TOO)


@pytest.mark.parametrize("each", QUESTIONS, ids=lambda each: each.name)
def test_it_reads_nothing_of_another_sale(service, reads, each):
    house = service.house
    own = books_of(house.reader, SALE)
    positions = house.reader.positions_of(own.names, own.beginning)
    streams = {entry.stream for entry in house.entries_at(positions)}
    position = house.head() * 4 // 5
    (last,) = house.entries_at([position])
    reads.clear()
    answer = service.ask(address(each, position), role_for(each))
    assert answer.status_code == 200, answer.text
    assert reads, "it reads the ledger"
    # The heading of a report says when the last entry was recorded.
    strange = set(reads) - streams - OF_THE_HOUSE - {last.stream}
    assert not [each for each in strange if not each.startswith(OWN_OR_OF_THE_HOUSE)]


@pytest.mark.parametrize("each", QUESTIONS, ids=lambda each: each.name)
def test_it_is_answered_as_from_the_whole_log(service, monkeypatch, each):
    asked = address(each, service.house.head() * 4 // 5)
    answer = service.ask(asked, role_for(each))
    of_all = LedgerReading.views
    monkeypatch.setattr(LedgerReading, "views", lambda each, _=None: of_all(each))
    assert alike(service.ask(asked, role_for(each))) == alike(answer)


@pytest.mark.parametrize("each", QUESTIONS, ids=lambda each: each.name)
def test_views_of_then_are_built_once(service, monkeypatch, each):
    built = []

    def counted(feed, some):
        built.append(some)
        return views_of_past(feed, some)

    monkeypatch.setattr(reading, "views_of_past", counted)
    service.ask(address(each, service.house.head() * 4 // 5), role_for(each))
    assert len(built) <= 1


@pytest.mark.parametrize("name", ["journal", "invoices", "sale-summary"])
def test_a_report_of_one_sale_reads_nothing_of_another(service, reads, name):
    house = service.house
    asked = f"/api/v1/reports/{name}?sale={SALE}&as_of={house.head()}"
    (last,) = house.entries_at([house.head()])
    reads.clear()
    answer = service.ask(asked, Role.COMPLIANCE)
    assert answer.status_code == 200, answer.text
    others = re.compile(r"(lot|sale|account|consignment|dispute):SEED-[13]\b")
    assert reads
    # The last entry says when that was.
    assert {each for each in reads if others.match(each)} <= {last.stream}


def test_what_reads_the_whole_log_is_for_who_signed_in(service, monkeypatch):
    """Anybody who asks for the past asks for the streams of one sale."""
    asked = []
    of_some = LedgerReading.views

    def views(reading, asks=None):
        asked.append(asks)
        return of_some(reading, asks)

    monkeypatch.setattr(LedgerReading, "views", views)
    position = service.house.head() * 4 // 5
    for each in (*OPERATIONS, *PAGES):
        if is_for_everybody(each) and getattr(each, "method", "GET") == "GET":
            answer = service.ask(address(each, position), None)
            # What takes no as_of, or wants a checkpoint of then, reads nothing.
            assert answer.status_code in {200, 409, 422}, answer.text
    assert len(asked) >= len([each for each in QUESTIONS if each.sight is None]) // 2
    assert None not in asked


def test_the_past_of_every_sale_is_searched_by_who_signed_in(service):
    asked = f"/search?words=lot&as_of={service.house.head()}"
    for role, status in ((None, 303), (Role.COMPLIANCE, 200)):
        shown = service.signed_in(role)
        answer = service.client.get(asked, headers=shown, follow_redirects=False)
        assert answer.status_code == status


def test_what_asks_for_more_than_was_built_is_told_of_more(service):
    """A lot is asked for first, and then the whole sale."""
    house = service.house
    then = LedgerReading(house, service.client.app.state.service.views)
    with then.looking_back(str(house.head())):
        with then.views(lambda _: bidding_of(SALE, f"{SALE}/1")) as db:
            of_lot = lots_of(db, SALE)
        with then.views(lambda _: bidding_of(SALE)) as db:
            of_sale = lots_of(db, SALE)
    assert len(of_lot) == 1 < len(of_sale)
