"""Who changed it, when and why: said wherever one looks for the thing itself."""

from __future__ import annotations

import pytest

from tests.clerk import TERMS, clerk_of_a_sale
from tests.settling_clerk import DAY, clerk_of_consigned_lots, clerk_who_settled

pytestmark = pytest.mark.slow

MALLORY = f'--actor Mallory --on-behalf-of Ann --reason "buyer was overcharged" {DAY}'
LATER = "--at 2026-05-22T10:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    return clerk_who_settled(tmp_path)


def test_an_invoice_tells_who_credited_it_and_why(clerk):
    clerk.does(f"credit TH-2026-00001 {MALLORY}")
    shown = clerk.does("invoice show TH-2026-00001")
    assert "Mallory for Ann  buyer was overcharged" in shown
    changes = clerk("invoice show TH-2026-00001 --json").json["changes"]
    credited = [each for each in changes if each["kind"] == "invoice-credited"]
    assert [(each["actor"], each["reason"]) for each in credited] == [
        ("Mallory", "buyer was overcharged")
    ]


def test_a_payment_tells_who_took_it(clerk):
    owed = clerk("invoice show TH-2026-00001 --json").json["balance"]
    paid = f"pay receive TH-2026-00001 {owed} --method wire --actor Paul {LATER}"
    clerk.does(paid)
    assert "Paul" in clerk.does("invoice show TH-2026-00001")


def test_a_credit_note_is_shown_as_an_invoice_is(clerk):
    clerk.does(f"credit TH-2026-00001 {MALLORY}")
    shown = clerk.does("invoice show TH-2026-C00001")
    assert "credits      TH-2026-00001\n" in shown
    assert "by           Mallory for Ann\nwhy          buyer was overcharged\n" in shown
    note = clerk("invoice show TH-2026-C00001 --json").json
    assert note["issued"]["reason"] == "buyer was overcharged"
    unknown = clerk("invoice show TH-2026-C00009")
    assert unknown.err.startswith("Refused (unknown-credit-note): ")


def test_a_sale_tells_every_version_of_its_terms(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does("bid MAY26/1 --paddle 101 --maximum 100 --at 2026-05-19T10:00-05:00")
    changed = TERMS.replace('title = "A May sale"', 'title = "A sale in May"')
    terms = clerk.writes("terms.toml", changed)
    clerk.does(
        'sale amend {f} --notice "A new name" --actor Tom --reason "typo" '
        "--at 2026-05-19T11:00-05:00",
        f=terms,
    )
    shown = clerk.does("sale show MAY26")
    assert "version 2. The saleroom was told: A new name" in shown
    assert "title: A May sale → A sale in May;" in shown
    first, second = clerk("sale show MAY26 --json").json["versions"]
    assert (first["changed_terms"], second["changed_terms"]) == (
        [],
        ["title: A May sale → A sale in May;"],
    )
    assert second["recorded"]["actor"] == "Tom"


def test_a_sale_tells_who_limited_and_suspended_a_paddle(clerk):
    clerk.does(f'paddle suspend MAY26 103 --actor Tom --reason "unpaid" {LATER}')
    assert "Paddle 103 was suspended." in clerk.does("sale show MAY26")
    last = clerk("sale show MAY26 --json").json["changes"][-1]
    assert (last["actor"], last["reason"]) == ("Tom", "unpaid")


def test_a_client_is_shown_with_every_place_and_every_limit(clerk):
    clerk.does(f"client limit C-1 500 --currency USD --actor Tom {LATER}")
    client = clerk("client show C-1 --json").json
    places = {place["as"]: place["names"] for place in client["places"]}
    assert places == {
        "paddle": ["101"],
        "bid on": ["1", "3"],
        "bought": ["1", "3"],
        "invoice": ["TH-2026-00001"],
    }
    assert client["changes"][-1]["actor"] == "Tom"
    shown = clerk.does("client show C-1")
    assert "MAY26  bought" in shown
    assert "The USD limit of client C-1 was set to $500." in shown


def test_who_met_whom_is_counted_over_lots(clerk):
    table = clerk("audit meetings MAY26 --json").json["tables"][0]
    assert table["rows"] == []
    assert "Nothing to report" in clerk.does("audit meetings")


def test_a_lot_tells_who_released_and_who_corrected_it(clerk):
    owed = clerk("invoice show TH-2026-00001 --json").json["balance"]
    clerk.does(f"pay receive TH-2026-00001 {owed} --method cash {LATER}")
    clerk.does(f"pay clear TH-2026-00001/P1 {LATER}")
    clerk.does(f"release MAY26/1 --actor Rita --on-behalf-of Ann {LATER}")
    assert "Rita for Ann" in clerk.does("lot show MAY26/1")
    (released,) = clerk("lot show MAY26/1 --json").json["changes"]
    assert (released["kind"], released["actor"]) == ("lot-released", "Rita")
    rescinded = 'correct rescind MAY26/2 --authorised-by Bob --reason "a forgery"'
    clerk.does(f"{rescinded} {LATER}")
    (change,) = clerk("lot show MAY26/2 --json").json["changes"]
    assert (change["second"], change["reason"]) == ("Bob", "a forgery")


def test_a_lot_keeps_its_reserve_to_itself(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does('lot reserve MAY26/2 725 --reason "a call" --at 2026-05-19T10:00-05:00')
    assert "725" not in clerk.does("lot show MAY26/2")
    assert clerk("lot show MAY26/2 --json").json["changes"] == []


def test_a_statement_tells_who_paid_the_consignor(tmp_path):
    clerk = clerk_of_consigned_lots(tmp_path)
    clerk.does(f"consign advance MAY26 C-7 100 --method wire --actor Ada {DAY}")
    clerk.does(f"settle MAY26 {DAY}")
    (number,) = clerk("statement list MAY26 --json").json[0]["statements"]
    assert "Ada" in clerk.does(f"statement show {number}")
    changes = clerk(f"statement show {number} --json").json["changes"]
    assert {each["kind"] for each in changes} >= {"advance-made", "statement-issued"}
