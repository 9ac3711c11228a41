"""What is typed into a page is read as its language writes amounts."""

from __future__ import annotations

import re

import pytest

from ledger.identity import Role
from ledger.money import Currency
from tests.page_words import TEMPLATES
from tests.served import served
from tests.settled_before import INVOICE, settled_before
from web.problem import HttpProblem
from web.rendering import form_address
from web.typed_amounts import in_plain_figures, plain_amount

IN = {"de": "1.095,26", "en": "1,095.26", "fr": "1\u202f095,26"}


@pytest.mark.parametrize(
    ("language", "typed", "code", "plain"),
    [
        ("de", "50,00", "USD", "50.00"),
        ("de", "1.095,26 $", "USD", "1095.26"),
        ("de", "1.095", "USD", "1095.00"),
        ("de", "95.26", "USD", "95.26"),
        ("de", "\N{MINUS SIGN}44,8 $", "USD", "-44.80"),
        ("de", "1,250", "TND", "1.250"),
        ("en", "$1,095.26", "USD", "1095.26"),
        ("en", "USD 5", "USD", "5.00"),
        ("en", "-$5", "USD", "-5.00"),
        ("en", "5,000", "JPY", "5000"),
        ("fr", "1\N{NO-BREAK SPACE}095,26 $US", "USD", "1095.26"),
        ("fr", "1\u202f095,26 \N{EURO SIGN}", "EUR", "1095.26"),
        ("fr", "95.26", "EUR", "95.26"),
    ],
)
def test_an_amount_is_read_as_its_page_writes_it(language, typed, code, plain):
    assert plain_amount(typed, Currency(code), language) == plain


@pytest.mark.parametrize(
    ("language", "typed", "code", "words"),
    [
        ("de", "1,095", "USD", "is not an amount in USD. Write it like $1,250.50."),
        ("en", "95,26", "USD", "is not an amount in USD."),
        ("en", "\N{EURO SIGN}5", "USD", "is not an amount in USD."),
        ("en", "9" * 5000, "USD", "is not an amount in USD."),
        ("de", "0.500", "EUR", "is not an amount in EUR."),
        ("en", "0,500", "KWD", "is not an amount in KWD."),
        ("de", "1.095", "TND", "'1.095' may be TND 1.095 or TND 1,095. Write all"),
    ],
)
def test_what_can_be_read_in_no_way_or_in_two_is_asked_back(
    language, typed, code, words
):
    with pytest.raises(HttpProblem) as refused:
        plain_amount(typed, Currency(code), language)
    assert words in refused.value.shape.detail


def test_an_amount_in_a_table_is_refused_by_its_place():
    rows = [("cell:lot", "1"), ("cell:low", "5"), ("cell:lot", "2"), ("cell:low", "x")]
    form = [("amount:cell:low", "USD"), ("name", "lots.csv"), *rows]
    with pytest.raises(HttpProblem) as refused:
        in_plain_figures(form, "en")
    assert refused.value.shape.detail.startswith("lots.csv:3:2: low: 'x' is not")


@pytest.mark.parametrize("chosen_since", ["en", "de", "fr"])
def test_a_field_is_read_in_the_language_of_the_page_that_it_stands_on(chosen_since):
    fields = [("amount", "1,500"), ("amount:amount", "KWD de")]
    assert in_plain_figures(fields, chosen_since) == [("amount", "1.500")]


def test_a_currency_that_is_typed_beside_counts():
    fields = [("balance", "5,000"), ("amount:balance", "USD"), ("currency", "JPY")]
    assert in_plain_figures(fields, "en")[0] == ("balance", "5000")
    unknown = [("balance", "5,000"), ("amount:balance", "")]
    assert in_plain_figures(unknown, "en") == [("balance", "5,000")]


@pytest.mark.slow
@pytest.mark.parametrize("language", IN)
def test_a_payment_is_typed_as_it_is_shown(tmp_path, language):
    address = form_address("receive_payment", invoice=INVOICE)
    with served(tmp_path, settled_before) as service:
        signed = service.signed_in(Role.ACCOUNTANT)
        said = {**signed, "HX-Request": "true", "Accept-Language": language}
        page = service.client.get(f"/invoices/{INVOICE}", headers=said).text
        amount = re.search(r'name="amount" type="text" value="([^"]+)"', page)
        assert amount is not None
        assert f'name="amount:amount" value="USD {language}"' in page
        fields = {
            "amount:amount": "USD",
            "method": "wire",
            "amount": IN[language],
            "key": "k-1",
        }
        answer = service.client.post(address, data=fields, headers=said)
        assert answer.status_code == 200, answer.text
        invoice = service.house.invoice(INVOICE)
        assert [each.received.paid for each in invoice.payments] == [109526]
        refused = {**fields, "amount": "50;00", "key": "k-2"}
        answer = service.client.post(address, data=refused, headers=said)
        assert answer.status_code == 422
        assert "regex" not in answer.text
        assert "50;00" in answer.text


@pytest.mark.slow
def test_a_program_is_told_of_its_one_notation_in_words(tmp_path):
    with served(tmp_path, settled_before) as service:
        said = {"amount": "50,00", "method": "wire"}
        path = f"/api/v1/invoices/{INVOICE}/payments"
        answer = service.tell(path, said, Role.ACCOUNTANT)
    assert answer.status_code == 422
    assert answer.json()["detail"] == (
        "\"amount\": found '50,00'; expected an amount as decimal text, like 1250.50."
    )


def test_every_field_for_an_amount_says_so():
    typed = 0
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        for field in re.finditer(r'<input (?![^>]*type="hidden")[^>]*decimal.*', text):
            # The clerk's line goes into fields of calls, and a bid into an address.
            if not re.search(r'id="(?:amount|maximum)"', field[0]):
                assert "parts.typed(" in field[0], f"{path.name}: {field[0]}"
            typed += 1
        for name in re.findall(r'\("(\w+)",[^\n]*"inputmode": "decimal"', text):
            assert text.count(f'"{name}"') > 1, f"{path.name}: {name} is no amount"
            typed += 1
        calls = re.findall(r'field\("\w+",[^\n]*"decimal"[^\n]*', text)
        assert calls == [], f"{path.name}: say parts.amount"
    assert typed
