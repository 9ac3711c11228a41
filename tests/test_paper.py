"""What stands on paper beside figures: taxes once, ways to pay, texts, what since."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pypdf
import pytest
import segno

from ledger.events import LateFeeCharged, Lateness, PaymentRefunded
from ledger.events.documents import Charge
from ledger.money import Currency, share
from ledger.references import check_digit, creditor_reference
from ledger.terms.house import BankAccount, DocumentLocale
from ledger.terms.paper import LegalText, OwnWords, PaperKind, PaymentCode, PayWay
from projections.documents.pay_codes import (
    epc_code,
    svg_of,
    swiss_code,
    swiss_reference,
)
from projections.documents.since import since_issued
from tests import issued
from tests.issued import AT, HOUSE, NAMES
from tests.read_paper import BY, credit_note_pdf, flat, invoice_pdf, pages, printed

pytestmark = pytest.mark.slow

US, GB, DE, FR = DocumentLocale
EUR, CHF = Currency("EUR"), Currency("CHF")
GIRO = BankAccount(bank="B", iban="DE89370400440532013000", bic="COBADEFFXXX")
QR_BANK = BankAccount(
    bank="ZKB",
    iban="CH4431999123000889012",
    code=PaymentCode.SWISS,
    street="Bahnhofstrasse 9",
    postcode="8001",
    city="Zürich",
    country="CH",
)


def with_print(**more):
    return replace(HOUSE, print=replace(HOUSE.print, **more))


def with_banks(*banks):
    return replace(HOUSE, letterhead=replace(HOUSE.letterhead, banks=banks))


# Taxes are told once.


def three(base):
    """Levy the taxes of a state, a city and a district."""
    parts = [("US-TX", "625"), ("US-TX-DALLAS", "100"), ("US-TX-DART", "100")]
    return tuple(
        issued.tax(base, Fraction(int(rate), 10_000), place) for place, rate in parts
    )


def exempt(base):
    return tuple(replace(tax, amount=0, certificate="1-23") for tax in three(base))


def lots(count, levy, first=1):
    """Bill lots with a premium of a quarter, each with the same taxes."""
    for place in range(count):
        hammer = 12_300 + place * 1_701
        charges = (
            (Charge.HAMMER, hammer),
            (Charge.PREMIUM, share(hammer, Fraction(1, 4))),
        )
        for number, (charge, amount) in enumerate(charges, first + 2 * place):
            lot, said = str(first + place), "A flown flag"
            yield issued.line(
                number, charge, amount, lot=lot, said=said, taxes=levy(amount)
            )


def test_taxes_that_every_line_bears_stand_once_at_the_foot():
    text = printed(issued.invoice(lots(6, three)))
    assert text.count("Sales tax, US-TX-DART") == 1
    assert "tax A" not in text


def test_five_lots_with_three_taxes_fit_on_one_page():
    event = issued.invoice(lots(5, three))
    assert len(pages(invoice_pdf(event, settings=HOUSE, names=NAMES))) == 1


def test_a_certificate_is_named_once_for_all_taxes_and_lines():
    text = printed(issued.invoice(lots(5, exempt)))
    assert text.count("resale certificate 1-23") == 1


def test_several_sets_of_taxes_are_told_apart_by_a_letter():
    shipping = issued.line(
        11, Charge.SHIPPING, 18_500, said="Air freight", taxes=(issued.tax(18_500),)
    )
    mixed = (*lots(3, three), *lots(2, exempt, first=7), shipping)
    text = printed(issued.invoice(mixed))
    assert text.count("tax A") == 6
    assert text.count("tax B") == 4
    assert "A Sales tax, US-TX: 6.25%" in text
    assert text.count("resale certificate 1-23") == 1
    assert "Air freight #111 185.00 15.26 200.26 Sales tax, US-TX: 8.25%" in text


def test_a_line_taxed_in_part_says_so_itself():
    part = issued.line(1, Charge.HAMMER, 9_000, lot="1", taxes=(issued.vat(8_000),))
    whole = issued.line(2, Charge.HAMMER, 9_000, lot="2", taxes=(issued.vat(9_000),))
    text = printed(issued.invoice([part, whole], "EUR"))
    assert "19% of €80.00" in text


# Ways to pay.


def test_every_way_to_pay_is_named_with_its_limit():
    own = with_print(
        ways=(
            PayWay(method="card", limit=2500),
            PayWay(method="check", words="to Hill & Daughter"),
            PayWay(method="cash", limit=10_000, currency="USD"),
            PayWay(method="PayPal"),
        ),
        payment_link="https://pay.hill.example/{number}",
    )
    event = issued.invoice(issued.on_margin(), "EUR")
    text = printed(event, DE, own)
    assert "Wir nehmen auch Karte, bis 2.500 € · Scheck: to Hill & Daughter" in text
    assert "PayPal" in text
    assert "Bargeld" not in text, "its limit is in another currency"
    assert "Online zahlen https://pay.hill.example/HA-2026-00017" in text
    assert "Carte, jusqu'à 2 500 €" in printed(event, FR, own)


def test_banks_of_every_country_are_told_as_they_are_paid():
    british = BankAccount(bank="Barclays", sort_code="20-00-00", account="12345678")
    through = replace(GIRO, intermediary="JPMorgan Chase", intermediary_bic="CHASUS33")
    text = printed(issued.invoice(issued.many(1)), GB, with_banks(british, through))
    assert "Sort code 20-00-00" in text
    assert "BIC (SWIFT) COBADEFFXXX" in text
    assert "Intermediary JPMorgan Chase Its BIC CHASUS33" in text


def test_a_giro_code_is_the_text_of_its_guideline():
    code = epc_code(GIRO, "Hill & Tochter", amount=123_45, currency=EUR, text="HA-1")
    lines = ("BCD", "002", "1", "SCT", "COBADEFFXXX", "Hill & Tochter", GIRO.iban)
    expected = "\n".join((*lines, "EUR123.45", "", "", "HA-1"))
    assert code == svg_of(
        segno.make_qr(expected.encode(), error="m", boost_error=False)
    )


@pytest.mark.parametrize(
    ("currency", "amount"), [("USD", 100), ("CHF", 100), ("EUR", 0), ("EUR", -5)]
)
def test_a_giro_code_pays_euros_that_are_owed_and_nothing_else(currency, amount):
    paid = Currency(currency)
    assert epc_code(GIRO, "Hill", amount=amount, currency=paid, text="HA-1") is None


def test_a_code_stands_beside_its_account():
    coded = replace(GIRO, code=PaymentCode.EPC)
    euros = issued.invoice(issued.on_margin(), "EUR")
    assert "GIROCODE" in printed(euros, DE, with_banks(coded))
    assert "GIROCODE" not in printed(euros, DE, with_banks(GIRO))
    dollars = issued.invoice(issued.on_margin(), "USD")
    assert "GIROCODE" not in printed(dollars, DE, with_banks(coded))


@pytest.mark.parametrize(
    ("digits", "check"),
    [("21000000000313947143000901", 7), ("00000000000000000000000000", 0)],
)
def test_a_qr_reference_ends_in_the_published_check_digit(digits, check):
    assert check_digit(digits) == check


def test_a_creditor_reference_is_that_of_the_standard():
    assert creditor_reference("539007547034") == "RF18539007547034"


def test_the_kind_of_iban_decides_the_kind_of_reference():
    plain, special = "CH5800791123000889012", "CH4431999123000889012"
    assert swiss_reference(plain, "HA-2026-00017") == ("SCOR", "RF56HA202600017")
    kind, reference = swiss_reference(special, "HA-2026-00017")
    assert (kind, len(reference)) == ("QRR", 27)
    longest = swiss_reference(special, "ABCDEFGH-2026-999999")[1]
    assert len(longest) == 27
    others = {
        swiss_reference(special, number)[1]
        for number in ("H1-2026-00017", "H-2026-00017")
    }
    assert len(others | {reference}) == 3


def test_a_swiss_code_holds_what_the_guidelines_ask_for():
    debtor = replace(
        NAMES["C-1042"], lines=("Schloßallee 7",), postcode="80331", city="München"
    )
    code = swiss_code(
        QR_BANK, "Hill AG", debtor, amount=194_975, currency=CHF, number="HA-2026-00017"
    )
    reference = swiss_reference(QR_BANK.iban, "HA-2026-00017")[1]
    house = ("S", "Hill AG", "Bahnhofstrasse 9", "", "8001", "Zürich", "CH")
    owing = ("S", "Dr. Jürgen Weiß", "Schloßallee 7", "", "80331", "München", "DE")
    fields = (
        *("SPC", "0200", "1", QR_BANK.iban, *house, *[""] * 7),
        *(str(Decimal("1949.75")), "CHF", *owing),
        *("QRR", reference, "HA-2026-00017", "EPD"),
    )
    drawn = segno.make_qr(
        "\r\n".join(fields), error="m", boost_error=False, encoding="utf-8"
    )
    assert code.svg == svg_of(drawn)
    assert code.amount == "1 949.75"
    assert code.reference == "00 00000 00000 01710 20260 00176"
    assert code.debtor == ("Dr. Jürgen Weiß", "Schloßallee 7", "DE-80331 München")


@pytest.mark.parametrize(
    ("locale", "head"),
    [(US, "Payment part"), (DE, "Zahlteil"), (FR, "Section paiement")],
)
def test_a_swiss_payment_part_has_a_page_of_its_own(locale, head):
    event = issued.invoice(issued.on_margin(), "CHF")
    pdf = invoice_pdf(event, settings=with_banks(QR_BANK), names={}, locale=locale)
    last = pages(pdf)[-1]
    assert head in last
    assert "CH44 3199 9123 0008 8901 2" in last
    assert "4 500.00" in last
    dollars = issued.invoice(issued.on_margin(), "USD")
    assert head not in printed(dollars, locale, with_banks(QR_BANK))


def test_a_slip_says_what_is_sent_back():
    text = printed(issued.invoice(issued.many(1)), US, with_print(remittance_slip=True))
    assert "Remittance slip Please send this back with your payment." in text
    assert "AMOUNT ENCLOSED" in text


# Words of the house.


def test_a_deadline_to_collect_is_counted_from_the_day_of_issue():
    own = with_print(collect_within=14, collection="Monday to Friday.\nStorage: $5.")
    text = printed(issued.invoice(issued.many(1)), US, own)
    assert (
        "COLLECTION Please collect your lots by June 3, 2026. Monday to Friday. "
        "Storage: $5." in text
    )


def test_own_words_follow_the_language_of_the_document():
    german = OwnWords(closing="Vielen Dank.", footer="Eigentumsvorbehalt.")
    own = with_print(languages=(("de", german),))
    event = issued.invoice(issued.on_margin(), "EUR")
    assert "Vielen Dank." in printed(event, DE, own)
    assert "Eigentumsvorbehalt." in printed(event, DE, own)
    assert "Thank you for bidding with us." in printed(event, FR, own)


CLAUSE = "The buyer bears the risk from the fall of the hammer. " * 5
LONG = LegalText(
    title="Conditions", text=tuple(f"{n}. {CLAUSE}" for n in range(1, 121))
)


def test_a_text_of_any_length_is_printed_whole():
    pdf = invoice_pdf(
        issued.invoice(issued.many(1)), settings=with_print(texts=(LONG,)), names=NAMES
    )
    text = flat(pdf)
    assert all(f" {n}. The buyer bears" in text for n in range(1, 121))
    assert len(pages(pdf)) > 4


def test_a_text_stands_on_its_kinds_of_paper_in_its_language():
    notice = LegalText(
        text=("Nur für Gutschriften.",), on=(PaperKind.CREDIT_NOTE,), language="de"
    )
    own = with_print(texts=(notice,))
    note = issued.credit_note(issued.on_margin())
    german = flat(credit_note_pdf(note, by=BY, settings=own, names={}, locale=DE))
    assert "Nur für Gutschriften." in german
    english = flat(credit_note_pdf(note, by=BY, settings=own, names={}, locale=US))
    assert "Nur für" not in english
    event = issued.invoice(issued.on_margin(), "EUR")
    assert "Nur für" not in printed(event, DE, own)


@pytest.mark.parametrize("count", range(1, 30))
def test_closing_words_are_alone_on_no_page(count):
    pdf = invoice_pdf(
        issued.invoice(issued.many(count, levy=None)), settings=HOUSE, names=NAMES
    )
    (last,) = [page for page in pages(pdf) if "Thank you for bidding" in page]
    assert "Please pay" in last


# What became of it.


def test_a_reprint_says_what_was_paid_and_what_is_open():
    event = issued.invoice(issued.on_margin())
    total = 450_000
    since = since_issued([(event, total), (issued.payment(400_000), 50_000)])
    text = printed(event, since=since)
    assert "Total due $4,500.00" in text
    assert "SINCE THEN Bank transfer, May 25, 2026 -4,000.00 Open 500.00" in text
    assert "Please pay $500.00 by" in text
    german = printed(event, DE, since=since)
    assert "SEITHER Überweisung, 25. Mai 2026 -4.000,00 Offen 500,00" in german


def test_a_reprint_of_what_is_paid_asks_for_nothing():
    event = issued.invoice(issued.on_margin(), "EUR")
    since = since_issued([(event, 450_000), (issued.payment(450_000), 0)])
    coded = replace(GIRO, code=PaymentCode.EPC)
    text = printed(event, since=since, settings=with_banks(coded))
    assert "Invoice HA-2026-00017 is paid." in text
    assert "Please pay" not in text
    assert "GIROCODE" not in text


def test_the_steps_of_a_reprint_add_up_whatever_happened():
    event = issued.invoice(issued.on_margin())
    shared = {
        "invoice": event.invoice,
        "sale": event.sale,
        "client": event.client,
        "paddle": event.paddle,
        "currency": event.currency,
        "at": AT,
    }
    late = LateFeeCharged(
        kind=Lateness.FEE,
        base=450_000,
        rate=Fraction(2, 100),
        days=0,
        amount=9_000,
        charged_on=date(2026, 6, 3),
        **shared,
    )
    back = PaymentRefunded(
        refund=1,
        method="wire",
        amount=1_000,
        refunded_on=date(2026, 6, 4),
        reference=None,
        **shared,
    )
    steps = [
        (event, 450_000),
        (late, 459_000),
        (issued.payment(460_000), -1_000),
        (back, 0),
    ]
    text = printed(event, FR, since=since_issued(steps))
    told = re.search(r"DEPUIS LORS (.*?) Reste à payer", text)[1]
    assert told == (
        "Frais de retard 90,00 Virement, le 25 mai 2026 -4 600,00 "
        "Remboursement, le 4 juin 2026 10,00"
    )


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, "Nothing of it is open now."),
        (5_000, "€50.00 of it is still open."),
        (-5_000, "€50.00 was paid too much, and stands in your favour."),
    ],
)
def test_a_credit_note_says_what_becomes_of_the_money(left, said):
    note = issued.credit_note(issued.on_margin())
    pdf = credit_note_pdf(note, by=BY, settings=HOUSE, names=NAMES, left=left)
    assert f"is no longer owed. {said}" in flat(pdf)


def test_paper_with_codes_and_slips_is_the_same_bytes():
    coded = replace(GIRO, code=PaymentCode.EPC)
    own = replace(with_banks(coded, QR_BANK), print=with_print(texts=(LONG,)).print)
    event = issued.invoice(issued.on_margin(), "EUR")
    made = {invoice_pdf(event, settings=own, names=NAMES) for _ in range(2)}
    assert len(made) == 1
    read = pypdf.PdfReader(io.BytesIO(made.pop()), strict=True)
    assert len(read.pages) > 5
