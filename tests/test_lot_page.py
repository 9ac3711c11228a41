"""A lot's page has what a house tells of a lot, and what a bidder asks of it there."""

from __future__ import annotations

import re

import pytest

import web.page_endpoint
from ledger import refusals
from ledger.events import LotTracked, LotUntracked
from ledger.house import sales
from ledger.identity import Role
from ledger.refusals import RecordedRefusal
from ledger.terms.information import Information, Topic
from ledger.value import replace
from tests.sale_of_tests import all_entries, bid, by, entry, lot, terms
from tests.served import served
from tests.watching import come, follow, told
from web.live import LiveUpdates
from web.remedies import told_over_http

pytestmark = pytest.mark.slow

LOT = "/sales/MAY26/lots/1"
FOLLOWERS = "/api/v1/sales/MAY26/lots/1/followers"
PAGE_BYTES_MAX = 120_000
SHIPS = "Shipping may take three weeks."
MAPS = "Maps are sent rolled."
INFORMATION = tuple(
    Information(about, text, category)
    for about, text, category in (
        (Topic.SHIPPING, SHIPS, None),
        (Topic.SHIPPING, MAPS, "Maps"),
        (Topic.VIEWING, "May 18, from nine.\nMay 19, until noon.", None),
        (Topic.LICENCE, "Licence 12.", None),
        (Topic.LOCATION, "1 Main Street", None),
        (Topic.TAX, "File the certificate early.", None),
        (Topic.TERMS, "Printed in the catalogue.", None),
        (Topic.AUCTION, "An auction of the old kind.", None),
    )
)


@pytest.fixture
def service(tmp_path):
    lots = [entry(1, category="Maps"), entry(2, category="Books"), entry(3)]
    with served(tmp_path, entries=lots) as service:
        informed = replace(terms(), information=INFORMATION)
        service.house.do(sales.amend_terms(informed, notice=None), by=by())
        yield service


def test_the_page_has_all_that_the_house_informs_of(service):
    text = service.ask(LOT, None).text
    for each in INFORMATION:
        for line in each.text.split("\n"):
            assert line in text
    for fact in (
        *("14 to 21 business days", "due within 7 days", "Registered phone bidders"),
        *(
            "Auction dates",
            "Tracked by",
            "Page views",
            "Starting bid",
            "Time remaining",
        ),
        *("How this auction is held", "Glossary", "Bid increments", "Bids come by"),
        "Time remaining",
    ):
        assert fact in text, fact


def test_the_page_with_all_that_it_brings_along_is_small(service):
    text = service.ask(LOT, Role.BIDDER).text
    brought = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))
    assert len(brought) > 3
    plain = {"Accept-Encoding": "identity"}
    sizes = [len(service.client.get(each, headers=plain).content) for each in brought]
    assert len(text.encode()) + sum(sizes) < PAGE_BYTES_MAX


def test_what_is_of_other_lots_is_not_on_the_page(service):
    for number in (2, 3):
        text = service.ask(f"/sales/MAY26/lots/{number}", None).text
        assert SHIPS in text
        assert MAPS not in text


def test_the_terms_have_all_of_it_with_what_it_is_of(service):
    text = service.ask("/sales/MAY26/terms", None).text
    assert "Shipping: Maps" in text
    asked = service.ask("/api/v1/sales/MAY26/terms", None).json()["information"]
    assert asked[1] == {"about": "shipping", "text": MAPS, "category": "Maps"}
    assert len(asked) == len(INFORMATION)


def test_a_bidder_tracks_a_lot_and_no_more(service):
    assert "Track this lot" in service.ask(LOT, Role.BIDDER).text
    own = {"client": "C-101"}
    assert service.tell(FOLLOWERS, own, Role.BIDDER).status_code == 201
    page = service.ask(LOT, Role.BIDDER).text
    assert "Stop tracking" in page
    assert "<dt>Tracked by</dt><dd>1</dd>" in page
    removal = f"{FOLLOWERS}/removal"
    assert service.tell(removal, own, Role.BIDDER, key="k-2").status_code == 201
    assert "Track this lot" in service.ask(LOT, Role.BIDDER).text
    events = [each.event for each in all_entries(service.house)]
    assert LotTracked(lot=lot(1), client="C-101") in events
    assert LotUntracked(lot=lot(1), client="C-101") in events


def test_nobody_tracks_for_another_client(service):
    for path in (FOLLOWERS, f"{FOLLOWERS}/removal"):
        answer = service.tell(path, {"client": "C-102"}, Role.BIDDER)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-your-number")
    assert service.tell(FOLLOWERS, {"client": "C-102"}).status_code == 201


def test_who_lost_a_tie_is_told_so(service):
    bids = "/api/v1/sales/MAY26/lots/1/bids"
    service.tell(bids, {"paddle": "102", "maximum": "300"})
    service.tell(bids, {"paddle": "101", "maximum": "300"}, Role.BIDDER, key="k-2")
    tied = "Another bid the same, and it was received first."
    assert tied in service.ask(LOT, Role.BIDDER).text
    assert tied in service.ask("/sales/MAY26/own", Role.BIDDER).text
    (own,) = service.ask("/api/v1/sales/MAY26/own-bids", Role.BIDDER).json()
    assert own["tied_by"] == "tie-earlier"
    service.tell(bids, {"paddle": "102", "maximum": "900"}, key="k-3")
    service.tell(bids, {"paddle": "103", "maximum": "500"}, key="k-4")
    assert tied not in service.ask(LOT, Role.BIDDER).text


BIDDERS_REFUSALS = [
    *(
        kind
        for kind in vars(refusals).values()
        if isinstance(kind, type) and kind.__module__ == "ledger.refusals.bidding"
    ),
    *(refusals.NotCried, refusals.NotUp, refusals.LeadsAlready),
    *(refusals.AskingMovedOn, refusals.NoCutBid, refusals.GraceOver),
    refusals.SessionOver,
]


@pytest.mark.parametrize("kind", BIDDERS_REFUSALS)
def test_no_bidder_is_sent_to_a_command_line(kind):
    quoted = dict.fromkeys(kind.fields(), Quoted("MAY26/1"))
    words = str(kind(**quoted))
    recorded = RecordedRefusal(
        bid_code=kind.code, words=words, position=1, event=None, entry=b""
    )
    for no in (kind(**quoted), recorded):
        sentence = told_over_http(no)
        assert "lotledger " not in sentence
        assert "--" not in sentence
        assert len(sentence) > len(kind.what.format_map(quoted))


class Quoted(str):
    """A value of any kind, as a sentence quotes it."""

    __slots__ = ()

    def __format__(self, spec):
        return "2026-05-20 10:00:00 UTC" if spec.startswith("%") else str(self)


@pytest.mark.parametrize("path", [LOT, "/sales/MAY26", "/sales/MAY26/board"])
def test_what_is_bid_while_a_page_is_filled_is_told_to_it(service, monkeypatch, path):
    live, called = LiveUpdates(service.house), web.page_endpoint.called

    def bid_afterwards(*given, **asked):
        filled = called(*given, **asked)
        service.house.do(bid(1, "101", 200), by=by())
        return filled

    monkeypatch.setattr(web.page_endpoint, "called", bid_afterwards)
    text = service.ask(path, None).text
    after = int(re.search(r"/events\?after=(\d+)", text)[1])
    follow(live)
    ((event, _, data),) = told(come(live, "MAY26", after))
    assert (event, data["lot"]) == ("lot", lot(1))
