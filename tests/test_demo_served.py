"""The demo that is served: somebody of each role does their part of a month in it."""

from __future__ import annotations

import json
from io import BytesIO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from pypdf import PdfReader

from commands.demo.documents import INVOICE
from commands.demo.sale import examples
from ledger.files.names_file import read_names
from ledger.identity import Role
from tests.served_demo import EVERYBODY, demo_served

pytestmark = pytest.mark.slow

SENT = {
    "sales": ["HERITAGE-2025-12"],
    "on": "2026-12-10",
    "authorised_by": "u-compliance",
    "ask_approval": True,
}

BEGINS = {
    Role.ACCOUNTANT: "/books",
    Role.AUDITOR: "/history",
    Role.COMPLIANCE: "/audit",
    Role.DEVELOPER: "/log",
    Role.ADMINISTRATOR: "/users",
}
"""Where each begins whose work is of no one sale."""


class SignedIn:
    """Somebody who signed in as a browser does, with a cookie."""

    def __init__(self, demo, name):
        self.origin, self.headers = demo.address, {}
        signs_in = {"name": name, "password": demo.printed[name][0]}
        with self._answer("/session", signs_in) as answer:
            cookie = answer.headers["set-cookie"].partition(";")[0]
            signed_in = json.load(answer)
        self.role = signed_in["role"]
        self.headers = {"cookie": cookie, "x-form-token": signed_in["form_token"]}

    def sees(self, page):
        """Look at a page; return where that led in the end."""
        with urlopen(Request(f"{self.origin}{page}", headers=self.headers)) as seen:  # noqa: S310
            return seen.url.removeprefix(self.origin)

    def asks(self, path):
        with self._answer(path, None) as answer:
            return json.load(answer)

    def does(self, path, **body):
        """Return what is answered, whether or not it was done; it is done once."""
        try:
            with self._answer(path, body, {"idempotency-key": path}) as answer:
                return answer.read()
        except HTTPError as no:
            return no.read()

    def _answer(self, path, body, more=()):
        headers = {"content-type": "application/json", "origin": self.origin}
        headers |= {**self.headers, **dict(more)}
        text = None if body is None else json.dumps(body).encode()
        address = f"{self.origin}/api/v1{path}"
        return urlopen(Request(address, text, headers))  # noqa: S310


def role_of(address, name, password):
    """Sign in, and return the role that it was in."""
    said = json.dumps({"name": name, "password": password}).encode()
    headers = {"content-type": "application/json"}
    with urlopen(Request(f"{address}/api/v1/session", said, headers)) as answer:  # noqa: S310
        return json.load(answer)["role"]


def test_somebody_of_each_role_signs_in_with_what_was_printed(tmp_path, monkeypatch):
    monkeypatch.delenv("LOTLEDGER_KEYS", raising=False)
    with demo_served(tmp_path) as demo:
        address, printed = demo
        assert set(printed) == EVERYBODY
        for name, (_, begin) in printed.items():
            role = Role.BIDDER if name.startswith("C-") else name.removeprefix("u-")
            somebody = SignedIn(demo, name)
            assert somebody.role == role
            assert somebody.sees(begin) == begin
            assert BEGINS.get(role, begin) == begin
        today = printed["u-clerk"][1]
        with urlopen(f"{address}/api/v1{today}/catalogue") as lots:  # noqa: S310
            open_lots = [lot for lot in json.load(lots) if lot["stage"] == "open"]
        assert len(open_lots) == 15
        accountant = SignedIn(demo, "u-accountant")
        prints_with_a_name(accountant)
        hands_out_an_e_invoice(accountant)
        pays_consignors_by_file(accountant, SignedIn(demo, "u-compliance"))
        former = printed["u-clerk"][0]
    assert (tmp_path / "demo-keys").is_dir()
    with demo_served(tmp_path) as (address, printed):
        assert role_of(address, "u-clerk", printed["u-clerk"][0]) == Role.CLERK
        with pytest.raises(HTTPError, match="401"):
            role_of(address, "u-clerk", former)


def prints_with_a_name(accountant):
    pdf = accountant.does("/prints", document=INVOICE)
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert "Apogee Rare Books Inc." in text
    assert "Heritage Auctions" in text
    assert "COBADEFFXXX" in text


def hands_out_an_e_invoice(accountant):
    issued = accountant.does(f"/invoices/{INVOICE}/e-invoices", form="factur-x")
    assert issued.startswith(b"%PDF-")
    assert PdfReader(BytesIO(issued)).attachments


def pays_consignors_by_file(accountant, second):
    """One asks for the bank's file, another approves it, and the first fetches it."""
    assert b"approval-needed" in accountant.does("/payment-files", **SENT)
    (waiting,) = second.asks("/approvals")
    second.does(f"/approvals/{waiting['id']}", digest=waiting["asked"]["digest"])
    made = json.loads(accountant.does("/payment-files", **SENT))
    names = read_names(examples() / "names.csv").values()
    paid = [each for each in names if each.iban]
    assert len(paid) == 5
    for consignor in paid:
        assert consignor.iban in made["xml"]
        assert consignor.name in made["xml"]
