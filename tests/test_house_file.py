"""A house's letterhead and its clients' names, read from files.

The sentences about ``golden/house_mistakes.toml`` stand beside it, as a gallery.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.files.house_file import read_house
from ledger.files.names_file import read_names
from ledger.files.problems import Faulty
from ledger.terms.house import (
    BankAccount,
    ClientName,
    DocumentLocale,
    EInvoicing,
    HouseSettings,
    Letterhead,
    Logo,
    PaperSize,
    PaymentMeans,
    PrintSettings,
    SalePrint,
    XeroDays,
    XeroHabits,
)
from ledger.terms.paper import (
    LegalText,
    OwnWords,
    PaperKind,
    PaymentCode,
    PayWay,
    ReminderStep,
    SupplyDay,
)
from ledger.terms.tax import MarginGoods

GOLDEN = Path(__file__).parent / "golden"
WHOLE = GOLDEN / "house.toml"
LEAST = '[letterhead]\nname = "Hill & Daughter"\n'
SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"
HEADER = "client,name,line1,line2,line3,line4,country,vat_id,email\n"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def refused(name, text, read):
    Path(name).write_text(text, encoding="utf-8")
    with pytest.raises(Faulty) as no:
        read(name)
    return [str(problem) for problem in no.value.problems]


def faults(text):
    return refused("house.toml", text, read_house)


def test_a_whole_house_file():
    Path("logo.svg").write_text(SVG, encoding="utf-8")
    Path("fonts").mkdir()
    written = "One paragraph\non two lines.\n\n\nAnother.\n"
    Path("conditions.txt").write_text(written, encoding="utf-8")
    Path("house.toml").write_bytes(WHOLE.read_bytes())
    assert read_house("house.toml") == HouseSettings(
        letterhead=Letterhead(
            name="Hill & Daughter",
            lines=("12 Commerce Street", "Dallas, Texas 75201"),
            phone="+1 214 555 0142",
            email="accounts@hill.example",
            web="hill.example",
            registration="Texas auctioneer licence 17552",
            vat_id="GB 123 4567 89",
            banks=(
                BankAccount(
                    bank="First Bank of Dallas",
                    routing="111000025",
                    account="000123456789",
                ),
                BankAccount(
                    bank="Commerzbank",
                    holder="Hill GmbH",
                    iban="DE89370400440532013000",
                    bic="COBADEFFXXX",
                    code=PaymentCode.EPC,
                ),
                BankAccount(
                    bank="Barclays",
                    sort_code="20-00-00",
                    account="12345678",
                    intermediary="JPMorgan Chase, New York",
                    intermediary_bic="CHASUS33",
                ),
                BankAccount(
                    bank="Zürcher Kantonalbank",
                    iban="CH4431999123000889012",
                    code=PaymentCode.SWISS,
                    street="Bahnhofstrasse 9",
                    postcode="8001",
                    city="Zürich",
                    country="CH",
                ),
            ),
            logo=Logo("svg", SVG.encode()),
            paper=PaperSize.LETTER,
        ),
        print=PrintSettings(
            locale=DocumentLocale.EN_GB,
            sales=(
                (
                    "PARIS-2026",
                    SalePrint(title="Vente de printemps", locale=DocumentLocale.FR_FR),
                ),
            ),
            closing="Thank you for bidding with us.",
            footer="Title passes on full payment.",
            margin_words="Auctioneers' margin scheme: no input tax to be deducted.",
            collection="Monday to Friday. From then on storage costs $5 a day.",
            collect_within=14,
            payment_link="https://pay.hill.example/{number}",
            remittance_slip=True,
            ways=(
                PayWay(method="card", limit=2500, currency="GBP", words="in person"),
            ),
            texts=(
                LegalText(
                    title="Conditions of sale",
                    text=(
                        "Title passes on full payment.",
                        "Lots are sold as they are.",
                    ),
                    on=(PaperKind.INVOICE, PaperKind.STATEMENT),
                    language="en",
                ),
                LegalText(text=("One paragraph on two lines.", "Another.")),
            ),
            languages=(
                (
                    "de",
                    OwnWords(
                        closing="Vielen Dank.",
                        footer="Eigentum geht mit der Zahlung über.",
                        margin_words="Differenzbesteuerung, Sonderregelung.",
                        collection="Montag bis Freitag.",
                    ),
                ),
            ),
            supply=SupplyDay.SALE,
            fonts="fonts",
        ),
        chart=(("bank", "1200 Bank"), ("buyers", "1400 Buyers")),
        einvoice=EInvoicing(
            legal_name="Hill GmbH",
            vat_id="DE123456789",
            country="DE",
            postcode="80331",
            city="München",
            street="Maximilianstraße 1",
            means=PaymentMeans.TRANSFER,
            margin=MarginGoods.ANTIQUES,
            contact="Accounts",
            phone="+49 89 555 0143",
            email="invoices@hill.example",
        ),
        reminders=(
            ReminderStep(step="friendly", after=7),
            ReminderStep(
                step="our lawyers",
                after=30,
                words=(
                    ("en", "Invoice {number} was due on {day}."),
                    ("de", "Die Rechnung {number} war am {day} fällig."),
                    ("fr", "La facture {number} était échue le {day}."),
                ),
            ),
        ),
        xero=XeroHabits(
            days=XeroDays.MONTH_FIRST,
            untaxed="Tax Exempt (0%)",
            tax_types=(("US-TX Sales tax 8.25%", "Tax on Sales"),),
        ),
    )


def test_the_least_that_a_house_file_says():
    Path("house.toml").write_text(LEAST, encoding="utf-8")
    house = read_house("house.toml")
    assert house == HouseSettings(letterhead=Letterhead(name="Hill & Daughter"))
    assert house.locale_of("ANY-2026") is DocumentLocale.EN_US


def test_a_sale_may_have_a_language_of_its_own():
    text = f'{LEAST}[print]\nlocale = "de_DE"\n[print.sales.P-1]\nlocale = "fr_FR"\n'
    Path("house.toml").write_text(text, encoding="utf-8")
    house = read_house("house.toml")
    assert house.locale_of("P-1") is DocumentLocale.FR_FR
    assert house.locale_of("P-2") is DocumentLocale.DE_DE


def test_pictures_and_fonts_are_found_beside_the_file():
    Path("far").mkdir()
    Path("far/fonts").mkdir()
    Path("far/logo.png").write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    text = f'{LEAST}logo = "logo.png"\n[print]\nfonts = "fonts"\n'
    Path("far/house.toml").write_text(text, encoding="utf-8")
    house = read_house("far/house.toml")
    assert house.letterhead.logo == Logo("png", b"\x89PNG\r\n\x1a\n and so on")
    assert Path(house.print.fonts) == Path("far/fonts")


def test_every_mistake_is_named_at_once(request):
    Path("logo.png").write_text("a text", encoding="utf-8")
    wrong = (GOLDEN / "house_mistakes.toml").read_text(encoding="utf-8")
    said = "\n".join(faults(wrong)) + "\n"
    gallery = GOLDEN / "house_mistakes.txt"
    if request.config.getoption("--golden-update"):
        gallery.write_text(said, encoding="utf-8")
    assert said == gallery.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('logo = "logo.gif"', "expected an SVG or PNG file. Name one."),
        ('logo = "logo.svg"', "expected a file that is there. Check the name."),
    ],
)
def test_a_logo_is_a_picture_that_is_there(line, said):
    (only,) = faults(f"{LEAST}{line}\n")
    assert only.endswith(said)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('iban = "DE"', 'expected an IBAN. Write it like "DE89 3704 0044'),
        ('bic = "X"', "expected a BIC of 8 or 11 characters."),
        ("routing = 111000025", "expected an ABA routing number of 9 digits, in"),
        ("account = 1", "expected an account number in quotes"),
        ('sort_code = "20-00"', "expected a sort code of 6 digits, in quotes"),
        ("sort_code = 200000", "expected a sort code of 6 digits, in quotes"),
        ('code = "epc"', "expected an account with an iban. Add it, or take"),
        ('code = "swiss"', "expected an account with an iban of CH or LI."),
        ('code = "qr"', "expected one of epc, swiss."),
        (
            'code = "swiss"\niban = "CH44 3199 9123 0008 8901 2"\ncountry = "CH"',
            "expected the address of the holder: postcode, city.",
        ),
    ],
)
def test_an_account_can_be_paid_to(line, said):
    account = "" if line.startswith(("iban", "account")) else 'account = "1"\n'
    text = f'{LEAST}[[letterhead.banks]]\nbank = "First"\n{account}{line}\n'
    (only,) = faults(text)
    assert said in only


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('payment_link = "http://pay.example"', "expected an https address"),
        ('payment_link = "https://pay.example/{nr}"', "with {number} for the number"),
        ("collect_within = 0", "expected a whole number from 1"),
        ('remittance_slip = "yes"', "expected true or false"),
        ("[[print.ways]]\nlimit = 5", "expected a way to pay."),
        (
            '[[print.ways]]\nmethod = "card"\ncurrency = "euro"',
            "expected a currency of",
        ),
        ('[print.languages.it]\nclosing = "Grazie"', "expected one of de, en, fr."),
        ('[[print.texts]]\ntitle = "T"', "found neither; expected a text, or a file"),
        ('[[print.texts]]\ntext = "T"\nfile = "t"', "found both; expected a text, or"),
        ('[[print.texts]]\nfile = "gone.txt"', "expected a file that is there."),
        ('[[print.texts]]\nfile = "latin.txt"', "expected a text in UTF-8."),
        ('[[print.texts]]\nfile = "empty.txt"', "expected a file with a text in it."),
        ('[[print.texts]]\ntext = "T"\non = ["letter"]', "expected one of invoice,"),
    ],
)
def test_what_a_house_says_on_paper_is_read_or_refused(line, said):
    Path("latin.txt").write_bytes("Schloß".encode("latin-1"))
    Path("empty.txt").write_text(" \n", encoding="utf-8")
    (only,) = faults(f"{LEAST}[print]\n{line}\n")
    assert said in only


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ('step = "friendly"\nafter = 0', "expected a whole number from 1"),
        (
            'step = "friendly"\nafter = 7\n[[reminders]]\nstep = "last"\nafter = 7',
            "expected more days than the 7 of the step before",
        ),
        ('step = "stern"\nafter = 7', "expected words in de, en, fr."),
        (
            'step = "stern"\nafter = 7\n[reminders.words]\nen = "Pay."',
            "expected words in de, fr.",
        ),
    ],
)
def test_steps_of_reminders_follow_each_other_and_have_words(steps, said):
    (only,) = faults(f"{LEAST}[[reminders]]\n{steps}\n")
    assert said in only


def test_no_house_file():
    with pytest.raises(Faulty) as no:
        read_house("gone.toml")
    assert str(no.value) == (
        "gone.toml: found no such file; expected a house file. Check the name."
    )


def test_names_by_client():
    text = (
        f'{HEADER}C-1,Ada Lindqvist,"1, Rue de la Paix",75002 Paris,,,FR,FR40303265045,'
        "ada@lindqvist.example\nC-2,Hill & Sons,,,,,,,\n"
    )
    Path("names.csv").write_text(text, encoding="utf-8")
    assert read_names("names.csv") == {
        "C-1": ClientName(
            client="C-1",
            name="Ada Lindqvist",
            lines=("1, Rue de la Paix", "75002 Paris"),
            country="FR",
            vat_id="FR40303265045",
            email="ada@lindqvist.example",
        ),
        "C-2": ClientName(client="C-2", name="Hill & Sons"),
    }


def test_a_town_a_contact_and_a_reference_have_columns_of_their_own():
    text = (
        "client,name,postcode,city,country,contact,buyer_reference\n"
        "C-1,Landesmuseum,30169,Hannover,DE,Frau Wolf,04011000-12345-34\n"
    )
    Path("names.csv").write_text(text, encoding="utf-8")
    assert read_names("names.csv") == {
        "C-1": ClientName(
            client="C-1",
            name="Landesmuseum",
            postcode="30169",
            city="Hannover",
            country="DE",
            contact="Frau Wolf",
            buyer_reference="04011000-12345-34",
        )
    }


def test_mistakes_in_names():
    rows = "C-1,Ada,,,,,,,\nC-1,,,,,,France,,ada\n"
    assert refused("names.csv", HEADER + rows, read_names) == [
        "names.csv:3:2: name: found nothing; expected a text. Write one.",
        (
            'names.csv:3:7: country: found "France"; expected a country of two capital '
            "letters. Write it like DE."
        ),
        (
            'names.csv:3:9: email: found "ada"; expected an e-mail address. '
            "Write it like ada@example.org."
        ),
    ]
    twice = refused("names.csv", f"{HEADER}C-1,A,,,,,,,\nC-1,B,,,,,,,\n", read_names)
    assert twice == [
        (
            'names.csv:3:1: client: found "C-1"; expected client C-1 once: it stands '
            "on line 2 already. Take one of them out."
        )
    ]
