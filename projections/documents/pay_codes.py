"""Codes that a telephone pays from: EPC069-12 (GiroCode) and the Swiss QR-bill.

EPC069-12 is the European Payments Council's guideline for a SEPA credit transfer; the
Swiss code follows SIX, Swiss Implementation Guidelines for the QR-bill, version 2.3.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import segno
from segno import helpers

from ledger.identity import InvoiceId
from ledger.money import Currency, Minor
from ledger.references import creditor_reference, qr_reference
from ledger.terms.house import BankAccount, ClientName

EPC_MOST = Decimal("999999999.99")
SWISS_MOST = Decimal("999999999.99")
SWISS_CURRENCIES = frozenset({"CHF", "EUR"})
NAME_MAX = 70
QR_IIDS = range(30_000, 32_000)
"""The numbers of banks, in an IBAN, that mark a QR-IBAN."""


def epc_code(
    bank: BankAccount, holder: str, *, amount: Minor, currency: Currency, text: str
) -> str | None:
    """Draw a GiroCode as SVG; None where there is nothing it could pay."""
    paid = Decimal(currency.plain(amount))
    if currency.code != "EUR" or bank.iban is None or not 0 < paid <= EPC_MOST:
        return None
    return svg_of(
        helpers.make_epc_qr(
            name=holder[:NAME_MAX],
            iban=bank.iban,
            amount=paid,
            text=text,
            bic=bank.bic,
            encoding="utf-8",
        )
    )


@dataclass(frozen=True, slots=True)
class SwissCode:
    """What the code of a QR-bill holds, and what stands beside it in words."""

    svg: str
    iban: str
    reference: str
    """Grouped as it is printed."""
    amount: str
    """``1 949.75``: as the guidelines write it, in every language."""
    creditor: tuple[str, ...]
    debtor: tuple[str, ...]
    """Empty where the debtor's address is not known: they write it by hand."""
    message: str


def swiss_code(
    bank: BankAccount,
    holder: str,
    debtor: ClientName | None,
    *,
    amount: Minor,
    currency: Currency,
    number: InvoiceId,
) -> SwissCode | None:
    """Draw the code of a QR-bill; None where there is nothing that it could pay."""
    paid = Decimal(currency.plain(amount))
    if currency.code not in SWISS_CURRENCIES or not 0 < paid <= SWISS_MOST:
        return None
    assert bank.iban is not None, "read only with one"
    kind, reference = swiss_reference(bank.iban, number)
    creditor = _address(
        holder, bank.street, bank.postcode, bank.city, bank.country or "CH"
    )
    owing = _debtor_address(debtor)
    fields = (
        *("SPC", "0200", "1", bank.iban, *creditor),
        # Reserved for a final creditor.
        *[""] * 7,
        *(str(paid), currency.code, *(owing or [""] * 7)),
        *(kind, reference, number, "EPD"),
    )
    payload = "\r\n".join(fields)
    code = segno.make_qr(
        payload, error="m", boost_error=False, encoding="utf-8", eci=False
    )
    whole, _, cents = f"{paid:,.2f}".replace(",", " ").partition(".")
    return SwissCode(
        svg=svg_of(code),
        iban=_in_groups(bank.iban),
        reference=_written_reference(reference),
        amount=f"{whole}.{cents}",
        creditor=tuple(_address_lines(creditor)),
        debtor=tuple(_address_lines(owing)) if owing else (),
        message=number,
    )


def swiss_reference(iban: str, number: InvoiceId) -> tuple[str, str]:
    """Make the reference that an IBAN asks for: QRR for a QR-IBAN, else SCOR.

    A QR-IBAN carries a bank number from 30000 to 31999, and takes 27 digits, the last
    by the recursive modulo 10. Every other IBAN takes a reference by ISO 11649.
    """
    bank = iban[4:9]
    if not (bank.isdigit() and int(bank) in QR_IIDS):
        return "SCOR", creditor_reference(number)
    return "QRR", qr_reference(number)


def _address(
    name: str, street: str | None, postcode: str | None, city: str | None, country: str
) -> list[str]:
    """Write an address as structured, which is the only kind since November 2025."""
    parts = ("S", name, street or "", "", postcode or "", city or "", country)
    mosts = (1, NAME_MAX, NAME_MAX, 16, 16, 35, 2)
    return [part[:most] for part, most in zip(parts, mosts, strict=True)]


def _debtor_address(debtor: ClientName | None) -> list[str] | None:
    if debtor is None or not (debtor.postcode and debtor.city and debtor.country):
        return None
    street = debtor.lines[0] if debtor.lines else None
    return _address(debtor.name, street, debtor.postcode, debtor.city, debtor.country)


def _address_lines(fields: list[str]) -> Iterator[str]:
    _, name, street, _, postcode, city, country = fields
    yield name
    if street:
        yield street
    abroad = "" if country in {"CH", "LI"} else f"{country}-"
    yield f"{abroad}{postcode} {city}"


def _in_groups(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _written_reference(reference: str) -> str:
    """Group a reference as it is printed: by four, or two and then by five."""
    if reference.startswith("RF"):
        return _in_groups(reference)
    first, rest = reference[:2], reference[2:]
    fives = (rest[at : at + 5] for at in range(0, len(rest), 5))
    return " ".join((first, *fives))


def svg_of(code: segno.QRCode) -> str:
    """Draw a code as SVG, without a border."""
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode().strip()
