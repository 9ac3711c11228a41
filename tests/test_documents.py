"""What a house sends, read back from the paper: PDF by pypdf, e-invoices by lxml."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import matplotlib as mpl
import pypdf
import pytest
from lxml import etree

from ledger.events.documents import Charge, net_of, total_of
from ledger.terms.house import DocumentLocale, Logo, PaperSize
from projections.documents.labels import LABELS, LANGUAGES
from projections.documents.mistakes import NotAnEInvoice, NotPrinted
from tests import issued
from tests.clerk import process
from tests.issued import HOUSE, NAMES
from tests.read_paper import (
    BY,
    credit_note_pdf,
    credit_note_xml,
    elements,
    flat,
    invoice_pdf,
    invoice_xml,
    pages,
    printed,
    statement_pdf,
    texts,
)
from tests.sale_of_tests import new_house
from tests.settled_sale import bills, hammered, settle, settled_by

pytestmark = pytest.mark.slow

US, GB, DE, FR = DocumentLocale
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)

# Figures.


@pytest.mark.parametrize(
    ("locale", "total", "day"),
    [
        (US, "$14,618.20", "May 27, 2026"),
        (GB, "US$14,618.20", "27 May 2026"),
        (DE, "14.618,20 $", "27. Mai 2026"),
        (FR, "14 618,20 $US", "27 mai 2026"),
    ],
)
def test_total_and_due_date_are_written_as_the_reader_would(locale, total, day):
    event = issued.invoice(issued.of_all_kinds())
    assert total_of(event.lines) == 1_461_820
    text = printed(event, locale)
    assert text.count(total) == 2
    assert day in text


@pytest.mark.parametrize(
    ("currency", "total"),
    [("JPY", "¥1,461,820"), ("KWD", "KWD 1,461.820"), ("EUR", "€14,618.20")],
)
def test_a_currency_has_its_own_decimals(currency, total):
    text = printed(issued.invoice(issued.of_all_kinds(), currency))
    assert text.count(total) == 2
    assert f"AMOUNT {currency}" in text


def test_a_premium_shows_how_it_was_made_up():
    text = printed(issued.invoice(issued.sold(1, "7", 10_000)))
    assert (
        "Buyer's premium #102 49.00 25% of $100.00 25.00 minimum premium 24.00" in text
    )


def test_a_premium_of_one_band_repeats_no_amount():
    text = printed(issued.invoice(issued.sold(1, "7", 240_000)))
    assert "Buyer's premium #102 600.00 25% of $2,400.00 Total 3,000.00" in text


def test_a_tax_names_jurisdiction_rate_and_base():
    text = printed(issued.invoice(issued.sold(1, "7", 240_000, levy=issued.tax)))
    assert "Hammer price #101 2,400.00 198.00 2,598.00" in text
    assert "25% of $2,400.00 Total" in text
    assert "Sales tax, US-TX: 8.25% of $3,000.00 247.50" in text


def test_two_taxes_on_a_line_show_an_amount_each():
    def levy(base):
        dallas = issued.tax(base, Fraction(2, 100), "US-TX-DALLAS", "Local tax")
        return (issued.tax(base), dallas)

    hammer = issued.line(1, Charge.HAMMER, 240_000, lot="7", taxes=levy(240_000))
    text = printed(issued.invoice([hammer]))
    assert "Hammer price #101 2,400.00 246.00 2,646.00" in text
    assert "US-TX: 8.25% of $2,400.00 198.00" in text
    assert "US-TX-DALLAS: 2% of $2,400.00 48.00" in text


def test_an_exemption_names_its_certificate():
    def levy(base):
        return issued.tax(base, certificate=issued.CERTIFICATE)

    text = printed(issued.invoice(issued.sold(1, "7", 240_000, levy=levy)))
    assert f"exempt: resale certificate {issued.CERTIFICATE}" in text
    assert "Total due $3,000.00" in text


def test_a_margin_shows_no_tax_and_says_so():
    event = issued.invoice(issued.on_margin(), "EUR")
    text = printed(event, DE)
    assert "Aufgeld, inkl. USt. #102 600,00 25 % von 2.400,00 €" in text
    assert "Differenzbesteuerung: Die Umsatzsteuer wird nicht gesondert" in text
    assert "19" not in text.replace("00019", "")
    assert "NETTO" not in text
    own = replace(HOUSE, print=replace(HOUSE.print, margin_words="Sonderregelung."))
    assert "† Sonderregelung." in printed(event, DE, own)


def test_lots_on_a_margin_stay_silent_beside_taxed_ones():
    text = printed(issued.invoice(issued.of_all_kinds(), "EUR"), DE)
    assert "Aufgeld, inkl. USt. #102 600,00 25 %" in text
    assert "Zuschlag #105 8.000,00 - 8.000,00 steuerfrei" in text
    assert "Aufgeld #106 1.600,00 304,00 1.904,00" in text
    assert "Summe 338,20 14.618,20" in text
    assert "Versand: nach Bonn #107 180,00 34,20 214,20" in text


def test_a_lot_times_the_money_shows_pieces():
    text = printed(issued.invoice(issued.on_margin(), "EUR"), FR)
    assert "12 x 100,00 €" in text


# Pages.


def carried(pdf):
    """Read what each page brings, the entries on it, and what it carries."""
    for page in pages(pdf):
        words = re.sub(r"\s+", " ", page)
        brought = re.search(r"Brought forward ([\d,.]+)", words)
        onward = re.search(r"Carried forward ([\d,.]+)", words)
        entries = {int(one) for one in re.findall(r"#(\d+)", words)}
        yield brought and brought[1], entries, onward and onward[1]


def test_carried_totals_add_up_page_by_page():
    event = issued.invoice(issued.many(60))
    told = list(carried(invoice_pdf(event, settings=HOUSE, names=NAMES)))
    with_lines = [one for one in told if one[1]]
    assert len(with_lines) > 5
    so_far, before = 0, None
    for brought, entries, onward in with_lines:
        assert brought == before
        so_far += sum(line.gross for line in event.lines if line.source in entries)
        before = onward
        if onward is not None:
            assert onward == f"{so_far / 100:,.2f}"
    assert so_far == total_of(event.lines)
    assert before is None, "after the last line there is the total, and nothing carried"


def test_every_line_is_on_one_page_and_its_lot_in_one_piece():
    event = issued.invoice(issued.many(60))
    told = list(carried(invoice_pdf(event, settings=HOUSE, names=NAMES)))
    found = [entry for _, entries, _ in told for entry in entries]
    assert sorted(found) == sorted(line.source for line in event.lines)
    for _, entries, _ in told:
        assert {one - 1 for one in entries if one % 2 == 0} == {
            one for one in entries if one % 2
        }


def test_pages_are_counted():
    pdf = invoice_pdf(issued.invoice(issued.many(60)), settings=HOUSE, names=NAMES)
    told = pages(pdf)
    assert len(told) > 5
    for place, page in enumerate(told, 1):
        assert f"Page {place} of {len(told)}" in page


def test_one_line_carries_nothing():
    hammer = issued.line(1, Charge.HAMMER, 5_000, lot="1", said="A medal")
    pdf = invoice_pdf(issued.invoice([hammer]), settings=HOUSE, names=NAMES)
    assert list(carried(pdf)) == [(None, {101}, None)]
    assert "Total due $50.00" in flat(pdf)


def test_a_lot_that_breaks_is_carried_once_its_amount_is_on_the_page():
    before = issued.line(1, Charge.HAMMER, 5_000, lot="1", said="A medal")
    long = issued.line(2, Charge.HAMMER, 7_000, lot="2", said="word " * 700)
    pdf = invoice_pdf(issued.invoice([before, long]), settings=HOUSE, names=NAMES)
    assert list(carried(pdf)) == [(None, {101}, "50.00"), ("50.00", {102}, None)]


@pytest.mark.parametrize(
    ("paper", "size"), [(PaperSize.A4, (595, 842)), (PaperSize.LETTER, (612, 792))]
)
def test_a_house_prints_on_its_own_paper(paper, size):
    own = replace(HOUSE, letterhead=replace(HOUSE.letterhead, paper=paper))
    pdf = invoice_pdf(issued.invoice(issued.many(1)), settings=own, names={})
    box = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


# Words.


@pytest.mark.parametrize(
    "title",
    [
        '#let x = "*bold*"; $1$ <label> @ref \\ // remark',
        '#image("paper.json") = heading - item + item / term: x',
        "{page} of {pages} %s {0}",
        "Коллекция марок, Ελληνικά, Zażółć gęślą jaźń",
        "=cmd|'/c calc'!A0",
    ],
)
def test_a_title_is_words_and_never_markup(title):
    lines = issued.sold(1, "7", 240_000, title)
    assert title in printed(issued.invoice(lines))
    named = {"C-1042": replace(NAMES["C-1042"], name=title)}
    assert title in printed(issued.invoice(lines), names=named)


def test_a_title_from_right_to_left_is_printed():
    text = printed(issued.invoice(issued.sold(1, "7", 240_000, "ספר תורה")))
    assert set("ספרתורה") <= set(text)


def test_a_word_without_end_stays_on_the_page():
    lines = issued.sold(1, "7", 240_000, "X" * 400)
    assert "X" * 400 in printed(issued.invoice(lines)).replace(" ", "")


def test_what_no_font_has_is_printed_by_its_code():
    lines = issued.sold(1, "7", 240_000, "漢字 🎉 vase \u202e \x07")
    text = printed(issued.invoice(lines))
    assert "[U+6F22][U+5B57] [U+1F389] vase [U+202E] [U+0007]" in text


def test_a_house_brings_fonts_of_its_own():
    lines = issued.sold(1, "7", 240_000, "A \N{GRINNING FACE} mask")
    assert "[U+1F600]" in printed(issued.invoice(lines))
    own = replace(HOUSE, print=replace(HOUSE.print, fonts=str(FONTS)))
    assert "A \N{GRINNING FACE} mask" in printed(issued.invoice(lines), settings=own)


def test_a_client_has_name_address_and_vat_number():
    text = printed(issued.invoice(issued.many(1)), FR)
    assert "Dr. Jürgen Weiß Schloßallee 7 80331 München" in text
    assert "DE987654321" in text
    assert "Allemagne" not in text, "it is the house's own country"
    abroad = {"C-1042": replace(NAMES["C-1042"], country="CH")}
    assert "80331 München Suisse" in printed(
        issued.invoice(issued.many(1)), FR, names=abroad
    )


def test_a_client_without_a_name_is_printed_by_number_and_paddle():
    text = printed(issued.invoice(issued.many(1)), names={})
    assert "Client C-1042" in text
    assert "PADDLE 1042" in text


def test_a_sale_has_its_title_and_its_language():
    text = flat(invoice_pdf(issued.invoice(issued.many(1)), settings=HOUSE, names={}))
    assert "Space Exploration (SPRING-2026)" in text
    paris = issued.invoice(issued.many(1), sale="PARIS-2026", session=2)
    text = flat(invoice_pdf(paris, settings=HOUSE, names={}))
    assert "Facture HA-2026-00017" in text
    assert "VACATION 2" in text


def test_it_says_how_to_pay():
    text = printed(issued.invoice(issued.many(1)))
    assert "quoting HA-2026-00017" in text
    assert "IBAN DE89 3704 0044 0532 0130 00" in text
    assert "Routing no. (ABA) 111000025" in text
    assert "Thank you for bidding with us." in text


@pytest.mark.parametrize("logo", [Logo("svg", SVG), Logo("png", PNG)])
def test_a_logo_is_drawn(logo):
    own = replace(HOUSE, letterhead=replace(HOUSE.letterhead, logo=logo))
    event = issued.invoice(issued.many(1))
    plain = invoice_pdf(event, settings=HOUSE, names={})
    assert invoice_pdf(event, settings=own, names={}) != plain


def test_a_picture_that_nobody_can_draw_is_refused():
    logo = Logo("png", b"\x89PNG\r\n\x1a\n")
    own = replace(HOUSE, letterhead=replace(HOUSE.letterhead, logo=logo))
    with pytest.raises(NotPrinted, match="Check the picture"):
        invoice_pdf(issued.invoice(issued.many(1)), settings=own, names={})


@pytest.mark.parametrize("key", LABELS)
def test_a_label_has_the_same_blanks_in_every_language(key):
    words = LABELS[key]
    assert len(words) == len(LANGUAGES)
    assert all(words)
    assert len({tuple(sorted(re.findall(r"\{\w+\}", word))) for word in words}) == 1


# Who may not be told what.


def test_a_buyer_is_never_told_whose_a_lot_was():
    lines = issued.of_all_kinds()
    event, back = issued.invoice(lines, "EUR"), issued.credit_note(lines)
    told = [
        printed(event),
        flat(credit_note_pdf(back, by=BY, settings=HOUSE, names=NAMES)),
        invoice_xml(event, settings=HOUSE, names=NAMES).decode(),
        credit_note_xml(back, settings=HOUSE, names=NAMES).decode(),
    ]
    assert all(line.consignor == issued.CONSIGNOR for line in lines)
    assert not [one for one in told if "SECRET" in one]


def test_whose_a_lot_was_makes_no_difference_to_the_bytes():
    lines = issued.many(2)
    ours = [issued.line(1, Charge.HAMMER, 9_000, lot="1", consignor=None)]
    theirs = [issued.line(1, Charge.HAMMER, 9_000, lot="1")]
    made = [
        invoice_pdf(issued.invoice([*one, *lines]), settings=HOUSE, names=NAMES)
        for one in (ours, theirs)
    ]
    assert made[0] == made[1]


# Credit notes and statements.


def test_a_credit_note_mirrors_the_invoice_that_it_names():
    lines = issued.of_all_kinds()[4:]
    note = issued.credit_note(lines)
    text = flat(credit_note_pdf(note, by=BY, settings=HOUSE, names=NAMES))
    assert "Wrongbuyer" in text.replace(" ", "")
    assert "Mallory" in text
    assert "Credit note HA-2026-C00003" in text
    assert "CREDITS INVOICE HA-2026-00017" in text
    assert "Total credited €10,118.20" in text
    assert "€10,118.20 of invoice HA-2026-00017 is no longer owed." in text
    billed = printed(issued.invoice(lines, "EUR"))
    for row in (
        "Hammer price #105 8,000.00 - 8,000.00",
        "Buyer's premium #106 1,600.00 304.00",
    ):
        assert row in text
        assert row in billed


def test_a_statement_says_by_which_rule_and_what_waits():
    event = issued.statement()
    text = flat(statement_pdf(event, settings=HOUSE, names=NAMES))
    assert "Statement HA-2026-S00004" in text
    assert "Estate of Mrs Orsay" in text
    assert "Commission #202 -240.00 -45.60 -285.60" in text
    assert "commission, band 1: 10% of €2,400.00" in text
    assert (
        "Twelve chairs withheld until the buyer has paid · payable July 4, 2026" in text
    )
    assert "takes back a line of statement HA-2026-S00001" in text
    assert "Expense: Carriage from Paris #205 -80.00" in text
    assert "Advances -500.00" in text
    assert net_of(event.lines) == 261_440
    assert "Withheld, awaiting payment -1,080.00" in text
    assert "Net payable €1,534.40" in text
    assert "on July 4, 2026 2,114.40" in text
    assert "when the buyer has paid 1,080.00" in text


@pytest.mark.parametrize("locale", [DE, FR])
def test_a_statement_is_in_one_language(locale):
    event = issued.statement()
    text = flat(statement_pdf(event, settings=HOUSE, names=NAMES, locale=locale))
    assert "commission, band 1" not in text
    of = {DE: "10 % von 2.400,00 €", FR: "10 % de 2 400,00 €"}[locale]
    assert of in re.sub("[\N{NO-BREAK SPACE}\u202f]", " ", text)


def test_a_charge_that_is_only_named_is_named_in_the_reader_s_language():
    shipping = issued.line(1, Charge.SHIPPING, 18_000, said="Shipping")
    text = printed(issued.invoice((shipping,)), locale=DE)
    assert "Versand" in text
    assert "Shipping" not in text


def test_a_statement_that_is_below_zero_is_owed_to_the_house():
    event = issued.statement()
    event = replace(event, lines=event.lines[4:], awaited=())
    text = flat(statement_pdf(event, settings=HOUSE, names={}, locale=DE))
    assert "Zu unseren Gunsten 580,00 €" in text
    assert "Kunde C-7" in text


# The same bytes.


def test_the_same_event_is_the_same_bytes():
    event = issued.invoice(issued.of_all_kinds(), "EUR")
    xml = invoice_xml(event, settings=HOUSE, names=NAMES)
    assert invoice_xml(event, settings=HOUSE, names=NAMES) == xml
    made = [
        invoice_pdf(event, settings=HOUSE, names=NAMES, xml=given)
        for given in (None, xml, None, xml)
    ]
    assert made[0] == made[2]
    assert made[1] == made[3]


def test_the_only_date_is_the_day_of_issue():
    pdf = invoice_pdf(issued.invoice(issued.many(1)), settings=HOUSE, names={})
    about = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert about.creation_date.isoformat() == "2026-05-20T00:00:00+00:00"
    assert about.modification_date == about.creation_date
    assert (about.title, about.author) == ("Invoice HA-2026-00017", "Hill & Daughter")


def test_what_sets_type_is_entered_only_to_print():
    heavy = "{'typst', 'babel', 'drafthorse'} & sys.modules.keys()"
    code = f"import sys, projections.documents; print({heavy})"
    with process([], code=code) as started:
        assert started.communicate() == ("set()\n", "")


def test_what_a_house_billed_is_printed_as_billed(tmp_path):
    with new_house(tmp_path) as house:
        settled_by(house)
        hammered(house)
        told = bills(settle(house))
    assert len(told) == 2
    for event in told:
        text = printed(event, names={})
        assert f"Invoice {event.invoice}" in text
        assert f"Total due ${total_of(event.lines) / 100:,.2f}" in text
        for line in event.lines:
            assert f"#{line.source}" in text


# E-invoices.


SUMS = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
BREAKDOWN = "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:"


def test_an_e_invoice_adds_up_to_the_invoice():
    event = issued.invoice(issued.of_all_kinds(), "EUR")
    xml = invoice_xml(event, settings=HOUSE, names=NAMES)
    net = sum(line.amount for line in event.lines)
    tax = sum(line.tax for line in event.lines)
    plain = event.currency.plain
    assert texts(xml, f"{SUMS}LineTotalAmount") == [plain(net)]
    assert texts(xml, f"{SUMS}TaxTotalAmount") == [plain(tax)]
    assert texts(xml, f"{SUMS}GrandTotalAmount") == [plain(total_of(event.lines))]
    assert texts(xml, f"{SUMS}DuePayableAmount") == [plain(total_of(event.lines))]
    each = "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
    assert texts(xml, each) == [plain(line.amount) for line in event.lines]


def test_an_e_invoice_tells_each_category_apart():
    event = issued.invoice(issued.of_all_kinds(), "EUR")
    xml = invoice_xml(event, settings=HOUSE, names=NAMES)
    assert texts(xml, f"{BREAKDOWN}CategoryCode") == ["E", "S"]
    assert texts(xml, f"{BREAKDOWN}BasisAmount") == ["12500.00", "1780.00"]
    assert texts(xml, f"{BREAKDOWN}CalculatedAmount") == ["0.00", "338.20"]
    assert texts(xml, f"{BREAKDOWN}RateApplicablePercent") == ["0", "19"]


def test_an_e_invoice_on_a_margin_says_which():
    event = issued.invoice(issued.on_margin(), "EUR")
    xml = invoice_xml(event, settings=HOUSE, names=NAMES)
    assert texts(xml, f"{BREAKDOWN}ExemptionReasonCode") == ["VATEX-EU-I"]
    assert texts(xml, f"{BREAKDOWN}CalculatedAmount") == ["0.00"]
    assert "19" not in texts(xml, "ram:RateApplicablePercent")
    pieces = elements(xml, "ram:BilledQuantity")
    assert [piece.text for piece in pieces] == ["1", "1", "12", "1"]
    assert texts(xml, "ram:ChargeAmount")[2] == "100.00"


def test_an_e_invoice_names_both_parties_and_the_account():
    event = issued.invoice(issued.of_all_kinds(), "EUR")
    xml = invoice_xml(event, settings=HOUSE, names=NAMES)
    assert texts(xml, "ram:SellerTradeParty/ram:Name") == ["Hill & Daughter GmbH"]
    assert texts(xml, "ram:BuyerTradeParty/ram:Name") == ["Dr. Jürgen Weiß"]
    assert texts(xml, "ram:SpecifiedTaxRegistration/ram:ID") == [
        "DE123456789",
        "DE987654321",
    ]
    assert texts(xml, "ram:IBANID") == ["DE89370400440532013000"]
    unnamed = invoice_xml(event, settings=HOUSE, names={})
    assert texts(unnamed, "ram:BuyerTradeParty/ram:Name") == ["C-1042"]
    assert texts(unnamed, "ram:BuyerTradeParty//ram:CountryID") == ["US"]


def test_an_e_credit_note_names_the_invoice():
    event = issued.credit_note(issued.of_all_kinds())
    xml = credit_note_xml(event, settings=HOUSE, names=NAMES)
    assert texts(xml, "ram:TypeCode")[0] == "381"
    referred = "ram:InvoiceReferencedDocument/ram:IssuerAssignedID"
    assert texts(xml, referred) == ["HA-2026-00017"]
    plain = event.currency.plain(total_of(event.lines))
    assert texts(xml, f"{SUMS}GrandTotalAmount") == [plain]


def test_an_e_invoice_is_inside_the_pdf():
    event = issued.invoice(issued.of_all_kinds(), "EUR")
    xml = invoice_xml(event, settings=HOUSE, names=NAMES)
    pdf = invoice_pdf(event, settings=HOUSE, names=NAMES, xml=xml)
    read = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    assert read.attachments["factur-x.xml"] == [xml]
    about = read.trailer["/Root"]["/Metadata"].get_data()
    told = etree.fromstring(about.strip().partition(b"?>")[2].rpartition(b"<?")[0])
    fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
    assert told.findtext(f".//{fx}ConformanceLevel") == "EN 16931"
    assert told.findtext(f".//{fx}DocumentFileName") == "factur-x.xml"
    assert "Total due €14,618.20" in flat(pdf)


def test_what_the_standard_has_no_room_for_is_refused():
    two = (issued.tax(9_000), issued.vat(9_000))
    taxed = issued.line(3, Charge.HAMMER, 9_000, lot="1", taxes=two)
    part = issued.line(3, Charge.HAMMER, 9_000, lot="1", taxes=(issued.vat(8_000),))
    for event, settings, said in [
        (issued.invoice([taxed]), HOUSE, "Line 3 bears 2 taxes"),
        (issued.invoice([part]), HOUSE, "Line 3 is taxed in part"),
        (issued.invoice(issued.many(1), "KWD"), HOUSE, "KWD has three"),
        (issued.invoice([]), replace(HOUSE, einvoice=None), "no .einvoice."),
    ]:
        with pytest.raises(NotAnEInvoice, match=said):
            invoice_xml(event, settings=settings, names=NAMES)
