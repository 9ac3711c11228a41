"""The parties of an e-invoice: seller, buyer, and the accounts to pay to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafthorse.models.party import TaxRegistration, TradeParty
from drafthorse.models.payment import PaymentMeans as Means
from drafthorse.models.trade import TradeAgreement

from ledger.events import CreditNoteIssued, InvoiceIssued
from ledger.terms.house import (
    BankAccount,
    ClientName,
    EInvoicing,
    HouseSettings,
    PaymentMeans,
)
from projections.documents.vat import is_outside
from projections.documents.xrechnung import email_of, phone_of

Issued = InvoiceIssued | CreditNoteIssued

VAT_ID = re.compile(r"[A-Z]{2}[A-Z0-9]{2,13}")
MEANS = {PaymentMeans.SEPA: "58", PaymentMeans.TRANSFER: "30"}


def set_parties(
    agreement: TradeAgreement,
    event: Issued,
    settings: HouseSettings,
    own: EInvoicing,
    buyer: ClientName | None,
) -> None:
    """Name seller and buyer, and what the buyer wants quoted (BT-10)."""
    if buyer and buyer.buyer_reference:
        agreement.buyer_reference = buyer.buyer_reference
    name_house(agreement.seller, own, settings)
    _set_buyer(agreement.buyer, event, own, buyer)
    number = TaxRegistration(id=("VA", own.vat_id))
    if not is_outside(event.lines):
        agreement.seller.tax_registrations.add(number)
        return
    # Outside the scope no VAT number stands on the invoice (BR-O-02): it only
    # tells who the seller is (BR-CO-26).
    agreement.seller.id = own.vat_id
    agreement.buyer.tax_registrations.children.clear()


def name_house(party: TradeParty, own: EInvoicing, settings: HouseSettings) -> None:
    """Name the house, and whom of it to ask (BG-4 to BG-6)."""
    party.name = own.legal_name
    _set_address(party, own.country, own.postcode, own.city, own.street)
    if settings.letterhead.email is not None:
        party.electronic_address.uri_ID = ("EM", settings.letterhead.email)
    if own.contact is not None:
        party.contact.person_name = own.contact
        party.contact.telephone.number = phone_of(settings, own) or ""
        party.contact.email.address = email_of(settings, own) or ""


def _set_buyer(
    party: TradeParty, event: Issued, own: EInvoicing, named: ClientName | None
) -> None:
    """Name the buyer; without a name by number, in the country whose tax they bear."""
    party.id = event.client
    party.name = named.name if named else event.client
    country = (named and named.country) or _country_of_tax(event) or own.country
    number = event.buyer_vat_id or (named and named.vat_id) or ""
    # The standard takes numbers that start with their country, and no others.
    if VAT_ID.fullmatch(compact := number.replace(" ", "")):
        party.tax_registrations.add(TaxRegistration(id=("VA", compact)))
    if named is None:
        _set_address(party, country, None, None)
        return
    name_client(party, named, country)


def name_client(party: TradeParty, named: ClientName, country: str) -> None:
    """Write the address of a client, and whom of them to ask."""
    _set_address(party, country, named.postcode, named.city, *named.lines)
    if named.email:
        party.electronic_address.uri_ID = ("EM", named.email)
    if named.contact:
        party.contact.person_name = named.contact


def _country_of_tax(event: Issued) -> str | None:
    return None if event.jurisdiction is None else event.jurisdiction[:2]


def _set_address(
    party: TradeParty,
    country: str,
    postcode: str | None,
    city: str | None,
    *lines: str | None,
) -> None:
    """Write an address; the fourth line and on share the third."""
    address = party.address
    address.country_id = country
    address.postcode = postcode or ""
    address.city_name = city or ""
    given = [line for line in lines if line]
    address.line_one, address.line_two, address.line_three = (
        *given[:2],
        *[""] * (2 - len(given)),
        ", ".join(given[2:]),
    )


def payment_means(own: EInvoicing, banks: tuple[BankAccount, ...]) -> Iterator[Means]:
    """Say where to pay: every account that the means can reach."""
    for bank in banks:
        number = bank.iban if own.means is PaymentMeans.SEPA else bank.account
        if not (bank.iban or number):
            continue
        means = Means()
        means.type_code = MEANS[own.means]
        if bank.iban:
            means.payee_account.iban = bank.iban
        else:
            means.payee_account.proprietary_id = number
        means.payee_account.account_name = bank.holder or own.legal_name
        if bank.bic:
            means.payee_institution.bic = bank.bic
        yield means
