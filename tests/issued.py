"""Documents made by hand: an invoice, a credit note, a statement, as issued."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

from ledger.events import (
    CreditNoteIssued,
    InvoiceIssued,
    PaymentReceived,
    StatementIssued,
)
from ledger.events.documents import (
    Charge,
    Deduction,
    InvoiceLine,
    StatementLine,
)
from ledger.money import Currency, share
from ledger.terms.house import (
    BankAccount,
    ClientName,
    DocumentLocale,
    EInvoicing,
    HouseSettings,
    Letterhead,
    PrintSettings,
    SalePrint,
)
from ledger.terms.premium import Slice
from ledger.terms.tax import TaxCode, TaxDue, TaxScheme, Treatment

SALE = "SPRING-2026"
CONSIGNOR = "C-SECRET"
AT = datetime(2026, 5, 20, 12, tzinfo=UTC)
CERTIFICATE = "1-23-4567890-1"

HOUSE = HouseSettings(
    letterhead=Letterhead(
        name="Hill & Daughter",
        lines=("12 Commerce Street", "Dallas, Texas 75201"),
        email="accounts@hill.example",
        registration="Texas licence 17552",
        banks=(
            BankAccount(bank="First Bank", routing="111000025", account="000123"),
            BankAccount(
                bank="Bundesbank", iban="DE89370400440532013000", bic="COBADEFFXXX"
            ),
        ),
    ),
    print=PrintSettings(
        closing="Thank you for bidding with us.",
        footer="Title passes on full payment.",
        sales=(
            (SALE, SalePrint(title="Space Exploration")),
            ("PARIS-2026", SalePrint(locale=DocumentLocale.FR_FR)),
        ),
    ),
    einvoice=EInvoicing(
        legal_name="Hill & Daughter GmbH",
        vat_id="DE123456789",
        country="DE",
        postcode="80331",
        city="München",
    ),
)

NAMES = {
    "C-1042": ClientName(
        client="C-1042",
        name="Dr. Jürgen Weiß",
        lines=("Schloßallee 7", "80331 München"),
        country="DE",
        vat_id="DE987654321",
    ),
    "C-7": ClientName(client="C-7", name="Estate of Mrs Orsay"),
}


def tax(
    base, rate=Fraction(825, 10_000), place="US-TX", name="Sales tax", certificate=None
):
    """Levy a tax, unless a certificate exempts from it."""
    return TaxDue(
        jurisdiction=place,
        name=name,
        rate=rate,
        valid_from=date(2025, 1, 1),
        base=base,
        amount=0 if certificate else share(base, rate),
        certificate=certificate,
    )


def vat(base, rate=Fraction(19, 100)):
    """Levy German VAT."""
    return tax(base, rate, "DE", "USt")


def inside(amount, rate=Fraction(19, 100)):
    """Hide German VAT inside an amount, as a margin scheme does."""
    return TaxDue(
        jurisdiction="DE",
        name="USt",
        rate=rate,
        valid_from=date(2025, 1, 1),
        base=amount,
        amount=0,
        included=share(amount, rate / (1 + rate)),
    )


def line(number, charge, amount, *, lot=None, said="", **more):
    """Write a line of an invoice; it follows from entry 100 and its number."""
    usual = {
        "consignor": CONSIGNOR,
        "pieces": 1,
        "each": amount,
        "slices": (),
        "minimum": 0,
        "flat": 0,
        "surcharge": 0,
        "scheme": TaxScheme.STANDARD,
        "taxes": (),
        "source": 100 + number,
    }
    return InvoiceLine(
        number=number,
        charge=charge,
        lot=lot and f"{SALE}/{lot}",
        said=said,
        amount=amount,
        **usual | more,
    )


def sold(first, lot, hammer, title="A flown flag", levy=None, **more):
    """Bill a lot: 25 % premium, at least 49.00, and a tax on both if any is levied."""
    charged = share(hammer, Fraction(25, 100))
    premium = max(charged, 4_900)
    taxes = [(levy(base),) if levy else () for base in (hammer, premium)]
    return (
        line(first, Charge.HAMMER, hammer, lot=lot, said=title, taxes=taxes[0], **more),
        line(
            first + 1,
            Charge.PREMIUM,
            premium,
            lot=lot,
            said=title,
            slices=(Slice(0, hammer, Fraction(25, 100), charged),),
            minimum=premium - charged,
            taxes=taxes[1],
            **more,
        ),
    )


def many(count, levy=tax):
    """Bill many lots, each at another price."""
    lots = [
        sold(2 * place + 1, 50_001 + place, 12_300 + place * place * 1_701, levy=levy)
        for place in range(count)
    ]
    return tuple(one for lot in lots for one in lot)


def on_margin():
    """Bill two lots under a margin scheme, one of them by the piece."""
    margin = {"scheme": TaxScheme.MARGIN}
    table = sold(1, "12", 240_000, "Tisch, Nussbaum", **margin)
    chairs = sold(3, "14A", 120_000, "Zwölf Stühle", **margin)
    lines = []
    for one in (*table, *chairs):
        premium = one.charge is Charge.PREMIUM
        changed = {"taxes": (inside(one.amount),)} if premium else {}
        if one.said == "Zwölf Stühle" and not premium:
            changed = {"pieces": 12, "each": 10_000}
        lines.append(_changed(one, **changed))
    return tuple(lines)


def of_all_kinds():
    """Bill lots on a margin, one that is exempt, and what was charged beside lots."""
    return (
        *on_margin(),
        line(
            5,
            Charge.HAMMER,
            800_000,
            lot="15",
            said="Goldbarren",
            scheme=TaxScheme.EXEMPT,
        ),
        line(6, Charge.PREMIUM, 160_000, lot="15", taxes=(vat(160_000),)),
        line(7, Charge.SHIPPING, 18_000, said="nach Bonn", taxes=(vat(18_000),)),
    )


def _changed(one, **changes):
    kept = {name: getattr(one, name) for name in one.__dataclass_fields__}
    return InvoiceLine(**kept | changes)


def invoice(lines, currency="USD", **more):
    """Issue an invoice."""
    usual = {
        "invoice": "HA-2026-00017",
        "sale": SALE,
        "session": None,
        "paddle": "1042",
        "client": "C-1042",
        "client_class": None,
        "jurisdiction": "US-TX",
        "issued_on": date(2026, 5, 20),
        "due_on": date(2026, 5, 27),
        "terms": 1,
        "rules": 1,
        "at": AT,
    }
    return InvoiceIssued(
        currency=Currency(currency), lines=tuple(lines), **usual | more
    )


def credit_note(lines, currency="EUR", **more):
    """Take lines of an invoice back."""
    usual = {
        "credit_note": "HA-2026-C00003",
        "invoice": "HA-2026-00017",
        "sale": SALE,
        "paddle": "1042",
        "client": "C-1042",
        "issued_on": date(2026, 6, 2),
        "at": AT,
    }
    return CreditNoteIssued(
        currency=Currency(currency), lines=tuple(lines), **usual | more
    )


def payment(amount):
    """Receive money for the invoice by wire."""
    return PaymentReceived(
        invoice="HA-2026-00017",
        sale=SALE,
        client="C-1042",
        paddle="1042",
        currency=Currency("USD"),
        payment="HA-2026-00017/P1",
        method="wire",
        paid=amount,
        fee=0,
        received_on=date(2026, 5, 25),
        reference=None,
        moved_from=None,
        at=AT,
    )


def _stated(number, kind, amount, lot=None, said="", **more):
    usual = {
        "rule": "",
        "rate": None,
        "base": None,
        "taxes": (),
        "due_on": date(2026, 7, 4) if lot else None,
        "corrects": None,
    }
    return StatementLine(
        number=number,
        kind=kind,
        lot=lot and f"{SALE}/{lot}",
        said=said,
        amount=amount,
        source=200 + number,
        **usual | more,
    )


DEALER_NUMBER = "DE136695976"


def self_billed(amount=100_000, lot="12", *, number=1, **more):
    """State a hammer price with the VAT that a registered consignor charges."""
    standard = Treatment(code=TaxCode.STANDARD)
    usual = {"input_taxes": (vat(amount),), "treatment": standard}
    return _stated(
        number, Deduction.HAMMER, amount, lot, "A walnut table", **usual | more
    )


def commission_taken(amount=-10_000, lot="12"):
    """Take a tenth of a hammer price, with VAT."""
    return _stated(
        2,
        Deduction.COMMISSION,
        amount,
        lot,
        rate=Fraction(1, 10),
        base=-10 * amount,
        taxes=(vat(-amount),),
    )


def statement(number=1):
    """State two lots, of which one is not paid for, an expense and an advance."""
    tenth = Fraction(1, 10)
    return StatementIssued(
        statement="HA-2026-S00004",
        sale=SALE,
        consignor="C-7",
        number=number,
        currency=Currency("EUR"),
        lines=(
            _stated(1, Deduction.HAMMER, 240_000, "12", "A walnut table"),
            _stated(
                2,
                Deduction.COMMISSION,
                -24_000,
                "12",
                rule="commission, band 1",
                rate=tenth,
                base=240_000,
                taxes=(vat(24_000),),
            ),
            _stated(3, Deduction.HAMMER, 120_000, "14A", "Twelve chairs"),
            _stated(
                4,
                Deduction.COMMISSION,
                -12_000,
                "14A",
                rule="commission",
                rate=tenth,
                base=120_000,
                corrects="HA-2026-S00001",
            ),
            _stated(5, Deduction.EXPENSE, -8_000, said="Carriage from Paris"),
            _stated(6, Deduction.ADVANCE, -50_000),
        ),
        awaited=(f"{SALE}/14A",),
        issued_on=date(2026, 6, 20),
        rules=1,
        at=AT,
    )
