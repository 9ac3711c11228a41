"""Tables of rates as two countries have them, and the taxes of a buyer by them."""

from __future__ import annotations

from datetime import date

from ledger.settlement.taxing import BuyerTaxes
from ledger.terms.tax import RateKind, Taxable, TaxScheme
from ledger.terms.tax_status import TaxPerson, TaxStatus
from tests.settled_sale import rate

DAY = date(2026, 5, 20)
ALL = tuple(Taxable)
EU = ("AT", "DE", "FR", "GR")

GERMANY = (
    rate("DE", "19", name="USt"),
    rate(
        "DE",
        "7",
        name="USt",
        on=(Taxable.HAMMER, Taxable.PREMIUM),
        categories=("art", "collectors"),
        kind=RateKind.REDUCED,
    ),
    rate(
        "DE",
        "0",
        name="USt",
        categories=("gold",),
        kind=RateKind.EXEMPT,
        reason="Anlagegold, § 25c UStG",
    ),
    rate("DE", "0", name="USt", categories=("bars",), kind=RateKind.REVERSE_CHARGE),
    rate("DE", "19", name="USt", categories=("bars",)),
)
"""Since 1 January 2025: 7 % on art and collectors' pieces (annex 2 UStG), else 19 %."""

BRITAIN = (
    rate("GB", "20", name="VAT"),
    rate(
        "GB",
        "0",
        name="VAT",
        on=(Taxable.HAMMER,),
        categories=("books",),
        kind=RateKind.ZERO,
    ),
    rate(
        "GB",
        "5",
        name="Import VAT",
        on=(Taxable.HAMMER,),
        scheme=TaxScheme.IMPORT,
        kind=RateKind.REDUCED,
    ),
)


def taxes(table, *, place="DE", goes_to=None, status=None, abroad=None, **more):
    return BuyerTaxes(
        jurisdiction=goes_to or place,
        place=place,
        rates=table,
        certificate=more.get("certificate", lambda _, __: None),
        status=lambda _: status,
        abroad=abroad,
    )


def registered(number, country=None):
    return TaxStatus(
        person=TaxPerson.REGISTERED,
        country=country or number[:2],
        vat_id=number,
        valid_from=date(2020, 1, 1),
    )
