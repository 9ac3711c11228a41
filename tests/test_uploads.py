"""What comes as a file is taken whole, as the command line takes it, or not at all."""

from __future__ import annotations

from base64 import b64encode

import pytest

from ledger.identity import Role
from tests.sale_of_tests import all_entries
from tests.served import served

pytestmark = pytest.mark.slow

SALE = "/api/v1/sales/MAY26"
CATALOGUE = (
    "lot,title,opening\n"
    "4,A vase,100\n"
    "5,A bowl,120\n"
)  # fmt: skip

ARRIVALS = (
    "lot,received_on,owner,deliverer,storage\n"
    "1,2026-04-01,C-101,C-101,shelf 7\n"
    "2,2026-04-02,C-101,C-102,shelf 8\n"
)  # fmt: skip


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        yield service


def file(content, name="list.csv", **more):
    text = content.encode() if isinstance(content, str) else content
    return {"name": name, "content": b64encode(text).decode(), **more}


def test_a_catalogue_is_entered_whole_and_once(service):
    before = service.house.head()
    first = service.tell(f"{SALE}/catalogue", file(CATALOGUE))
    assert first.status_code == 201, first.json()
    again = service.tell(f"{SALE}/catalogue", file(CATALOGUE))
    assert again.json()["repeated"]
    names = [each["lot"] for each in service.ask(f"{SALE}/lots").json()]
    assert names[-2:] == ["MAY26/4", "MAY26/5"]
    assert service.house.head() == before + 2


def test_every_mistake_of_a_file_is_told_with_its_place_and_no_folder(service):
    before = service.house.head()
    faulty = CATALOGUE.replace("100", "1oo").replace("120", "")
    answer = service.tell(f"{SALE}/catalogue", file(faulty))
    assert (answer.status_code, answer.json()["code"]) == (422, "faulty-file")
    detail = answer.json()["detail"]
    assert detail.startswith("list.csv:2:")
    assert [line.partition(":")[0] for line in detail.split("\n")] == ["list.csv"] * 2
    assert "/tmp" not in detail  # noqa: S108 (a folder that nobody is told of)
    assert service.house.head() == before


@pytest.mark.parametrize("name", ["../list.csv", "/etc/passwd", ".x", "a\n", ""])
def test_a_file_has_a_plain_name(service, name):
    answer = service.tell(f"{SALE}/catalogue", file(CATALOGUE, name=name))
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")


def test_clients_and_their_paddles_come_in_a_list(service):
    listed = "client,kind,paddle,credit_limit\nC-900,person,900,\nC-901,firm,901,500\n"
    answer = service.tell(f"{SALE}/clients", file(listed))
    assert answer.status_code == 201, answer.json()
    assert "900" in service.ask(SALE).text
    phones = "lot,paddle,channel\n1,900,phone\n2,901,phone\n"
    answer = service.tell(f"{SALE}/registrations", file(phones), key="k-2")
    assert answer.status_code == 201, answer.json()


def test_how_lots_came_is_noted_from_a_list_whole_or_not_at_all(service):
    before = service.house.head()
    for content, code, words in (
        (ARRIVALS.replace("shelf 8", ""), "faulty-file", "list.csv:3:"),
        (ARRIVALS.replace("2,2026", "9,2026"), "faulty-file", "list.csv:3:"),
        (ARRIVALS.replace("C-102", "C-999"), "unknown-client", "C-999"),
    ):
        for tried in (True, False):
            said = file(content, dry_run=tried)
            answer = service.tell(f"{SALE}/arrivals", said, key=f"{code} {tried}")
            assert answer.json()["code"] == code, answer.text
            assert words in answer.json()["detail"]
    assert service.house.head() == before
    noted = service.tell(f"{SALE}/arrivals", file(ARRIVALS))
    assert (noted.status_code, service.house.head()) == (201, before + 2), noted.text


def test_terms_of_another_sale_amend_nothing(service, pytestconfig):
    terms = pytestconfig.rootpath / "examples" / "heritage-2025-12" / "terms.toml"
    content = file(terms.read_bytes(), name="terms.toml")
    answer = service.tell(f"{SALE}/terms", content, method="PUT")
    assert (answer.status_code, answer.json()["code"]) == (422, "other-sale")
    announced = service.tell("/api/v1/sales", content, key="k-2")
    assert announced.status_code == 201, announced.json()
    sales = [each["sale"] for each in service.ask("/api/v1/sales").json()]
    assert sales == ["MAY26", "HERITAGE-2025-12"]


def test_a_banks_file_is_tried_before_it_is_booked(service):
    statement = "Day,Amount,Text\n2026-05-22,10.00,for nobody\n"
    columns = {"day": "Day", "amount": "Amount", "text": ["Text"], "sales": ["MAY26"]}
    tried = file(statement, "bank.csv", dry_run=True, **columns)
    before = service.house.head()
    answer = service.tell("/api/v1/bank-statements", tried, Role.ACCOUNTANT)
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert (told["booked"], told["lines"][0]["outcome"]) == (False, "unmatched")
    assert service.house.head() == before
    booked = {**tried, "dry_run": False}
    answer = service.tell("/api/v1/bank-statements", booked, Role.ACCOUNTANT, key="k-2")
    assert answer.json()["booked"] is True


def test_a_replay_is_put_on_file_in_a_dispute(service):
    bid = {"paddle": "101", "maximum": "150"}
    service.tell(f"{SALE}/lots/1/bids", bid)
    opened = service.tell(f"{SALE}/lots/1/disputes", {"question": "Why?"}, key="k-2")
    assert opened.status_code == 201
    path = f"{SALE}/disputes/1/replays"
    filed = service.tell(path, {"without": [1]}, Role.COMPLIANCE, key="k-3")
    assert filed.status_code == 201, filed.json()
    assert filed.json()["number"] == 1
    again = service.tell(path, {"without": [1]}, Role.COMPLIANCE, key="k-3")
    assert again.json() == {**filed.json(), "repeated": True}
    recount = service.tell(path, {}, Role.COMPLIANCE, key="k-4")
    assert recount.json()["number"] == 2
    unknown = service.tell(path, {"without": [9]}, Role.COMPLIANCE, key="k-5")
    assert unknown.status_code == 404
    assert all_entries(service.house)[-1].event.number == 2


def test_a_list_is_tried_and_nothing_is_recorded(service):
    """A dry run is refused what entering it would be, and leaves nothing behind."""
    before = service.house.head()
    lists = {
        "catalogue": CATALOGUE,
        "clients": "client,kind,paddle\nC-900,person,900\n",
        "registrations": "lot,paddle,channel\n1,101,phone\n",
        "arrivals": ARRIVALS,
    }
    for name, content in lists.items():
        tried = service.tell(f"{SALE}/{name}", file(content, dry_run=True))
        assert tried.status_code == 201, tried.text
        told = tried.json()
        assert (told["first"], told["last"], told["receipt"]) == (0, 0, None)
        assert told["sentence"] == "Dry run: nothing is recorded."
        assert service.house.head() == before
    taken = CATALOGUE.replace("4,A vase", "1,A vase")
    refused = service.tell(f"{SALE}/catalogue", file(taken, dry_run=True))
    assert refused.json()["code"] == "lot-exists", refused.text
    assert refused.json()["detail"].startswith("Lot MAY26/1 is in the catalogue")
    rates = "jurisdiction,name,rate,on,valid_from,valid_until\n"
    rates += "US-TX,Sales tax,8.25%,hammer,2020-01-01,\n"
    tried = service.tell(
        "/api/v1/tax-rates",
        file(rates, dry_run=True),
        Role.ACCOUNTANT,
        method="PUT",
    )
    assert "nothing is recorded" in tried.text
    assert service.house.head() == before
    entered = service.tell(f"{SALE}/catalogue", file(CATALOGUE))
    assert entered.json()["last"] > before, "a key that was tried is free still"
