"""Files of payments over the service: asked by one, approved by another, sent once."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from xml.etree.ElementTree import fromstring

import pytest

from ledger.events import Looked, LookKind, PayoutSent
from ledger.events.diligence import Dealing
from ledger.house import clients, consigning, intake, payments, payout_files, sales
from ledger.identity import ClientId, Role, SaleId
from ledger.refusals import DealingIsRefused, FileSentAlready
from ledger.terms.house import BankAccount, HouseSettings, Letterhead
from ledger.value import replace
from ledger.vault.people import Person, file_people
from tests.sale_of_tests import SALE, all_entries, by, entry
from tests.served import give_roles, let_roles_hold, served
from tests.settled_sale import (
    AFTER,
    CONSIGNOR,
    NEXT_DAY,
    bills,
    hammered,
    settle,
    settled_by,
)

pytestmark = pytest.mark.slow

LATER = AFTER + timedelta(days=1)
FILES = "/api/v1/payment-files"
WAITING = f"/api/v1/sales/{SALE}/payouts-to-send"
OURS, THEIRS = "DE89370400440532013000", "NL91ABNA0417164300"
BANK = BankAccount(bank="Commerzbank", iban=OURS, bic="COBADEFFXXX")
LETTERHEAD = Letterhead(name="Tests & Hammer", banks=(BANK,))
WITH = (("settings", HouseSettings(letterhead=LETTERHEAD)),)
CONSIGNED = [entry(number, consignor=CONSIGNOR) for number in (1, 2, 3)]
SENT = {"sales": [SALE], "on": "2026-07-08", "authorised_by": "u-compliance"}
PAULA = Person(client=CONSIGNOR, name="Paula Grau", iban=THEIRS)


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, with_=WITH, entries=CONSIGNED) as service:
        pays_out(service.house)
        file_people(service.vault, [PAULA])
        yield service


def pays_out(house):
    """Settle the sale, take the buyers' money, and pay the consignor."""
    settled_by(house)
    hammered(house)
    for bill in bills(settle(house)):
        total = house.invoice(bill.invoice).total
        received = payments.receive(
            bill.invoice, paid=total, method="wire", at=LATER, on=NEXT_DAY, cleared=True
        )
        house.do(received, by=by())
    house.do(consigning.state_all(SALE, at=LATER, on=NEXT_DAY), by=by())
    paid = consigning.payout(
        SALE, CONSIGNOR, None, method="wire", at=LATER, on=NEXT_DAY
    )
    house.do(paid, by=by())


def sends(service, **more):
    key = more.pop("key", "k-1")
    role = more.pop("role", Role.ACCOUNTANT)
    return service.tell(FILES, {**SENT, **more}, role, key=key)


def iban_of_payee(xml):
    root = fromstring(xml)  # noqa: S314 (it is our own)
    return root.findtext(".//{*}CdtrAcct/{*}Id/{*}IBAN")


def waiting(service, **asked):
    return service.ask(WAITING, Role.ACCOUNTANT, params=asked).json()


def test_a_file_is_noted_by_its_digest_and_who_saw_the_accounts(service):
    (payout,) = waiting(service)
    answer = sends(service)
    assert answer.status_code == 201, answer.text
    sent = answer.json()
    assert iban_of_payee(sent["xml"].encode()) == THEIRS
    assert sha256(sent["xml"].encode()).hexdigest() == sent["sha256"]
    assert (sent["payments"], sent["total"]) == ([payout], payout["amount"])
    events = [each.event for each in all_entries(service.house)]
    (noted,) = (each for each in events if isinstance(each, PayoutSent))
    assert (noted.sha256, noted.file) == (sent["sha256"], sent["file"])
    (look,) = (each for each in events if isinstance(each, Looked))
    assert (look.looked_at, look.clients) == (LookKind.PERSON, (CONSIGNOR,))
    assert waiting(service) == []
    then = waiting(service, as_of=sent["position"] - 1)
    assert then == [payout]
    log = service.ask("/api/v1/log/entries?limit=1000", Role.DEVELOPER).text
    assert THEIRS not in log
    assert "Paula" not in log


def test_it_is_sent_once_and_handed_out_again_under_its_key(service):
    first = sends(service).json()
    again = sends(service).json()
    assert again["repeated"]
    assert again == {**first, "repeated": True}
    other = sends(service, key="k-2")
    assert (other.status_code, other.json()["code"]) == (409, "nothing-to-send")
    used = sends(service, on="2026-07-09")
    assert (used.status_code, used.json()["code"]) == (422, "key-used")


def test_a_file_that_would_be_another_today_is_not_handed_out(service):
    noted_at = sends(service).json()["position"]
    file_people(service.vault, [replace(PAULA, iban="GB29NWBK60161331926819")])
    answer = sends(service)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (500, "not-answered")
    assert "another is written today" in told["detail"]
    assert told["position"] == noted_at
    assert "GB29" not in answer.text


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"iban": "GB29 NWBK 6016 1331 9268 19"}, 409, "No bank of the letterhead"),
        ({"method": "check"}, 409, "No payout of sale"),
        ({"sales": []}, 422, "expected 1 or more entries"),
        ({"sales": ["NONE"]}, 404, "NONE"),
        ({"iban": "x\n"}, 422, "expected an IBAN, like"),
    ],
)
def test_what_cannot_be_sent_is_told(service, more, status, words):
    head = service.house.head()
    answer = sends(service, **more)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert service.house.head() == head


def test_who_has_no_account_is_told(service):
    file_people(service.vault, [replace(PAULA, iban=None)])
    answer = sends(service)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-written")
    assert "No IBAN of C-9 is known." in answer.json()["detail"]


def pays_again(house, method="wire", amount=None):
    paid = consigning.payout(
        SALE, CONSIGNOR, amount, method=method, at=LATER, on=NEXT_DAY
    )
    house.do(paid, by=by())


def comes_back(house):
    back = consigning.reverse_payout(SALE, CONSIGNOR, 1, at=LATER, on=NEXT_DAY)
    house.do(back, by=replace(by(), reason="came back"))


def test_a_file_is_called_by_a_sale_that_it_pays_for_and_never_twice(service):
    other = replace(service.house.sale(SALE).terms, sale=SaleId("XX26"))
    service.house.do(sales.announce(other), by=by())
    first = sends(service, sales=["XX26", SALE], key="a").json()
    comes_back(service.house)
    pays_again(service.house)
    second = sends(service, sales=["XX26", SALE], key="b").json()
    assert [first["file"], second["file"]] == [f"{SALE}-F1", f"{SALE}-F2"]
    assert f"<MsgId>{SALE}-F2</MsgId>" in second["xml"]


def test_two_files_that_were_made_at_once_do_not_share_a_name(service):
    house = service.house
    comes_back(house)
    pays_again(house, amount=100)
    pays_again(house, "check")
    files = [payout_files.to_send(house, SALE, method=m) for m in ("wire", "check")]
    wire, check = (
        payout_files.send_file(
            file, sha256=digest, authorised_by="Ann", pays_on=NEXT_DAY, at=LATER
        )
        for file, digest in zip(files, ("1a", "2b"), strict=True)
    )
    house.do(wire, by=by())
    with pytest.raises(FileSentAlready, match="Another file MAY26-F1 was sent"):
        house.do(check, by=by())
    again = payout_files.to_send(house, SALE, method="check")
    assert again.file == "MAY26-F2"


def refuse(house, client):
    """Decide not to deal with a client, once a payout to them is made."""
    house.do(clients.enrol(client), by=by())
    refused = intake.decide_dealing(client, Dealing.REFUSED)
    house.do(refused, by=replace(by(), reason="sanctions list"))


def test_no_file_pays_a_client_whom_the_house_does_not_deal_with(service):
    asked = payout_files.to_send(service.house, SALE, method="wire")
    refuse(service.house, CONSIGNOR)
    answer = sends(service)
    assert (answer.status_code, answer.json()["code"]) == (409, "dealing-refused")
    assert waiting(service) == []
    shown = service.signed_in(Role.ACCOUNTANT) | {"accept": "text/html"}
    page = service.client.get(f"/sales/{SALE}/payouts", headers=shown)
    left = f"Left out, as the house does not deal with them: {CONSIGNOR}."
    assert left in page.text
    late = payout_files.send_file(
        asked, sha256="1a", authorised_by="Ann", pays_on=NEXT_DAY, at=LATER
    )
    with pytest.raises(DealingIsRefused):
        service.house.do(late, by=by())


def test_a_file_pays_the_others_and_says_who_is_left_out(tmp_path):
    other = ClientId("C-10")
    lots = [*CONSIGNED[:2], entry(3, consignor=other)]
    with served(tmp_path, with_=WITH, entries=lots) as service:
        pays_out(service.house)
        paid = consigning.payout(SALE, other, method="wire", at=LATER, on=NEXT_DAY)
        service.house.do(paid, by=by())
        file_people(service.vault, [PAULA, replace(PAULA, client=other)])
        refuse(service.house, other)
        sent = sends(service).json()
        assert [each["consignor"] for each in sent["payments"]] == [CONSIGNOR]
        assert sent["left_out"] == [other]


@pytest.mark.parametrize("role", [Role.CLERK, Role.COMPLIANCE, Role.AUDITOR, None])
def test_only_who_pays_sends(service, role):
    assert sends(service, role=role).status_code == (401 if role is None else 403)


def test_where_roles_are_given_a_second_person_approves_the_very_file(tmp_path):
    with served(tmp_path, with_=WITH, entries=CONSIGNED) as service:
        pays_out(service.house)
        file_people(service.vault, [PAULA])
        give_roles(service.house)
        let_roles_hold(service.house, Role.ACCOUNTANT, Role.COMPLIANCE)
        asked = sends(service, ask_approval=True)
        assert (asked.status_code, asked.json()["code"]) == (409, "approval-needed")
        assert waiting(service) != []
        (shown,) = service.ask("/api/v1/approvals", Role.COMPLIANCE).json()
        assert THEIRS not in str(shown)
        digest = {"digest": shown["asked"]["digest"]}
        path = f"/api/v1/approvals/{shown['id']}"
        assert service.tell(path, digest, Role.COMPLIANCE).status_code == 200
        sent = sends(service, ask_approval=True)
        assert sent.status_code == 201, sent.text
        assert sends(service, ask_approval=True).json()["xml"] == sent.json()["xml"]
        looks = [
            each
            for each in all_entries(service.house)
            if isinstance(each.event, Looked)
        ]
        assert [each.by.actor for each in looks] == ["u-accountant"]
